"""From what adds up to what is read: a value with its interval, standardised where the definition asks for it.

One interval per kind of amount: Wilson for a proportion, Byar (exact below ten) for events, and for a mean, a ratio or a sum
of money per person-year the linearised (sandwich) variance of a ratio of two sums over people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...stats.intervals import normal_quantile, poisson, wilson
from ...stats.standardisation import directly_standardised_rate, expected_events, indirectly_standardised_ratio
from ...stats.standards import ESP_2013
from .axes import AGE_BANDS, SEXES, band_names
from .levels import Rolled

__all__ = ["DAYS_PER_YEAR", "Values", "scale_of", "standardised", "values_of"]

DAYS_PER_YEAR: Final = 365.25
Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Values:
    """Arrays of one shape: the value, its limits, and of what it is one (people, person-years, events). NaN: there is none."""

    value: Array
    lower: Array
    upper: Array
    basis: Array


def scale_of(indicator: Mapping[str, Any]) -> float:
    """What numerator over denominator is multiplied by: rates are per so many person-years, and days were counted."""
    return float(indicator["per"]) * (DAYS_PER_YEAR if indicator["scoring"] == "rate" else 1.0)


def values_of(table: Rolled, indicator: Mapping[str, Any], *, together: bool = False, confidence: float = 0.95) -> Values:
    """Crude values per node and stratum; ``together``: per node over all strata, shape (nodes, 1)."""
    read = {name: v.sum(axis=1, keepdims=True) if together else v for name, v in table.values.items()}
    below = read["denominator"]
    basis = below / DAYS_PER_YEAR if indicator["scoring"] == "rate" else read["people"]
    if indicator["scoring"] == "ratio" and indicator["events"]:
        basis = np.minimum(basis, below)  # of how many discharges, say: people without any add nothing
    return _crude(read, indicator, confidence, basis)


def _crude(read: Mapping[str, Array], indicator: Mapping[str, Any], confidence: float, basis: Array) -> Values:
    above, below = read["numerator"], read["denominator"]
    there = below > 0
    x, n = above[there], below[there]
    value, lower, upper = (np.full(below.shape, np.nan) for _ in range(3))
    scale = scale_of(indicator)
    value[there] = x / n * scale
    if indicator["scoring"] == "proportion":
        limits = wilson(x, n, confidence)
        lower[there], upper[there] = limits.lower, limits.upper
    elif indicator["events"] and indicator["scoring"] == "rate":
        limits = poisson(x, confidence)
        lower[there], upper[there] = limits.lower / n * scale, limits.upper / n * scale
    else:
        ratio = x / n
        spread = read["numerator_squared"][there] - 2 * ratio * read["product"][there]
        spread += ratio**2 * read["denominator_squared"][there]
        people = read["people"][there]
        with np.errstate(divide="ignore", invalid="ignore"):
            correction = np.where(people > 1, people / (people - 1), np.nan)
            error = np.sqrt(np.maximum(spread, 0.0) * correction) / n * scale
        half = normal_quantile(confidence) * error
        lower[there], upper[there] = ratio * scale - half, ratio * scale + half
    return Values(value, lower, upper, basis)


def standardised(table: Rolled, indicator: Mapping[str, Any], *, confidence: float = 0.95) -> Values | None:
    """By age and sex (indirect: the whole region is the reference) or by age (direct: European Standard Population 2013).

    ``table`` holds ages and sexes as strata. Shape (nodes, 1). ``None`` where the definition asks for none. Directly
    standardised: not below ten events; proportions and rates of events with Dobson's limits, other amounts with the
    variance of a weighted sum of means. Indirectly standardised: observed over expected, times the value of the whole.
    """
    if indicator["standard"] == "none" or not table.nodes:
        return None
    dense = _by_age_and_sex(table)
    above, below = dense["numerator"], dense["denominator"]
    scale = scale_of(indicator)
    if indicator["standard"] == "indirect":
        whole = table.row("all")
        expected = expected_events(below, above[whole], np.maximum(below[whole], 1e-12))
        observed = above.sum(axis=1)
        overall = observed[whole] / below[whole].sum() * scale if below[whole].sum() else np.nan
        there = expected > 0
        value, lower, upper = (np.full((len(observed), 1), np.nan) for _ in range(3))
        found = indirectly_standardised_ratio(np.rint(observed[there]), expected[there], confidence=confidence)
        value[there, 0], lower[there, 0], upper[there, 0] = found.value, found.lower, found.upper
        return Values(value * overall, lower * overall, upper * overall, expected[:, None])
    ages = {name: v.reshape(len(table.nodes), AGE_BANDS, len(SEXES)).sum(axis=2) for name, v in dense.items()}
    if indicator["scoring"] == "proportion" or indicator["events"]:
        # Ages that are not asked (65 and over) have nobody: their weight goes to those that are.
        rate = directly_standardised_rate(
            ages["numerator"], ages["denominator"], ESP_2013, empty="spread", confidence=confidence, multiplier=1
        )
        value, lower, upper = (np.where(rate.is_suppressed, np.nan, v) * scale for v in (rate.value, rate.lower, rate.upper))
        return Values(value[:, None], lower[:, None], upper[:, None], rate.events[:, None])
    crude = _crude(ages, indicator, confidence, ages["people"])
    weights = ESP_2013 / ESP_2013.sum()
    z = normal_quantile(confidence)
    error = (crude.upper - crude.lower) / (2 * z)
    total = np.nansum(weights * crude.value, axis=1) / np.where(np.isnan(crude.value), 0, weights).sum(axis=1).clip(1e-12)
    half = z * np.sqrt(np.nansum((weights * error) ** 2, axis=1))
    return Values(total[:, None], (total - half)[:, None], (total + half)[:, None], ages["people"].sum(axis=1)[:, None])


def _by_age_and_sex(table: Rolled) -> dict[str, Array]:
    """Dense columns of shape (nodes, ages x sexes), zero where nobody is."""
    names = [f"{band}|{sex}" for band in band_names() for sex in SEXES]
    place = [names.index(s) for s in table.strata]
    found = {}
    for name, values in table.values.items():
        dense = np.zeros((len(table.nodes), len(names)))
        dense[:, place] = values
        found[name] = dense
    return found
