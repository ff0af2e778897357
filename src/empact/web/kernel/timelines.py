"""Bars along the calendar, a row for each thing: what is planned when, marks on a day, and today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.html import escape

from .charts import Chart, cut, part_of, svg, textures

__all__ = ["Day", "Row", "Stretch", "calendar"]

_LEFT: Final = 230
_WIDTH: Final = 720
_ROW: Final = 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day until before another, in the look of the ``part``-th of the legend."""

    starts: date
    ends: date
    part: int


@dataclass(frozen=True, slots=True)
class Day:
    """Something on a day. ``stands_out``: a word for why, or empty."""

    on: date
    title: str
    stands_out: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """``address``: where its name leads."""

    label: str
    address: str
    stretches: Sequence[Stretch] = ()
    days: Sequence[Day] = field(default=())


def calendar(
    title: str,
    rows: Sequence[Row],
    legend: Sequence[str],
    *,
    first: date,
    last: date,
    today: date,
    said_today: str,
    head: tuple[str, ...],
    cells: list[tuple[Any, ...]],
    csv: str = "",
) -> Chart:
    """From ``first`` to ``last``, with a line for each half-year. ``head`` and ``cells``: the same as a table."""
    span, width = max(1, (last - first).days), _WIDTH - _LEFT - 12
    top = 34 + 22 * len(legend)
    height = top + _ROW * max(1, len(rows)) + 10

    def at(day: date) -> float:
        return _LEFT + width * min(max((day - first).days, 0), span) / span

    drawn = [textures()]
    for i, name in enumerate(legend):
        drawn.append(f'<rect {part_of(i)} x="{_LEFT}" y="{6 + 22 * i}" width="22" height="14"/>')
        drawn.append(f'<text class="label" x="{_LEFT + 30}" y="{18 + 22 * i}">{escape(name)}</text>')
    for year in range(first.year, last.year + 1):
        for month in (1, 7):
            day = date(year, month, 1)
            if first <= day < last:
                x = at(day)
                drawn.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 18}" y2="{height - 6}"/>')
                half = "Q1-Q2" if month == 1 else "Q3-Q4"
                drawn.append(f'<text class="label soft" x="{x + 3:.1f}" y="{top - 6}">{year} {half}</text>')
    for i, row in enumerate(rows):
        y = top + _ROW * i
        name = f'<text class="label" x="{_LEFT - 10}" y="{y + 17}" text-anchor="end">{escape(cut(row.label, 30))}</text>'
        drawn.append(f'<a href="{escape(row.address)}">{name}</a>' if row.address else name)
        for one in row.stretches:
            if one.ends <= first or one.starts >= last:
                continue
            x, wide = at(one.starts), at(one.ends) - at(one.starts)
            told = escape(f"{row.label}: {legend[one.part]}, {one.starts.isoformat()}")
            drawn.append(
                f"<g><title>{told}</title>"
                f'<rect {part_of(one.part)} x="{x:.1f}" y="{y + 3}" width="{wide:.1f}" height="18"/></g>'
            )
        for mark in row.days:
            if first <= mark.on <= last:
                x, look = at(mark.on), "apart" if mark.stands_out else "point"
                told = escape(" ".join(filter(None, (mark.title, mark.on.isoformat(), mark.stands_out))))
                drawn.append(f'<g><title>{told}</title><path class="{look}" d="M{x:.1f} {y + 4}l8 8l-8 8l-8 -8z"/></g>')
    if first <= today <= last:
        x = at(today)
        drawn.append(
            f"<g><title>{escape(said_today)}</title>"
            f'<line class="reference" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4}" y2="{height - 6}"/></g>'
        )
    return Chart(title, svg(title, height, drawn, role="group"), head, cells, csv)
