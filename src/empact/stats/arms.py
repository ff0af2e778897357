"""Two arms of people, or groups that begin one after another: is the outcome higher where something was done? Many at once.

Both tests rest on how people or groups were drawn, not on a distribution of the outcome: counts per person may be as skewed as
admissions are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from ..terms.errors import UserError
from .arguments import Array, Numbers, as_numbers

__all__ = ["ArmDifference", "arm_difference", "look_threshold", "step_test"]


@dataclass(frozen=True)
class ArmDifference:
    """Mean of the first arm minus the second, weighted over the strata; its standard error; the probability of a larger one
    where the arms differ by the lot alone. 0, NaN and 1 where no stratum holds both arms or nobody differs."""

    difference: Array
    standard_error: Array
    p_larger: Array


def arm_difference(outcome: Numbers, first: NDArray[np.bool_], stratum: NDArray[np.integer]) -> ArmDifference:
    """``outcome``: per person, or people x outcomes. ``first``: in the first arm? Strata with one arm take no part.

    The mean score test over strata of Mantel (J Am Stat Assoc 1963; 58: 690): in each stratum the sum of the first arm less
    what it would be by lot. Its variance is that of drawing without replacement, so recurrent events need no distribution.
    Strata weigh n1 n0 / n.
    """
    y = as_numbers(outcome, "The outcome")
    y = y[:, None] if y.ndim == 1 else y
    if len(y) != len(first) or len(y) != len(stratum):
        raise UserError("Outcome, arm and stratum are not of the same people.", hint="One row per person in each.")
    _names, place = np.unique(stratum, return_inverse=True)
    kinds = int(place.max()) + 1 if len(place) else 0
    n = np.bincount(place, minlength=kinds).astype(float)
    n1 = np.bincount(place[first], minlength=kinds).astype(float)
    both = (n1 > 0) & (n1 < n)
    weight = np.where(both, n1 * (n - n1) / np.maximum(n, 1), 0.0)
    total, square, mine = (np.empty((kinds, y.shape[1])) for _ in range(3))
    for column in range(y.shape[1]):
        values = y[:, column]
        total[:, column] = np.bincount(place, values, kinds)
        square[:, column] = np.bincount(place, values * values, kinds)
        mine[:, column] = np.bincount(place[first], values[first], kinds)
    mean = total / np.maximum(n, 1)[:, None]
    more = np.where(both[:, None], mine - n1[:, None] * mean, 0.0).sum(axis=0)
    spread = np.maximum(square - n[:, None] * mean * mean, 0.0) / np.maximum(n - 1, 1)[:, None]
    deviation = np.sqrt((weight[:, None] * spread).sum(axis=0))
    weights = weight.sum()
    known = deviation > 0
    z = np.divide(more, deviation, out=np.zeros_like(more), where=known)
    if weights == 0:
        return ArmDifference(np.zeros_like(more), np.full_like(more, np.nan), np.ones_like(more))
    return ArmDifference(more / weights, np.where(known, deviation / weights, np.nan), np.where(known, ndtr(-z), 1.0))


def step_test(mean: Numbers, people: Numbers, step: NDArray[np.integer], *, draws: int, seed: int) -> tuple[float, float]:
    """A stepped roll-out: ``mean`` outcome per group x period, ``people`` per group, ``step`` the period in which each begins.

    The difference between groups that have begun and those that have not, in the same periods, weighted as in
    :func:`arm_difference`; and the probability of a larger one over ``draws`` other orders of the groups, drawn by lot as
    theirs was (Wang and De Gruttola, Stat Med 2017; 36: 2831). Needs no model of time or of groups.
    """
    y, n = as_numbers(mean, "The mean"), as_numbers(people, "The people")
    groups, periods = y.shape
    whole = (y * n[:, None]).sum(axis=0) / n.sum()
    later = np.zeros((groups, periods + 1))  # of a group that begins at w: what it adds from w on
    later[:, :periods] = np.cumsum((n[:, None] * (y - whole))[:, ::-1], axis=1)[:, ::-1]
    begins = np.minimum(step, periods)
    rows = np.arange(groups)
    found = later[rows, begins].sum()
    orders = np.random.default_rng(seed).permuted(np.tile(begins, (draws, 1)), axis=1)
    others = later[rows, orders].sum(axis=1)
    begun = np.array([n[begins <= p].sum() for p in range(periods)])
    weights = (begun * (n.sum() - begun) / n.sum()).sum()
    larger = (1 + int((others >= found - 1e-9 * max(abs(found), 1)).sum())) / (draws + 1)
    return (float(found / weights) if weights else 0.0), larger


def look_threshold(alpha: float, looks: int) -> float:
    """The probability below which one of several planned looks warns, so that all together warn by chance at most ``alpha``.

    An equal share each (Bonferroni), whatever the looks have in common: it errs on the quiet side.
    """
    return alpha / looks
