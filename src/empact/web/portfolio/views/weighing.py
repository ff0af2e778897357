"""PRT-31, C13: how much actions matter, by two raters and as they agreed; the order, and how far it hangs on the weights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel import region
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.roles import ROLES
from ...kernel.rules import allow
from .. import actions as do
from ..choices import CRITERIA, WEIGHTS
from ..models import Action, Rating
from ..permissions import ANSWER, KEEP, SEE
from ..registers.forms import AgreeForm, RateForm, WeightsForm
from ..registers.ranking import limits, points, ranks, spread
from .shared import PROJECT, Link, Table, form_page, home, kept, seen, tables_page

__all__ = ["agree", "priorities", "rate"]

_FACTORS = (0.5, 2.0)


@allow(SEE, purpose=PROJECT)
@require_safe
def priorities(request: Request) -> HttpResponse:
    """In order of importance; what other weights would change, and from which weight on the order would be another one."""
    own = dict(zip(WEIGHTS, region.read_many(*WEIGHTS.values()), strict=True))
    form = WeightsForm(request.GET or None, weights=own)
    asked = form.cleaned_data if form.is_valid() else {}
    weights = {name: own[name] if asked.get(name) is None else asked[name] for name in own}
    rows = list(seen(request).going().order_by("number").prefetch_related("ratings"))
    given = {one: _last(one) for one in rows}
    rated = {one: _scores(ratings) for one, ratings in given.items() if ratings}
    now, before = ranks(rated, weights), ranks(rated, own)
    wide = spread(rated, weights, _FACTORS)
    lines = [
        [
            str(now[one]),
            Link(f"{one.number} {one.title}", home(one, "importance")),
            f"{points(scores, weights):.2f}",
            _("agreed") if given[one][-1].agreed else _("not agreed yet"),
            _moved(before[one], now[one]),
            f"{wide[one].start}" if len(wide[one]) == 1 else f"{wide[one].start} – {wide[one].stop - 1}",
        ]
        for one, scores in sorted(rated.items(), key=lambda r: (now[r[0]], r[0].number))
    ]
    head = (
        _("rank"), _("action"), _("points"), _("state"), _("rank by the region's weights"),
        _("rank if a weight is halved or doubled"),
    )  # fmt: skip
    stable = [[label, str(weights[name]), *_limits(rated, weights, name)] for name, label in CRITERIA.items()]
    without = [
        [Link(f"{one.number} {one.title}", home(one, "importance")), one.get_stage_display()]
        for one in rows
        if one not in rated
    ]
    tables = [
        Table(_("In order"), head, lines, _("No action has points yet")),
        Table(
            _("How far the order hangs on the weights"),
            (_("criterion"), _("weight"), _("the same order from"), _("until"), _("below that"), _("above that")),
            stable if rated else [],
            _("No action has points yet"),
        ),
        Table(_("Without points"), (_("action"), _("stage")), without, _("Every action has points")),
    ]
    lead = _("Effort counts the other way: less is better. Other weights show what they would change, and change nothing.")
    return tables_page(request, _("What matters most"), tables, lead=lead, form=form, file="priorities")


def _last(action: Action) -> list[Rating]:
    """The last points of each rater, or those agreed after them, at the end."""
    by_rater: dict[Any, Rating] = {}
    agreed = None
    for one in action.ratings.all():
        if one.agreed:
            agreed = one
        else:
            by_rater[one.rater] = one
    return [*by_rater.values(), *([agreed] if agreed else [])]


def _scores(ratings: list[Rating]) -> dict[str, float]:
    """What was agreed; else the mean of the raters."""
    if ratings[-1].agreed:
        return {name: float(ratings[-1].scores[name]) for name in CRITERIA}
    return {name: sum(r.scores[name] for r in ratings) / len(ratings) for name in CRITERIA}


def _moved(before: int, now: int) -> str:
    if before == now:
        return str(before)
    return _("%(before)s, moves to %(now)s") % {"before": before, "now": now}


def _limits(rated: dict[Action, dict[str, float]], weights: dict[str, int], name: str) -> list[str]:
    found = limits(rated, weights, name)

    def pair(two: tuple[Action, Action] | None) -> str:
        return _("%(one)s before %(other)s") % {"one": two[0].number, "other": two[1].number} if two else ""

    lower = "0" if found.lower is None else f"{found.lower:.1f}"
    upper = _("no limit") if found.upper is None else f"{found.upper:.1f}"
    return [lower, upper, pair(found.below), pair(found.above)]


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {"scores": {name: said[name] for name in CRITERIA}, "note": said["note"]}


@allow(KEEP, purpose=PROJECT)
@require_form
def rate(request: Request, pk: UUID) -> HttpResponse:
    """The points of who keeps the action, or of the office."""
    one = kept(request, pk)
    return form_page(
        request,
        RateForm(request.POST or None),
        lambda said: do.rate(action=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **_given(said)),
        title=_("How much does it matter?"),
        lead=_("1 is little, 5 is much. Give yours before you talk about them."),
        back=home(one, "importance"),
    )


@allow(ANSWER, purpose=PROJECT)
@require_form
def agree(request: Request, pk: UUID) -> HttpResponse:
    """What was agreed after the points were talked about; those of the raters stand there."""
    one: Action = the(seen(request), pk=pk)
    told = [
        f"{ROLES[r.role].title if r.role in ROLES else r.role}: "
        + ", ".join(f"{label} {r.scores[name]}" for name, label in CRITERIA.items())
        for r in _last(one)
    ]
    initial = {name: round(sum(r.scores[name] for r in _last(one)) / len(_last(one))) for name in CRITERIA} if told else {}
    return form_page(
        request,
        AgreeForm(request.POST or None, initial=initial),
        lambda said: do.agree_rating(
            action=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **_given(said)
        ),
        title=_("What was agreed"),
        lead="\n\n".join(told),
        back=reverse("portfolio:action", args=[pk]) + "#importance",
    )
