"""Rates as if areas had one age structure: directly standardised, indirectly standardised.

Direct standardisation needs events in most strata: zones and regions. Indirect standardisation borrows the rates of a
reference: municipalities and practices. Strata are the last axis, in one order everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_confidence, as_counts, as_denominators, as_populations, check_strata
from .intervals import EXACT_BELOW, byar, poisson
from .standards import ESP_2013

__all__ = [
    "LEAST_EVENTS",
    "IndirectlyStandardised",
    "StandardisedRate",
    "directly_standardised_rate",
    "effective_denominator",
    "expected_events",
    "indirectly_standardised_rate",
    "indirectly_standardised_ratio",
]

LEAST_EVENTS = 10
"""A directly standardised rate on fewer events is not published (PHEindicatormethods)."""


@dataclass(frozen=True)
class StandardisedRate:
    """Rate and limits per ``multiplier``, NaN where ``is_suppressed``.

    ``variance`` is that of the rate in the same unit. ``empty_share`` is the part of the standard (0 to 1) that lies in
    strata where the area has nobody; ``events_without_people`` counts events recorded in such strata.
    """

    value: Array
    lower: Array
    upper: Array
    variance: Array
    events: Array
    is_suppressed: Flags
    empty_share: Array
    events_without_people: Array
    confidence: float
    multiplier: float


@dataclass(frozen=True)
class IndirectlyStandardised:
    """Observed, expected, and observed / expected times ``multiplier`` (and the reference rate, where it is a rate)."""

    observed: Array
    expected: Array
    value: Array
    lower: Array
    upper: Array
    is_exact: Flags
    confidence: float
    multiplier: float


def directly_standardised_rate(
    counts: Numbers,
    populations: Numbers,
    standard: Numbers = ESP_2013,
    *,
    method: Literal["dobson", "gamma"] = "dobson",
    empty: Literal["zero", "spread"] = "zero",
    confidence: float = 0.95,
    multiplier: float = 100_000,
    least_events: float = LEAST_EVENTS,
) -> StandardisedRate:
    """The rate an area would have with the age structure of the standard.

        v = sum(w_i x_i / n_i) / sum(w_i) ;  var = sum(w_i^2 x_i / n_i^2) / sum(w_i)^2 ;  O = sum(x_i)
        dobson:  v + sqrt(var / O) (Byar limits of O - O)
        gamma:   lower = var/(2v) chi2^-1(alpha/2; 2v^2/var)
                 upper = (var + m^2)/(2(v + m)) chi2^-1(1 - alpha/2; 2(v + m)^2/(var + m^2)),  m = max(w_i / n_i) / sum(w_i)

    A stratum without people has no rate. ``empty="zero"`` gives it rate 0 and keeps its weight, as
    PHEindicatormethods does: the rate is pulled down by at most ``empty_share``. ``empty="spread"`` leaves it out and
    spreads its weight over the other strata, which assumes that it would have had their rate. Events recorded in a
    stratum without people enter O but no rate; ``events_without_people`` tells. For m only strata with people count.

    Shapes: counts and populations (..., strata), standard (strata); results (...). Units: events per multiplier.
    Errors: negative numbers, another number of strata or an empty standard are refused. Fewer than ``least_events``
    events, or no people at all: suppressed, NaN.
    Source: Dobson et al. 1991, doi:10.1002/sim.4780100317; Fay and Feuer 1997, doi:10.1002/(SICI)1097-0258(19970415)
    16:7<791::AID-SIM500>3.0.CO;2-#; PHEindicatormethods 2.1.0 and epitools 0.5-10.1 (numbers).
    """
    as_confidence(confidence)
    weights = as_populations(standard, "The standard")
    if weights.ndim != 1 or not weights.sum() > 0:
        raise UserError("The standard has no people in it.", hint="Give one weight per stratum, at least one above zero.")
    if method not in ("dobson", "gamma") or empty not in ("zero", "spread"):
        raise UserError(
            f"There is no method '{method}' with empty='{empty}'.", hint="Methods: dobson, gamma; empty: zero, spread."
        )
    events, people = np.broadcast_arrays(as_counts(counts, "The counts"), as_populations(populations))
    check_strata(events.shape, weights.size, "The table of counts")
    nobody = people == 0
    people = np.where(nobody, 1.0, people)  # any number: its weight is set to nought below
    held = np.where(nobody, 0.0, weights)
    whole = weights.sum() if empty == "zero" else np.where(held.sum(-1) > 0, held.sum(-1), np.nan)
    share = held / people
    value = (share * events).sum(-1) / whole
    variance = (share**2 * events).sum(-1) / whole**2
    total = events.sum(-1)
    suppressed = (total < least_events) | ~(held.sum(-1) > 0)
    with np.errstate(divide="ignore", invalid="ignore"):  # no events: NaN, which suppression explains
        if method == "dobson":
            around, scale = byar(total, confidence), np.sqrt(variance / total)
            lower = value + scale * (around.lower - total)
            upper = value + scale * (around.upper - total)
        else:
            tail, most = (1 - confidence) / 2, share.max(-1) / whole
            lower = variance / value * gammaincinv(value**2 / variance, tail)
            more, wider = value + most, variance + most**2
            upper = wider / more * gammainccinv(more**2 / wider, tail)
    shown = np.where(suppressed, np.nan, multiplier)
    return StandardisedRate(
        value=value * shown,
        lower=lower * shown,
        upper=upper * shown,
        variance=variance * shown**2,
        events=np.asarray(total),
        is_suppressed=np.asarray(suppressed),
        empty_share=np.where(nobody, weights, 0.0).sum(-1) / weights.sum(),
        events_without_people=np.where(nobody, events, 0.0).sum(-1),
        confidence=confidence,
        multiplier=multiplier,
    )


def effective_denominator(rate: StandardisedRate) -> Array:
    """The population that would give the standardised rate as a crude one: how a DSR finds its place on a rate funnel.

        n = multiplier * O / DSR

    Shapes: that of the rate. Units: people or person-years; NaN where the rate is suppressed or zero.
    Source: PHEindicatormethods 2.1.0, calculate_funnel_points (rule).
    """
    return np.asarray(rate.multiplier * rate.events / np.where(rate.value > 0, rate.value, np.nan))


def expected_events(populations: Numbers, reference_counts: Numbers, reference_populations: Numbers) -> Array:
    """Events an area would have at the rates of the reference.

        E = sum(n_i x_ref,i / n_ref,i)

    Shapes: populations (..., strata), references (strata) or (..., strata); result (...). Units: events.
    Errors: negative numbers and unequal strata are refused. A stratum without reference people has no reference rate:
    it adds nothing where the area has nobody in it either, and makes E NaN where it has.
    """
    cases = as_counts(reference_counts, "The reference counts")
    standard = as_populations(reference_populations, "The reference population")
    people = as_populations(populations)
    check_strata(people.shape, standard.shape[-1] if standard.ndim else 1, "The table of populations")
    check_strata(cases.shape, standard.shape[-1] if standard.ndim else 1, "The table of reference counts")
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(standard > 0, cases / standard, np.nan)
    return np.asarray(np.where(people == 0, 0.0, people * rate).sum(-1))


def indirectly_standardised_ratio(
    observed: Numbers, expected: Numbers, *, confidence: float = 0.95, multiplier: float = 1
) -> IndirectlyStandardised:
    """Observed over expected events (SMR, SHR); Byar limits from 10 observed events, exact below.

        value = multiplier * O / E ;  limits = multiplier * (limits of O) / E

    Shapes: observed and expected broadcast. Units: ratio; 1 (or multiplier) is as expected.
    Errors: O < 0 or E <= 0 is refused.
    Source: Breslow and Day 1987; PHEindicatormethods 2.1.0, calculate_ISRatio (numbers).
    """
    events, wanted = np.broadcast_arrays(as_counts(observed), as_denominators(expected, "The expected number"))
    limits = poisson(events, confidence)
    scale = multiplier / wanted
    return IndirectlyStandardised(
        observed=events,
        expected=wanted,
        value=np.asarray(events * scale),
        lower=np.asarray(limits.lower * scale),
        upper=np.asarray(limits.upper * scale),
        is_exact=np.asarray(events < EXACT_BELOW),
        confidence=confidence,
        multiplier=multiplier,
    )


def indirectly_standardised_rate(
    observed: Numbers,
    populations: Numbers,
    reference_counts: Numbers,
    reference_populations: Numbers,
    *,
    confidence: float = 0.95,
    multiplier: float = 100_000,
) -> IndirectlyStandardised:
    """The indirectly standardised ratio times the crude rate of the reference.

        value = O/E * sum(x_ref) / sum(n_ref) * multiplier

    Shapes: observed (...), populations (..., strata), references (strata). Units: events per multiplier.
    Errors: as for the ratio and for expected events.
    Source: PHEindicatormethods 2.1.0, calculate_ISRate (numbers).
    """
    expected = expected_events(populations, reference_counts, reference_populations)
    cases = as_counts(reference_counts, "The reference counts").sum(-1)
    crude = cases / as_denominators(as_populations(reference_populations).sum(-1), "The reference population")
    return indirectly_standardised_ratio(observed, expected, confidence=confidence, multiplier=multiplier * float(crude))
