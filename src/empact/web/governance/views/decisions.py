"""S71, S72: the register of decisions, one of them with what was said, and each step of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.search import fold
from .. import actions as do
from .. import policies
from ..forms import AnswerForm, DecisionFilter, ProposalForm, TakeForm, VoiceForm
from ..models import Advice, Decision, Mandate, Seat, Voice
from ..models.closed import sat_in
from ..permissions import KEEP, PROPOSE, SEE, SPEAK, holds
from ..resting import resting_on
from .shared import PROJECT, form_page

__all__ = ["answer", "decision", "follow", "move", "new", "register", "speak", "take"]

_COLUMNS: Final = (
    "number", "question", "body", "kind", "state", "decided", "holds from", "looked at again by", "cost", "hours",
    "followed by", "aims",
)  # fmt: skip


@allow(SEE, purpose=PROJECT)
@require_safe
def register(request: Request) -> HttpResponse:
    """Every decision, found by any of its words, the newest first."""
    form = DecisionFilter(request.GET)
    rows = Decision.objects.visible_to(request.who, PROJECT).select_related("body")
    if form.is_valid():
        said = form.cleaned_data
        for word in fold(said["q"]).split():
            rows = rows.filter(search__contains=word)
        rows = rows.filter(**{name: said[name] for name in ("body", "state") if said[name]})
    else:  # a filter that cannot be read is not left out in silence
        rows = rows.none()
    if wants_csv(request):
        cells = (
            (
                d.number, d.question, d.body.name, d.kind, d.state, d.decided or "", d.starts or "", d.review_by or "", d.cost,
                d.hours, d.followed_by.number if hasattr(d, "followed_by") else "", " ".join(d.aims),
            )
            for d in rows.select_related("followed_by")
        )  # fmt: skip
        return as_csv("decisions", _COLUMNS, cells)
    page = page_of(request, rows.select_related("followed_by"))
    context = {"form": form, "page": page, "csv": csv_address(request), "today": timezone.localdate()}
    return render(request, "governance/decisions.html", context)


def _the(request: Request, pk: UUID) -> Decision:
    rows = Decision.objects.visible_to(request.who, PROJECT).select_related("body", "follows", "followed_by")
    found: Decision = the(rows, pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def decision(request: Request, pk: UUID) -> HttpResponse:
    """What is asked, what was said and how it was taken up, what holds, and what came after it."""
    today = timezone.localdate()
    one = _the(request, pk)
    voices = one.voices.select_related("seat__organisation", "seat__group", "by__organisation")
    seats = list(one.body.seats.on(today).select_related("organisation"))
    own = [s for s in seats if holds(request.who, s)]
    given = Mandate.objects.on(today).filter(holder__in=own).select_related("giver__organisation")
    is_open = one.state == Decision.State.OPEN
    context = {
        "decision": one,
        "voices": voices,
        "turnout": policies.turnout(one, today),
        "speaks_for": [*own, *(m.giver for m in given)] if is_open else [],
        "follower": getattr(one, "followed_by", None),
        "is_open": is_open,
        "advice": Advice.objects.visible_to(request.who, PROJECT, today).filter(decision=one),
        "sits": sat_in(request.who, today).filter(body=one.body).exists(),
        "options": one.options.count(),
        "resting": resting_on(one, request.who),
    }
    return render(request, "governance/decision.html", context)


@allow(PROPOSE, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """A proposal."""
    return _propose(request, None)


@allow(PROPOSE, purpose=PROJECT)
@require_form
def follow(request: Request, pk: UUID) -> HttpResponse:
    """Another decision in the place of this one, which then points forward."""
    return _propose(request, _the(request, pk))


def _propose(request: Request, before: Decision | None) -> HttpResponse:
    today = timezone.localdate()
    initial = (
        {
            n: getattr(before, n)
            for n in ("question", "proposal", "reasons", "plan", "aims", "kind", "alternatives", "cost", "hours")
        }
        | {"body": before.body_id}
        if before
        else {}
    )

    def act(said: dict[str, Any]) -> Decision:
        body = said.pop("body")
        return do.propose(body=body, values=said, follows=before, today=today, by=request.who, at=timezone.now())

    return form_page(
        request,
        ProposalForm(request.POST or None, today=today, initial=initial),
        act,
        title=_("Proposal"),
        back=reverse("governance:decisions"),
        then=_home,
    )


def _home(one: Decision) -> str:
    return reverse("governance:decision", args=[one.pk])


@allow(KEEP, purpose=PROJECT)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Open it, take it back, or say that it is not taken."""
    one = _the(request, pk)
    to = request.POST.get("to", "")
    if to in Decision.State.values:
        do.move_decision(decision=one, to=to, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(_home(one))


@allow(KEEP, purpose=PROJECT)
@require_form
def take(request: Request, pk: UUID) -> HttpResponse:
    """It is decided."""
    one, today = _the(request, pk), timezone.localdate()
    initial = {
        "proposal": one.proposal,
        "starts": today,
        "review_by": today.replace(year=today.year + 1, day=min(today.day, 28)),
    }
    return form_page(
        request,
        TakeForm(request.POST or None, initial=initial),
        lambda said: do.take(decision=one, today=today, by=request.who, at=timezone.now(), **said),
        title=one.question,
        button=_("It is decided"),
        back=_home(one),
    )


@allow(SPEAK, purpose=PROJECT)
@require_form
def speak(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """What a seat says; through the own seat, where it has a mandate."""
    one, today = _the(request, pk), timezone.localdate()
    asked: Seat = the(Seat.objects.visible_to(request.who, PROJECT).select_related("organisation"), pk=seat)
    through = None
    if not holds(request.who, asked):
        given = Mandate.objects.on(today).filter(giver=asked).select_related("holder")
        through = next((m.holder for m in given if holds(request.who, m.holder)), None)

    def act(said: dict[str, Any]) -> Voice:
        return do.speak(decision=one, seat=asked, through=through, today=today, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        VoiceForm(request.POST or None, kind=one.kind),
        act,
        title=one.question,
        lead=_("For %(organisation)s.") % {"organisation": asked.organisation},
        back=_home(one),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """How an objection or an advice was taken up."""
    rows = Voice.objects.visible_to(request.who, PROJECT).select_related("decision")
    one: Voice = the(rows, pk=pk)
    return form_page(
        request,
        AnswerForm(request.POST or None),
        lambda said: do.answer_voice(voice=one, answer=said["answer"], by=request.who, at=timezone.now()),
        title=one.decision.question,
        lead=one.reason,
        back=_home(one.decision),
    )
