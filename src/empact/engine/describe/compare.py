"""Two cohorts against each other: difference and ratio, each with 95 % limits.

Shares: the difference by Newcombe's hybrid of two Wilson intervals (Newcombe 1998, Stat Med 17:873-890, method 10); the ratio
on the log scale (Katz 1978). Amounts per person-year: a ratio estimator with the spread between people (Cochran 1977,
chapter 6), so that a few people with many contacts widen it. Where people are in both cohorts they are not taken out: the
limits are then wider than they need be, never narrower.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isnan, log, sqrt

from ...stats.intervals import difference, normal_quantile, wilson

__all__ = ["Contrast", "Rate", "of_rates", "of_shares"]


@dataclass(frozen=True, slots=True)
class Contrast:
    """First less second, and first over second; ``None`` where it cannot be said (nobody, or zero below the line)."""

    difference: float
    lower: float
    upper: float
    ratio: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """``total`` amount in ``years`` person-years of ``people``; sums of squares as in ``counts.Amounts``."""

    total: float
    years: float
    people: float
    squares: float
    products: float
    years_squared: float

    @property
    def value(self) -> float | None:
        return self.total / self.years if self.years > 0 else None

    @property
    def error(self) -> float:
        """Standard error of the value."""
        if self.value is None or self.people < 2:
            return float("nan")
        rest = self.squares - 2 * self.value * self.products + self.value**2 * self.years_squared
        return sqrt(max(rest, 0.0) * self.people / (self.people - 1)) / self.years


def of_shares(x: int, n: int, y: int, m: int) -> Contrast | None:
    """x of n against y of m."""
    if not n or not m:
        return None
    p, q = x / n, y / m
    limits = difference(p, wilson(x, n), q, wilson(y, m))
    lower, upper = float(limits.lower), float(limits.upper)
    if not x or not y:
        return Contrast(p - q, lower, upper, p / q if q else None)
    spread = normal_quantile(0.95) * sqrt(1 / x - 1 / n + 1 / y - 1 / m)
    return Contrast(p - q, lower, upper, p / q, exp(log(p / q) - spread), exp(log(p / q) + spread))


def of_rates(first: Rate, second: Rate) -> Contrast | None:
    """One amount per person-year against another."""
    p, q = first.value, second.value
    if p is None or q is None or isnan(first.error) or isnan(second.error):
        return None
    z, spread = normal_quantile(0.95), sqrt(first.error**2 + second.error**2)
    if not p or not q:
        return Contrast(p - q, p - q - z * spread, p - q + z * spread, p / q if q else None)
    wide = z * sqrt((first.error / p) ** 2 + (second.error / q) ** 2)
    ratio = p / q
    return Contrast(p - q, p - q - z * spread, p - q + z * spread, ratio, ratio * exp(-wide), ratio * exp(wide))
