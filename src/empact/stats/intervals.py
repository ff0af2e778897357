"""Confidence intervals of proportions and counts: Wilson, Byar, exact Poisson.

Scalars and arrays of any shape; two-sided, at any confidence between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammainccinv, gammaincinv, ndtri

from ..terms.errors import UserError
from .arguments import Array, Numbers, as_confidence, as_counts, as_denominators, as_numbers

__all__ = ["EXACT_BELOW", "Limits", "byar", "difference", "exact_poisson", "normal_quantile", "poisson", "quotient", "wilson"]

EXACT_BELOW = 10
"""Events below which a published count gets exact limits instead of Byar's."""


@dataclass(frozen=True)
class Limits:
    """Lower and upper limit in the unit of the estimate, and the confidence that both sides share."""

    lower: Array
    upper: Array
    confidence: float


def normal_quantile(confidence: float) -> float:
    """How many standard errors a two-sided interval reaches.

        z = Phi^-1((1 + confidence) / 2)

    Errors: a confidence outside (0, 1) is refused.
    """
    return float(ndtri((1 + as_confidence(confidence)) / 2))


def wilson(x: Numbers, n: Numbers, confidence: float = 0.95) -> Limits:
    """Score interval of the proportion x / n, between 0 and 1.

        (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2))

    The lower limit is computed in the equal form 2x^2 (n + z^2) / (n (n + z^2) (2x + z^2 + z sqrt(...))), which loses no
    digits for a rare event and is 0 at x = 0; the upper is 1 at x = n.

    Shapes: x and n broadcast. Units: proportion. Weighted counts need not be whole.
    Errors: x < 0 or n <= 0 is refused; x > n has no limits (NaN), since no proportion lies above 1.
    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953; PHEindicatormethods 2.1.0 (numbers).
    """
    z = normal_quantile(confidence)
    events, people = np.broadcast_arrays(as_counts(x), as_denominators(n))
    possible = np.where(events > people, np.nan, events)
    root = z * np.sqrt(z**2 + 4 * possible * (1 - possible / people))
    lower = 2 * possible**2 / (people * (2 * possible + z**2 + root))
    upper = np.minimum((2 * possible + z**2 + root) / (2 * (people + z**2)), 1.0)
    return Limits(np.asarray(lower), np.asarray(np.where(possible == people, 1.0, upper)), confidence)


def difference(value: Numbers, limits: Limits, earlier: Numbers, earlier_limits: Limits) -> Limits:
    """Interval of value - earlier, two independent estimates, from the intervals that each of them has.

        d - sqrt((value - lower)^2 + (upper' - earlier)^2),  d + sqrt((upper - value)^2 + (earlier - lower')^2)

    For two proportions with Wilson limits this is Newcombe's method 10. The same people measured twice are not
    independent: their true interval is usually narrower.

    Shapes: all broadcast. Units: those of the estimates. Errors: two confidences that differ are refused.
    Source: Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; in general
    Zou and Donner 2008, doi:10.1002/sim.3095.
    """
    if limits.confidence != earlier_limits.confidence:
        raise UserError("The two intervals have not the same confidence.", hint="Compute both at the same confidence.")
    new, old = as_numbers(value, "The value"), as_numbers(earlier, "The earlier value")
    below = np.sqrt((new - limits.lower) ** 2 + (earlier_limits.upper - old) ** 2)
    above = np.sqrt((limits.upper - new) ** 2 + (old - earlier_limits.lower) ** 2)
    return Limits(new - old - below, new - old + above, limits.confidence)


def quotient(value: Numbers, limits: Limits, other: Numbers, other_limits: Limits) -> Limits:
    """Interval of value / other, two independent estimates above 0, from the intervals that each of them has.

        lower = (ab - sqrt(a^2 b^2 - l u' (2a - l)(2b - u'))) / (u' (2b - u'))
        upper = (ab + sqrt(a^2 b^2 - u l' (2a - u)(2b - l'))) / (l' (2b - l'))

    a in (l, u) is the value, b in (l', u') the other. With symmetric limits this is Fieller's interval; it does not lean to
    one side, as the linearised variance of a ratio does where amounts are skewed. The same people measured twice are not
    independent: their true interval is usually narrower.

    Shapes: all broadcast. Units: those of value per those of other.
    Errors: an other whose interval holds 0 has no quotient to tell; it and two confidences that differ are refused.
    Source: Donner and Zou 2012, Statistical Methods in Medical Research 21:347; Fieller 1954, J. R. Stat. Soc. B 16:175.
    """
    if limits.confidence != other_limits.confidence:
        raise UserError("The two intervals have not the same confidence.", hint="Compute both at the same confidence.")
    a, b = as_numbers(value, "The value"), as_denominators(other)
    low, high = as_denominators(other_limits.lower), other_limits.upper
    below = np.sqrt(np.maximum((a * b) ** 2 - limits.lower * high * (2 * a - limits.lower) * (2 * b - high), 0))
    above = np.sqrt(np.maximum((a * b) ** 2 - limits.upper * low * (2 * a - limits.upper) * (2 * b - low), 0))
    return Limits((a * b - below) / (high * (2 * b - high)), (a * b + above) / (low * (2 * b - low)), limits.confidence)


def byar(x: Numbers, confidence: float = 0.95) -> Limits:
    """Byar's approximation to the exact limits of a Poisson count.

        lower = x (1 - 1/(9x) - z/(3 sqrt(x)))^3
        upper = (x+1) (1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3

    Good from 10 events. Below, and at high confidence, the lower limit can fall under 0 (x = 1 at 99.8 %: -0.0028); it is
    left as the formula gives it. At x = 0 it is 0.

    Shapes: any. Units: events.
    Errors: x < 0 is refused.
    Source: Breslow and Day 1987, Statistical Methods in Cancer Research II, p. 69; PHEindicatormethods 2.1.0 (numbers).
    """
    z = normal_quantile(confidence)
    events = as_counts(x)
    above = np.where(events == 0, 1.0, events)  # any number: the row is overwritten
    lower = above * (1 - 1 / (9 * above) - z / (3 * np.sqrt(above))) ** 3
    more = events + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return Limits(np.where(events == 0, 0.0, lower), np.asarray(upper), confidence)


def exact_poisson(x: Numbers, confidence: float = 0.95) -> Limits:
    """Exact limits of a Poisson count, from the chi-squared distribution.

        lower = chi2^-1(alpha/2; 2x) / 2        (0 at x = 0)
        upper = chi2^-1(1 - alpha/2; 2x + 2) / 2

    Shapes: any. Units: events.
    Errors: x < 0 is refused.
    Source: Garwood 1936, Biometrika 28:437; PHEindicatormethods 2.1.0 (numbers).
    """
    tail = (1 - as_confidence(confidence)) / 2
    events = as_counts(x)
    # chi-squared with 2k degrees of freedom, halved, is gamma with shape k
    lower = np.where(events == 0, 0.0, gammaincinv(np.where(events == 0, 1.0, events), tail))
    return Limits(lower, np.asarray(gammainccinv(events + 1, tail)), confidence)


def poisson(x: Numbers, confidence: float = 0.95) -> Limits:
    """Limits of a count as published: exact below 10 events, Byar's from 10.

    Shapes: any. Units: events.
    Errors: x < 0 is refused.
    Source: PHEindicatormethods 2.1.0, phe_rate and calculate_ISRatio (rule).
    """
    events = as_counts(x)
    few, many = exact_poisson(events, confidence), byar(events, confidence)
    return Limits(
        np.where(events < EXACT_BELOW, few.lower, many.lower),
        np.where(events < EXACT_BELOW, few.upper, many.upper),
        confidence,
    )
