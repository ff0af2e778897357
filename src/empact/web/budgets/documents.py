"""What documents say of staff, work and cost (``tables``), and what a share of a full-time year costs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from ...ledger import split

__all__ = ["PLANS", "Cost", "Tariff", "Told", "Work", "cost_of", "staff_of", "tariffs", "work_in"]

PLANS: Final = {"leuven": "Zorgzaam Leuven"}
"""Plans whose tables can be taken up; the key is that of their frame."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a staff table. ``percent`` empty: by the hour."""

    number: int
    function: str
    employer: str
    form: str
    percent: int | None
    many: int
    source: str
    said_in: str
    starts: date


@dataclass(frozen=True, slots=True)
class Work:
    """A line of a workload table. ``package``: the code of a work package in the frame."""

    number: int
    package: str
    activity: str
    sources: tuple[str, ...]
    percent: int
    partners_add: str
    said_in: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a full-time year costs, overhead inside, as a document says."""

    id: str
    title: str
    full_time_minor: int
    overhead_percent: int
    said_in: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Cents. ``wages`` and ``overhead`` add up to ``total``; overhead is so many percents of wages."""

    total: int
    wages: int
    overhead: int


def cost_of(full_time_minor: int, percent: int, overhead_percent: int) -> Cost:
    """A year of ``percent`` of a full week, where a full-time year costs so much with overhead. Half a cent goes up."""
    total = (full_time_minor * percent + 50) // 100
    parts = split(total, {"wages": 100, "overhead": overhead_percent})
    return Cost(total, parts["wages"], parts["overhead"])


def staff_of(plan: str) -> tuple[Told, ...]:
    return tuple(
        Told(
            int(row["number"]), row["function"], row["employer"], row["form"], int(row["percent"]) if row["percent"] else None,
            int(row["many"]), row["source"], row["said_in"], date.fromisoformat(row["valid_from"]),
        )
        for row in _rows("staff")
        if row["plan"] == plan
    )  # fmt: skip


def work_in(plan: str) -> tuple[Work, ...]:
    return tuple(
        Work(
            int(row["number"]), row["package"], row["activity"], tuple(row["sources"].split("; ")), int(row["percent"]),
            row["partners_add"], row["said_in"],
        )
        for row in _rows("workload")
        if row["plan"] == plan
    )  # fmt: skip


@cache
def tariffs() -> tuple[Tariff, ...]:
    return tuple(
        Tariff(row["id"], row["title"], int(row["full_time_minor"]), int(row["overhead_percent"]), row["said_in"])
        for row in _rows("costs")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files(__package__) / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
