"""A drawn region for the demonstration: one tile for each municipality, all of equal size, zones side by side.

The outlines of real municipalities belong to who publishes them, and a region brings its own. A map of tiles is no
less true about figures: a small municipality is as visible as a large one.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, cos, pi, radians, sin, sqrt
from typing import Any, Final

from ..territory.imports import TerritoryRow

__all__ = ["tiles"]

_WEST, _NORTH = 2.75, 51.05
_RADIUS: Final = 0.05  # degrees of latitude from the middle of a tile to its corners

Ring = list[list[float]]


def tiles(rows: Iterable[TerritoryRow]) -> dict[str, Any]:
    """Geometries in WGS84 by code, of municipalities and of the zones they lie in.

    Municipalities in the order of their zone and name, in rows that turn round at their ends: so each zone stays in one piece.
    """
    placed = sorted((row for row in rows if "zone" in row.wholes), key=lambda row: (row.wholes["zone"][1], row.name))
    across = max(1, ceil(sqrt(len(placed))))
    rings: dict[str, list[list[Ring]]] = {}
    for number, row in enumerate(placed):
        line, at = divmod(number, across)
        ring = _hexagon(at if line % 2 == 0 else across - 1 - at, line)
        for code in (row.code, row.wholes["zone"][0]):
            rings.setdefault(code, []).append([ring])
    return {code: {"type": "MultiPolygon", "coordinates": found} for code, found in rings.items()}


def _hexagon(column: int, line: int) -> Ring:
    """A tile with a corner on top; every second row is moved by half a tile. Closed: its first corner comes again."""
    wider = 1 / cos(radians(_NORTH))
    x = _WEST + sqrt(3) * _RADIUS * wider * (column + line % 2 / 2)
    y = _NORTH - 1.5 * _RADIUS * line
    corners = (pi / 2 + turn * pi / 3 for turn in (*range(6), 0))
    return [[round(x + _RADIUS * wider * cos(a), 5), round(y + _RADIUS * sin(a), 5)] for a in corners]
