"""Funnel plots: within which limits an area of its size may lie by chance around the overall figure.

``tail`` is the probability in one tail: 0.025 for the inner (95 %), 0.001 for the outer (99.8 %) limits. For more
variation than chance explains see ``dispersion``. A funnel never ranks: inside the limits, areas do not differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammainccinv, gammaincinv, ndtri

from .arguments import Array, Numbers, as_counts, as_denominators, as_numbers, as_tail

__all__ = [
    "INNER",
    "OUTER",
    "FunnelLimits",
    "RatioFunnel",
    "proportion_funnel",
    "proportion_position",
    "ratio_funnel",
    "ratio_position",
]

INNER, OUTER = 0.025, 0.001
Position = npt.NDArray[np.int8]


@dataclass(frozen=True)
class FunnelLimits:
    """Lower and upper limit in the unit of the baseline, and the tail they leave on each side."""

    lower: Array
    upper: Array
    tail: float


@dataclass(frozen=True)
class RatioFunnel:
    """The curve of a ratio or rate funnel by observed events.

    With O events the lower curve passes through (``lower_at``, ``lower``) and the upper through (``upper_at``,
    ``upper``), where ``*_at`` are expected events: divide by the baseline rate for person-years.
    """

    lower: Array
    upper: Array
    lower_at: Array
    upper_at: Array
    tail: float


def proportion_funnel(n: Numbers, baseline: Numbers, *, tail: float = INNER, multiplier: float = 1) -> FunnelLimits:
    """Limits around the overall proportion p0 for areas of n people.

        p0 -/+ z sqrt(p0 (1 - p0) / n), cut to [0, 1] ;  z = Phi^-1(1 - tail)

    This is where the Wilson interval of an area's own proportion touches p0.

    Shapes: n and baseline broadcast. Units: proportion times multiplier; baseline is a proportion.
    Errors: n <= 0, a baseline below 0 or a tail outside (0, 0.5) is refused; a baseline above 1 gives NaN.
    Source: Spiegelhalter 2005, doi:10.1002/sim.1970; PHEindicatormethods 2.1.0, calculate_funnel_limits (numbers).
    """
    z = float(ndtri(1 - as_tail(tail)))
    people, p0 = as_denominators(n), as_counts(baseline, "The baseline")
    p0 = np.where(p0 > 1, np.nan, p0)
    reach = z * np.sqrt(p0 * (1 - p0) / people)
    lower, upper = np.clip(p0 - reach, 0, 1), np.clip(p0 + reach, 0, 1)
    return FunnelLimits(np.asarray(multiplier * lower), np.asarray(multiplier * upper), tail)


def ratio_funnel(events: Numbers, *, tail: float = INNER, multiplier: float = 1) -> RatioFunnel:
    """Exact Poisson limits around a ratio of 1 (times multiplier) or, for rates, around a baseline rate.

        e_low = chi2^-1(tail; 2 O) / 2 ;  e_high = chi2^-1(1 - tail; 2 O + 2) / 2
        lower = O / e_high at e_high expected events ;  upper = O / e_low at e_low

    For rates give the baseline rate as multiplier. A directly standardised rate enters with its effective denominator.

    Shapes: that of events. Units: ratio times multiplier; expected events.
    Errors: O < 0 is refused; with O = 0 there is no upper limit (NaN).
    Source: Spiegelhalter 2005; PHEindicatormethods 2.1.0, calculate_funnel_limits (numbers, found there by bisection).
    """
    as_tail(tail)
    o = as_counts(events, "The events")
    some = np.where(o > 0, o, np.nan)
    low, high = gammaincinv(some, tail), gammainccinv(o + 1, tail)
    return RatioFunnel(
        lower=np.asarray(multiplier * o / high),
        upper=np.asarray(multiplier * some / low),
        lower_at=np.asarray(high),
        upper_at=np.asarray(low),
        tail=tail,
    )


def proportion_position(x: Numbers, n: Numbers, baseline: Numbers | None = None) -> Position:
    """Where areas lie on a proportion funnel: -2, -1 below the outer, inner limit; 0 inside; 1, 2 above.

    The baseline is all events over all people unless given.

    Shapes: x and n broadcast. A row with a missing number is 0.
    Errors: as for the limits.
    Source: PHEindicatormethods 2.1.0, assign_funnel_significance (rule and 303 classified areas).
    """
    events, people = np.broadcast_arrays(as_counts(x), as_denominators(n))
    p0 = np.nansum(events) / np.nansum(np.where(np.isnan(events), np.nan, people)) if baseline is None else baseline
    found = np.zeros(events.shape, dtype=np.int8)
    for tail in (INNER, OUTER):
        z = float(ndtri(1 - tail))
        reach = z * np.sqrt(np.asarray(p0) * (1 - np.asarray(p0)) / people)
        found += (events / people > p0 + reach).astype(np.int8)
        found -= (events / people < p0 - reach).astype(np.int8)
    return found


def ratio_position(observed: Numbers, expected: Numbers) -> Position:
    """Where areas lie on a ratio or rate funnel: -2, -1 below the outer, inner limit; 0 inside; 1, 2 above.

    Below when as few events as these would be seen with probability under ``tail`` at the expected number, above when as
    many would; so it holds for areas without events too. For rates, expected is population times baseline rate.

    Shapes: observed and expected broadcast. A row with a missing number is 0.
    Errors: observed < 0 or expected <= 0 is refused.
    Source: as for the limits.
    """
    events, wanted = np.broadcast_arrays(as_counts(observed), as_denominators(expected, "The expected number"))
    found = np.zeros(events.shape, dtype=np.int8)
    for tail in (INNER, OUTER):
        curve = ratio_funnel(events, tail=tail)
        found -= (wanted > curve.lower_at).astype(np.int8)
        found += (wanted < np.nan_to_num(curve.upper_at, nan=0.0)).astype(np.int8)
    return as_numbers(found, "The position").astype(np.int8)
