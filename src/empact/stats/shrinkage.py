"""Small areas borrow from the whole: empirical Bayes estimates, nearer to the mean the less an area says itself.

Shrunken figures are for looking (maps, worklists), not for tests: an area with few people is pulled to the mean whatever
its truth. All areas of one call form the whole they borrow from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, gammaincinv

from ..terms.errors import UserError
from .arguments import Array, Numbers, as_confidence, as_counts, as_denominators

__all__ = ["Shrunken", "shrunken_proportion", "shrunken_ratio", "shrunken_rate"]

_ROUNDS, _PRECISION = 10_000, 1e-12


@dataclass(frozen=True)
class Shrunken:
    """Per area: raw value, shrunken value with limits (NaN where the method gives none), and ``weight`` of its own data.

    weight 1: the area speaks for itself; 0: the overall figure speaks for it. ``mean`` and ``variance`` are those of the
    true values between areas, as estimated.
    """

    raw: Array
    value: Array
    lower: Array
    upper: Array
    weight: Array
    mean: float
    variance: float
    confidence: float


def shrunken_rate(x: Numbers, n: Numbers, *, multiplier: float = 1) -> Shrunken:
    """Marshall's global empirical Bayes rate: moments only, no distribution assumed, no limits.

        r = x/n ;  m = sum(x)/sum(n) ;  s^2 = sum(n (r - m)^2)/sum(n) ;  A = max(0, s^2 - m / mean(n))
        weight = A / (A + m/n) ;  value = m + weight (r - m)

    Shapes: one-dimensional, one area each, no gaps. Units: x per n times multiplier; variance in that unit squared.
    Errors: fewer than two areas, missing or negative numbers are refused.
    Source: Marshall 1991, Mapping disease and mortality rates using empirical Bayes estimators, Appl. Statist. 40:283.
    """
    events, people = _areas(x, n, "The denominator")
    raw = events / people
    mean = float(events.sum() / people.sum())
    spread = float((people * (raw - mean) ** 2).sum() / people.sum())
    between = max(0.0, spread - mean / float(people.mean()))
    weight = between / (between + mean / people) if mean > 0 else np.zeros_like(people)
    nothing = np.full(raw.shape, np.nan)
    value = mean + weight * (raw - mean)
    return Shrunken(
        multiplier * raw, multiplier * value, nothing, nothing, weight, multiplier * mean, multiplier**2 * between, 0.0
    )


def shrunken_ratio(observed: Numbers, expected: Numbers, *, confidence: float = 0.95) -> Shrunken:
    """Gamma-Poisson estimate of observed over expected events, with limits from the posterior.

        O ~ Poisson(E theta), theta ~ Gamma(shape v, rate a) ;  value = (O + v) / (E + a) ;  weight = E / (E + a)
        moments, repeated until still:  v/a = mean(value)
                                        v/a^2 = sum((1 + a/E) (value - mean)^2) / (m - 1)

    Where areas do not vary more than chance, a grows without end: every area then gets the overall ratio.

    Shapes: one-dimensional, one area each, no gaps. Units: ratio.
    Errors: fewer than two areas, missing or negative numbers, expected <= 0 and no events at all are refused.
    Source: Clayton and Kaldor 1987, Biometrics 43:671.
    """
    events, wanted = _areas(observed, expected, "The expected number")
    tail = (1 - as_confidence(confidence)) / 2
    if not events.any():
        raise UserError("No area has any event.", hint="There is no variation to estimate from.")
    raw = events / wanted
    overall = float(events.sum() / wanted.sum())
    mean = overall
    variance = max(float(raw.var(ddof=1)), 0.0)
    for _ in range(_ROUNDS):
        if variance <= _PRECISION * mean**2:
            variance = 0.0
            break
        rate = mean / variance
        value = (events + mean * rate) / (wanted + rate)
        new_mean = float(value.mean())
        new_variance = float(((1 + rate / wanted) * (value - new_mean) ** 2).sum() / (raw.size - 1))
        still = abs(new_mean - mean) < _PRECISION * mean and abs(new_variance - variance) < _PRECISION * max(variance, 1e-300)
        mean, variance = new_mean, new_variance
        if still:
            break
    if variance == 0.0:
        flat = np.full(raw.shape, overall)
        return Shrunken(raw, flat, flat, flat, np.zeros_like(raw), overall, 0.0, confidence)
    rate = mean / variance
    shape = events + mean * rate
    return Shrunken(
        raw=raw,
        value=shape / (wanted + rate),
        lower=np.asarray(gammaincinv(shape, tail) / (wanted + rate)),
        upper=np.asarray(gammaincinv(shape, 1 - tail) / (wanted + rate)),
        weight=wanted / (wanted + rate),
        mean=mean,
        variance=variance,
        confidence=confidence,
    )


def shrunken_proportion(x: Numbers, n: Numbers, *, confidence: float = 0.95) -> Shrunken:
    """Beta-binomial estimate of x of n people, with limits from the posterior.

        x ~ Binomial(n, p), p ~ Beta(M m, M (1 - m)) ;  value = (x + M m) / (n + M) ;  weight = n / (n + M)
        m = sum(x)/sum(n) ;  S = sum(n (x/n - m)^2) / (m (1 - m)) ;  N = sum(n)
        rho = (S - (k - 1)) / (N - sum(n^2)/N - (k - 1)), kept in [0, 1] ;  M = (1 - rho) / rho ;  k: areas

    At rho 0 every area gets the overall proportion; at 1 it keeps its own.

    Shapes: one-dimensional, one area each, no gaps. Units: proportion; variance is m (1 - m) rho.
    Errors: fewer than two areas, missing or negative numbers, n <= 0 and x > n are refused.
    Source: Kleinman 1973, J. Am. Statist. Assoc. 68:46, with weights n.
    """
    events, people = _areas(x, n, "The denominator")
    tail = (1 - as_confidence(confidence)) / 2
    if np.any(events > people):
        raise UserError("A numerator is larger than its denominator.", hint="Leave such areas out, or mend their population.")
    raw, total, k = events / people, float(people.sum()), people.size
    mean = float(events.sum() / total)
    room = total - float((people**2).sum()) / total - (k - 1)
    rho = 0.0
    if 0 < mean < 1 and room > 0:
        rho = float((people * (raw - mean) ** 2).sum() / (mean * (1 - mean)) - (k - 1)) / room
    rho = min(max(rho, 0.0), 1.0)
    if rho in (0.0, 1.0):
        value = raw if rho else np.full(raw.shape, mean)
        return Shrunken(raw, value, value, value, np.full(raw.shape, rho), mean, mean * (1 - mean) * rho, confidence)
    prior = (1 - rho) / rho
    a, b = events + prior * mean, people - events + prior * (1 - mean)
    return Shrunken(
        raw=raw,
        value=a / (a + b),
        lower=np.asarray(betaincinv(a, b, tail)),
        upper=np.asarray(betaincinv(a, b, 1 - tail)),
        weight=people / (people + prior),
        mean=mean,
        variance=mean * (1 - mean) * rho,
        confidence=confidence,
    )


def _areas(x: Numbers, n: Numbers, name: str) -> tuple[Array, Array]:
    events, size = np.broadcast_arrays(as_counts(x), as_denominators(n, name))
    if events.ndim != 1 or events.size < 2 or np.isnan(events).any() or np.isnan(size).any():
        raise UserError("Shrinkage needs two areas or more, without gaps.", hint="Give one row per area.")
    return events, size
