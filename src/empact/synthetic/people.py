"""Who there is: age and sex, home, practice, insurance, and when each person comes into sight and leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .places import Places
from .reference import OLDEST

__all__ = ["ALIVE", "DEAD", "DEPARTED", "People", "make_people", "pick"]

ALIVE, DEAD, DEPARTED = 0, 1, 2
ARRIVALS_PER_YEAR: Final = 0.010
DEPARTURES_PER_YEAR: Final = 0.010
MOVES_PER_YEAR: Final = 0.025
VT_CHANGES_PER_YEAR: Final = 0.02
# Those who die in the window had more disease than others of their age: shift of the health factor.
FRAILTY_OF_THE_DYING: Final = -0.75
INSURERS: Final = ("insurer-1", "insurer-2", "insurer-3", "insurer-5")


@dataclass(slots=True)
class People:
    """One chunk of people as columns. Days count from 1970-01-01; ``last_day`` is inclusive.

    ``age`` is in completed years on the reference day (end of the window, or the last day seen). ``health`` is the
    shared factor of the probit model: low is ill. ``window`` is the first and last day events may have.
    """

    number: np.ndarray
    sex: np.ndarray
    age: np.ndarray
    status: np.ndarray
    birth: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    town: np.ndarray
    hood: np.ndarray
    practice: np.ndarray
    registered: np.ndarray
    vt: np.ndarray
    alone: np.ndarray
    health: np.ndarray
    moved_on: np.ndarray
    old_hood: np.ndarray
    old_practice: np.ndarray
    vt_changed_on: np.ndarray
    insurer: np.ndarray
    window: tuple[int, int]
    years: int

    def __len__(self) -> int:
        return len(self.number)

    def age_group(self, who: np.ndarray) -> np.ndarray:
        """0 for under 15, 1 for 15 to 64, 2 for 65 and over."""
        return np.searchsorted((15, 65), self.age[who], side="right")


def mortality(age: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """Yearly hazard of death: Gompertz lines through about 1.5 % (men) and 0.8 % (women) at 65, 10 % and 7 % at 85."""
    men = 0.015 * np.exp((age - 65) * np.log(0.10 / 0.015) / 20)
    women = 0.008 * np.exp((age - 65) * np.log(0.07 / 0.008) / 20)
    return np.minimum(np.where(sex == 0, men, women) + 0.0001, 0.6)


def pick(cumulative: np.ndarray, first: np.ndarray, group: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One member of each given group, by weight (see ``places.make_places``)."""
    found = np.searchsorted(cumulative, group + rng.random(len(group)), side="right")
    return np.clip(found, first[group], first[group + 1] - 1)


def make_people(
    places: Places, first_number: int, n: int, end: int, start: int, years: int, rng: np.random.Generator
) -> People:
    """``n`` people with numbers from ``first_number``, as they are on day ``end`` after a window from day ``start``.

    Those alive on the last day have the age structure of the region; the dead and the departed of the window come on
    top of them, in the proportion that mortality and departures imply.
    """
    town, sex, age, status = _cells(places, n, years, rng)
    birth = end - np.floor(age * 365.2425).astype(np.int64) - rng.integers(1, 365, n)
    seen_from = np.maximum(birth, start)
    arrived = (rng.random(n) < ARRIVALS_PER_YEAR * years) & (birth < start)
    first_day = np.where(arrived, start + rng.integers(1, end - start, n), seen_from)
    left = first_day + np.floor(rng.random(n) * (end - first_day)).astype(np.int64)
    last_day = np.where(status == ALIVE, end, left)
    age = np.maximum(0, np.floor((last_day - birth) / 365.2425)).astype(np.int64)
    hood = pick(places.neighbourhood_cumulative, places.neighbourhood_first, town, rng)
    vt = rng.random(n) < _vt_probability(age, places.deprivation[hood])
    alone = rng.random(n) < np.array([0.0, 0.13, 0.25, 0.45])[np.searchsorted((20, 65, 80), age, side="right")]
    health = rng.standard_normal(n) + np.where(status == DEAD, FRAILTY_OF_THE_DYING, 0.0)

    moves = rng.random(n) < MOVES_PER_YEAR * years
    moved_on = np.where(moves, first_day + 1 + np.floor(rng.random(n) * (last_day - first_day)).astype(np.int64), -1)
    moved_on[moved_on >= last_day] = -1
    far = rng.random(n) < 0.4
    town_size = places.people.sum(axis=(1, 2))
    other_town = np.searchsorted(np.cumsum(town_size) / town_size.sum(), rng.random(n))
    old_town = np.where(far, np.minimum(other_town, len(town_size) - 1), town)
    old_hood = pick(places.neighbourhood_cumulative, places.neighbourhood_first, old_town, rng)
    moved_on[old_hood == hood] = -1

    at_home = rng.random(n) < 0.90
    elsewhere = np.minimum(np.searchsorted(np.cumsum(town_size) / town_size.sum(), rng.random(n)), len(town_size) - 1)
    practice = pick(places.practice_cumulative, places.practice_first, np.where(at_home, town, elsewhere), rng)
    old_practice = np.where(
        (moved_on >= 0) & (old_town != town) & (rng.random(n) < 0.6),
        pick(places.practice_cumulative, places.practice_first, old_town, rng),
        practice,
    )
    registered = rng.random(n) < np.array([0.52, 0.62, 0.74, 0.955])[np.searchsorted((25, 50, 75), age, side="right")]
    changes = (rng.random(n) < VT_CHANGES_PER_YEAR * years) & (last_day - first_day > 200)
    vt_changed_on = np.where(
        changes, first_day + 90 + np.floor(rng.random(n) * (last_day - first_day - 180)).astype(np.int64), -1
    )
    return People(
        np.arange(first_number, first_number + n),
        sex,
        age,
        status,
        birth,
        first_day,
        last_day,
        town,
        hood,
        practice,
        registered,
        vt,
        alone,
        health,
        moved_on,
        old_hood,
        old_practice,
        vt_changed_on,
        rng.choice(4, n, p=[0.42, 0.08, 0.28, 0.22]),
        (start, end),
        years,
    )


def _cells(places: Places, n: int, years: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Town, sex, age on the last day of the window (or the age they would have had) and status."""
    ages = np.arange(OLDEST + 1)
    survival = np.ones((2, OLDEST + 1))
    for sex in (0, 1):
        for year in range(years):
            survival[sex] *= np.exp(-mortality(np.maximum(ages - year - 0.5, 0), np.full(OLDEST + 1, sex)))
    weights = np.stack(
        [
            places.people,
            places.people * (1 / survival - 1),
            places.people * DEPARTURES_PER_YEAR * years * np.where(ages < 65, 1.2, 0.4),
        ]
    )
    running = np.cumsum(weights.ravel())
    cell = np.searchsorted(running, rng.random(n) * running[-1], side="right")
    status, town, sex, age = np.unravel_index(np.minimum(cell, running.size - 1), weights.shape)
    return town, sex, age, status


def _vt_probability(age: np.ndarray, deprivation: np.ndarray) -> np.ndarray:
    base = np.array([0.13, 0.115, 0.30])[np.searchsorted((20, 65), age, side="right")]
    return 1 / (1 + np.exp(-(np.log(base / (1 - base)) - 0.05 + deprivation)))
