"""Lists of pseudonyms: brought by the analyst, named where the people are treated."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, standing
from ..forms import BringForm
from ..models import Worklist
from ..permissions import APPROVE_WORKLIST, BRING_WORKLIST, NAME_WORKLIST
from .about import LEFT, about_of
from .shared import names_csv

__all__ = ["bring", "brought", "export", "list_of", "listing", "one", "outcomes"]


@allow(NAME_WORKLIST, purpose=Purpose.CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Lists for this organisation or team, newest first."""
    return _listing(request, Purpose.CARE)


@allow(NAME_WORKLIST, purpose=Purpose.CARE)
@require_form
def one(request: Request, pk: UUID) -> HttpResponse:
    """What the list is for; sent, the names of one's own people on it."""
    worklist = list_of(request, pk)
    named = None
    if request.method == "POST":
        named = actions.name_worklist(worklist=worklist, by=request.who, at=timezone.now())
    context = {
        "worklist": worklist,
        "named": named,
        "rows": [(person, reason, named.answers.get(person.pk)) for person, reason in named.rows] if named else [],
        "left": [(person, LEFT.get(why, why)) for person, why in named.left] if named else [],
        "about": about_of(worklist, request.LANGUAGE_CODE),
        "standing": standing.standing_of([worklist], timezone.localdate())[worklist.pk],
        "may_approve": may(request.who, APPROVE_WORKLIST, Purpose.CARE),
    }
    return render(request, "people/worklist.html", context)


@allow(NAME_WORKLIST, purpose=Purpose.CARE)
@require_POST
def export(request: Request, pk: UUID) -> HttpResponse:
    """The same names as CSV, on record once more."""
    named = actions.name_worklist(worklist=list_of(request, pk), by=request.who, at=timezone.now())
    return names_csv(named.rows, "worklist")


@allow(BRING_WORKLIST, purpose=Purpose.POPULATION)
@require_safe
def brought(request: Request) -> HttpResponse:
    """Lists that were brought, and whether they were read; without a name."""
    return _listing(request, Purpose.POPULATION)


@allow(BRING_WORKLIST, purpose=Purpose.POPULATION)
@require_POST
def outcomes(request: Request, pk: UUID) -> HttpResponse:
    """By pseudonym, who leaves the list at its next run and why: a file for the mill."""
    worklist = the(Worklist.objects.visible_to(request.who, Purpose.POPULATION, timezone.localdate()), pk=pk)
    rows = actions.tell_outcomes(worklist=worklist, by=request.who, at=timezone.now())
    return lists.as_csv("left-out", ("pseudonym", "reason"), rows)


@allow(BRING_WORKLIST, purpose=Purpose.POPULATION)
@require_form
def bring(request: Request) -> HttpResponse:
    """Bring a list to one organisation or team."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.bring_worklist(
                title=form.cleaned_data["title"],
                content=form.cleaned_data["file"].read(),
                record=form.cleaned_data["record"].read() if form.cleaned_data["record"] else b"",
                series="",
                by=request.who,
                at=timezone.now(),
                **form.place(),
            )
        except Problem as problem:
            form.add_error("file", f"{problem.message} {problem.hint}")
        else:
            messages.success(request, _("The list is with its recipient."))
            return redirect("people:brought")
    context = {"form": form, "title": _("Bring a list"), "files": True}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _listing(request: Request, purpose: Purpose) -> HttpResponse:
    found = Worklist.objects.visible_to(request.who, purpose, timezone.localdate()).select_related("organisation", "team")
    if lists.wants_csv(request):
        head = (_("title"), _("for"), _("legal ground"), _("purpose"), _("brought on"), _("people"), _("read"))
        return lists.as_csv("lists", head, map(_row, found))
    page = lists.page_of(request, found)
    stand = standing.standing_of(list(page.object_list), timezone.localdate())
    rows = [(one, stand[one.pk]) for one in page.object_list]
    return render(request, "people/worklists.html", {"page": page, "rows": rows, "bringing": purpose == Purpose.POPULATION})


def _row(one: Worklist) -> tuple[object, ...]:
    read = timezone.localdate(one.named_at) if one.named_at else ""
    return one.title, one.organisation or one.team, one.ground, one.purpose, timezone.localdate(one.brought_at), one.size, read


def list_of(request: Request, pk: UUID) -> Worklist:
    """The list, for its recipient; for anybody else it does not exist."""
    found = Worklist.objects.visible_to(request.who, Purpose.CARE, timezone.localdate())
    worklist: Worklist = the(found.select_related("organisation", "team"), pk=pk)
    return worklist
