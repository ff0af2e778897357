"""Charts drawn on the server: a title that says the message, the picture, and a table with the same numbers.

SVG with classes only (no inline style), so that the strict policy holds, print works and the colour scheme is followed.
Colour never stands alone: what stands out has another shape and a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["Chart", "Mark", "Parts", "Signs", "cut", "part_of", "ranges", "shares", "svg", "textures", "trend"]

_WIDTH: Final = 720
_LETTER: Final = 7.6  # width of a letter of 14 px, on the wide side: a legend may be too loose, never too tight
_TEXTURES: Final = (
    "",
    '<circle class="ink" cx="2" cy="2" r="0.9"/>',
    '<path class="light" d="M0 8L8 0"/>',
    '<path class="light" d="M0 8L8 0M0 0L8 8"/>',
)
"""Of the parts of a whole: dots, stripes, crosses, so that a picture without colour still says which is which."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value with its interval. ``value`` is ``None`` where nothing may be shown; ``said`` is what is then said instead.

    ``stands_out``: a word for why, or empty.
    """

    label: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    said: str = ""
    stands_out: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the signs of a picture mean, in the reader's words. Only those that occur are said."""

    value: str = ""
    interval: str = ""
    limits: str = ""
    reference: str = ""
    apart: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole and what it is made of, in the order of the names. ``None``: not shown. ``address``: where its name leads."""

    label: str
    whole: int | None
    parts: tuple[int | None, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """``title`` is the message; ``svg`` the picture; ``head`` and ``rows`` the table with the same numbers.

    ``plain``: the rows hold whole numbers only, ``None`` where one is not shown; else value, interval and note.
    """

    title: str
    svg: SafeString
    head: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    csv: str = ""
    plain: bool = False


def trend(
    title: str,
    marks: Sequence[Mark],
    head: tuple[str, ...],
    *,
    reference: float | None = None,
    limits: tuple[float, float, float] | None = None,
    signs: Signs = Signs(),
    csv: str = "",
) -> Chart:
    """Values over time with their intervals, and a line for a target or a whole. Periods without a value leave a gap,
    with a cross below.

    ``limits``: lower limit of chance, middle and upper limit, drawn as a band with its middle.
    """
    legend = _legend(_used(signs, marks, reference, limits))
    height, left, right, top, bottom = 300 + legend.height, 64, 16, 16 + legend.height, 44
    low, high = _span(marks, *(limits or ()), reference)
    step = (_WIDTH - left - right) / max(1, len(marks))

    def x(i: int) -> float:
        return left + step * (i + 0.5)

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (height - top - bottom)

    parts = [*legend.parts, _axis(low, high, y, left, _WIDTH - right)]
    if limits is not None:
        lower, middle, upper = (y(v) for v in limits)
        wide = _WIDTH - left - right
        parts.append(f'<rect class="limits" x="{left}" y="{upper:.1f}" width="{wide}" height="{lower - upper:.1f}"/>')
        parts.append(f'<line class="middle" x1="{left}" x2="{_WIDTH - right}" y1="{middle:.1f}" y2="{middle:.1f}"/>')
    if reference is not None:
        parts.append(
            f'<line class="reference" x1="{left}" x2="{_WIDTH - right}" y1="{y(reference):.1f}" y2="{y(reference):.1f}"/>'
        )
    every = max(1, -(-len(marks) // 12))
    run: list[str] = []
    for i, mark in enumerate(marks):
        if i % every == 0:
            parts.append(
                f'<text class="label" x="{x(i):.1f}" y="{height - 14}" text-anchor="middle">{escape(mark.label)}</text>'
            )
        if mark.value is None:
            parts.append(
                f'<path class="missing" d="M{x(i) - 4:.1f} {height - bottom - 8}l8 8m0 -8l-8 8">'
                f"<title>{escape(f'{mark.label}: {mark.said}')}</title></path>"
            )
            parts += _line(run)
            run = []
            continue
        run.append(f"{x(i):.1f},{y(mark.value):.1f}")
        if mark.lower is not None and mark.upper is not None:
            parts.append(
                f'<line class="interval" x1="{x(i):.1f}" x2="{x(i):.1f}" y1="{y(mark.lower):.1f}" y2="{y(mark.upper):.1f}"/>'
            )
        parts.append(_point(x(i), y(mark.value), mark))
    parts += _line(run)
    return _chart(title, height, parts, head, marks, csv)


def ranges(
    title: str,
    marks: Sequence[Mark],
    head: tuple[str, ...],
    *,
    reference: float | None = None,
    signs: Signs = Signs(),
    csv: str = "",
) -> Chart:
    """One line per place: a point with its interval, in the order given, and a line for the whole."""
    legend = _legend([(shape, said) for shape, said in _used(signs, marks, reference, None) if shape != "missing"])
    row, left, right, top, bottom = 26, 230, 16, 8 + legend.height, 34
    height = top + bottom + row * max(1, len(marks))
    low, high = _span(marks, reference)

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (_WIDTH - left - right)

    parts = [
        *legend.parts,
        *(
            f'<line class="grid" x1="{x(t):.1f}" x2="{x(t):.1f}" y1="{top}" y2="{height - bottom}"/>'
            f'<text class="label" x="{x(t):.1f}" y="{height - 12}" text-anchor="middle">{_short(t)}</text>'
            for t in _ticks(low, high)
        ),
    ]
    if reference is not None:
        parts.append(
            f'<line class="reference" x1="{x(reference):.1f}" x2="{x(reference):.1f}" y1="{top}" y2="{height - bottom}"/>'
        )
    for i, mark in enumerate(marks):
        middle = top + row * (i + 0.5)
        name = escape(cut(mark.label, 30))
        parts.append(f'<text class="label" x="{left - 10}" y="{middle + 4:.1f}" text-anchor="end">{name}</text>')
        if mark.value is None:
            parts.append(f'<text class="label soft" x="{left + 6}" y="{middle + 4:.1f}">{escape(mark.said)}</text>')
            continue
        if mark.lower is not None and mark.upper is not None:
            parts.append(
                f'<line class="interval" x1="{x(mark.lower):.1f}" x2="{x(mark.upper):.1f}" y1="{middle}" y2="{middle}"/>'
            )
        parts.append(_point(x(mark.value), middle, mark))
    return _chart(title, height, parts, head, marks, csv)


def shares(
    title: str, lines: Sequence[Parts], names: Sequence[str], head: tuple[str, ...], hidden: str, csv: str = ""
) -> Chart:
    """One bar of 100 % per line, cut by its parts; what is hidden lies together at the end. Each part has a texture too."""
    row, left, right, top = 34, 190, 8, 30 + 22 * len(names)
    width = _WIDTH - left - right
    height = top + row * max(1, len(lines)) + 8
    legend = [*((part_of(i), name) for i, name in enumerate(names)), ('class="part hidden"', hidden)]
    parts = [textures()]
    parts += [
        f'<rect {look} x="{left}" y="{8 + 22 * i}" width="22" height="14"/>'
        f'<text class="label" x="{left + 30}" y="{20 + 22 * i}">{escape(name)}</text>'
        for i, (look, name) in enumerate(legend)
    ]
    for i, line in enumerate(lines):
        y = top + row * i
        name = escape(cut(line.label, 26))
        text = f'<text class="label" x="{left - 10}" y="{y + 18}" text-anchor="end">{name}</text>'
        parts.append(f'<a href="{escape(line.address)}">{text}</a>' if line.address else text)
        x = float(left)
        for j, n in enumerate(line.parts):
            if not n or not line.whole:
                continue
            wide = width * n / line.whole
            share = f"{n / line.whole:.0%}"
            parts.append(
                f"<g><title>{escape(f'{line.label}, {names[j]}: {n} ({share})')}</title>"
                f'<rect {part_of(j)} x="{x:.1f}" y="{y + 2}" width="{wide:.1f}" height="24"/></g>'
            )
            if wide > 28:
                parts.append(
                    f'<text class="label on{j}" x="{x + wide / 2:.1f}" y="{y + 19}" text-anchor="middle">{share}</text>'
                )
            x += wide
        if left + width - x > 0.5:
            parts.append(f'<rect class="part hidden" x="{x:.1f}" y="{y + 2}" width="{left + width - x:.1f}" height="24"/>')
    rows = [(line.label, line.whole, *line.parts) for line in lines]
    return Chart(title, svg(title, height, parts, role="group"), head, rows, csv, plain=True)


def _chart(title: str, height: float, parts: list[str], head: tuple[str, ...], marks: Sequence[Mark], csv: str) -> Chart:
    rows = [(m.label, m.value, m.lower, m.upper, m.said or m.stands_out) for m in marks]
    return Chart(title, svg(title, height, parts), head, rows, csv)


def svg(title: str, height: float, parts: list[str], role: str = "img") -> SafeString:
    head = f'<svg class="chart" viewBox="0 0 {_WIDTH} {height:.0f}" role="{role}" aria-label="{escape(title)}">'
    return mark_safe(f"{head}{''.join(parts)}</svg>")  # noqa: S308 - every word in it was escaped before


@dataclass(frozen=True, slots=True)
class _Legend:
    height: float
    parts: list[str]


def _used(
    signs: Signs, marks: Sequence[Mark], reference: float | None, limits: tuple[float, float, float] | None
) -> list[tuple[str, str]]:
    """(sign, meaning) of what is drawn."""
    drawn = [m for m in marks if m.value is not None]
    there = {
        "value": bool(drawn),
        "interval": any(m.lower is not None and m.upper is not None for m in drawn),
        "limits": limits is not None,
        "reference": reference is not None,
        "apart": any(m.stands_out for m in drawn),
        "missing": len(drawn) < len(marks),
    }
    return [(name, getattr(signs, name)) for name, is_there in there.items() if is_there and getattr(signs, name)]


def _legend(used: Sequence[tuple[str, str]]) -> _Legend:
    """The signs with their meaning, on as many lines as they need, above the picture."""
    x, y, parts = 16.0, 12.0, []
    for sign, said in used:
        wide = 34 + len(said) * _LETTER + 18
        if x > 16 and x + wide > _WIDTH:
            x, y = 16.0, y + 22
        parts.append(_sign(sign, x, y) + f'<text class="label" x="{x + 30:.1f}" y="{y + 9:.1f}">{escape(said)}</text>')
        x += wide
    return _Legend(y + 14 if used else 0.0, parts)


def _sign(sign: str, x: float, y: float) -> str:
    """One sign as it is drawn in the picture, at the left of its meaning."""
    if sign == "value":
        return f'<circle class="point" cx="{x + 12}" cy="{y + 4}" r="4.5"/>'
    if sign == "apart":
        return f'<path class="point apart" d="M{x + 12} {y - 3}l7 7l-7 7l-7 -7z"/>'
    if sign == "limits":
        return f'<rect class="limits" x="{x}" y="{y - 3}" width="24" height="14"/>'
    if sign == "missing":
        return f'<path class="missing" d="M{x + 8} {y}l8 8m0 -8l-8 8"/>'
    return f'<line class="{sign}" x1="{x}" x2="{x + 24}" y1="{y + 4}" y2="{y + 4}"/>'


def textures() -> str:
    """The textures of parts. Two pictures on one page bring the same ones."""
    return (
        "<defs>"
        + "".join(
            f'<pattern id="part{i}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect class="part{i}" width="8" height="8"/>{texture}</pattern>'
            for i, texture in enumerate(_TEXTURES)
        )
        + "</defs>"
    )


def part_of(i: int) -> str:
    """How one part looks. More parts than textures: the rest have a colour only, and a word in the tooltip and the table."""
    return f'class="part" fill="url(#part{i})"' if i < len(_TEXTURES) else f'class="part part{i}"'


def _point(x: float, y: float, mark: Mark) -> str:
    said = f"{mark.label}: {_short(mark.value or 0)}" + (f" ({mark.stands_out})" if mark.stands_out else "")
    inside = f"<title>{escape(said)}</title>"
    if mark.stands_out:
        return f'<path class="point apart" d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z">{inside}</path>'
    return f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="4.5">{inside}</circle>'


def _line(run: list[str]) -> list[str]:
    return [f'<polyline class="course" points="{" ".join(run)}"/>'] if len(run) > 1 else []


def _axis(low: float, high: float, y: Any, left: float, right: float) -> str:
    return "".join(
        f'<line class="grid" x1="{left}" x2="{right}" y1="{y(t):.1f}" y2="{y(t):.1f}"/>'
        f'<text class="label" x="{left - 8}" y="{y(t) + 4:.1f}" text-anchor="end">{_short(t)}</text>'
        for t in _ticks(low, high)
    )


def _span(marks: Sequence[Mark], *others: float | None) -> tuple[float, float]:
    """From a little below the lowest to a little above the highest that is drawn; never from nothing to nothing."""
    drawn = [v for m in marks if m.value is not None for v in (m.value, m.lower, m.upper) if v is not None]
    drawn += [v for v in others if v is not None]
    low, high = min(drawn, default=0.0), max(drawn, default=1.0)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low < (high - low) else low - room), high + room


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round numbers."""
    rough = (high - low) / 5
    size = 10.0 ** len(str(int(rough))) if rough >= 1 else 1.0
    while size > rough:
        size /= 10
    step = next(size * f for f in (1, 2, 5, 10) if size * f >= rough)
    first = -(-low // step) * step
    return [round(first + i * step, 10) for i in range(int((high - first) / step) + 1)]


def cut(name: str, most: int) -> str:
    """What fits in the margin; the table has the whole name."""
    return name if len(name) <= most else name[: most - 1] + "…"


def _short(value: float) -> str:
    """As short as it can be and still be read."""
    return f"{value:,.0f}".replace(",", "\u202f") if abs(value) >= 1000 else f"{value:.4g}"
