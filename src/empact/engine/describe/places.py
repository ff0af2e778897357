"""Where people come from and go to: areas of residence, and the areas of the practices and hospitals they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..areas import Areas
from ..register import Register
from .cohort import Cohort

__all__ = ["ELSEWHERE", "Places", "places_of"]

ELSEWHERE: Final = "elsewhere/"
_MOST: Final = 60  # destinations told apart; where there are more, they are zones


@dataclass(frozen=True)
class Places:
    """``level`` of residence; ``origins`` and ``destinations`` are area ids, the last of each 'elsewhere or unknown'."""

    level: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    sites: NDArray[np.intp]  # destination by care site number; the last element answers for all others

    def origin(self, words: tuple[NDArray[np.int32], Sequence[str]]) -> NDArray[np.intp]:
        """Numbers into ``origins`` from numbers into area ids."""
        number, named = words
        last, place = len(self.origins) - 1, {o: i for i, o in enumerate(self.origins)}
        onto = np.array([*(place.get(n, last) for n in named), last], np.intp)
        return onto[number]

    def of_site(self, site: int) -> int:
        return int(self.sites[site] if 0 <= site < len(self.sites) - 1 else self.sites[-1])

    def of_sites(self, site: NDArray[np.int64]) -> NDArray[np.intp]:
        known = (site >= 0) & (site < len(self.sites) - 1)
        return self.sites[np.where(known, site, len(self.sites) - 1)]


def places_of(register: Register, areas: Areas, cohorts: Sequence[Cohort]) -> Places:
    """By zone; by municipality where a cohort lives in one zone or less. Origins are then those of that zone alone."""
    terms = [t.value for c in cohorts for t in c.of("area")]
    zones = sorted(a for a, level in areas.level.items() if level == "zone")
    local = [areas.by_level(a).get("zone") for a in terms]
    narrow = bool(local) and len(set(local)) == 1 and all(areas.level[a] != "region" for a in terms)
    level = "municipality" if narrow or len(zones) < 2 else "zone"
    every = sorted(a for a, of in areas.level.items() if of == level and areas.by_level(a).get(level) == a)
    origins = [a for a in every if not narrow or local[0] in (None, areas.by_level(a).get("zone"))]
    to_level = "zone" if level == "municipality" and len(every) > _MOST and len(zones) > 1 else level
    destinations = every if to_level == level else zones
    return Places(level, (*origins, ELSEWHERE), (*destinations, ELSEWHERE), _sites(register, areas, to_level, destinations))


def _sites(register: Register, areas: Areas, level: str, destinations: Sequence[str]) -> NDArray[np.intp]:
    import pyarrow.parquet as pq

    def rows(table: str, *columns: str) -> list[dict[str, object]]:
        files = register.files(table) if table in register.tables else []
        return [row for f in files for row in pq.read_table(f, columns=list(columns)).to_pylist()]

    by_code: dict[str, str] = {}
    for area in sorted(areas.level):
        by_code.setdefault(area.partition(":")[2], area)
    place = {d: i for i, d in enumerate(destinations)}
    lies = {}
    for row in rows("location", "location_id", "location_source_value"):
        lived = by_code.get(str(row["location_source_value"] or ""))
        lies[row["location_id"]] = place.get(areas.by_level(lived).get(level, "") if lived else "", len(destinations))
    sites = {
        int(str(r["care_site_id"])): lies.get(r["location_id"], len(destinations))
        for r in rows("care_site", "care_site_id", "location_id")
    }
    found = np.full(max(sites, default=0) + 2, len(destinations), np.intp)
    for site, to in sites.items():
        found[site] = to
    return found
