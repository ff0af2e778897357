"""Actions that were agreed: the page of one, the list, and the moves between states."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...insight import words
from ...insight.figures import in_force
from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ..actions import cycles as actions
from ..forms import AgreeForm, CloseForm, DropForm
from ..groups import people_of
from ..models import Cycle, Meeting
from ..permissions import CHAIR, SEE
from ..policies import is_stale
from ..states import CYCLE_MOVES
from .shared import form_page, offer_undo, page, sheet, the

__all__ = ["agree", "close", "cycle", "drop", "listing", "move"]


def _own(request: Request, pk: UUID) -> Cycle:
    rows = Cycle.objects.visible_to(request.who, Purpose.POPULATION, timezone.localdate())
    found: Cycle = the(rows.select_related("team", "organisation", "owner", "meeting"), pk=pk)
    return found


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def cycle(request: Request, pk: UUID) -> HttpResponse:
    """AFB-05: question, change, measure, result."""
    one, today = _own(request, pk), timezone.localdate()
    figures = in_force()
    described = figures.indicators().get(one.indicator) if figures else None
    said = {
        when: words.value_text(described, value) if described and value is not None else ""
        for when, value in (("before", one.before_value), ("after", one.after_value))
    }
    context = {
        "cycle": one,
        "title": words.title(described) if described else one.indicator,
        "said": said,
        "stale": is_stale(one, today),
        "may_chair": may(request.who, CHAIR, Purpose.POPULATION),
        "moves": [(s, s.label) for s in (Cycle.State.BUSY, Cycle.State.DONE) if (one.state, s) in CYCLE_MOVES],
        "may_close": (one.state, Cycle.State.CLOSED) in CYCLE_MOVES,
        "may_drop": (one.state, Cycle.State.DROPPED) in CYCLE_MOVES,
    }
    return page(request, "cycle.html", context)


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request, pk: UUID) -> HttpResponse:
    """All that this team or practice ever agreed; the state stands in the address."""
    own, today = sheet(request, pk), timezone.localdate()
    rows = Cycle.objects.of(own.group).select_related("owner")
    state = request.GET.get("state", "")
    if state in Cycle.State.values:
        rows = rows.filter(state=state)
    if wants_csv(request):
        heading = ("indicator", "question", "change", "measure", "result", "state", "agreed_on", "due", "ended_on")
        return as_csv("actions", heading, ([getattr(c, name) for name in heading] for c in rows))
    found = page_of(request, rows)
    context = {
        "page": found,
        "states": Cycle.State.choices,
        "state": state,
        "stale": {c.pk for c in found if is_stale(c, today)},
    }
    return page(request, "cycles.html", own.context(request) | context)


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_form
def agree(request: Request, pk: UUID) -> HttpResponse:
    """One action: who, by when, what is expected, on which figure, and how it will be seen."""
    rows = Meeting.objects.visible_to(request.who, Purpose.POPULATION, timezone.localdate())
    one: Meeting = the(rows.select_related("team", "organisation", "publication"), pk=pk)
    own = sheet(request, one.group.pk, one.publication)
    cards = own.cards()

    def act(said: dict[str, Any]) -> Any:
        card = next((c for c in cards if c.indicator == said["indicator"]), None)
        if card is None or card.figure is None or own.place is None:
            raise NotNow(_("There is no figure to start from."), _("Choose a card that has a value."))
        return actions.agree(meeting=one, place=own.place, before=card.figure, values=said, by=request.who, at=timezone.now())

    people = people_of(own.group, timezone.localdate())
    return form_page(
        request,
        AgreeForm(
            request.POST or None,
            indicators=[(c.indicator, c.title) for c in cards],
            people=people,
            initial={"indicator": request.GET.get("indicator", "")},
        ),
        act,
        title=_("Agree one action"),
        back=reverse("feedback:meeting", args=[pk]),
        button=_("Agree"),
    )


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Busy, or done; and back."""
    one = _own(request, pk)
    actions.move_cycle(cycle=one, state=request.POST.get("state", ""), by=request.who, at=timezone.now())
    if one.state == Cycle.State.DONE:
        offer_undo(request, request.path, Cycle.State.BUSY)
    return HttpResponseRedirect(reverse("feedback:cycle", args=[pk]))


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_form
def close(request: Request, pk: UUID) -> HttpResponse:
    """Measured again, and what was learned."""
    one = _own(request, pk)
    figures = in_force()
    shown = [p for p in figures.periods() if p.ends >= one.due and p.name != one.before_period] if figures else []
    return form_page(
        request,
        CloseForm(request.POST or None, periods=[(p.name, p.name) for p in reversed(shown)] or [("", _("none yet"))]),
        lambda said: actions.close(
            cycle=one, period=said["period"], result=said["result"], figures=figures, by=request.who, at=timezone.now()
        ),
        title=_("Close: %(change)s") % {"change": one.change},
        back=reverse("feedback:cycle", args=[pk]),
        lead=_("An action is closed with a figure from after the change."),
        button=_("Close"),
    )


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_form
def drop(request: Request, pk: UUID) -> HttpResponse:
    """Not done, or not further; why is what was learned."""
    one = _own(request, pk)

    def act(said: dict[str, Any]) -> Any:
        dropped = actions.drop(cycle=one, reason=said["reason"], by=request.who, at=timezone.now())
        offer_undo(request, reverse("feedback:move", args=[pk]), Cycle.State.BUSY)
        return dropped

    return form_page(
        request,
        DropForm(request.POST or None),
        act,
        title=_("Drop: %(change)s") % {"change": one.change},
        back=reverse("feedback:cycle", args=[pk]),
        button=_("Drop"),
    )
