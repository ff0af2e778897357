"""What a good-practice card says, taken from the record of an action and from released figures: nobody retypes a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..insight import words
from ..insight.effects import effect_of
from ..insight.figures import Figure, Figures
from ..insight.levels import node_of
from ..kernel.problems import NotNow
from ..portfolio.models import Action, Place, StageMove
from ..portfolio.queries import ALL, measured
from ..territory.models import Territory

__all__ = ["content_of"]


def content_of(action: Action, figures: Figures | None, today: date) -> dict[str, Any]:
    """Plain JSON. Raises :class:`NotNow` where nothing was measured: without a value it is a plan, not a practice."""
    start = action.places.filter(role=Place.Role.START).select_related("territory").first()
    where = start.territory if start else None
    values = [_value(m, figures, where) for m in measured(action, figures, where)]
    if not any(v["last"]["value"] for v in values):
        raise NotNow(
            _("Nothing is measured of this action yet."), _("A good practice needs at least one value of its indicators.")
        )
    effect = effect_of(figures, f"action_{action.number}")
    began = StageMove.objects.filter(action=action, after=Action.Stage.RUNNING).order_by("on").first()
    places = action.places.on(today).filter(role__in=(Place.Role.START, Place.Role.EXTENSION)).select_related("territory")
    return {
        "on": today.isoformat(),
        "number": action.number,
        "title": action.title,
        "need": action.need,
        "target": action.target,
        "sentence": action.public_sentence,
        "objective": str(action.objective or ""),
        "puller": action.puller.name if action.puller else "",
        "places": [p.territory.name for p in places],
        "stage": action.stage,
        "since": began.on.isoformat() if began else "",
        "afterwards": action.afterwards,
        "values": values,
        "effect": effect.plain() if effect else None,
    }


def _value(found: Any, figures: Figures | None, start: Territory | None) -> dict[str, Any]:
    """The first value there is and the last, each with its interval and period."""
    kpi = found.kpi
    first = None
    if figures is not None and kpi.indicator and kpi.indicator in figures.indicators():
        described = figures.indicators()[kpi.indicator]
        figure = _first(figures, kpi.indicator, start if found.where else None)
        if figure is not None and figure.period != found.period:
            first = {
                "value": words.value_text(described, figure.value), "interval": words.interval(described, figure),
                "period": figure.period,
            }  # fmt: skip
    elif not kpi.indicator:
        readings = sorted(kpi.readings.all(), key=lambda r: r.on)
        if len(readings) > 1:
            first = {"value": f"{readings[0].value:g}", "interval": "", "period": readings[0].on.isoformat()}
    return {
        "title": found.title,
        "where": found.where,
        "direction": kpi.direction,
        "target": kpi.target,
        "met": found.met,
        "early": found.early,
        "released": bool(kpi.indicator),
        "source": found.source,
        "first": first,
        "last": {"value": found.text, "interval": found.interval, "period": found.period},
    }


def _first(figures: Figures, indicator: str, start: Territory | None) -> Figure | None:
    if start is None:
        rows = figures.figures(indicator, ALL)
    else:
        node = node_of(start.kind, start.code)
        rows = figures.figures(indicator, node.partition(":")[0], node=node)
    by_period = {f.period: f for f in rows if f.value is not None}
    return next((by_period[p.name] for p in figures.periods() if p.name in by_period), None)
