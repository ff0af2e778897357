"""A map as shapes: outlines where the region supplied them, else a dot for each place. The list beside it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

from .models import Territory

__all__ = ["Map", "Shape", "draw"]

_WIDE = 640.0
_EDGE = 60.0
_NAMED = 30
_FINEST = 2.4  # units of the drawing; what is finer nobody sees, and a map of a whole region would not fit a page


@dataclass(frozen=True, slots=True)
class Shape:
    """``path`` for an outline, else a dot at ``x``, ``y``; there the name stands too. ``marked``: drawn apart."""

    territory: Territory
    path: str
    x: str
    y: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """Width and height in units of the drawing. Many names would cover one another; then only the list has them."""

    width: int
    height: int
    shapes: list[Shape]

    @property
    def named(self) -> bool:
        return len(self.shapes) <= _NAMED


def draw(territories: Iterable[Territory], marked: Iterable[Territory] = ()) -> Map | None:
    """North up, distances true along the middle parallel; ``None`` where fewer than two places have a position."""
    apart = {t.pk for t in marked}
    placed = [(t, list(_rings(t.outline))) for t in territories]
    points = [p for t, rings in placed for p in ([q for ring in rings for q in ring] or _dot(t))]
    if len(set(points)) < 2:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    scale = (_WIDE - 2 * _EDGE) / max((east - west) * squeeze, north - south, 1e-6)

    def put(point: tuple[float, float]) -> tuple[float, float]:
        return _EDGE + (point[0] - west) * squeeze * scale, _EDGE + (north - point[1]) * scale

    shapes = []
    for territory, rings in placed:
        path = "".join(_path([put(p) for p in ring]) for ring in rings)
        for middle in [_middle(rings[0])] if rings else _dot(territory):
            x, y = put(middle)
            shapes.append(Shape(territory, path, f"{x:.1f}", f"{y:.1f}", marked=territory.pk in apart))
    width = 2 * _EDGE + (east - west) * squeeze * scale
    return Map(round(width), round(2 * _EDGE + (north - south) * scale), shapes)


def _path(ring: list[tuple[float, float]]) -> str:
    """A closed line through the points that can be told apart; a place smaller than that keeps all of its points."""
    kept = ring[:1]
    for point in ring[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _FINEST:
            kept.append(point)
    # Tenths of a unit, each from the one before: half the letters of whole numbers, and no error that adds up.
    tenths = [(round(x * 10), round(y * 10)) for x, y in (kept if len(kept) > 3 else ring)]
    steps = ((x - a, y - b) for (a, b), (x, y) in pairwise(tenths))
    return f"M{tenths[0][0] / 10},{tenths[0][1] / 10}l" + " ".join(f"{x / 10:g},{y / 10:g}" for x, y in steps) + "Z"


def _dot(territory: Territory) -> list[tuple[float, float]]:
    if territory.longitude is None or territory.latitude is None:
        return []
    return [(territory.longitude, territory.latitude)]


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    return (min(p[0] for p in ring) + max(p[0] for p in ring)) / 2, (min(p[1] for p in ring) + max(p[1] for p in ring)) / 2


def _rings(outline: Any) -> Iterator[list[tuple[float, float]]]:
    """The rings of a GeoJSON Polygon or MultiPolygon; anything else draws nothing."""
    kind = outline.get("type") if isinstance(outline, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return
    polygons = [outline["coordinates"]] if kind == "Polygon" else outline["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            yield [(float(p[0]), float(p[1])) for p in ring]
