"""Public indicators of areas, from a CSV a region supplies: id,title,area,period,value,source and, if given, unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..areas import Areas
from ..report.rows import rows_of, wrong

__all__ = ["COLUMNS", "PublicFigure", "read_public"]

COLUMNS: Final = ("id", "title", "area", "period", "value", "source", "unit")
_NEEDED: Final = COLUMNS[:-1]


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One indicator in one period: the value of the area, and those of the areas it lies in that the file has.

    ``beside``: area id (or 'all') and value, the smallest area first.
    """

    id: str
    title: str
    period: str
    unit: str
    source: str
    value: float
    beside: tuple[tuple[str, float], ...]


def read_public(file: Path, area: str, areas: Areas) -> tuple[PublicFigure, ...]:
    """What the file says of an area, in its own order; of each indicator the periods it has.

    ``area`` in the file is an id, a code or a name; 'all' is everybody. Rows of other areas are passed over.
    """
    around = _around(area, areas)
    keys = {a: {a, a.partition(":")[2], areas.name.get(a, "").casefold()} - {""} for a in around}
    found: dict[tuple[str, str, str], dict[str, tuple[float, str, str]]] = {}
    for line, row in rows_of(file, COLUMNS, _NEEDED):
        try:
            value = float(row["value"])
        except ValueError:
            raise wrong(
                file, line, f"'{row['value']}' is no number", "Write 12.5, without a unit or thousands mark."
            ) from None
        said = row["area"]
        for node, names in keys.items():
            if said in names or said.casefold() in names:
                here = found.setdefault((row["id"], row["period"], row["source"]), {})
                if node in here:
                    raise wrong(file, line, f"'{row['id']}' is given twice for {said} in {row['period']}")
                here[node] = value, row["title"], row["unit"]
                break
    figures = []
    for (id_, period, source), values in found.items():
        if area in values:
            value, title, unit = values[area]
            beside = tuple((a, values[a][0]) for a in around[1:] if a in values)
            figures.append(PublicFigure(id_, title, period, unit, source, value, beside))
    return tuple(figures)


def _around(area: str, areas: Areas) -> Sequence[str]:
    """The area, the zone and region it lies in, everybody."""
    lies = areas.by_level(area)
    larger = [lies[level] for level in ("municipality", "care_region", "zone", "region") if lies.get(level, area) != area]
    return [area, *larger, "all"]
