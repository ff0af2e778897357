"""Hospital spells: stays that follow one another within a day, as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..criteria.nodes import Visited
from .part import KINDS, Visits

__all__ = ["Spells", "spells_of"]


@dataclass(frozen=True, slots=True)
class Spells:
    """One element per spell: who, and its first day."""

    person: NDArray[np.int32]
    day: NDArray[np.int32]


def spells_of(visits: Visits, asked: Visited) -> Spells:
    """Merge inpatient stays whose gap is at most one day; keep spells with a night that begin as asked.

    A spell begins as asked when one stay of its first day is unplanned, or of that role, as the criterion wants.
    See :class:`empact.criteria.nodes.CountSpells`.
    """
    inpatient = np.isin(visits.kind, KINDS["inpatient"])
    person, day, last = visits.person[inpatient], visits.day[inpatient], visits.last_day[inpatient]
    order = np.lexsort((last, day, person))
    person, day, last = person[order], day[order], np.maximum(last[order], day[order])
    if not len(person):
        return Spells(person, day)
    # The latest last day so far, person by person: a person's number outweighs any day.
    key = (person.astype(np.int64) << 32) + (last.astype(np.int64) + 2**31)
    reached = np.maximum.accumulate(key)
    begins = np.ones(len(person), bool)
    begins[1:] = (person[1:] != person[:-1]) | (day[1:].astype(np.int64) + 2**31 > (reached[:-1] & 0xFFFFFFFF) + 1)
    start = np.flatnonzero(begins)
    first_day = np.repeat(day[start], np.diff(np.append(start, len(person))))
    as_asked = day == first_day
    if asked.unplanned is not None:
        as_asked &= (visits.unplanned if asked.unplanned else visits.planned)[inpatient][order]
    if asked.role:
        as_asked &= visits.role[inpatient][order] == asked.role
    kept = (np.maximum.reduceat(last, start) > day[start]) & np.logical_or.reduceat(as_asked, start)
    return Spells(person[start][kept], day[start][kept])
