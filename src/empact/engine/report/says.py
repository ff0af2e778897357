"""A figure in words: its value, its interval, what became of it, where it came from and why it is missing."""

from __future__ import annotations

from ..indicators.results import Measures
from ..release.released import OK
from ..show.indicators import formatted, unit_of, why_closed
from ..show.words import number, percentage, title_of, word
from .figures import ABSENT, ACTIVITIES, GAIN, UNTOLD, Figure, Point, compares_equal_ages
from .words import said

__all__ = [
    "growth_line",
    "interval_of",
    "moved_line",
    "origin_of",
    "rows_of_points",
    "shown",
    "status_word",
    "target_line",
    "title_line",
    "value_of",
    "why_absent",
]


def status_word(status: str, language: str) -> str:
    """Why there is no value."""
    return said("not_measured", language) if status == ABSENT else why_closed(status, language)


def shown(value: float | None, figure: Figure, language: str) -> str:
    if value is None:
        return ""
    if figure.origin == GAIN:
        return percentage(round(value, 3) + 0.0, language, 1)  # no minus before nought
    return str(formatted(value, figure.described, language, False))


def value_of(point: Point, figure: Figure, language: str) -> str:
    """The value, or why there is none."""
    if point.status != OK:
        return status_word(point.status, language)
    return shown(point.value, figure, language)


def interval_of(point: Point, figure: Figure, language: str) -> str:
    if point.status != OK or point.lower is None or point.upper is None:
        return ""
    return f"{shown(point.lower, figure, language)} – {shown(point.upper, figure, language)}"


def rows_of_points(figure: Figure, language: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows: period, value, interval, how many; and the standardised value where one is compared."""
    head = [word("period", language), word("value", language), said("interval", language), said("n", language)]
    equal_ages = compares_equal_ages(figure.points)
    head += [word("standardised", language)] if equal_ages else []
    rows = []
    for p in figure.points:
        many = "" if p.people is None else number(p.people, language)
        if figure.origin == ACTIVITIES and p.status == OK:
            many = f"{int(p.numerator or 0)} / {many}"
        row = [p.period.name, value_of(p, figure, language), interval_of(p, figure, language), many]
        rows.append([*row, shown(p.standardised, figure, language)] if equal_ages else row)
    return head, rows


def title_line(figure: Figure, language: str) -> str:
    unit = "%" if figure.origin == GAIN else unit_of(figure.described, language)
    return f"{title_of(figure.described, language)} ({unit})"


def moved_line(figure: Figure, language: str) -> str:
    """Better, worse or chance, in a sentence; nothing of what is not measured or counted whole."""
    if figure.origin == ACTIVITIES or not figure.moved:
        return ""
    if figure.origin == GAIN:
        return said(f"gain_{figure.moved}", language, since=figure.since)
    ages = f" {said('at_equal_ages', language)}" if figure.moved != UNTOLD and compares_equal_ages(figure.points) else ""
    return said(f"moved_{figure.moved}", language, since=figure.since) + ages


def growth_line(figure: Figure, language: str) -> str:
    """What a gain was worked out with, and how much it can prove; empty of anything else."""
    growth = figure.growth
    if growth is None:
        return ""
    rate = percentage(growth.growth, language, 1)
    cost = said(f"cost_{growth.cost}", language)
    return said("gain_method", language, base=growth.base.name, growth=rate, cost=cost, source=growth.source)


def target_line(figure: Figure, language: str) -> str:
    """Which way is better, the target, and whether it is met."""
    line = said(f"direction_{figure.described['direction']}", language)
    if figure.described["target"] is None:
        return line
    goal = shown(figure.described["target"], figure, language)
    met = f": {said(figure.reached, language)}" if figure.reached else ""
    return f"{line}; {word('target', language)} {goal}{met}"


def origin_of(figure: Figure, language: str) -> str:
    return said(f"origin_{figure.origin}", language)


def why_absent(figure: Figure, measures: Measures, language: str) -> str:
    """What a figure waits for. The data it waits for are named as in its definition, in English."""
    if figure.origin == ACTIVITIES:
        return said("no_activities", language)
    if figure.growth is not None:
        return said("no_base", language, base=figure.growth.base.name)
    if figure.waits_for:
        return f"{said('waits_for', language)}: {figure.waits_for}"
    return said("no_records" if figure.indicator in measures.unseen else "not_over_period", language)
