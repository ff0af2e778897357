"""Areas as they lay on one day: a tree with more than one top, because a municipality is in a zone and in a care region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["LEVELS", "Areas"]

LEVELS = ("region", "zone", "care_region", "municipality", "neighbourhood")


@dataclass(frozen=True, slots=True)
class Areas:
    """``parents`` and ``level``, ``name`` by area id, on the index date."""

    parents: Mapping[str, tuple[str, ...]]
    level: Mapping[str, str]
    name: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def on(cls, rows: Iterable[Mapping[str, Any]], day: date) -> Areas:
        """From rows of table ``area``: those valid on the day."""
        parents: dict[str, tuple[str, ...]] = {}
        level: dict[str, str] = {}
        name: dict[str, str] = {}
        for row in rows:
            level.setdefault(row["area_id"], row["area_level"])
            name.setdefault(row["area_id"], row["area_name"])
            if row["valid_start_date"] <= day and (row["valid_end_date"] is None or row["valid_end_date"] >= day):
                level[row["area_id"]], name[row["area_id"]] = row["area_level"], row["area_name"]
                if row["parent_area_id"]:
                    parents[row["area_id"]] = tuple(sorted({*parents.get(row["area_id"], ()), row["parent_area_id"]}))
        return cls(parents, level, name)

    def within(self, area: str) -> set[str]:
        """The area and all it lies in."""
        found: set[str] = set()
        todo = [area]
        while todo:
            here = todo.pop()
            if here not in found:
                found.add(here)
                todo.extend(self.parents.get(here, ()))
        return found

    def by_level(self, area: str) -> dict[str, str]:
        """The area of each level an area lies in.

        A municipality that merged lies in its successor, which is a municipality too: the one nearest the top counts.
        """
        found: dict[str, str] = {}
        todo = [area]
        while todo:
            here = todo.pop(0)
            if here in self.level:
                found[self.level[here]] = here
            todo.extend(p for p in self.parents.get(here, ()) if p not in found.values())
        return found
