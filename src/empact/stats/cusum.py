"""Cumulative sums with a stated false-alarm rate: small lasting shifts, found in a stated number of periods.

First bring the series to scores that are standard normal when nothing changed (``poisson_scores``,
``binomial_scores``, or any z), then choose the chart by how often it may ring without cause (``cusum_design``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, ndtr, ndtri, pdtr

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_counts, as_denominators, as_numbers

__all__ = ["Cusum", "CusumDesign", "average_run_length", "binomial_scores", "cusum", "cusum_design", "poisson_scores"]

NODES = 64
SMALLEST, LARGEST = 1e-12, 1 - 1e-12


@dataclass(frozen=True)
class CusumDesign:
    """Reference value k, threshold h, and what they promise, in periods.

    ``false_alarm_every``: periods between alarms when nothing changed. ``found_within``: periods until a lasting shift
    of ``shift`` standard deviations is found, on average, from a chart at rest.
    """

    reference: float
    threshold: float
    shift: float
    false_alarm_every: float
    found_within: float
    is_two_sided: bool


@dataclass(frozen=True)
class Cusum:
    """Sums upwards and downwards per period, and in which periods the chart rang (it starts again at 0 after that)."""

    high: Array
    low: Array
    is_alarm_high: Flags
    is_alarm_low: Flags


def average_run_length(threshold: float, reference: float, shift: float = 0.0, *, is_two_sided: bool = True) -> float:
    """Periods until the first alarm, on average, for independent normal scores with mean ``shift`` and variance 1.

        L(u) = 1 + L(0) Phi(k - u - shift) + integral_0^h L(v) phi(v - u + k - shift) dv
        two-sided: 1/L = 1/L(shift) + 1/L(-shift)

    Solved at 64 Gauss-Legendre nodes. Starts from 0.

    Units: periods.
    Errors: a threshold or reference that is not above zero is refused.
    Source: Page 1954; Goel and Wu 1971; Montgomery, table 9.3 (values).
    """
    if not (threshold > 0 and reference > 0):
        raise UserError("A cusum needs a threshold and a reference value above zero.", hint="Usual: 4 to 5, and 0.5.")
    upwards = _one_sided(threshold, reference, shift)
    return 1 / (1 / upwards + 1 / _one_sided(threshold, reference, -shift)) if is_two_sided else upwards


def cusum_design(shift: float, *, false_alarm_every: float, is_two_sided: bool = True) -> CusumDesign:
    """The chart tuned to a lasting shift that rings without cause once in so many periods, on average.

        k = shift / 2 ;  h such that the average run length without a shift is false_alarm_every

    Units: shift in standard deviations of the score; periods.
    Errors: a shift that is not above zero, or alarms every 2 periods or more often, are refused.
    Source: Hawkins and Olwell 1998, Cumulative Sum Charts.
    """
    from scipy.optimize import brentq

    if not shift > 0 or not false_alarm_every > 2:
        raise UserError(
            "A cusum needs a shift above zero and more than 2 periods between false alarms.", hint="Try 1 and 100."
        )

    def excess(threshold: float) -> float:
        length = average_run_length(threshold, shift / 2, is_two_sided=is_two_sided)
        return float(np.log(length) - np.log(false_alarm_every))

    if excess(1e-6) > 0:
        raise UserError("No threshold rings as often as that.", hint="Ask for more periods between false alarms.")
    highest = 4.0
    while excess(highest) < 0:
        highest *= 1.5
    threshold = float(brentq(excess, 1e-6, highest, xtol=1e-10))
    return CusumDesign(
        reference=shift / 2,
        threshold=threshold,
        shift=shift,
        false_alarm_every=false_alarm_every,
        found_within=average_run_length(threshold, shift / 2, shift, is_two_sided=is_two_sided),
        is_two_sided=is_two_sided,
    )


def cusum(scores: Numbers, design: CusumDesign) -> Cusum:
    """Run the chart over one or many series of scores.

        high_t = max(0, high_(t-1) + z_t - k) ;  low_t = max(0, low_(t-1) - z_t - k) ;  alarm above h, then 0 again

    An alarm on either side resets both. A missing score leaves the sums as they were.

    Shapes: scores (..., periods); the same for all columns. Units: standard deviations.
    Source: Page 1954, Biometrika 41:100.
    """
    z = as_numbers(scores, "The scores")
    if z.ndim == 0:
        raise UserError("A cusum needs a series, not one number.", hint="Give the scores in order of time.")
    step = np.where(np.isnan(z), 0.0, z)
    drift = np.where(np.isnan(z), 0.0, design.reference)
    high, low = np.zeros(z.shape), np.zeros(z.shape)
    up, down = np.zeros(z.shape[:-1]), np.zeros(z.shape[:-1])
    for t in range(z.shape[-1]):  # over time, all series at once
        up = np.maximum(0, up + step[..., t] - drift[..., t])
        down = np.maximum(0, down - step[..., t] - drift[..., t]) if design.is_two_sided else down
        high[..., t], low[..., t] = up, down
        quiet = (up <= design.threshold) & (down <= design.threshold)
        up, down = up * quiet, down * quiet
    return Cusum(high, low, high > design.threshold, low > design.threshold)


def poisson_scores(x: Numbers, expected: Numbers, *, seed: int) -> Array:
    """Counts as scores that are exactly standard normal when they are Poisson with the expected mean, however small.

        z = Phi^-1(F(x - 1) + U (F(x) - F(x - 1))) ;  U uniform, from the seed

    The random part spreads a count over its own step, so that the stated false-alarm rate holds for small lists too.

    Shapes: x and expected broadcast. Units: standard deviations.
    Errors: x < 0 or expected <= 0 is refused.
    Source: Dunn and Smyth 1996, Randomized quantile residuals, doi:10.1080/10618600.1996.10474708.
    """
    events, mean = np.broadcast_arrays(as_counts(x), as_denominators(expected, "The expected number"))
    upto = pdtr(events, mean)
    return _spread(np.where(events > 0, pdtr(np.maximum(events - 1, 0), mean), 0.0), upto, seed)


def binomial_scores(x: Numbers, n: Numbers, proportion: Numbers, *, seed: int) -> Array:
    """The same for x of n people with an expected proportion.

    Shapes: x, n and proportion broadcast. Units: standard deviations.
    Errors: x < 0 or n <= 0 is refused; x > n, or a proportion above 1, gives NaN.
    Source: Dunn and Smyth 1996.
    """
    events, people, p = np.broadcast_arrays(as_counts(x), as_denominators(n), as_counts(proportion, "The proportion"))
    possible = (events <= people) & (p <= 1)
    k, size, chance = (np.where(possible, a, 0.0) for a in (events, people, p))
    upto = bdtr(k, size.astype(np.int64), chance)
    before = np.where(k > 0, bdtr(np.maximum(k - 1, 0), size.astype(np.int64), chance), 0.0)
    return np.where(possible, _spread(before, upto, seed), np.nan)


def _spread(before: Array, upto: Array, seed: int) -> Array:
    chance = before + np.random.default_rng(seed).random(np.shape(upto)) * (upto - before)
    return np.asarray(ndtri(np.clip(chance, SMALLEST, LARGEST)))


def _one_sided(threshold: float, k: float, shift: float) -> float:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    at = np.concatenate([[0.0], threshold * (nodes + 1) / 2])
    weight = threshold * weights / 2
    density = np.exp(-((at[None, 1:] - at[:, None] + k - shift) ** 2) / 2) / np.sqrt(2 * np.pi)
    system = np.eye(NODES + 1)
    system[:, 0] -= ndtr(k - at - shift)
    system[:, 1:] -= density * weight
    return float(np.linalg.solve(system, np.ones(NODES + 1))[0])
