"""One chunk of people with everything that happened to them, from one stream of random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np

from .conditions import Ill, make_conditions
from .contacts import Visits, make_visits
from .costs import Costs, make_costs
from .dispensing import Dispensings, make_dispensings
from .groups import Recorded, day_number
from .people import People, make_people
from .places import Places
from .planting import Enrolments, Planting
from .records import Records, make_diagnoses, make_measurements, make_observations, make_procedures
from .scenario import Plant, Scenario

__all__ = ["PEOPLE_PER_CHUNK", "Chunk", "Plan", "day_number", "make_chunk"]

PEOPLE_PER_CHUNK: Final = 20_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for. Equal plans give equal bytes. ``scenario``: the truths to plant, if any."""

    people: int
    seed: int
    end: date
    years: int
    region: str
    scenario: Scenario | None = None

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
    """People and their events; every ``who`` is a row of ``people``. ``enrolments``: None where no programme is planted.

    ``without``: per plant that changed contacts, how many of those there would have been.
    """

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
    enrolments: Enrolments | None = None
    without: Mapping[Plant, int] = field(default_factory=dict)


def make_chunk(plan: Plan, places: Places, number: int) -> Chunk:
    """Chunk ``number`` of the plan: depends on the plan and the number alone, never on who makes it or when."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([plan.seed, number])))
    first = number * PEOPLE_PER_CHUNK
    n = min(PEOPLE_PER_CHUNK, plan.people - first)
    people = make_people(places, first + 1, n, day_number(plan.end), day_number(plan.start), plan.years, rng)
    planted = Planting(plan, places, number) if plan.scenario else None
    if planted is None:
        ill, enrolled = make_conditions(people, rng), None
        visits = make_visits(people, ill, places, rng)
    else:
        ill = make_conditions(people, rng, planted.prevalence())
        enrolled = planted.enrolments(people, ill)
        visits = make_visits(people, ill, places, rng, lambda columns: planted.contacts(columns, people, enrolled))
    low, high = plan.calendar_year
    dispensings = make_dispensings(people, ill, (day_number(low), day_number(high)), rng)
    diagnoses = make_diagnoses(people, ill, visits, rng)
    measurements = make_measurements(people, ill, rng)
    observations = make_observations(people, rng)
    procedures = make_procedures(people, rng)
    costs = make_costs(people, ill, visits, rng)
    if planted is not None:
        recorded = planted.reached(Recorded(measurements, procedures, dispensings), people, ill)
        measurements, procedures, dispensings = recorded
        costs = planted.costs(costs, people)
    without = planted.without if planted else {}
    return Chunk(
        number, people, ill, visits, dispensings, diagnoses, measurements, observations, procedures, costs, enrolled, without
    )
