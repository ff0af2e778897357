"""Proportions and crude rates with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arguments import Array, Flags, Numbers, as_counts, as_denominators
from .intervals import EXACT_BELOW, poisson, wilson

__all__ = ["Proportion", "Rate", "crude_rate", "proportion"]


@dataclass(frozen=True)
class Proportion:
    """Value and Wilson limits times ``multiplier``; ``is_above_denominator`` marks rows with more events than people."""

    value: Array
    lower: Array
    upper: Array
    is_above_denominator: Flags
    confidence: float
    multiplier: float


@dataclass(frozen=True)
class Rate:
    """Value and limits per ``multiplier`` units of the denominator; ``is_exact`` marks rows below 10 events."""

    value: Array
    lower: Array
    upper: Array
    is_exact: Flags
    confidence: float
    multiplier: float


def proportion(x: Numbers, n: Numbers, *, confidence: float = 0.95, multiplier: float = 1) -> Proportion:
    """How many of n people: x / n with Wilson limits.

        value = multiplier * x / n

    Shapes: x and n broadcast. Units: proportion; multiplier 100 gives a percentage.
    Errors: x < 0 or n <= 0 is refused. Where x > n (a count from one source, a population from another) the value stands,
    the limits are NaN and the row is flagged; other rows are untouched.
    Source: Wilson 1927; PHEindicatormethods 2.1.0, phe_proportion (numbers).
    """
    events, people = np.broadcast_arrays(as_counts(x), as_denominators(n))
    limits = wilson(events, people, confidence)
    return Proportion(
        value=np.asarray(multiplier * events / people),
        lower=multiplier * limits.lower,
        upper=multiplier * limits.upper,
        is_above_denominator=np.asarray(events > people),
        confidence=confidence,
        multiplier=multiplier,
    )


def crude_rate(x: Numbers, n: Numbers, *, confidence: float = 0.95, multiplier: float = 100_000) -> Rate:
    """Events per so many people or person-years, Poisson limits: Byar's from 10 events, exact below.

        value = multiplier * x / n ;  limits = multiplier * (limits of x) / n

    Shapes: x and n broadcast. Units: events per multiplier units of n. More events than people is possible in a rate.
    Errors: x < 0 or n <= 0 is refused.
    Source: PHEindicatormethods 2.1.0, phe_rate (rule and numbers).
    """
    events, people = np.broadcast_arrays(as_counts(x), as_denominators(n))
    limits = poisson(events, confidence)
    scale = multiplier / people
    return Rate(
        value=np.asarray(events * scale),
        lower=np.asarray(limits.lower * scale),
        upper=np.asarray(limits.upper * scale),
        is_exact=np.asarray(events < EXACT_BELOW),
        confidence=confidence,
        multiplier=multiplier,
    )
