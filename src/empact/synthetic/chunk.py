"""One chunk of people with everything that happened to them, from one stream of random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from .conditions import Ill, make_conditions
from .contacts import Visits, make_visits
from .costs import Costs, make_costs
from .dispensing import Dispensings, make_dispensings
from .people import People, make_people
from .places import Places
from .records import Records, make_diagnoses, make_measurements, make_observations, make_procedures

__all__ = ["PEOPLE_PER_CHUNK", "Chunk", "Plan", "day_number", "make_chunk"]

PEOPLE_PER_CHUNK: Final = 20_000
_EPOCH: Final = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for. Equal plans give equal bytes."""

    people: int
    seed: int
    end: date
    years: int
    region: str

    @property
    def chunks(self) -> int:
        return -(-self.people // PEOPLE_PER_CHUNK)

    @property
    def start(self) -> date:
        """First day of the window: the same day of the year, ``years`` earlier (28 February for 29 February)."""
        day = 28 if (self.end.month, self.end.day) == (2, 29) else self.end.day
        return date(self.end.year - self.years, self.end.month, day)

    @property
    def calendar_year(self) -> tuple[date, date]:
        """The last complete calendar year on ``end``."""
        year = self.end.year if self.end + timedelta(days=1) == date(self.end.year + 1, 1, 1) else self.end.year - 1
        return date(year, 1, 1), date(year, 12, 31)


@dataclass(frozen=True, slots=True)
class Chunk:
    """People and their events; every ``who`` is a row of ``people``."""

    number: int
    people: People
    ill: Ill
    visits: Visits
    dispensings: Dispensings
    diagnoses: Records
    measurements: Records
    observations: Records
    procedures: Records
    costs: Costs


def make_chunk(plan: Plan, places: Places, number: int) -> Chunk:
    """Chunk ``number`` of the plan: depends on the plan and the number alone, never on who makes it or when."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([plan.seed, number])))
    first = number * PEOPLE_PER_CHUNK
    n = min(PEOPLE_PER_CHUNK, plan.people - first)
    people = make_people(places, first + 1, n, day_number(plan.end), day_number(plan.start), plan.years, rng)
    ill = make_conditions(people, rng)
    visits = make_visits(people, ill, places, rng)
    low, high = plan.calendar_year
    dispensings = make_dispensings(people, ill, (day_number(low), day_number(high)), rng)
    return Chunk(
        number,
        people,
        ill,
        visits,
        dispensings,
        make_diagnoses(people, ill, visits, rng),
        make_measurements(people, ill, rng),
        make_observations(people, rng),
        make_procedures(people, rng),
        make_costs(people, ill, visits, rng),
    )
