"""An action as the beginning of its evaluation: a definition that the mill reads, with what the action says already."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from ..insight.levels import node_of
from ..territory.models import Territory
from .models import Action, Kpi, Place
from .queries import proposed_zones

__all__ = ["as_evaluation"]

_LANGUAGES = ("nl", "fr", "de", "en")


def as_evaluation(action: Action, today: date) -> str:
    """YAML of docs/how-to/evaluate-an-action.md. Exactly the test zones and the comparison zones of the day, where there are
    any; the outcome of the first indicator that is measured. What the action does not say is left open with ``null``."""
    zones = proposed_zones(action, today)
    test, other = zones[Place.Role.TEST], zones[Place.Role.COMPARISON]
    kpi = action.kpis.exclude(indicator="").first()
    lines = [
        f"id: action_{action.number}",
        "kind: evaluation",
        "version: 1",
        "title:",
        *(f"  {language}: {_text(action.title)}" for language in _LANGUAGES),
        f"source: [{_text(f'action {action.number} of the portfolio')}]",
        "reviewer: to be appointed",
        f"reviewed: {today.isoformat()}",
        f"review_by: {date(today.year + 1, today.month, min(today.day, 28)).isoformat()}",
        f"valid_from: {today.isoformat()}",
        "valid_to: null",
        "note: null",
        f"owner: {_text(action.puller.name if action.puller else 'steering group')}",
        "question: null",
    ]
    if test:
        lines += ["population:", f"  level: {test[0].kind}", f"  areas: [{_codes(test)}]"]
    else:
        lines.append("population: null")
    if test and other:
        lines += ["comparison:", "  by: others", f"  areas: [{_codes(other)}]"]
    else:
        lines.append("comparison: null")
    lines.append(_outcome(kpi, action, today) if kpi is not None and test else "outcome: null")
    return "\n".join([*lines, "result: null", "decision: null", ""])


def _outcome(kpi: Kpi, action: Action, today: date) -> str:
    """A year before the action started against the year after; the smallest difference that matters is for people to say."""
    start = action.places.filter(role=Place.Role.START).values_list("starts", flat=True).first() or today
    return (
        f"outcome: {{indicator: {kpi.indicator}, direction: {kpi.direction}, smallest: 0.1, "
        f"before: {start.year - 1}, after: {start.year + 1}}}"
    )


def _codes(territories: Iterable[Territory]) -> str:
    return ", ".join(_text(node_of(t.kind, t.code).partition(":")[2]) for t in territories)


def _text(text: str) -> str:
    """Any text as YAML: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)
