"""For who keeps offers: what is to be looked at, one offer part by part, and the answers to what others propose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.models import Organisation
from .. import actions as do
from .. import queries
from ..forms import AccessForm, AnswerForm, HoursForm, NewOfferForm, NotesForm, WhereForm, WhomForm, WordingForm
from ..hsds.package import COLUMNS, csv_rows
from ..kinds import LANGUAGES, codes
from ..models import Offer, Proposal, Told
from ..models.offers import Offers
from ..permissions import KEEP, check_may_keep
from ..values import TEXTS, values_of
from .finding import PROJECT

__all__ = [
    "access", "answer", "assure", "mine", "move", "new", "notes", "opening_hours", "take_over", "where", "whom", "wording",
]  # fmt: skip


def _kept(request: Request) -> Offers:
    """The offers this hat keeps."""
    rows = Offer.objects.visible_to(request.who, PROJECT)
    return rows.filter(organisation=UUID(request.who.scope_id)) if request.who.scope_kind == "organisation" else rows


@allow(KEEP, purpose=PROJECT)
@require_safe
def mine(request: Request) -> HttpResponse:
    """H3: what is to be assured again or corrected first, then all the others."""
    today = timezone.localdate()
    rows = _kept(request)
    if wants_csv(request):
        return as_csv("own-offers", COLUMNS, csv_rows(rows.whole()))
    every = request.GET.get("all") == "1"
    listed = rows.whole() if every else queries.to_look_at(rows, today).whole()
    page = page_of(request, listed)
    context = {
        "page": page, "rows": [(one, one.is_stale(today)) for one in page], "every": every, "csv": csv_address(request),
        "waiting": queries.waiting_for(request.who).prefetch_related("offer__wordings"), "all": rows.count(),
    }  # fmt: skip
    return render(request, "network/mine.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more, as a draft; it is found once somebody assured it."""
    today = timezone.localdate()
    own = Organisation.objects.kept().on(today)
    if request.who.scope_kind == "organisation":
        own = own.filter(pk=UUID(request.who.scope_id))
    form = NewOfferForm(request.POST or None, organisations=own)
    return form_page(
        request,
        form,
        lambda said: do.keep_offer(
            organisation=said["organisation"], values=form.values(), today=today, by=request.who, at=timezone.now()
        ),
        title=_("New offer"),
        lead=_("It is found once you have looked at it and said that it is right."),
        back=reverse("network:mine"),
        then=lambda made: reverse("network:offer", args=[made.pk]),
    )


def _the(request: Request, pk: UUID) -> Offer:
    found: Offer = the(Offer.objects.visible_to(request.who, PROJECT).whole(), pk=pk)
    check_may_keep(request.who, found.organisation)
    return found


def _part(
    request: Request, one: Offer, form: Any, values: Callable[[], dict[str, Any]], title: str, lead: str = ""
) -> HttpResponse:
    """One part of an offer, in a form of its own."""
    return form_page(
        request,
        form,
        lambda _said: do.keep_offer(
            organisation=one.organisation,
            offer=one,
            values=values(),
            today=timezone.localdate(),
            by=request.who,
            at=timezone.now(),
        ),
        title=title,
        lead=one.name,
        back=reverse("network:offer", args=[one.pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def wording(request: Request, pk: UUID, language: str) -> HttpResponse:
    """What it is called and how it is told, in one language."""
    if language not in LANGUAGES:
        raise Http404
    one = _the(request, pk)
    now = values_of(one)
    form = WordingForm(request.POST or None, initial={text: now[f"{text}.{language}"] for text in TEXTS})
    title = _("Text in: %(language)s") % {"language": codes("language")[language]}
    return _part(request, one, form, lambda: form.values(language), title)


@allow(KEEP, purpose=PROJECT)
@require_form
def whom(request: Request, pk: UUID) -> HttpResponse:
    """Kind, ages, cost, waiting time."""
    one = _the(request, pk)
    form = WhomForm(request.POST or None, offer=one)
    return _part(request, one, form, form.values, _("Kind, ages, cost and waiting time"))


@allow(KEEP, purpose=PROJECT)
@require_form
def where(request: Request, pk: UUID) -> HttpResponse:
    """Places of the address book."""
    one = _the(request, pk)
    form = WhereForm(request.POST or None, offer=one, today=timezone.localdate())
    return _part(request, one, form, form.values, _("Where, and whom to ask"))


@allow(KEEP, purpose=PROJECT)
@require_form
def access(request: Request, pk: UUID) -> HttpResponse:
    """Languages and accessibility."""
    one = _the(request, pk)
    form = AccessForm(request.POST or None, offer=one)
    return _part(request, one, form, form.values, _("Languages and accessibility"))


@allow(KEEP, purpose=PROJECT)
@require_form
def opening_hours(request: Request, pk: UUID) -> HttpResponse:
    """A line for each day."""
    one = _the(request, pk)
    form = HoursForm(request.POST or None, offer=one)
    return _part(request, one, form, form.values, _("Opening hours"))


@allow(KEEP, purpose=PROJECT)
@require_form
def notes(request: Request, pk: UUID) -> HttpResponse:
    """For partners only."""
    one = _the(request, pk)
    return form_page(
        request,
        NotesForm(request.POST or None, initial={"notes": one.notes}),
        lambda said: do.note_offer(offer=one, by=request.who, at=timezone.now(), **said),
        title=_("Notes for partners"),
        lead=one.name,
        back=reverse("network:offer", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def assure(request: Request, pk: UUID) -> HttpResponse:
    """I looked, and it is right."""
    do.assure_offer(offer=_the(request, pk), today=timezone.localdate(), by=request.who, at=timezone.now())
    messages.success(request, _("Thank you. Everybody sees that it was assured today."))
    return HttpResponseRedirect(reverse("network:offer", args=[pk]))


@allow(KEEP, purpose=PROJECT)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Closed for a time, open again, ended, or a draft again."""
    do.move_offer(offer=_the(request, pk), to=request.POST.get("to", ""), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("network:offer", args=[pk]))


@allow(KEEP, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """What becomes of a correction that somebody proposed."""
    one: Proposal = the(Proposal.objects.visible_to(request.who, PROJECT).select_related("offer__organisation"), pk=pk)
    return form_page(
        request,
        AnswerForm(request.POST or None),
        lambda said: do.answer_correction(proposal=one, by=request.who, at=timezone.now(), **said),
        title=_("Answer a correction"),
        lead=f"{one.offer.name}. {one.get_about_display()}: {one.text}",
        back=reverse("network:offer", args=[one.offer_id]),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def take_over(request: Request, pk: int, name: str) -> HttpResponse:
    """Say it as the source does."""
    told: Told = the(Told.objects.visible_to(request.who, PROJECT).select_related("offer__organisation"), pk=pk)
    do.take_over(told=told, name=name, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("network:offer", args=[told.offer_id]))
