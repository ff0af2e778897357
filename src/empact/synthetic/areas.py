"""The tree of areas and the list of care sites, as rows any format can write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from .places import Places
from .reference import municipalities

__all__ = ["AreaRow", "CareSite", "area_rows", "care_sites"]

_EVER: Final = date(2019, 1, 1)  # the municipalities of the table exist since then
_LAST_OLD, _MERGED = date(2024, 12, 31), date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area during a stretch of time; ``end`` is inclusive, None when open."""

    level: str
    code: str
    name: str
    parent: str
    start: date
    end: date | None

    @property
    def id(self) -> str:
        return f"{self.level}:{self.code}"


@dataclass(frozen=True, slots=True)
class CareSite:
    """A practice or hospital that never was; ``town`` is a row of Municipalities."""

    code: str
    name: str
    kind: str
    town: int


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower()).replace("---", "-")


def area_rows(places: Places) -> list[AreaRow]:
    """Region, zones, care regions, municipalities and neighbourhoods: one row per parent and stretch of time.

    A municipality that merged on 1 January 2025 lies in its successor from then on.
    """
    towns = municipalities(places.region)
    rows = [AreaRow("region", places.region, places.region, "", _EVER, None)]
    top = f"region:{places.region}"
    for level, names in (("zone", towns.zone), ("care_region", towns.care_region)):
        rows += [AreaRow(level, _slug(name), name, top, _EVER, None) for name in sorted(set(names) - {""})]
    successors: dict[str, tuple[str, list[str]]] = {}
    for i, nis in enumerate(towns.nis):
        above = [f"zone:{_slug(towns.zone[i])}"] + (
            [f"care_region:{_slug(towns.care_region[i])}"] if towns.care_region[i] else []
        )
        merges = towns.nis_2025[i] != nis
        rows += [AreaRow("municipality", nis, towns.name[i], parent, _EVER, _LAST_OLD if merges else None) for parent in above]
        if merges:
            rows.append(AreaRow("municipality", nis, towns.name[i], f"municipality:{towns.nis_2025[i]}", _MERGED, None))
            successors.setdefault(towns.nis_2025[i], (towns.name_2025[i], above))
    for nis, (name, above) in sorted(successors.items()):
        if nis not in towns.nis:
            rows += [AreaRow("municipality", nis, name, parent, _MERGED, None) for parent in above]
    for code, town in zip(places.neighbourhood, places.neighbourhood_municipality, strict=True):
        rows.append(
            AreaRow("neighbourhood", code, f"{towns.name[town]} {code[5:]}", f"municipality:{towns.nis[town]}", _EVER, None)
        )
    return rows


def care_sites(places: Places) -> list[CareSite]:
    """The practices, then the hospitals, in the order of their numbers (from 1)."""
    towns = municipalities(places.region)
    out = [
        CareSite(f"practice-{i:04d}", f"Practice {i} ({towns.name[t]})", "practice", int(t))
        for i, t in enumerate(places.practice_municipality, start=1)
    ]
    out += [
        CareSite(f"hospital-{i}", f"Hospital {i} ({towns.name[t]})", "hospital", int(t))
        for i, t in enumerate(places.hospital_municipality, start=1)
    ]
    return out
