"""Reading released figures: by indicator, level, period and place. All there is was masked before it came here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import local
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from ..kernel.problems import NotNow
from .bring import BEFORE, CURRENT, LAYOUT, WAITING

__all__ = ["Area", "Course", "Figure", "Figures", "Peers", "Period", "at_hand", "before", "in_force", "waiting"]

_COLUMNS: Final = (
    "node, stratum, period, status, people, numerator, denominator, value, lower, upper, standardised, standardised_lower, "
    "standardised_upper, position"
)
_open = local()


@dataclass(frozen=True, slots=True)
class Area:
    """``node`` as the results call it: level and code. ``parents``: nodes it lies in."""

    node: str
    level: str
    name: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    name: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Figure:
    """``status`` is ``ok``, or says why there is no value: ``hidden``, ``too few``, ``nobody``."""

    node: str
    stratum: str
    period: str
    status: str
    people: float | None
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    standardised: float | None
    standardised_lower: float | None
    standardised_upper: float | None
    position: float | None


@dataclass(frozen=True, slots=True)
class Course:
    """The limits of chance of one place over ``periods`` from first to last; ``signals``: what is more than chance, by period.

    A signal is ``improvement`` or ``concern``; ``neutral_high`` or ``neutral_low`` where neither is wanted.
    """

    first: str
    last: str
    periods: int
    centre: float
    lower: float
    upper: float
    signals: dict[str, str]


@dataclass(frozen=True, slots=True)
class Peers:
    """What the places of a level reach: half, the best quarter, and the best tenth of people. ``None``: cannot be said."""

    places: int
    median: float
    quarter: float | None
    benchmark: float | None


@dataclass(frozen=True)
class Figures:
    """One file of released results. A handle per thread; a newer file is another object."""

    path: Path

    def indicators(self) -> dict[str, dict[str, Any]]:
        """Every indicator with its definition, those that wait for data too."""
        return _described(self.path)

    def periods(self) -> list[Period]:
        """In order of time; a year after its months."""
        rows = self._all("SELECT name, starts, ends FROM period")
        found = [Period(name, date.fromisoformat(starts), date.fromisoformat(ends)) for name, starts, ends in rows]
        return sorted(found, key=lambda p: (p.ends, p.starts))

    def about(self) -> dict[str, Any]:
        """What the manifest says: threshold, register."""
        return _about(self.path)

    def told(self, name: str) -> dict[str, Any] | None:
        """``loads``, ``definitions``, ``flows`` or ``evaluations``; ``None`` where the package did not say."""
        return _told(self.path, name)

    def areas(self, nodes: Collection[str] | None = None, level: str = "") -> list[Area]:
        """Areas and practices, by name."""
        rows = self._all("SELECT node, level, name, parents FROM area WHERE ? = '' OR level = ?", level, level)
        found = [Area(node, at, name, tuple(parents.split())) for node, at, name, parents in rows]
        return sorted((a for a in found if nodes is None or a.node in nodes), key=lambda a: (a.name, a.node))

    def figures(
        self,
        indicator: str,
        level: str,
        *,
        period: str = "",
        node: str = "",
        strata: str = "",
        nodes: Collection[str] | None = None,
    ) -> list[Figure]:
        """Figures of an indicator at a level: of one period or one place, or both. ``nodes``: of these places only."""
        where = "indicator = ? AND level = ? AND strata = ? AND (? = '' OR period = ?) AND (? = '' OR node = ?)"
        values = (indicator, level, strata, period, period, node, node)
        rows = self._all(f"SELECT {_COLUMNS} FROM figure WHERE {where}", *values)
        return [f for f in (Figure(*row) for row in rows) if nodes is None or f.node in nodes]

    def of_place(self, level: str, node: str, period: str) -> dict[str, Figure]:
        """Every indicator of one place in one period."""
        found = {}
        for indicator in self.indicators():
            where = "indicator = ? AND level = ? AND strata = '' AND period = ? AND node = ?"
            for row in self._all(f"SELECT {_COLUMNS} FROM figure WHERE {where}", indicator, level, period, node):
                found[indicator] = Figure(*row)
        return found

    def whole(self, indicator: str, period: str) -> Figure | None:
        """Everybody together."""
        found = self.figures(indicator, "all", period=period)
        return found[0] if found else None

    def course(self, indicator: str, level: str, node: str) -> Course | None:
        """``None`` where there are too few periods or one has no value."""
        rows = self._all(
            "SELECT first, last, periods, centre, lower, upper, signals FROM course "
            "WHERE indicator = ? AND level = ? AND node = ?",
            *(indicator, level, node),
        )
        if not rows:
            return None
        first, last, periods, centre, lower, upper, said = rows[0]
        pairs = (one.partition("/") for one in said.split())
        return Course(first, last, periods, centre, lower, upper, {period: signal for period, _sep, signal in pairs})

    def signals(self, level: str, periods: Collection[str]) -> list[tuple[str, str, float, bool]]:
        """(indicator, node, value, is it above its centre) of each course of a level with more than chance in one of these."""
        rows = self._all(
            "SELECT c.indicator, c.node, c.signals, f.period, f.value, f.value > c.centre FROM course c "
            "JOIN figure f ON f.indicator = c.indicator AND f.level = c.level AND f.node = c.node "
            "WHERE f.strata = '' AND f.stratum = '' AND c.level = ? AND c.signals <> '' AND f.value IS NOT NULL",
            level,
        )
        return [
            (indicator, node, value, bool(higher))
            for indicator, node, said, period, value, higher in rows
            if period in periods and any(one.partition("/")[0] == period for one in said.split())
        ]

    def peers(self, indicator: str, level: str, period: str) -> Peers | None:
        """``None`` where fewer than five places have a value."""
        rows = self._all(
            "SELECT places, median, quarter, benchmark FROM peers WHERE indicator = ? AND level = ? AND period = ?",
            *(indicator, level, period),
        )
        return Peers(*rows[0]) if rows else None

    def popbox(self, level: str, determinant: str = "") -> dict[tuple[str, str], int | None]:
        """People by place and class (``all``: every class together); ``None`` where the number is hidden."""
        rows = self._all("SELECT node, class, people FROM popbox WHERE level = ? AND determinant = ?", level, determinant)
        return {(node, class_): people for node, class_, people in rows}

    def popbox_levels(self) -> list[str]:
        return [row[0] for row in self._all("SELECT DISTINCT level FROM popbox")]

    def levels(self, indicator: str) -> list[str]:
        """Levels this indicator was released at."""
        return list(_levels(self.path, indicator))

    def _all(self, statement: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        handles: dict[Path, sqlite3.Connection] = _open.__dict__.setdefault("handles", {})
        if self.path not in handles:
            for old in [p for p in handles if p != self.path]:
                handles.pop(old).close()
            handles[self.path] = sqlite3.connect(f"file:{self.path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        return handles[self.path].execute(statement, values).fetchall()


def in_force() -> Figures | None:
    """The results in force; ``None`` before the first were brought in.

    Raises :class:`NotNow` when the region has since decided to hide more than was hidden in them.
    """
    found = _named(CURRENT)
    if found is not None and not _hides_enough(found):
        raise NotNow(
            _("These figures hide less than the region now asks."),
            _("They appear again after the next release, with the higher limit."),
        )
    return found


def at_hand() -> Figures | None:
    """The results in force, for a page that does without; ``None``, too, where they hide less than the region now asks."""
    return _readable(CURRENT)


def before() -> Figures | None:
    """The figures of the load before; ``None`` where there was none, or they hide less than the region now asks."""
    return _readable(BEFORE)


def waiting() -> Figures | None:
    """The figures of a load that nobody has released yet, which only who answers for loads looks at."""
    return _readable(WAITING)


def _readable(which: str) -> Figures | None:
    found = _named(which)
    return found if found is not None and _hides_enough(found) else None


def _named(which: str) -> Figures | None:
    """``None``, too, for a file of an earlier layout: it is brought in once more, with the same folder."""
    folder: Path = settings.WORKSPACE.results
    try:
        found = Figures(folder / (folder / which).read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    return found if found.path.name.startswith(LAYOUT) and found.path.exists() else None


def _hides_enough(found: Figures) -> bool:
    return bool(found.about()["threshold"] >= region.read("region.small_number"))


@lru_cache(maxsize=2)
def _described(path: Path) -> dict[str, dict[str, Any]]:
    rows = Figures(path)._all("SELECT id, described FROM indicator")
    return {name: json.loads(text) for name, text in rows}


@lru_cache(maxsize=256)
def _levels(path: Path, indicator: str) -> tuple[str, ...]:
    """Found among all its figures, and the same as long as the file."""
    return tuple(row[0] for row in Figures(path)._all("SELECT DISTINCT level FROM figure WHERE indicator = ?", indicator))


@lru_cache(maxsize=2)
def _about(path: Path) -> dict[str, Any]:
    return {name: json.loads(value) for name, value in Figures(path)._all("SELECT name, value FROM about")}


@lru_cache(maxsize=4)
def _told(path: Path, name: str) -> dict[str, Any] | None:
    rows = Figures(path)._all("SELECT text FROM told WHERE name = ?", name)
    found: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
    return found
