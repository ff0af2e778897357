"""The page of a team: the few indicators it chose, with baseline, target and the value of every quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from ...definitions.scorecards import Kpi, Scorecard
from ...terms.errors import UserError
from ...terms.periods import Period, parse_period
from ..indicators.results import Measures
from ..show.indicators import rests_on
from ..show.words import day, title_of, word
from .figures import ABSENT, Figure, Figures
from .page import figure_block, page, table
from .says import interval_of, moved_line, shown, target_line, title_line, value_of, why_absent
from .words import said

__all__ = ["KpiFigure", "Page", "kpi_page", "kpis_html"]

_QUARTERS: Final = 12  # three years have room on a page


@dataclass(frozen=True, slots=True)
class KpiFigure:
    """A chosen indicator from its baseline to the last quarter; the first point of ``figure`` is the baseline."""

    kpi: Kpi
    figure: Figure


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page. ``is_valid``: on the day it was asked for."""

    scorecard: Scorecard
    day: date
    is_valid: bool
    kpis: tuple[KpiFigure, ...]


def kpi_page(scorecard: Scorecard, figures: Figures, on: date) -> Page:
    """Quarters that ended by that day. Raises :class:`UserError` where none, or the quarter of a baseline, was measured."""
    quarters = [p for p in figures.measures.periods if _is_quarter(p) and p.end <= on]
    if not quarters:
        raise UserError("No quarter was measured.", hint="Measure them: empact measure --period 2023 --every quarter")
    kpis = tuple(KpiFigure(kpi, _figure(kpi, figures, quarters)) for kpi in scorecard.kpis)
    return Page(scorecard, on, scorecard.is_valid_on(on), kpis)


def _figure(kpi: Kpi, figures: Figures, quarters: list[Period]) -> Figure:
    first = quarters[0]
    if kpi.baseline:
        (first,) = parse_period(kpi.baseline)
        if first not in quarters:
            raise UserError(
                f"The baseline of '{kpi.indicator}', {kpi.baseline}, was not measured.",
                hint=f"Measure it: empact measure --period {kpi.baseline}",
            )
    after = [q for q in quarters if q > first][-_QUARTERS:]
    return figures.figure(kpi.indicator, [first, *after], kpi.target)


def _is_quarter(period: Period) -> bool:
    return "-Q" in period.name


def kpis_html(found: Page, measures: Measures, language: str, *, internal: bool = False) -> str:
    """One page. A value that may not be shown says so in the table and is not in the picture."""
    card = found.scorecard
    head = card.head
    until = said("no_end", language) if head.valid_to is None else day(head.valid_to.isoformat(), language)
    valid = said("validity", language, start=day(head.valid_from.isoformat(), language), end=until)
    lines = [f"{said('team', language)}: {card.team}", f"{said('owner', language)}: {card.owner}", valid]
    body = [f"<p>{escape(line)}</p>" for line in lines]
    if not found.is_valid:
        body.append(f'<p class="warn">{escape(said("expired", language, day=day(found.day.isoformat(), language)))}</p>')
    body.append(table(*_summary(found, language)))
    for one in found.kpis:
        figure, by = one.figure, day(one.kpi.by.isoformat(), language)
        said_of = [moved_line(figure, language), f"{target_line(figure, language)} ({said('by_day', language, day=by)})"]
        if figure.last.status == ABSENT:
            said_of = [f"{said('not_measured', language)}. {why_absent(figure, measures, language)}", said_of[1]]
        body.append(figure_block(figure, language, [s for s in said_of if s]))
    notes = [said("method", language), said("shared_people", language), rests_on(measures, language)]
    return page(title_of({"title": card.title}, language), language, body, notes, internal=internal)


def _summary(found: Page, language: str) -> tuple[list[str], list[list[str]]]:
    head = [word("indicator", language), said("baseline", language), word("value", language), said("interval", language)]
    head += [word("target", language), ""]
    rows = []
    for one in found.kpis:
        figure = one.figure
        first, last = figure.points[0], figure.last
        goal = shown(one.kpi.target, figure, language)
        rows.append(
            [
                title_line(figure, language),
                f"{value_of(first, figure, language)} ({first.period.name})",
                f"{value_of(last, figure, language)} ({last.period.name})",
                interval_of(last, figure, language),
                f"{goal} {said('by_day', language, day=day(one.kpi.by.isoformat(), language))}",
                said(figure.reached, language) if figure.reached else "",
            ]
        )
    return head, rows
