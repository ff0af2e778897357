"""Hospital spells: stays that follow one another within a day, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..criteria.nodes import Visited
from .held import Visits

__all__ = ["Spells", "spells_of"]


@dataclass(frozen=True, slots=True)
class Spells:
    """One element per spell, by person and first day: who, its first day and its last."""

    person: NDArray[np.int32]
    day: NDArray[np.int32]
    last_day: NDArray[np.int32]

    def only(self, kept: NDArray[np.intp]) -> Spells:
        """Those rows, in that order."""
        return Spells(self.person[kept], self.day[kept], self.last_day[kept])

    def holding(self, person: NDArray[np.int32], day: NDArray[np.int32]) -> NDArray[np.bool_]:
        """In which spells one of these days of the same person lies."""
        days = np.sort(_keys(person, day))
        first, beyond = (np.searchsorted(days, _keys(self.person, d), side) for d, side in self._ends())
        return beyond > first

    def followed_by(self, others: Spells, days: int) -> NDArray[np.bool_]:
        """After which spells one of the others of the same person begins, at most so many days after the last day."""
        begins = np.append(_keys(others.person, others.day), np.iinfo(np.int64).max)
        after = begins[np.searchsorted(begins, _keys(self.person, self.last_day), "right")]
        return np.asarray(after <= _keys(self.person, self.last_day + np.int32(days)))

    def _ends(self) -> tuple[tuple[NDArray[np.int32], Literal["left", "right"]], ...]:
        return (self.day, "left"), (self.last_day, "right")


def _keys(person: NDArray[np.int32], day: NDArray[np.int32]) -> NDArray[np.int64]:
    """Person and day as one number: a person's number outweighs any day."""
    return (person.astype(np.int64) << 32) + (day.astype(np.int64) + 2**31)


def spells_of(stays: Visits, asked: Visited) -> Spells:
    """Merge inpatient stays whose gap is at most one day; keep spells with a night that begin as asked.

    A spell begins as asked when one stay of its first day is unplanned, or of that role, as the criterion wants. In what
    order the stays of one day come makes no difference.
    See :class:`empact.criteria.nodes.CountSpells`.
    """
    key = _keys(stays.person, stays.day)
    if (key[1:] < key[:-1]).any():  # a register is sorted so, but nothing has checked it yet
        stays = stays.only(np.argsort(key, kind="stable"))
    person, day, last = stays.person, stays.day, np.maximum(stays.last_day, stays.day)
    if not len(person):
        return Spells(person, day, last)
    reached = np.maximum.accumulate(_keys(person, last))  # the latest last day so far, person by person
    begins = np.ones(len(person), bool)
    begins[1:] = (person[1:] != person[:-1]) | (day[1:].astype(np.int64) + 2**31 > (reached[:-1] & 0xFFFFFFFF) + 1)
    start = np.flatnonzero(begins)
    first_day = np.repeat(day[start], np.diff(np.append(start, len(person))))
    as_asked = day == first_day
    if asked.unplanned is not None:
        as_asked &= stays.unplanned if asked.unplanned else stays.planned
    if asked.role:
        as_asked &= stays.with_role(asked.role)
    ends = np.maximum.reduceat(last, start)
    kept = (ends > day[start]) & np.logical_or.reduceat(as_asked, start)
    return Spells(person[start][kept], day[start][kept], ends[kept])
