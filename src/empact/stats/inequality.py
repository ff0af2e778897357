"""Inequality across a social gradient: quantiles, and the slope and relative index of inequality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..terms.errors import UserError
from .arguments import Array, Numbers, as_confidence, as_counts, as_denominators, as_numbers
from .intervals import normal_quantile

__all__ = ["Gradient", "quantiles", "slope_index", "standard_error"]

Scale = Literal["plain", "log", "logit"]
_CHUNK = 2_000_000  # simulated values at a time: 16 MB


@dataclass(frozen=True)
class Gradient:
    """Slope index ``sii``, relative index ``rii``, the fitted value at the bottom of the ladder, and simulated limits.

    Limits are NaN where no standard errors were given.
    """

    sii: Array
    rii: Array
    intercept: Array
    sii_lower: Array
    sii_upper: Array
    rii_lower: Array
    rii_upper: Array
    confidence: float
    multiplier: float


def slope_index(
    values: Numbers,
    populations: Numbers,
    standard_errors: Numbers | None = None,
    *,
    seed: int | None = None,
    scale: Scale = "plain",
    confidence: float = 0.95,
    multiplier: float = 1,
    repetitions: int = 100_000,
) -> Gradient:
    """How far a figure differs between the bottom and the top of the social ladder.

        a_i = n_i / sum(n) ;  b_i = cumulative midpoint of a ;  regress sqrt(a) y on sqrt(a) and b sqrt(a), no constant
        SII = slope ;  RII = (intercept + slope) / intercept

    The groups run from least to most advantaged: a negative slope is a figure that falls with advantage. Limits are
    percentiles of ``repetitions`` slopes of values drawn from normal distributions with the standard errors, on the
    ``scale`` where those are symmetric (rates: log, proportions: logit), each drawn value brought back before the
    regression. A negative ``multiplier`` turns the polarity: the RII becomes its inverse.

    Shapes: values and populations (..., groups); results (...). Units: that of values times multiplier; RII a ratio.
    Errors: fewer than two groups, a population <= 0, and standard errors without a seed are refused.
    Source: population report 5.2; Low and Low 2004, doi:10.1093/pubmed/fdh175; PHEindicatormethods 2.1.0, phe_sii (numbers).
    """
    as_confidence(confidence)
    y, people = np.broadcast_arrays(as_numbers(values, "The values"), as_denominators(populations, "The population"))
    if y.ndim == 0 or y.shape[-1] < 2:
        raise UserError("A gradient needs at least two groups.", hint="The last axis runs from least to most advantaged.")
    slopes = _slope_weights(people)  # the slope is linear in y: sum of weight times value
    share = people / people.sum(-1, keepdims=True)
    middle = (share * (np.cumsum(share, -1) - share / 2)).sum(-1)  # weighted mean of b
    slope = (slopes * y).sum(-1)
    intercept = (share * y).sum(-1) - slope * middle
    ends = np.full((4, *slope.shape), np.nan)
    if standard_errors is not None:
        if seed is None:
            raise UserError("Limits by simulation need a seed.", hint="Give seed=1, and state it with the result.")
        errors = np.broadcast_to(as_counts(standard_errors, "The standard error"), y.shape)
        drawn = _simulate(y, errors, slopes, share, middle, scale, seed, repetitions)
        tails = [(1 - confidence) / 2, (1 + confidence) / 2]
        with np.errstate(invalid="ignore"):
            relative = (drawn[1] + drawn[0]) / drawn[1]
        ends = np.concatenate([np.quantile(drawn[0], tails, axis=0), np.quantile(relative, tails, axis=0)])
    rii = (intercept + slope) / intercept
    low, high, relative_low, relative_high = ends
    if multiplier < 0:
        low, high, rii = high, low, 1 / rii
        relative_low, relative_high = 1 / relative_high, 1 / relative_low
    return Gradient(
        sii=np.asarray(multiplier * slope),
        rii=np.asarray(rii),
        intercept=np.asarray(intercept),
        sii_lower=np.asarray(multiplier * low),
        sii_upper=np.asarray(multiplier * high),
        rii_lower=np.asarray(relative_low),
        rii_upper=np.asarray(relative_high),
        confidence=confidence,
        multiplier=multiplier,
    )


def standard_error(lower: Numbers, upper: Numbers, *, scale: Scale = "plain", confidence: float = 0.95) -> Array:
    """The standard error that published limits imply, on a scale.

        (f(upper) - f(lower)) / (2 z) ;  f: identity, log or logit

    Shapes: lower and upper broadcast. Units: that of the scale.
    Errors: a limit outside the scale (a rate of 0 on the log scale) gives NaN.
    Source: PHEindicatormethods 2.1.0, phe_sii (rule).
    """
    low, high = as_numbers(lower, "The lower limit"), as_numbers(upper, "The upper limit")
    width = np.asarray((_to(high, scale) - _to(low, scale)) / (2 * normal_quantile(confidence)))
    return np.where(np.isfinite(width), width, np.nan)


def quantiles(
    values: Numbers, count: int, *, weights: Numbers | None = None, is_highest_first: bool = False
) -> npt.NDArray[np.int64]:
    """The quantile of each area, 1 to ``count``, with 1 the lowest values unless ``is_highest_first``.

        plain:     count + 1 - ceil((m + 1 - r) count / m)      r: rank in the order asked, equal values share the first
        weighted:  ceil(count * (weight below + half of own) / all weight)

    Plain quantiles hold equally many areas; weighted ones (by population) equally many people, as near as whole areas
    allow, with areas of equal value kept together. With fewer areas than quantiles some stay empty.

    Shapes: one-dimensional. A missing value has quantile 0.
    Errors: a count below 1, or weights that are not above zero, is refused.
    Source: PHE Technical Guide, Assigning Deprivation Quintiles; PHEindicatormethods, phe_quantile (classified areas).
    """
    found = as_numbers(values, "The values")
    if found.ndim != 1:
        raise UserError("Quantiles are taken over one row of areas.", hint="Give one value per area.")
    if count < 1:
        raise UserError(f"There are no {count} quantiles.", hint="Give a whole number above zero, as 5 for quintiles.")
    quantile = np.zeros(found.size, dtype=np.int64)
    present = ~np.isnan(found)
    ordered = -found[present] if is_highest_first else found[present]
    if not ordered.size:
        return quantile
    distinct, of = np.unique(ordered, return_inverse=True)
    if weights is None:
        size = np.bincount(of, minlength=distinct.size)
        rank = (np.cumsum(size) - size + 1)[of]
        placed = count + 1 - -(-(ordered.size + 1 - rank) * count // ordered.size)
        quantile[present] = np.maximum(placed, 1)
    else:
        heavy = np.broadcast_to(as_denominators(weights, "The weight"), found.shape)[present]
        weight = np.bincount(of, weights=heavy, minlength=distinct.size)
        below = np.cumsum(weight) - weight / 2
        quantile[present] = np.clip(np.ceil(count * below / weight.sum()), 1, count).astype(np.int64)[of]
    return quantile


def _slope_weights(people: Array) -> Array:
    """Per group, what its value adds to the weighted least-squares slope: a_i (b_i - mean b) / var b."""
    share = people / people.sum(-1, keepdims=True)
    place = np.cumsum(share, -1) - share / 2
    centred = place - (share * place).sum(-1, keepdims=True)
    return np.asarray(share * centred / (share * centred**2).sum(-1, keepdims=True))


def _simulate(
    y: Array, errors: Array, slopes: Array, share: Array, middle: Array, scale: Scale, seed: int, repetitions: int
) -> Array:
    """Slopes and intercepts of drawn values: (2, repetitions, ...)."""
    generator = np.random.default_rng(seed)
    centre = _to(y, scale)
    drawn = np.empty((2, repetitions, *y.shape[:-1]))
    step = max(1, _CHUNK // max(1, y.size))
    for start in range(0, repetitions, step):
        stop = min(start + step, repetitions)
        values = _back(centre + errors * generator.standard_normal((stop - start, *y.shape)), scale)
        drawn[0, start:stop] = (values * slopes).sum(-1)
        drawn[1, start:stop] = (values * share).sum(-1) - drawn[0, start:stop] * middle
    return drawn


def _to(values: Array, scale: Scale) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "plain":
            return values
        if scale == "log":
            return np.log(values)
        if scale == "logit":
            return np.log(values / (1 - values))
    raise UserError(f"There is no scale '{scale}'.", hint="Known: plain, log, logit.")


def _back(values: Array, scale: Scale) -> Array:
    if scale == "log":
        return np.exp(values)
    return np.asarray(1 / (1 + np.exp(-values))) if scale == "logit" else values
