"""Whom a scenario means: places by name or size, people by age, home, practice and condition on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ..terms.errors import UserError
from .conditions import Ill
from .contacts import EMERGENCY, GP, INPATIENT, OFFICE
from .dispensing import Dispensings
from .people import People
from .places import Places
from .records import HBA1C, INFLUENZA_VACCINATION, MAMMOGRAPHY, Records, codes
from .reference import conditions, medicines
from .scenario import COVERAGES, LARGEST, MEDIAN, CostSkew, Gap, Outlier, Programme, Scenario, Trend, UnderReach

if TYPE_CHECKING:
    from .chunk import Plan

__all__ = [
    "Recorded",
    "Span",
    "age_on",
    "at_home",
    "calendar_years",
    "check_plants",
    "concerned",
    "day_number",
    "days_of",
    "done_in",
    "eligible",
    "in_practice",
    "kind_of_contact",
    "neighbourhood_of",
    "outlier_year",
    "practice_of",
    "rows_of",
    "seen_on",
    "spans_of",
]

_CODE: Final = {
    "hba1c_measured": ("loinc", HBA1C),
    "influenza_vaccination": ("snomed", INFLUENZA_VACCINATION),
    "mammography": ("snomed", MAMMOGRAPHY),
}
_DISPENSED: Final = {"influenza_vaccination": "J07BB"}  # a vaccine from the pharmacy counts too
_EPOCH: Final = date(1970, 1, 1)
Span = tuple[int, int]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def calendar_years(plan: Plan) -> list[int]:
    """The complete calendar years of the window, latest first."""
    last = plan.calendar_year[0].year
    return [year for year in range(last, plan.start.year - 1, -1) if date(year, 1, 1) >= plan.start]


def days_of(year: int) -> Span:
    """First and last day of a calendar year."""
    return day_number(date(year, 1, 1)), day_number(date(year, 12, 31))


def outlier_year(plan: Plan) -> int:
    """The calendar year before the last one, so that the last one can be read without the outlier."""
    return calendar_years(plan)[:2][-1]


def spans_of(plan: Plan, what: str) -> list[Span]:
    """First and last day of every stretch an indicator of this kind looks back on, latest first."""
    years, length = calendar_years(plan), COVERAGES[what][1]
    return [(days_of(years[i] - length + 1)[0], days_of(years[i])[1]) for i in range(0, len(years) - length + 1, length)]


def age_on(people: People, day: int) -> np.ndarray:
    """Completed years on a day."""
    born, now = people.birth.astype("datetime64[D]"), np.datetime64(day, "D")

    def month_and_day(d: np.ndarray) -> np.ndarray:
        month = d.astype("datetime64[M]")
        return (month.astype(int) % 12) * 32 + (d - month).astype(int)

    years = now.astype("datetime64[Y]").astype(int) - born.astype("datetime64[Y]").astype(int)
    return np.asarray(years - (month_and_day(born) > month_and_day(np.array(now))))


def seen_on(people: People, day: int) -> np.ndarray:
    """Who was in sight on a day."""
    return (people.first_day <= day) & (people.last_day >= day)


def _moved_by(people: People, day: int) -> np.ndarray:
    return (people.moved_on < 0) | (people.moved_on <= day)


def at_home(people: People, day: int) -> np.ndarray:
    """The neighbourhood of each on a day."""
    return np.where(_moved_by(people, day), people.hood, people.old_hood)


def in_practice(people: People, day: int) -> np.ndarray:
    """The practice each is registered with on a day; -1 without a global medical record."""
    return np.where(people.registered, np.where(_moved_by(people, day), people.practice, people.old_practice), -1)


def practice_of(places: Places, named: str) -> int:
    """The practice a scenario means, as a number from 0."""
    known = [f"practice-{i:04d}" for i in range(1, places.practices + 1)]
    sizes = _sizes(places, places.practice_cumulative, places.practice_municipality)
    return _chosen(named, known, sizes, "practice", "practice-0001")


def neighbourhood_of(places: Places, named: str) -> int:
    """The neighbourhood a scenario means, as a number from 0."""
    sizes = _sizes(places, places.neighbourhood_cumulative, places.neighbourhood_municipality)
    code = named.removeprefix("neighbourhood:")
    return _chosen(code, list(places.neighbourhood), sizes, "neighbourhood", places.neighbourhood[0])


def _sizes(places: Places, cumulative: np.ndarray, town: np.ndarray) -> np.ndarray:
    running = cumulative - town
    share = np.diff(running, prepend=0.0)
    first = np.diff(town, prepend=-1) > 0
    return np.where(first, running, share) * places.people.sum(axis=(1, 2))[town]


def _chosen(named: str, known: list[str], sizes: np.ndarray, kind: str, example: str) -> int:
    if named in (LARGEST, MEDIAN):
        order = np.argsort(-sizes, kind="stable")
        return int(order[0 if named == LARGEST else len(order) // 2])
    if named not in known:
        raise UserError(f"This region has no {kind} '{named}'.", hint=f"Say largest, median or a code such as {example}.")
    return known.index(named)


def concerned(people: People, ill: Ill, what: str, day: int) -> np.ndarray:
    """Who should have it done, as things are on a day: what the indicator calls its population."""
    seen = seen_on(people, day)
    if what == "hba1c_measured":
        kinds = [i for i, c in enumerate(conditions().condition) if c == "diabetes"]
        return seen & (ill.has[:, kinds] & (ill.onset[:, kinds] <= day)).any(axis=1)
    age = age_on(people, day)
    if what == "influenza_vaccination":
        return seen & (age >= 65)
    return seen & (people.sex == 1) & (age >= 50) & (age < 70)


class Recorded(NamedTuple):
    """Where it can be seen that something was done."""

    measurements: Records
    procedures: Records
    dispensings: Dispensings


def rows_of(recorded: Recorded, what: str, span: Span) -> dict[str, np.ndarray]:
    """Per table of ``recorded`` where it can stand: the rows of those days that say it was done."""
    kind, named = _CODE[what]
    source = recorded.measurements if kind == "loinc" else recorded.procedures
    found = {"measurements" if kind == "loinc" else "procedures": source.code == codes().number(kind, named)}
    if what in _DISPENSED:
        vaccines = np.array([atc.startswith(_DISPENSED[what]) for atc in medicines().atc])
        found["dispensings"] = vaccines[recorded.dispensings.substance]
    for table, rows in found.items():
        day = getattr(recorded, table).day
        found[table] = rows & (day >= span[0]) & (day <= span[1])
    return found


def done_in(recorded: Recorded, what: str, span: Span, n: int) -> np.ndarray:
    """Who of ``n`` people has it in the records of those days."""
    done = np.zeros(n, bool)
    for table, rows in rows_of(recorded, what, span).items():
        done[getattr(recorded, table).who[rows]] = True
    return done


def eligible(people: People, ill: Ill, programme: Programme, day: int) -> np.ndarray:
    """Who could be enrolled on that day."""
    counted = (ill.has & conditions().counted & (ill.onset <= day)).sum(axis=1)
    return seen_on(people, day) & (age_on(people, day) >= programme.aged_from) & (counted >= programme.conditions_from)


def kind_of_contact(what: str, kind: np.ndarray, role: np.ndarray) -> np.ndarray:
    """Which contacts a scenario means by a word of ``CONTACTS``."""
    if what == "gp_contacts":
        return role == GP
    if what == "specialist_contacts":
        return (kind == OFFICE) & (role != GP)
    return np.asarray(kind == (EMERGENCY if what == "emergency_visits" else INPATIENT))


def check_plants(plan: Plan, places: Places, form: str) -> None:
    """Refuse, before anything is made, what this window, these places or this form cannot carry."""
    scenario = plan.scenario or Scenario("", 0)
    for plant in scenario.plants:
        if isinstance(plant, Gap):
            practice_of(places, plant.practice)
        if isinstance(plant, UnderReach | Outlier):
            neighbourhood_of(places, plant.neighbourhood)
        if isinstance(plant, Gap | UnderReach) and not spans_of(plan, plant.what):
            years = COVERAGES[plant.what][1]
            raise UserError(
                f"{plant.what} needs {years} complete calendar years.", hint="Give more --years, or another --end."
            )
        if isinstance(plant, CostSkew | Outlier) and not calendar_years(plan):
            raise UserError("Costs are planted in complete calendar years.", hint="Give more --years, or another --end.")
        if isinstance(plant, Trend | Programme):
            day = plant.start.day(plan.end)
            if not plan.start < day < plan.end:
                raise UserError(
                    f"A truth that begins on {day} is not inside {plan.start} to {plan.end}.",
                    hint="Give more --years, or change its beginning in the scenario.",
                )
        if isinstance(plant, Programme) and form == "fhir":
            raise UserError("FHIR files do not carry programmes.", hint="Use --as omop or --as csv.")
