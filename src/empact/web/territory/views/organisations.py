"""S68 and the list before it: organisations, found, read and corrected."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ....terms.errors import UserError
from ...kernel.lists import as_csv, csv_address, in_order, page_of, wants_csv
from ...kernel.models import Job
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import doors, history, policies, queries
from ..actions import importing, merging
from ..actions import organisations as actions
from ..forms import ContactForm, FileForm, MergeForm, OrganisationFilter, OrganisationForm, SiteForm
from ..imports import ORGANISATION_COLUMNS, read_organisations
from ..models import Collaboration, Contact, Correction, Import, Merge, Organisation, Site
from ..permissions import CORRECT, IMPORT, SEE, check_may_correct, may_correct, may_engage
from ..search import fold
from .shared import end_or_not, form_page, home_of, offer_undo, page, the

__all__ = [
    "add_contact", "add_site", "apply", "correct", "end_contact", "end_site", "merge", "new", "organisation", "organisations",
    "undo", "unmerge", "upload",
]  # fmt: skip
ORDERS: Final = {
    "name": ("search",),
    "category": ("category__number", "search"),
    "line": ("line", "search"),
    "municipality": ("municipality__name", "search"),
}


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def organisations(request: Request) -> HttpResponse:
    """The address book, first in alphabetical order for all. Filters and order stand in the address and hold for the file."""
    today = timezone.localdate()
    form = OrganisationFilter(request.GET, today=today)
    rows = Organisation.objects.visible_to(request.who, Purpose.PROJECT).kept().on(today)
    if form.is_valid():
        said = form.cleaned_data
        for word in fold(said["q"]).split():
            rows = rows.filter(search__contains=word)
        if said["territory"] or said["outside"]:
            inside = queries.within([said["territory"]], today) if said["territory"] else None
            outside = queries.within([said["outside"]], today) if said["outside"] else ()
            rows = rows.located(inside, outside)
        rows = rows.filter(**{k: said[n] for n, k in (("category", "category"), ("type", "actor_type")) if said[n]})
        if said["line"]:
            rows = rows.filter(line=said["line"])
    else:  # a filter that cannot be read is not left out in silence
        rows = rows.none()
    rows, order = in_order(request, rows, ORDERS, "name")
    if wants_csv(request):
        return as_csv("organisations", ORGANISATION_COLUMNS, queries.organisation_cells(rows, today))
    rows = rows.select_related("category", "actor_type", "sector", "municipality")
    shown = {"form": form, "page": page_of(request, rows), "order": order, "csv": csv_address(request)}
    return page(request, "organisations.html", shown)


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def organisation(request: Request, pk: UUID) -> HttpResponse:
    """S68: who they are, how to reach them, what they signed and with whom they work."""
    today = timezone.localdate()
    rows = Organisation.objects.visible_to(request.who, Purpose.PROJECT)
    one: Organisation = the(rows.select_related("category", "actor_type", "sector", "municipality", "merged_into"), pk=pk)
    if one.merged_into is not None:
        return HttpResponseRedirect(reverse("territory:organisation", args=[one.merged_into_id]))
    together = Collaboration.objects.on(today).filter(parties=one).select_related("owner").prefetch_related("parties")
    reach = Contact.objects.on(today).filter(organisation__in=[c.owner_id for c in together]).select_related("function")
    mine = may_correct(request.who, one)
    return page(
        request,
        "organisation.html",
        {
            "organisation": one,
            "contacts": one.contacts.on(today).select_related("function"),
            "posts": one.posts.on(today).select_related("practitioner", "function", "territory"),
            "sites": one.sites.on(today).select_related("municipality"),
            "works_in": one.works_in.all(),
            "signatures": one.signatures.select_related("declaration"),
            "doors": doors.doors(request.who, one.pk),
            "collaborations": [(c, [r for r in reach if r.organisation_id == c.owner_id]) for c in together],
            "merges": [m for m in one.merges.select_related("gone") if policies.undoable(m)],
            "history": history.history(one, names=mine),
            "correction": one.corrections.filter(undone_at=None).first() if mine else None,
            "may_correct": mine,
            "may_engage": may_engage(request.who, one),
        },
    )


@allow(IMPORT, purpose=Purpose.ADMINISTRATION)
@require_form
def new(request: Request) -> HttpResponse:
    """One more organisation."""
    today, at = timezone.localdate(), timezone.now()
    form = OrganisationForm(request.POST or None, today=today)
    return form_page(
        request,
        form,
        lambda said: actions.add_organisation(values=said, works_in=said.pop("works_in"), starts=today, by=request.who, at=at),
        title=_("New organisation"),
        back=reverse("territory:organisations"),
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_form
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Everything in one form: a correction takes a minute."""
    today, at = timezone.localdate(), timezone.now()
    one = _own(request, pk)
    form = OrganisationForm(request.POST or None, today=today, row=one)

    def act(said: dict[str, Any]) -> None:
        actions.correct_organisation(
            organisation=one, works_in=said.pop("works_in"), values=said, today=today, by=request.who, at=at
        )
        last = one.corrections.filter(undone_at=None).first()
        if last is not None and last.at == at:
            offer_undo(request, reverse("territory:undo-correction", args=[last.pk]))

    return form_page(
        request, form, act, title=_("Correct %(name)s") % {"name": one.name}, back=reverse("territory:organisation", args=[pk])
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """The entry as it was before its last correction."""
    rows = Correction.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("organisation")
    one: Correction = the(rows, pk=pk)
    actions.undo_correction(correction=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    messages.success(request, _("The entry is as it was before."))
    return HttpResponseRedirect(reverse("territory:organisation", args=[one.organisation_id]))


def _own(request: Request, pk: UUID) -> Organisation:
    one: Organisation = the(Organisation.objects.visible_to(request.who, Purpose.ADMINISTRATION).kept(), pk=pk)
    check_may_correct(request.who, one)
    return one


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_form
def add_contact(request: Request, pk: UUID) -> HttpResponse:
    """How to reach a function here; it replaces the earlier one for that function."""
    today, at = timezone.localdate(), timezone.now()
    one = _own(request, pk)
    return form_page(
        request,
        ContactForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.add_contact(organisation=one, by=request.who, at=at, **said),
        title=_("How to reach a function at %(name)s") % {"name": one.name},
        lead=_("Give a mailbox or number of the function, not of a person: it stays right when somebody leaves."),
        back=reverse("territory:organisation", args=[pk]),
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_POST
def end_contact(request: Request, pk: UUID) -> HttpResponse:
    """From today on this is not right any more; or it is after all."""
    rows = Contact.objects.visible_to(request.who, Purpose.ADMINISTRATION).filter(team=None)
    one: Contact = the(rows.select_related("organisation"), pk=pk)
    return end_or_not(request, one.starts, partial(actions.end_contact, contact=one), home_of(one))


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_form
def add_site(request: Request, pk: UUID) -> HttpResponse:
    """One more place where it works."""
    today, at = timezone.localdate(), timezone.now()
    one = _own(request, pk)
    return form_page(
        request,
        SiteForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.add_site(organisation=one, reason=said.pop("number_reason"), by=request.who, at=at, **said),
        title=_("New place of %(name)s") % {"name": one.name},
        back=reverse("territory:organisation", args=[pk]),
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_POST
def end_site(request: Request, pk: UUID) -> HttpResponse:
    """Closed from today on; or not after all."""
    one: Site = the(Site.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("organisation"), pk=pk)
    end_it = partial(actions.end_site, site=one)
    return end_or_not(request, one.starts, end_it, reverse("territory:organisation", args=[one.organisation_id]))


@allow(IMPORT, purpose=Purpose.ADMINISTRATION)
@require_form
def merge(request: Request, pk: UUID) -> HttpResponse:
    """Two entries that are one organisation; it can be taken back on the page of the one that is kept."""
    at = timezone.now()
    one: Organisation = the(Organisation.objects.visible_to(request.who, Purpose.ADMINISTRATION).kept(), pk=pk)
    return form_page(
        request,
        MergeForm(request.POST or None, kept=one),
        lambda said: merging.merge_organisations(kept=one, gone=said["gone"], by=request.who, at=at),
        title=_("Merge another entry into %(name)s") % {"name": one.name},
        lead=_("What belongs to the other entry moves here. You can take it back."),
        button=_("Merge"),
        back=reverse("territory:organisation", args=[pk]),
    )


@allow(IMPORT, purpose=Purpose.ADMINISTRATION)
@require_POST
def unmerge(request: Request, pk: UUID) -> HttpResponse:
    """Two organisations again."""
    one: Merge = the(Merge.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("kept", "gone"), pk=pk)
    merging.undo_merge(merge=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("territory:organisation", args=[one.gone_id]))


@allow(IMPORT, purpose=Purpose.ADMINISTRATION)
@require_form
def upload(request: Request) -> HttpResponse:
    """A file, for its preview."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"]
        try:
            read_organisations(content, timezone.localdate())
        except UserError as error:
            form.add_error("file", f"{error.message} {error.hint}")
        else:
            file = importing.keep_import(content=content, by=request.who, at=timezone.now())
            return HttpResponseRedirect(reverse("territory:import", args=[file.pk]))
    context = {"form": form, "columns": ORGANISATION_COLUMNS}
    return page(request, "upload.html", context, status=422 if form.errors else 200)


@allow(IMPORT, purpose=Purpose.ADMINISTRATION)
@require_form
def apply(request: Request, pk: UUID) -> HttpResponse:
    """What would come in, what is wrong line by line, which entries are known; then all of it or nothing."""
    today = timezone.localdate()
    rows = Import.objects.visible_to(request.who, Purpose.ADMINISTRATION).filter(kind=Import.Kind.ORGANISATIONS)
    file: Import = the(rows, pk=pk)
    if request.method == "POST":
        said: dict[str, Any] = {"file": file, "merge": {int(n) for n in request.POST.getlist("merge") if n.isdecimal()}}
        said |= {"by": request.who, "at": timezone.now()}
        if file.content.count("\n") > importing.AT_ONCE:
            importing.ask_import(**said)
            return HttpResponseRedirect(request.path)
        importing.apply_import(**said, today=today)
        return HttpResponseRedirect(reverse("territory:organisations"))
    job = Job.objects.filter(pk=file.job).first() if file.job else None
    running = job is not None and job.is_open
    context: dict[str, Any] = {"file": file, "job": job, "running": running}
    if not running and file.applied_at is None:
        context["read"] = read_organisations(file.content, today)
    return page(request, "import.html", context)
