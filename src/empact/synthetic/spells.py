"""Stretches of time of a person: where they lived, with whom they were registered, how they were insured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .people import ALIVE, People

__all__ = ["Spells", "coverage", "registrations", "residences"]


@dataclass(frozen=True, slots=True)
class Spells:
    """One entry per person and stretch, by person and first day; ``what`` is a neighbourhood, practice, or 0/1 for
    increased reimbursement. Days are -1 where there is no limit; ``end`` is inclusive.
    """

    who: np.ndarray
    what: np.ndarray
    start: np.ndarray
    end: np.ndarray


def _split(
    people: People, changed_on: np.ndarray, before: np.ndarray, after: np.ndarray, first: np.ndarray, keep: np.ndarray
) -> Spells:
    who = np.flatnonzero(keep)
    changed = who[changed_on[who] >= 0]
    last = np.where(people.status == ALIVE, -1, people.last_day)
    rows = np.concatenate([changed, who])
    what = np.concatenate([before[changed], after[who]])
    start = np.concatenate([first[changed], np.where(changed_on[who] >= 0, changed_on[who], first[who])])
    end = np.concatenate([changed_on[changed] - 1, last[who]])
    order = np.argsort(
        rows * 2 + np.concatenate([np.zeros(len(changed), np.int64), np.ones(len(who), np.int64)]), kind="stable"
    )
    return Spells(rows[order], what[order], start[order], end[order])


def residences(people: People) -> Spells:
    """Neighbourhoods; those who arrived have a first day, the others always lived there as far as the source tells."""
    begin = np.where(people.first_day > people.window[0], people.first_day, -1)
    return _split(people, people.moved_on, people.old_hood, people.hood, begin, np.ones(len(people), bool))


def registrations(people: People) -> Spells:
    """Practices, of those with a global medical record; a practice is changed on the day of the move, where it is changed."""
    begin = np.where(people.first_day > people.window[0], people.first_day, -1)
    changed_on = np.where(people.old_practice != people.practice, people.moved_on, -1)
    return _split(people, changed_on, people.old_practice, people.practice, begin, people.registered)


def coverage(people: People) -> Spells:
    """Increased reimbursement (1) or not (0); ``first_day`` on, changing at most once in the window."""
    everyone = np.ones(len(people), bool)
    return _split(
        people, people.vt_changed_on, (~people.vt).astype(np.int64), people.vt.astype(np.int64), people.first_day, everyone
    )
