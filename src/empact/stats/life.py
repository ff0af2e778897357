"""Life expectancy from deaths and people by age: the abridged life table of Chiang."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_counts, as_numbers, as_populations, check_strata
from .intervals import normal_quantile

__all__ = ["LEAST_PEOPLE", "START_AGES", "WIDEST_INTERVAL", "LifeTable", "life_table"]

START_AGES = (0, 1, *range(5, 95, 5))
"""First ages of the 20 usual bands: 0, 1-4, 5-9 ... 85-89, 90 and over."""
LEAST_PEOPLE = 5000
"""Person-years below which a life table is not made (Toson and Baker 2003)."""
WIDEST_INTERVAL = 20.0
"""Years between 95 % limits above which an expectancy is not shown (phe_life_expectancy)."""


@dataclass(frozen=True)
class LifeTable:
    """Per age band: years left to live at its first age, standard error, limits, and the columns they come from.

    ``is_impossible`` (one per area) marks tables that could not be made; all their columns are NaN.
    ``is_suppressed`` (one per band) marks expectancies hidden because their 95 % interval is wider than 20 years.
    """

    ages: Array
    expectancy: Array
    standard_error: Array
    lower: Array
    upper: Array
    survivors: Array
    death_probability: Array
    person_years: Array
    is_impossible: Flags
    is_suppressed: Flags
    confidence: float


def life_table(
    deaths: Numbers,
    populations: Numbers,
    start_ages: Numbers = START_AGES,
    *,
    first_year_fraction: float = 0.1,
    confidence: float = 0.95,
    least_people: float = LEAST_PEOPLE,
) -> LifeTable:
    """Abridged life table with Chiang's method and the variance of the last band after Silcocks.

        M = D / P ;  q = w M / (1 + w (1 - a) M), q = 1 in the last band ;  w: width, a: fraction lived by who dies
        l_0 = 100 000 ;  d = l q ;  L = w (l - d + a d), in the last band l / M ;  T = sum of L from here ;  e = T / l
        var(q) = q^2 (1 - q) / D  (0 without deaths)
        var(e_i) = [sum_{j>=i} l_j^2 ((1 - a_j) w_j + e_{j+1})^2 var(q_j) + l_last^2 / (M_last^2 D_last)] / l_i^2

    The sum leaves out the last band, whose own term stands after it. a is 0.1 in the first band, 0.5 in the others.
    Ages run from low to high along the last axis; the last band is open.

    Shapes: deaths and populations (..., bands), areas together; columns (..., bands). Units: years.
    Errors: negative numbers, another number of bands and ages that do not rise are refused. No table (NaN and flagged)
    where a band has no people, more deaths than people, or nobody died in the last one, and below ``least_people``
    person-years in all: each area by itself.
    Source: Chiang 1968 and 1984; Silcocks et al. 2001, doi:10.1136/jech.55.1.38; Eayres and Williams 2004,
    doi:10.1136/jech.2003.009654; PHEindicatormethods 2.1.0, phe_life_expectancy (rules and numbers).
    """
    z, widest = normal_quantile(confidence), WIDEST_INTERVAL / (2 * normal_quantile(0.95))
    ages = as_numbers(start_ages, "The ages")
    if ages.ndim != 1 or ages.size < 2 or np.any(np.diff(ages) <= 0):
        raise UserError("The first ages of the bands do not rise.", hint="Order the bands from young to old.")
    died, people = np.broadcast_arrays(as_counts(deaths, "The deaths"), as_populations(populations))
    check_strata(died.shape, ages.size, "The table of deaths")
    impossible = (people == 0).any(-1) | (died > people).any(-1) | (died[..., -1] == 0) | (people.sum(-1) < least_people)
    impossible |= np.isnan(died).any(-1) | np.isnan(people).any(-1)
    died = np.where(impossible[..., None], np.nan, died)
    mortality = died / np.where(people == 0, np.nan, people)
    width = np.diff(ages)
    fraction = np.full(width.size, 0.5)
    fraction[0] = first_year_fraction
    m = mortality[..., :-1]
    q = np.concatenate([width * m / (1 + width * (1 - fraction) * m), np.ones_like(mortality[..., -1:])], axis=-1)
    q = np.where(impossible[..., None], np.nan, q)
    alive = np.cumprod(1 - q[..., :-1], axis=-1)
    survivors = 100_000 * np.concatenate([np.ones_like(alive[..., :1]), alive], axis=-1)
    survivors = np.where(impossible[..., None], np.nan, survivors)
    dying = survivors * q
    lived = width * (survivors[..., :-1] - (1 - fraction) * dying[..., :-1])
    lived = np.concatenate([lived, survivors[..., -1:] / mortality[..., -1:]], axis=-1)
    expectancy = _from_here(lived) / survivors
    d = died[..., :-1]
    variance_q = np.where(d == 0, 0.0, q[..., :-1] ** 2 * (1 - q[..., :-1]) / np.where(d == 0, 1.0, d))
    term = survivors[..., :-1] ** 2 * ((1 - fraction) * width + expectancy[..., 1:]) ** 2 * variance_q
    last = survivors[..., -1:] ** 2 / (mortality[..., -1:] ** 2 * died[..., -1:])
    error = np.sqrt(_from_here(np.concatenate([term, last], axis=-1))) / survivors
    suppressed = error > widest
    return LifeTable(
        ages=ages,
        expectancy=np.where(suppressed, np.nan, expectancy),
        standard_error=error,
        lower=expectancy - z * error,
        upper=expectancy + z * error,
        survivors=survivors,
        death_probability=q,
        person_years=lived,
        is_impossible=np.asarray(impossible),
        is_suppressed=suppressed,
        confidence=confidence,
    )


def _from_here(column: Array) -> Array:
    """Sum from each band to the last."""
    return np.flip(np.cumsum(np.flip(column, -1), axis=-1), -1)
