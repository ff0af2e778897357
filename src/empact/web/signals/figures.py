"""Figures by quarter, without persons: how many, how soon, with how much feedback. What is small is not shown.

Only whole quarters are counted: a figure that grows by one each day would give the one away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter, itemgetter
from statistics import median
from typing import Final, TypeVar

from django.utils import timezone

from .models import Signal, Theme

__all__ = ["Quarter", "begins", "masked", "quarter_of", "quarters", "share", "whole_quarters"]

SHOWN: Final = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quarter:
    """``None`` is a number that is too small to show. Minutes until somebody called or went there; shares in per cent.

    ``themes``: number by theme.
    """

    name: str
    reports: int | None
    median_minutes: int | None
    in_time: int | None
    with_feedback: int | None
    themes: Mapping[str, int | None]


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


def masked(cells: Mapping[str, int], least: int) -> dict[str, int | None]:
    """Cells whose sum is shown too: those below ``least`` are hidden, and others with them until what is hidden adds up to
    ``least`` at least and is of two cells or more. Nothing is hidden where nothing is small.
    """
    small = {key for key, number in cells.items() if 0 < number < least}
    if not small:
        return dict(cells)
    hidden = set(small)
    for key, _number in sorted(((k, n) for k, n in cells.items() if n >= least), key=lambda one: (one[1], one[0])):
        if len(hidden) > 1 and sum(cells[k] for k in hidden) >= least:
            break
        hidden.add(key)
    # That a cell is empty would narrow down the others: it is hidden with them.
    return {key: None if key in hidden or number == 0 else number for key, number in cells.items()}


def whole_quarters(rows: Iterable[T], moment: Callable[[T], datetime], today: date) -> list[tuple[tuple[int, int], list[T]]]:
    """The last eight whole quarters that have a row, newest first, each with its rows."""
    by_quarter: dict[tuple[int, int], list[T]] = {}
    for row in rows:
        when = quarter_of(timezone.localdate(moment(row)))
        if when < quarter_of(today):
            by_quarter.setdefault(when, []).append(row)
    return sorted(by_quarter.items(), key=itemgetter(0), reverse=True)[:SHOWN]


def quarters(signals: Iterable[Signal], today: date, least: int) -> list[Quarter]:
    """What was done with the reports of each quarter."""
    return [_quarter(when, rows, least) for when, rows in whole_quarters(signals, attrgetter("reported_at"), today)]


def _quarter(when: tuple[int, int], rows: list[Signal], least: int) -> Quarter:
    name = f"{when[0]}-Q{when[1]}"
    if len(rows) < least:
        return Quarter(name, None, None, None, None, {theme.value: None for theme in Theme})
    minutes = [(r.first_contact_at - r.reported_at).total_seconds() / 60 for r in rows if r.first_contact_at is not None]
    in_time = sum(r.first_contact_at is not None and r.first_contact_at <= r.promised_by for r in rows)
    heard = sum(r.feedback_at is not None for r in rows)
    themes = Counter(r.theme for r in rows)
    return Quarter(
        name,
        len(rows),
        round(median(minutes)) if len(minutes) >= least else None,
        share(in_time, len(rows), least),
        share(heard, len(rows), least),
        masked({theme.value: themes[theme.value] for theme in Theme}, least),
    )


def share(part: int, whole: int, least: int) -> int | None:
    """In per cent; not shown where the part or what is left is small, but none and all are."""
    return None if 0 < part < least or 0 < whole - part < least else round(100 * part / whole)


def begins(today: date) -> datetime:
    """When the oldest quarter that can be shown began."""
    year, quarter = quarter_of(today)
    number = year * 4 + quarter - 1 - SHOWN
    return timezone.make_aware(datetime(number // 4, number % 4 * 3 + 1, 1))
