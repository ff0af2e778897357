"""A person as a bundle of plain records: what the slow engine reads instead of tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ...tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT, OUTPATIENT
from ...tables.persons import FEMALE, MALE, OTHER_GENDER
from ...terms.codes import Code

__all__ = ["AreaRow", "Period", "Person", "Record", "Status", "VISIT_KINDS", "GENDERS", "population_status"]

Status = Literal["living_observed", "dead", "departed", "not_yet"]

# A stay that began in the emergency department is both.
VISIT_KINDS: Final[dict[int, tuple[str, ...]]] = {
    INPATIENT: ("inpatient",),
    EMERGENCY: ("emergency",),
    EMERGENCY_INPATIENT: ("emergency", "inpatient"),
    OUTPATIENT: ("outpatient",),
    HOME_VISIT: ("home",),
}
GENDERS: Final = {MALE: "male", FEMALE: "female", OTHER_GENDER: "other"}


@dataclass(frozen=True, slots=True)
class Record:
    """One row of an event table. Only the fields of its own table are filled; ``paid`` is in cents."""

    table: str
    key: int
    date: dt.date
    code: Code | None = None
    written: str = ""
    source: str = ""
    ddd: float | None = None
    days_supply: int | None = None
    value: float | None = None
    unit: str | None = None
    until: dt.date | None = None
    kinds: tuple[str, ...] = ()
    unplanned: bool | None = None
    role: str | None = None
    paid: int | None = None
    domain: str = ""
    answer: str | None = None
    position: str = ""
    practice: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, both ends inclusive; ``None`` is open. ``what`` is an area, a programme or a status."""

    start: dt.date | None
    end: dt.date | None
    what: str = ""

    def holds_on(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area lay in a parent during a period."""

    area: str
    parent: str | None
    period: Period


@dataclass(frozen=True, slots=True)
class Person:
    """One human and everything the register knows of them. ``areas`` is the whole area table, shared by all."""

    person_id: int
    birth_date: dt.date
    gender: str = "unknown"
    death_date: dt.date | None = None
    source_value: str = ""
    observed: tuple[Period, ...] = ()
    memberships: tuple[Period, ...] = ()
    relations: tuple[Period, ...] = ()
    enrolments: tuple[Period, ...] = ()
    coverage: tuple[Period, ...] = ()
    events: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    areas: tuple[AreaRow, ...] = ()

    def only(self, records: set[tuple[str, int]]) -> Person:
        """The same person with just these records, named by table and key."""
        kept = {table: tuple(r for r in rows if (table, r.key) in records) for table, rows in self.events.items()}
        return replace(self, events=kept)


def population_status(person: Person, as_of: dt.date) -> Status:
    """Where the person stands on the index date.

    ``dead``: died on or before it. ``not_yet``: born, or first observed, after it. ``living_observed``: an observation period
    covers it. ``departed``: observation ended before it, or there never was any.
    """
    if person.death_date is not None and person.death_date <= as_of:
        return "dead"
    if person.birth_date > as_of:
        return "not_yet"
    if any(p.holds_on(as_of) for p in person.observed):
        return "living_observed"
    if person.observed and all(p.start is not None and p.start > as_of for p in person.observed):
        return "not_yet"
    return "departed"
