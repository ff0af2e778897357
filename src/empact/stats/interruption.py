"""Interrupted time series: did a series of counts change when something began? Fitted by statsmodels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from ..terms.errors import UserError
from .arguments import Array, Numbers, as_counts, as_denominators, as_numbers
from .intervals import normal_quantile

__all__ = ["Interruption", "interrupted_counts"]


@dataclass(frozen=True)
class Interruption:
    """Per term: name, coefficient on the log scale, standard error, rate ratio with limits, two-sided p of the normal.

    ``dispersion`` is Pearson's: 1 where counts are Poisson. It widened the errors if ``is_quasi``.
    """

    terms: tuple[str, ...]
    coefficient: Array
    standard_error: Array
    rate_ratio: Array
    lower: Array
    upper: Array
    p_value: Array
    dispersion: float
    is_quasi: bool
    confidence: float


def interrupted_counts(
    counts: Numbers,
    exposure: Numbers,
    is_after: Numbers,
    time: Numbers,
    *,
    period: Numbers | None = None,
    period_length: float = 12,
    harmonics: int = 0,
    slope_from: float | None = None,
    is_quasi: bool = True,
    confidence: float = 0.95,
) -> Interruption:
    """Segmented Poisson regression: a step, a trend, and if asked seasons and a change of slope.

        log E(y_t) = log(exposure_t) + b0 + b1 after_t + b2 time_t [+ b3 (time_t - slope_from) after_t]
                     [+ sum_k (s_k sin + c_k cos)(2 pi k period_t / period_length)],  k = 1 .. harmonics
        dispersion = sum((y - mu)^2 / mu) / (T - terms) ;  quasi: errors times its root

    Terms are named step, time, slope, sin1, cos1 ...; the constant is the last. exp(b1) is the ratio of the level after
    to that before; exp(12 b2) the yearly trend of months.

    Shapes: one-dimensional, one period each. Units: rate ratios.
    Errors: unequal lengths, gaps, negative counts, exposure <= 0, an after that is not 0 or 1, and harmonics without
    period are refused.
    Source: Lopez Bernal, Cummins and Gasparrini 2017, doi:10.1093/ije/dyw098 (model and numbers).
    """
    y, people = as_counts(counts, "The counts"), as_denominators(exposure, "The exposure")
    after, when = as_numbers(is_after, "The interruption"), as_numbers(time, "The time")
    columns = {"step": after, "time": when}
    if slope_from is not None:
        columns["slope"] = (when - slope_from) * after
    if harmonics:
        if period is None:
            raise UserError("Seasons need to know the month of each period.", hint="Give period=1..12 for months.")
        turn = 2 * np.pi * as_numbers(period, "The period") / period_length
        for k in range(1, harmonics + 1):
            columns |= {f"sin{k}": np.sin(k * turn), f"cos{k}": np.cos(k * turn)}
    columns["constant"] = np.ones_like(y)
    if y.ndim != 1 or any(c.shape != y.shape for c in (people, *columns.values())):
        raise UserError("The series are not equally long.", hint="Give one number per period in every series.")
    design = np.column_stack(list(columns.values()))
    if np.isnan(design).any() or np.isnan(y).any() or np.isnan(people).any() or not np.isin(after, (0, 1)).all():
        raise UserError("The series have gaps, or 'after' is not 0 or 1.", hint="Leave out periods without a count.")
    import statsmodels.api as sm

    model = sm.GLM(y, design, family=sm.families.Poisson(), offset=np.log(people))
    fitted: Any = model.fit(tol=1e-12, maxiter=100)
    pearson = float(fitted.pearson_chi2 / fitted.df_resid)
    beta = np.asarray(fitted.params, dtype=float)
    error = np.asarray(fitted.bse, dtype=float) * (np.sqrt(pearson) if is_quasi else 1.0)
    reach = normal_quantile(confidence) * error
    return Interruption(
        terms=tuple(columns),
        coefficient=beta,
        standard_error=error,
        rate_ratio=np.exp(beta),
        lower=np.exp(beta - reach),
        upper=np.exp(beta + reach),
        p_value=np.asarray(2 * ndtr(-np.abs(beta / error))),
        dispersion=pearson,
        is_quasi=is_quasi,
        confidence=confidence,
    )
