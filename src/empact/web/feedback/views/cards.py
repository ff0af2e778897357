"""S51: the feedback of a team or practice, its cards, targets and remarks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...insight import words
from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..actions import cards as actions
from ..forms import ChoiceForm, RemarkForm
from ..groups import groups_of
from ..models import CardChoice, Cycle, Publication, Remark
from ..permissions import CHAIR, SEE
from ..policies import MOST_CARDS, remarks_open
from .shared import Sheet, form_page, page, sheet

__all__ = ["choose", "group", "home", "remark", "targets"]


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def home(request: Request) -> HttpResponse:
    """The own team or practice; a choice where there are more."""
    groups = groups_of(request.who, timezone.localdate())
    if len(groups) == 1:
        return HttpResponseRedirect(reverse("feedback:group", args=[groups[0].pk]))
    return page(request, "home.html", {"groups": groups})


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """S51: at most five cards, what members say of them, and what was agreed."""
    own = sheet(request, pk)
    today = timezone.localdate()
    found = own.cards()
    if wants_csv(request):
        return _csv(found)
    remarks = _remarks(own)
    context = {
        "cards": found,
        "remarks": remarks,
        "may_remark": own.publication is not None and remarks_open(remarks),
        "late": Publication.objects.filter(state=Publication.State.DRAFT, team_from__lte=today).first(),
        "next": Publication.objects.filter(state=Publication.State.DRAFT, team_from__gt=today).order_by("team_from").first(),
        "cycles": Cycle.objects.of(own.group).going_on().select_related("owner")[:MOST_CARDS],
    }
    return page(request, "group.html", own.context(request) | context)


def _remarks(own: Sheet) -> list[Remark]:
    return list(Remark.objects.of(own.group).filter(publication=own.publication)) if own.publication else []


def _csv(found: list[queries.Card]) -> HttpResponse:
    heading = ("indicator", "title", "period", "status", "people", "value", "lower", "upper", "peers", "median", "quarter")
    rows = []
    for c in found:
        f, p = c.figure, c.peers
        own: tuple[Any, ...] = (
            (f.period, f.status, f.people, f.value, f.lower, f.upper) if f else ("", "not measured", *[None] * 4)
        )
        rows.append((c.indicator, c.title, *own, *((p.places, p.median, p.quarter) if p else (None,) * 3)))
    return as_csv("feedback", heading, rows)


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def targets(request: Request, pk: UUID) -> HttpResponse:
    """DAT-12: the chosen indicators with where they started, the target, and the value of each period, on one page."""
    own = sheet(request, pk)
    rows: list[tuple[str, str, str, list[str]]] = []
    periods: list[str] = []
    if own.figures and own.place and own.publication:
        shown = queries.course_periods(own.figures, own.publication.period)[-8:]
        periods = [p.name for p in shown]
        known = own.figures.indicators()
        for choice in queries.chosen(own.group, own.figures, own.place, own.publication.period):
            if (described := known.get(choice.indicator)) is None:
                continue
            found = {f.period: f for f in own.figures.figures(choice.indicator, own.place.level, node=own.place.node)}
            said = {n: words.value_text(described, f.value) for n, f in found.items()}
            target = queries.target_of(choice, described)
            start = choice.baseline or (periods[0] if periods else "")
            rows.append(
                (
                    words.title(described),
                    f"{said.get(start, '–')} ({start})",
                    words.value_text(described, target),
                    [said.get(n, "–") for n in periods],
                )
            )
    if wants_csv(request):
        return as_csv("targets", ("title", "baseline", "target", *periods), [(t, b, g, *v) for t, b, g, v in rows])
    return page(request, "targets.html", own.context(request) | {"rows": rows, "periods": periods})


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_form
def choose(request: Request, pk: UUID) -> HttpResponse:
    """Five places for a card; all empty brings back what the rule proposes."""
    own = sheet(request, pk)
    periods = [(p.name, p.name) for p in own.figures.periods()] if own.figures else []
    indicators = own.indicators()
    form = ChoiceForm(request.POST or None, indicators=indicators, periods=periods, own=list(CardChoice.objects.of(own.group)))

    def act(said: dict[str, Any]) -> Any:
        places = range(1, MOST_CARDS + 1)
        cards = [
            actions.Chosen(said[f"indicator{n}"], said[f"target{n}"], said[f"baseline{n}"])
            for n in places
            if said[f"indicator{n}"]
        ]
        known = [i for i, _title in indicators]
        return actions.choose_cards(group=own.group, cards=cards, known=known, by=request.who, at=timezone.now())

    return form_page(
        request,
        form,
        act,
        title=_("Choose your cards"),
        back=reverse("feedback:group", args=[pk]),
        lead=_("Five at most. Choose what you can act on together. Leave all open and we propose five."),
    )


@allow(SEE, purpose=Purpose.POPULATION)
@require_form
def remark(request: Request, pk: UUID) -> HttpResponse:
    """What a member wants to say about the figures."""
    own = sheet(request, pk)

    def act(said: dict[str, Any]) -> Any:
        if own.publication is None:
            raise NotNow(_("No figures are open yet."))
        return actions.remark(group=own.group, publication=own.publication, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        RemarkForm(request.POST or None, indicators=own.indicators(), initial={"indicator": request.GET.get("indicator", "")}),
        act,
        title=_("Add a remark"),
        back=reverse("feedback:group", args=[pk]),
    )
