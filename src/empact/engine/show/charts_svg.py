"""Pictures of an indicator: a trend with the limits of chance, a funnel of areas by size, a map.

Plain SVG, no script, no outside font or image. A picture draws released rows only; the table beside it holds the same
numbers, and the sentence in its title says what to see. Colour is never the only sign: shapes and hatching differ too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from ...stats.funnel import INNER, OUTER, proportion_funnel, ratio_funnel
from ...terms.errors import UserError
from ..indicators.values import DAYS_PER_YEAR, scale_of
from ..release.released import OK, Released, Row
from .indicators import SeriesPoint, chart_of, formatted, named, said_of, trend_sentence, unit_of, verdict_of
from .words import title_of, word

__all__ = ["funnel_svg", "map_svg", "trend_svg"]

_INK, _MUTED, _LINE, _PAPER, _BAND = "#16202a", "#45525e", "#9aa5ae", "#ffffff", "#eef3f6"
_GOOD, _BAD, _NEUTRAL = "#1b6e8c", "#a8480c", "#5b4a8a"
_STEPS: Final = ("#f3efe2", "#d5e0dc", "#a3c3c8", "#5f9bab", "#1b5f77")
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 900, 520, 84, 96, 28, 78


def trend_svg(points: Sequence[SeriesPoint], described: Mapping[str, Any], language: str, *, internal: bool = False) -> str:
    """Values over time with mean and limits of chance; signals are larger, with a shape of their own."""
    chart = chart_of(points, described)
    known = [(i, p.row) for i, p in enumerate(points) if p.row.status == OK and p.row.value is not None]
    if not known:
        raise UserError("There is nothing to draw: no value is shown.", hint="Numbers too small are hidden.")
    edges = [v for _, r in known for v in (r.value, r.lower, r.upper) if v is not None]
    if chart is not None:
        edges += [float(chart.lower.min()), float(chart.upper.max())]
    if described["target"] is not None:
        edges.append(described["target"])
    frame = _Frame(0, max(len(points) - 1, 1), *_padded(edges))
    body = frame.grid(described, language)
    if chart is not None:
        band = [(i, chart.upper[i]) for i in range(len(points))] + [(i, chart.lower[i]) for i in reversed(range(len(points)))]
        body.append(f'<polygon points="{frame.path(band)}" fill="{_BAND}"/>')
        body.append(
            f'<polyline points="{frame.path(enumerate(chart.mean))}" fill="none" stroke="{_MUTED}" stroke-dasharray="2 3"/>'
        )
    if described["target"] is not None:
        y = frame.y(described["target"])
        body.append(
            f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="{_INK}" stroke-dasharray="8 4"/>'
        )
    body.append(_polyline(frame.path((i, r.value or 0.0) for i, r in known), _INK, width=1.5))
    for i, row in known:
        kind = str(chart.point_type[i]) if chart is not None else "common_cause"
        tip = f"{points[i].period}: {formatted(row.value or 0.0, described, language, False)}"
        body.append(_mark(frame.x(i), frame.y(row.value or 0.0), kind, tip))
    every = -(-len(points) // 9)  # nine labels have room
    body += [
        _text(frame.x(i), _HEIGHT - _BOTTOM + 20, p.period, 11, anchor="middle", fill=_MUTED)
        for i, p in enumerate(points)
        if i % every == 0
    ]
    subtitle = f"{named(points[-1].row, language)}, {unit_of(described, language)}"
    sentence = trend_sentence(points, chart, described, language)
    return _page(title_of(described, language), subtitle, sentence, body, internal)


def funnel_svg(released: Released, language: str) -> str:
    """Each area by its size and value, with the limits within which chance moves it around the whole."""
    described, whole = released.described, released.whole
    rows = [r for r in released.rows if r.status == OK and r.value is not None and r.denominator]
    if not rows or whole.value is None or not whole.denominator:
        raise UserError("There is nothing to draw: no value is shown.", hint="Numbers too small are hidden.")
    sizes = [r.denominator or 0.0 for r in rows]
    grid = np.linspace(min(sizes) * 0.8, max(sizes) * 1.05, 120)
    curves = _limits(grid, whole.value, described)
    edges = [r.value or 0.0 for r in rows] + [whole.value] + [float(v) for low, high in curves for v in (low[3], high[3])]
    frame = _Frame(0, float(grid[-1]), *_padded(edges))
    body = frame.grid(described, language)
    for n, pair in enumerate(curves):
        for curve in pair:
            body.append(_polyline(frame.path(zip(grid, curve, strict=True)), _LINE, dash="5 4" if n else "none"))
    body.append(_level(frame.y(whole.value), _INK))
    for row in rows:
        x, y = frame.x(row.denominator or 0.0), frame.y(row.value or 0.0)
        tip = f"{named(row, language)}: {_said(row.value, described, language)}, {verdict_of(row, described, language)}"
        body.append(_mark(x, y, _kind(row, described), tip))
        if row.position and abs(row.position) > 1:
            body.append(_text(x + 8, y + 4, named(row, language), 11))
    rate = described["scoring"] == "rate"
    for size in np.linspace(0, float(grid[-1]), 6)[1:]:
        said = f"{size / (DAYS_PER_YEAR if rate else 1):,.0f}".replace(",", "," if language == "en" else "\u202f")
        body.append(_text(frame.x(float(size)), _HEIGHT - _BOTTOM + 20, said, 11, anchor="middle", fill=_MUTED))
    axis = word("person_years" if rate else "people", language)
    body.append(_text(_WIDTH - _RIGHT, _HEIGHT - _BOTTOM + 38, axis, 12, anchor="end", fill=_MUTED))
    return _about(released, body, language)


def _limits(grid: NDArray[np.float64], whole: float, described: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Outer and inner limits over the sizes of ``grid``; none for amounts, whose spread is not that of counts."""
    curves = []
    for tail in (OUTER, INNER):
        if described["scoring"] == "proportion":
            limits = proportion_funnel(grid, np.array(whole), tail=tail)
            curves.append((limits.lower, limits.upper))
        elif described["events"] and whole > 0:
            rate = whole / scale_of(described)
            events = np.unique(np.geomspace(max(1.0, grid[0] * rate * 0.3), max(2.0, grid[-1] * rate * 2), 160))
            found = ratio_funnel(events, tail=tail, multiplier=whole)
            low = np.interp(grid, found.lower_at / rate, found.lower, left=0.0)
            high = np.interp(grid, found.upper_at / rate, found.upper, left=np.nan)
            curves.append((low, high))
    return curves


def map_svg(released: Released, shapes: str, language: str) -> str:
    """Areas in five steps from low to high; hidden ones are hatched. ``shapes``: GeoJSON, longitude and latitude."""
    described = released.described
    outlines = _outlines(shapes, released.rows)
    values = sorted(r.value for r in released.rows if r.status == OK and r.value is not None and r.node in outlines)
    if not outlines or not values:
        raise UserError(
            "None of these areas has a boundary in that file.", hint="Features need the id, code or name of an area."
        )
    cuts = [values[min(len(values) - 1, len(values) * k // 5)] for k in range(1, 5)]
    every = np.array([p for rings in outlines.values() for ring in rings for p in ring])
    squeeze = float(np.cos(np.radians(every[:, 1].mean())))
    low, high = every.min(axis=0), every.max(axis=0)
    factor = min((_WIDTH - 260) / ((high[0] - low[0]) * squeeze), (_HEIGHT - _TOP - 40) / (high[1] - low[1]))

    def drawn(ring: Sequence[tuple[float, float]]) -> str:
        placed = (f"{24 + (x - low[0]) * squeeze * factor:.1f},{_TOP + (high[1] - y) * factor:.1f}" for x, y in ring)
        return "M" + " L".join(placed) + "Z"

    body = [
        '<defs><pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{_PAPER}"/><line x1="0" y1="0" x2="0" y2="6" stroke="{_LINE}" '
        'stroke-width="2"/></pattern></defs>'
    ]
    for row in released.rows:
        if row.node not in outlines:
            continue
        step = None if row.status != OK or row.value is None else sum(row.value >= c for c in cuts)
        fill = "url(#hidden)" if step is None else _STEPS[step]
        said = verdict_of(row, described, language) if step is None else _said(row.value, described, language)
        path = " ".join(drawn(ring) for ring in outlines[row.node])
        tip = f"<title>{escape(f'{named(row, language)}: {said}')}</title>"
        body.append(f'<path d="{path}" fill="{fill}" stroke="{_INK}" stroke-width="0.6">{tip}</path>')
    edges = [values[0], *cuts, values[-1]]
    keys = [
        (colour, f"{_said(edges[k], described, language)} – {_said(edges[k + 1], described, language)}")
        for k, colour in enumerate(_STEPS)
    ]
    for k, (fill, said) in enumerate([*keys, ("url(#hidden)", word("hidden", language))]):
        y = _TOP + 20 + k * 26
        body.append(f'<rect x="{_WIDTH - 210}" y="{y}" width="22" height="18" fill="{fill}" stroke="{_LINE}"/>')
        body.append(_text(_WIDTH - 180, y + 14, said, 12))
    return _about(released, body, language)


def _outlines(text: str, rows: Iterable[Row]) -> dict[str, list[list[tuple[float, float]]]]:
    """Area -> rings, from features that carry its id, code or name in any property."""
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError):
        raise UserError("That file is no GeoJSON of features.", hint="Give a FeatureCollection.") from None
    wanted: dict[str, str] = {}
    for row in rows:
        for key in (row.node, row.node.partition(":")[2], row.name):
            wanted.setdefault(key, row.node)
    found: dict[str, list[list[tuple[float, float]]]] = {}
    for feature in features:
        known = [feature.get("id"), *(feature.get("properties") or {}).values()]
        node = next((wanted[str(k)] for k in known if k is not None and str(k) in wanted), None)
        geometry = feature.get("geometry") or {}
        if node is None or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        several = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        found.setdefault(node, []).extend(
            [[(float(p[0]), float(p[1])) for p in ring] for polygon in several for ring in polygon]
        )
    return found


class _Frame:
    """From numbers to places on the page."""

    def __init__(self, left: float, right: float, low: float, high: float) -> None:
        self.left, self.right, self.low, self.high = left, right, low, high

    def x(self, value: float) -> float:
        return _LEFT + (value - self.left) / (self.right - self.left) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (_HEIGHT - _BOTTOM - _TOP)

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        inside = ((float(x), float(y)) for x, y in points if self.low <= y <= self.high)
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in inside)

    def grid(self, described: Mapping[str, Any], language: str) -> list[str]:
        body = []
        for value in np.linspace(self.low, self.high, 6):
            y = self.y(float(value))
            body.append(
                f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="{_LINE}" stroke-width="0.4"/>'
            )
            said = str(formatted(float(value), described, language, False))
            body.append(_text(_LEFT - 8, y + 4, said, 11, anchor="end", fill=_MUTED))
        return body


def _padded(edges: Sequence[float]) -> tuple[float, float]:
    low, high = min(edges), max(edges)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return (0.0 if low >= 0 and low - room < 0 else low - room), high + room


def _kind(row: Row, described: Mapping[str, Any]) -> str:
    if not row.position:
        return "common_cause"
    if described["direction"] == "neutral":
        return "neutral"
    return "improvement" if (row.position > 0) == (described["direction"] == "up") else "concern"


def _mark(x: float, y: float, kind: str, tip: str) -> str:
    title = f"<title>{escape(tip)}</title>"
    if kind == "improvement":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{_GOOD}">{title}</circle>'
    if kind == "concern":
        return f'<path d="M{x:.1f},{y - 7:.1f} l7,12 h-14 Z" fill="{_BAD}">{title}</path>'
    if kind.startswith("neutral"):
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{_NEUTRAL}">{title}</rect>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_PAPER}" stroke="{_INK}" stroke-width="1.5">{title}</circle>'


def _text(x: float, y: float, text: str, size: int, *, anchor: str = "start", fill: str = _INK, weight: int = 400) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} fill="{fill}" font-weight="{weight}">{escape(text)}</text>'


def _polyline(points: str, colour: str, *, width: float = 1.0, dash: str = "none") -> str:
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>'


def _level(y: float, colour: str, *, width: float = 1.0, dash: str = "none") -> str:
    """A line across the picture."""
    ends = f'x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>'


def _said(value: float | None, described: Mapping[str, Any], language: str) -> str:
    return str(formatted(value or 0.0, described, language, False))


def _about(released: Released, body: Sequence[str], language: str) -> str:
    described = released.described
    subtitle = f"{released.period.name}, {unit_of(described, language)}"
    return _page(title_of(described, language), subtitle, said_of(released, language), body, released.internal)


def _page(title: str, subtitle: str, sentence: str, body: Sequence[str], internal: bool) -> str:
    top = f'<rect width="{_WIDTH}" height="8" fill="#9b1c1c"/>' if internal else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="Helvetica, Arial, sans-serif"><title>{escape(f"{title}. {sentence}")}</title>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{_PAPER}"/>{top}'
        + _text(24, 36, title, 20, weight=700)
        + _text(24, 58, subtitle, 13, fill=_MUTED)
        + _text(24, 80, sentence, 13)
        + "".join(body)
        + "</svg>\n"
    )
