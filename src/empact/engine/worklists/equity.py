"""Who is reached, against who should be: per group with its interval, and the groups that fall behind by name.

Also how alike those who are offered a place are to those held out: differences in standard deviations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...stats.intervals import difference, wilson

__all__ = ["GAP", "Reach", "reach", "standardised_differences"]

GAP: Final = 0.20
"""A group reached less than the others by more than this share of their reach is named in the text."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One group. ``reached`` of ``people``; ``others`` is the proportion among all others; ``gap`` is own minus others,
    from ``gap_lower`` to ``gap_upper`` (95 %, Newcombe). ``falls_behind``: more than :data:`GAP` under the others, and not by
    chance."""

    group: str
    people: int
    reached: int
    proportion: float
    lower: float
    upper: float
    others: float
    gap: float
    gap_lower: float
    gap_upper: float
    falls_behind: bool


def reach(groups: Sequence[str], people: NDArray[np.int64], reached: NDArray[np.int64]) -> tuple[Reach, ...]:
    """One line per group that has people.

    A group is called behind only where the interval leaves out zero at 95 % for all groups together (Bonferroni): among a
    hundred neighbourhoods five would otherwise be named by chance.
    """
    n, x = np.asarray(people, np.float64), np.asarray(reached, np.float64)
    there = np.flatnonzero(n > 0)
    if not len(there):
        return ()
    n, x = n[there], x[there]
    n_rest, x_rest = n.sum() - n, x.sum() - x
    alone = n_rest == 0
    n_rest = np.where(alone, n, n_rest)
    x_rest = np.where(alone, x, x_rest)
    own, rest = x / n, x_rest / n_rest
    limits = wilson(x, n)
    between = difference(own, limits, rest, wilson(x_rest, n_rest))
    strict = 1 - 0.05 / len(there)
    careful = difference(own, wilson(x, n, strict), rest, wilson(x_rest, n_rest, strict))
    behind = (careful.upper < 0) & (own < (1 - GAP) * rest)
    return tuple(
        Reach(
            groups[int(g)], int(n[i]), int(x[i]), float(own[i]), float(limits.lower[i]), float(limits.upper[i]),
            float(rest[i]), float(own[i] - rest[i]), float(between.lower[i]), float(between.upper[i]), bool(behind[i]),
        )
        for i, g in enumerate(there)
    )  # fmt: skip


def standardised_differences(values: NDArray[np.intp], arm: NDArray[np.bool_], kinds: int) -> NDArray[np.float64]:
    """Per value, its share in one arm minus that in the other, in standard deviations. ``arm``: in the first?

    0 where nobody or everybody has it, or an arm is empty. Source: Austin 2009, doi 10.1002/sim.3697, for a yes-or-no trait.
    """
    if arm.all() or not arm.any():
        return np.zeros(kinds)
    first = np.bincount(values[arm], minlength=kinds) / arm.sum()
    second = np.bincount(values[~arm], minlength=kinds) / (~arm).sum()
    spread = np.sqrt((first * (1 - first) + second * (1 - second)) / 2)
    return np.divide(first - second, spread, out=np.zeros(kinds), where=spread > 0)
