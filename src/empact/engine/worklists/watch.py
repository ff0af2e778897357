"""Looking at the effect of a list on the days that were set: does it go worse for those who were offered a place?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...definitions.models import Indicator, Library
from ...stats.arms import arm_difference, look_threshold, step_test
from ...terms.errors import UserError
from ...terms.periods import Period
from ..people import read_some
from ..reference.indicators import standing
from ..register import Register
from ..release.indicators import THRESHOLD
from .compare import LOOKS, Comparison, outcome_of
from .draw import ARMS, OFFERED

__all__ = ["DRAWS", "Look", "look_at", "watch"]

DRAWS: Final = 4_999
"""Other orders of the waves; many more than the looks divided by the false alarms allowed."""

GROUPS: Final = 8
"""With fewer places there are too few orders for chance to be ruled out."""


@dataclass(frozen=True, slots=True)
class Look:
    """``verdict``: harm, unshown, early, few, or alone (nobody to compare with). ``difference``: per person, the outcome of
    who was offered a place less that of the others, with its 95 % limits (``None`` of waves). ``None``
    where an arm has too few events to tell how many, which keeps no warning back."""

    number: int
    day: date
    verdict: str
    people: int = 0
    others: int = 0
    difference: float | None = None
    lower: float | None = None
    upper: float | None = None


def watch(comparison: Comparison, register: Register, library: Library, as_of: date, threshold: int = THRESHOLD) -> Look:
    """The last look whose day has come by ``as_of``; days in between are not looked at: they would add false alarms. Raises
    :class:`UserError` where the outcome is not what it was."""
    indicator = outcome_of(library, comparison.outcome)
    if indicator.version != comparison.version:
        raise UserError(
            f"'{indicator.id}' is another version than when the list was first used.", hint="Give the library of that day."
        )
    come = [day for day in comparison.looks if day <= as_of]
    if comparison.method == "none":
        return Look(len(come), as_of, "alone")
    if not come:
        return Look(0, comparison.looks[0], "early")
    outcomes = _outcomes(comparison, indicator, register, library, come)
    return look_at(comparison, outcomes, come, threshold)


def look_at(
    comparison: Comparison, outcomes: Mapping[str, Sequence[float]], come: Sequence[date], threshold: int = THRESHOLD
) -> Look:
    """``outcomes``: of each pseudonym the outcome since the start; of waves in each quarter, with those of the year before
    in front. Who is not on the register any more counts as nothing, in either arm."""
    limit = look_threshold(comparison.alpha, len(comparison.looks))
    group = np.array([g for _, g, *_ in comparison.people], np.int64)
    if comparison.method == "waves":
        empty = [0.0] * (LOOKS + len(come))
        y = comparison.harm * np.array([outcomes.get(p, empty) for p, *_ in comparison.people], np.float64)
        return _of_waves(comparison, y, group, come, limit, threshold)
    total = comparison.harm * np.array([sum(outcomes.get(p, ())) for p, *_ in comparison.people], np.float64)
    first = np.array([arm == ARMS[OFFERED] for _, _, arm, _ in comparison.people], bool)
    stratum = np.array([s for *_, s in comparison.people], np.int64) * len(comparison.groups) + group
    seen = [np.abs(total[arm]).sum() for arm in (first, ~first)]
    if min(sum(seen), first.sum(), (~first).sum()) < threshold:
        return Look(len(come), come[-1], "few")
    found = arm_difference(total, first, stratum)
    d, se, p = (float(part[0]) for part in (found.difference, found.standard_error, found.p_larger))
    if np.isnan(se):
        return Look(len(come), come[-1], "few")
    look = Look(len(come), come[-1], "harm" if p <= limit else "unshown", int(first.sum()), int((~first).sum()))
    if min(seen) < threshold:
        return look
    low, high = sorted((comparison.harm * (d - 1.96 * se), comparison.harm * (d + 1.96 * se)))
    return replace(look, difference=comparison.harm * d, lower=low, upper=high)


def _of_waves(
    comparison: Comparison,
    y: NDArray[np.float64],
    group: NDArray[np.int64],
    come: Sequence[date],
    limit: float,
    threshold: int,
) -> Look:
    """Of each group its mean per quarter less that of its own year before: groups differ, and did before anything was done."""
    groups = len(comparison.groups)
    people = np.bincount(group, minlength=groups).astype(np.float64)
    there = people > 0
    sums = np.stack([np.bincount(group, y[:, c], groups) for c in range(y.shape[1])], axis=1)
    mean = sums[there] / people[there][:, None]
    change = mean[:, LOOKS:] - mean[:, :LOOKS].mean(axis=1)[:, None]
    wave = np.array(comparison.groups)[there]
    begun = wave < len(come)
    if there.sum() < GROUPS or len(set(wave)) < 2 or np.abs(sums[there, LOOKS:]).sum() < threshold:
        return Look(len(come), come[-1], "few")
    difference, p = step_test(change, people[there], wave, draws=DRAWS, seed=comparison.seed)
    n = (int(people[there][begun].sum()), int(people[there][~begun].sum()))
    return Look(len(come), come[-1], "harm" if p <= limit else "unshown", *n, comparison.harm * difference)


def _outcomes(
    comparison: Comparison, indicator: Indicator, register: Register, library: Library, come: Sequence[date]
) -> dict[str, list[float]]:
    """As :func:`look_at` takes them. Of arms the whole time is one period: a stay over the end of a quarter is in it."""
    from ..duckdb import connect

    days = [comparison.start, come[-1]]
    if comparison.method == "waves":
        days = [*(comparison.start - timedelta(days=91 * n) for n in range(LOOKS, 0, -1)), comparison.start, *come]
    periods = [Period(a + timedelta(days=1), b) for a, b in zip(days, days[1:], strict=False)]
    wanted = {p for p, *_ in comparison.people}
    with connect(ordered=True) as db:
        db.register("person", register.files("person"))
        rows = db.fetch("SELECT person_id AS id, person_source_value AS pseudonym FROM person")
        everybody = zip(rows["id"].to_pylist(), rows["pseudonym"].to_pylist(), strict=True)
        ids = [number for number, pseudonym in everybody if pseudonym in wanted]
        return {
            person.source_value: [standing(indicator, person, period, library).numerator for period in periods]
            for person in read_some(db, register, ids)
        }
