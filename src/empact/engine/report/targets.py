"""The targets of a zone, each with its number and the list behind it; and whether its activities are measured at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...definitions.activities import Activity
from ...definitions.models import Library
from ...terms.errors import UserError
from ...terms.periods import Period
from ..release.released import OK
from ..show.indicators import rests_on
from ..show.listing import Listing
from ..show.words import percentage, title_of, word
from .activities import FILLED, REASON, Measurability
from .figures import ABSENT, Figure, Figures
from .gain import Growth
from .says import growth_line, status_word, value_of, why_absent
from .words import said

__all__ = ["behind_listing", "measurable_listing", "status_in", "targets_listing"]


def targets_listing(figures: Figures, period: Period, language: str, *, plain: bool = False) -> Listing:
    """Every indicator that has a target, over one period; what is not measured says what it waits for."""
    rows: list[tuple[Any, ...]] = []
    notes = []
    for id_, described in sorted(figures.measures.indicators.items()):
        if described["target"] is None:
            continue
        figure = figures.figure(id_, [period])
        last = figure.last
        numbers = (last.numerator, last.people, last.value, last.lower, last.upper, described["target"])
        rows.append((id_, title_of(described, language), *_told(figure, numbers, language, plain)))
        if last.status == ABSENT:
            notes.append(f"{id_}: {why_absent(figure, figures.measures, language)}")
        if figure.growth is not None:
            notes.append(f"{id_}: {growth_line(figure, language)}")
    columns = ("indicator", "title", "counted", "of", "value", "lower", "upper", "target", "reached", "origin")
    title = f"{said('targets_title', language)}, {period.name}"
    facts = {"period": period.name, "growth": [_growth(g) for g in figures.growth.values()]}
    return Listing("targets", title, columns, tuple(rows), facts, (*notes, rests_on(figures.measures, language)))


def _growth(growth: Growth) -> dict[str, Any]:
    """What a gain rests on, for machines. A comparison before and after cannot say what brought a gain."""
    known = {"indicator": growth.indicator, "base": growth.base.name, "growth": growth.growth, "cost": growth.cost}
    return {**known, "source": growth.source, "evidence": "before and after, no comparison group"}


def _told(figure: Figure, numbers: Sequence[float | None], language: str, plain: bool) -> tuple[Any, ...]:
    above, below, value, lower, upper, target = numbers
    counts = (None if above is None else int(above), below)
    if plain:
        return (*counts, value, lower, upper, target, figure.reached, figure.origin)
    shares = [None if v is None else percentage(v, language) for v in (lower, upper, target)]
    return (
        *counts,
        value_of(figure.last, figure, language),
        *shares,
        said(figure.reached, language) if figure.reached else "",
        figure.origin,
    )


def behind_listing(library: Library, activities: Sequence[Activity], indicator: str, language: str) -> Listing:
    """The activities that make the numerator of a target: as many rows as it counts."""
    defined = library.indicators.get(indicator)
    rule = None if defined is None else defined.activities
    if defined is None or rule is None:
        known = ", ".join(i.id for i in library.indicators.values() if i.activities is not None)
        raise UserError(f"'{indicator}' counts no activities.", hint=f"Those that do: {known}.")
    rows = tuple((a.id, a.title, a.tags[rule.tag]) for a in rule.behind(activities))
    title = (
        f"{said('behind_title', language)} '{title_of({'title': defined.title}, language)}': {len(rows)} / {len(activities)}"
    )
    facts = {"indicator": indicator, "numerator": len(rows), "denominator": len(activities)}
    return Listing("behind", title, ("id", "title", "argument"), rows, facts)


def status_in(figures: Figures, indicator: str, period: Period) -> str:
    """``OK`` where the indicator has a value that may be shown; else why not, 'unknown' where there is no such indicator."""
    if indicator not in figures.measures.indicators:
        return "unknown"
    return figures.figure(indicator, [period]).last.status


def measurable_listing(
    found: Sequence[Measurability], figures: Figures, period: Period, language: str, *, plain: bool = False
) -> Listing:
    """One row per activity, and the share that is measured: an indicator counts only if it has a value."""
    rows: list[tuple[Any, ...]] = []
    for m in found:
        why = "; ".join(f"{id_}: {_why(status, language, plain)}" for id_, status in m.unfilled)
        status = m.status if plain else said(f"status_{m.status}", language)
        rows.append((m.activity.id, m.activity.title, status, "; ".join(m.filled), why, m.activity.reason))
    total, filled = len(found), sum(m.status == FILLED for m in found)
    answered = filled + sum(m.status == REASON for m in found)
    facts = {
        "period": period.name,
        "activities": total,
        "filled": filled,
        "filled_proportion": filled / total,
        "filled_or_reason": answered,
        "without": total - answered,
        "results": figures.measures.version,
    }
    notes = (
        said("share_filled", language, n=filled, of=total, share=percentage(filled / total, language)),
        said("share_answered", language, n=answered, share=percentage(answered / total, language), left=total - answered),
        rests_on(figures.measures, language),
    )
    columns = ("id", "title", "status", "indicators", "without_value", "reason")
    return Listing("measurable", f"{said('measurable_title', language)} {period.name}", columns, tuple(rows), facts, notes)


def _why(status: str, language: str, plain: bool) -> str:
    assert status != OK
    if plain:
        return status
    return f"unknown {word('indicator', language)}" if status == "unknown" else status_word(status, language)
