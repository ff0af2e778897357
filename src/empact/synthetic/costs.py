"""What care cost: a lognormal year for everybody, a lognormal addition for a year with a stay (population.md 7.3, retuned)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .conditions import Ill
from .contacts import INPATIENT, Visits, year_edges
from .people import DEAD, People

__all__ = ["Costs", "make_costs"]

SIGMA, SIGMA_STAY = 1.1, 0.9
LASTING: Final = 0.8  # part of sigma that belongs to the person, not the year
PAID_BY_INSURER: Final = 0.86
STATUS_EUROS: Final = 365.18  # a quarter, in eight quarters on end: the threshold of 2023 (RIZIV)


@dataclass(frozen=True, slots=True)
class Costs:
    """One entry per stay and per person and quarter, by person and day; money in cents. ``visit`` is a row of Visits
    or -1.

    ``last_year`` is each person's total over the last year of the window. ``chronic_status``: who spent so much in
    each of the last eight quarters that the official status of a person with a chronic condition follows.
    """

    who: np.ndarray
    day: np.ndarray
    cents: np.ndarray
    by_insurer: np.ndarray
    visit: np.ndarray
    last_year: np.ndarray
    chronic_status: np.ndarray


def make_costs(people: People, ill: Ill, visits: Visits, rng: np.random.Generator) -> Costs:
    n = len(people)
    mean = (
        335 + 445 * ill.n**1.4 + 18 * np.clip(people.age - 60, 0, None) + 60 * np.clip(people.age - 80, 0, None)
    ) * np.where(people.status == DEAD, 2.0, 1.0)
    person = rng.normal(0, LASTING, n)
    within = np.sqrt(SIGMA**2 - LASTING**2)
    edges = year_edges(people)
    who, day, euros, visit, year_of = [], [], [], [], []
    lean_quarters = np.zeros(n, np.int64)
    for year in range(people.years):
        total = np.exp(np.log(mean) - SIGMA**2 / 2 + person + rng.normal(0, within, n))
        split = rng.gamma(2.0, size=(n, 4))
        split /= split.sum(axis=1, keepdims=True)
        lean_quarters += ((total[:, None] * split < STATUS_EUROS) & (year >= people.years - 2)).sum(axis=1)
        quarters = np.round(np.linspace(edges[year], edges[year + 1], 5)).astype(np.int64)
        for quarter in range(4):
            on = quarters[quarter] + np.floor(rng.random(n) * (quarters[quarter + 1] - quarters[quarter])).astype(np.int64)
            who.append(np.arange(n))
            day.append(on)
            euros.append(total * split[:, quarter])
            visit.append(np.full(n, -1))
            year_of.append(np.full(n, year))
    stays = np.flatnonzero(visits.kind == INPATIENT)
    owner, stay_year = visits.who[stays], visits.year[stays]
    # One amount per person and year with a stay, shared out over its stays by length.
    amount = 7250 * (1 + 0.12 * ill.n[:, None]) * np.exp(-(SIGMA_STAY**2) / 2 + rng.normal(0, SIGMA_STAY, (n, people.years)))
    nights = (visits.end[stays] - visits.start[stays] + 1).astype(float)
    cell = owner * people.years + stay_year
    all_nights = np.bincount(cell, nights, minlength=n * people.years)
    who.append(owner)
    day.append(visits.start[stays])
    euros.append(amount[owner, stay_year] * nights / all_nights[cell])
    visit.append(stays)
    year_of.append(stay_year)
    owner, day_, euro, visit_, of_year = (np.concatenate(column) for column in (who, day, euros, visit, year_of))
    seen = (day_ >= people.first_day[owner]) & (day_ <= people.last_day[owner])
    cents = np.round(euro * 100).astype(np.int64)
    order = np.flatnonzero(seen & (cents > 0))
    order = order[np.argsort((owner[order] << 32) | day_[order], kind="stable")]
    owner, cents = owner[order], cents[order]
    last_year = np.bincount(owner, cents * (of_year[order] == people.years - 1), minlength=n) / 100
    by_insurer = np.round(cents * PAID_BY_INSURER).astype(np.int64)
    status = (lean_quarters == 0) & (people.years >= 2)
    return Costs(owner, day_[order], cents, by_insurer, visit_[order], last_year, status)
