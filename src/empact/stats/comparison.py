"""One treated area against others over time: difference in differences, synthetic control, synthetic differences.

Point estimates only. An effect is never reported without an interval: take it from placebo areas or a bootstrap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_numbers

__all__ = ["Comparison", "difference_in_differences", "panel_difference", "synthetic_control", "synthetic_difference"]


@dataclass(frozen=True)
class Comparison:
    """The effect on the treated in the unit of the outcome, and the weights of areas and periods it rests on.

    ``noise`` is the standard deviation of the first differences of the untreated before treatment, ``ridge`` the
    penalty on unequal area weights that follows from it.
    """

    effect: float
    unit_weights: Array
    time_weights: Array
    noise: float
    ridge: float


def difference_in_differences(
    treated_before: Numbers, treated_after: Numbers, other_before: Numbers, other_after: Numbers
) -> float:
    """How much more the treated changed than the others, from the means of four groups.

        (mean after - mean before, treated) - (mean after - mean before, others)

    Shapes: each any, averaged over all that is there; gaps (NaN) are left out. Units: those of the outcome.
    Errors: a group without any number is refused.
    Source: Card and Krueger 1994 (numbers).
    """
    means = []
    for group in (treated_before, treated_after, other_before, other_after):
        values = as_numbers(group, "A group")
        if not (~np.isnan(values)).any():
            raise UserError("A group has no numbers.", hint="Each of the four groups needs one at least.")
        means.append(float(np.nanmean(values)))
    return (means[1] - means[0]) - (means[3] - means[2])


def panel_difference(outcome: Numbers, is_treated: Numbers, first_period: int) -> Comparison:
    """Difference in differences on a panel: all untreated areas and all earlier periods weigh the same.

    Shapes: outcome (areas, periods), is_treated (areas); treatment begins at place ``first_period`` (from 0).
    Units: those of the outcome.
    Errors: gaps, no treated or untreated area, or no period on one side are refused.
    """
    y, treated = _panel(outcome, is_treated, first_period)
    units = int((~treated).sum())
    weights, times = np.full(units, 1 / units), np.full(first_period, 1 / first_period)
    return Comparison(_contrast(y, treated, first_period, weights, times), weights, times, _noise(y, treated, first_period), 0)


def synthetic_control(outcome: Numbers, is_treated: Numbers, first_period: int) -> Comparison:
    """The treated minus a weighted mean of the others that followed the same course before.

        weights on the simplex minimise sum over earlier periods of (sum_i w_i y_it - mean treated y_t)^2 + z^2 T0 |w|^2
        z = 1e-6 noise ;  effect = mean over later periods of the same difference

    No constant, no covariates; the minimum is found to machine precision.

    Shapes and errors: as for the panel difference. Units: those of the outcome.
    Source: Abadie, Diamond and Hainmueller 2010; as posed in synthdid (BSD-3).
    """
    y, treated = _panel(outcome, is_treated, first_period)
    noise = _noise(y, treated, first_period)
    before = y[:, :first_period]
    gap = (before[~treated] - before[treated].mean(0)).T
    ridge = 1e-6 * noise
    weights = _simplex(gap, ridge**2 * first_period)
    later = y[treated, first_period:].mean(0) - weights @ y[~treated, first_period:]
    return Comparison(float(later.mean()), weights, np.zeros(first_period), noise, ridge)


def synthetic_difference(outcome: Numbers, is_treated: Numbers, first_period: int) -> Comparison:
    """Synthetic difference in differences: area weights that match the course, period weights that match the end.

        noise = sd of first differences of untreated areas before ;  ridge = (N_tr T_post)^(1/4) noise
        area weights minimise |centred gap w|^2 + ridge^2 T0 |w|^2 ;  period weights the same over areas, ridge 1e-6 noise
        effect = (-w, 1/N_tr) Y (-l, 1/T_post)'

    Both lie on the simplex; centring stands for the constant. The minimum is found to machine precision, where the
    R package stops earlier, hence -15.6054 for its -15.6038 on Proposition 99.

    Shapes and errors: as for the panel difference. Units: those of the outcome.
    Source: Arkhangelsky et al. 2021, doi:10.1257/aer.20190159; synthdid (BSD-3; numbers).
    """
    y, treated = _panel(outcome, is_treated, first_period)
    noise = _noise(y, treated, first_period)
    units, periods, later = int((~treated).sum()), first_period, y.shape[1] - first_period
    ridge = float((treated.sum() * later) ** 0.25 * noise)
    before = y[~treated, :periods]
    gap = (before - y[treated, :periods].mean(0)).T
    weights = _simplex(gap - gap.mean(0), ridge**2 * periods)
    end = before - y[~treated, periods:].mean(1, keepdims=True)
    times = _simplex(end - end.mean(0), (1e-6 * noise) ** 2 * units)
    return Comparison(_contrast(y, treated, periods, weights, times), weights, times, noise, ridge)


def _panel(outcome: Numbers, is_treated: Numbers, first_period: int) -> tuple[Array, Flags]:
    y, treated = as_numbers(outcome, "The outcome"), np.asarray(is_treated, dtype=bool)
    if y.ndim != 2 or treated.shape != y.shape[:1] or np.isnan(y).any():
        raise UserError("The panel has gaps or does not fit.", hint="One row per area, one column per period, all filled.")
    if treated.all() or not treated.any() or not 2 <= first_period < y.shape[1]:
        raise UserError(
            "The panel has nothing to compare.", hint="It needs treated and untreated areas, two periods before, one after."
        )
    return y, treated


def _noise(y: Array, treated: Flags, first_period: int) -> float:
    return float(np.diff(y[~treated, :first_period], axis=1).std(ddof=1))


def _contrast(y: Array, treated: Flags, first_period: int, weights: Array, times: Array) -> float:
    change = y[:, first_period:].mean(1) - y[:, :first_period] @ times
    return float(change[treated].mean() - weights @ change[~treated])


def _simplex(gap: Array, penalty: float) -> Array:
    """The w >= 0 with sum 1 that minimises |gap w|^2 + penalty |w|^2.

    Minimising that plus (sum(w) - 1)^2 over w >= 0 gives the same w up to its length: for w = s u with sum(u) = 1 the best
    s leaves f(u) / (f(u) + 1), which grows with f. So one non-negative least squares, then scaling, is exact.
    """
    from scipy.optimize import nnls

    scale = float(np.abs(gap).max()) or 1.0  # keeps both parts of one size
    size = gap.shape[1]
    rows = np.vstack([gap / scale, np.sqrt(penalty) / scale * np.eye(size), np.ones((1, size))])
    solution, _ = nnls(rows, np.concatenate([np.zeros(rows.shape[0] - 1), [1.0]]), maxiter=100 * size)
    return np.asarray(solution / solution.sum())
