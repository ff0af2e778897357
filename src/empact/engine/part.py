"""One part of a register in memory: its people, and the facts about them that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT, OUTPATIENT
from .areas import Areas
from .concepts import Concepts
from .database import Database
from .facts import NO_DAY, Facts, Span
from .needs import Need, Needs, day_number
from .reading import covering_sql, events_sql, names_codes, sql_date, visits_sql
from .register import Part, Register

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "DEAD",
    "DEPARTED",
    "KINDS",
    "NOT_YET",
    "OBSERVED",
    "STATUSES",
    "Lives",
    "PartData",
    "People",
    "Store",
    "Visits",
    "coded",
    "column",
]

STATUSES = ("observed", "dead", "departed", "not yet")
OBSERVED, DEAD, DEPARTED, NOT_YET = range(4)

KINDS: dict[str, tuple[int, ...]] = {
    "inpatient": (INPATIENT, EMERGENCY_INPATIENT),
    "outpatient": (OUTPATIENT,),
    "emergency": (EMERGENCY, EMERGENCY_INPATIENT),
    "home": (HOME_VISIT,),
}


@dataclass(frozen=True, slots=True)
class People:
    """One element per person of the part. ``status`` indexes :data:`STATUSES`."""

    first: int
    birth: NDArray[np.int32]
    gender: NDArray[np.int32]
    status: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.birth)

    @property
    def ids(self) -> NDArray[np.int64]:
        return np.arange(self.first, self.first + len(self), dtype=np.int64)

    def ages(self, on: date) -> NDArray[np.int32]:
        """Completed years; negative before birth. Born on 29 February: a year older on 1 March."""
        if not len(self):
            return np.empty(0, np.int32)
        years = np.arange(1, on.year + 200)
        month = (years - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (on.month - 1)
        # The last birth date that makes somebody so old, per year of birth; a month may be too short for the day.
        birthday = np.minimum(month.astype("datetime64[D]") + (on.day - 1), (month + 1).astype("datetime64[D]") - 1)
        first, last = int(self.birth.min()), int(self.birth.max())
        born = np.searchsorted(birthday.astype(np.int64).astype(np.int32), np.arange(first, last + 1)) + 1
        return (on.year - born).astype(np.int32)[self.birth - first]


@dataclass(frozen=True, slots=True)
class Visits:
    """One element per visit, sorted by person and first day."""

    person: NDArray[np.int32]
    kind: NDArray[np.int32]
    day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    unplanned: NDArray[np.bool_]
    planned: NDArray[np.bool_]
    role: NDArray[np.object_]

    def until(self, day: int) -> Visits:
        """Those that began by that day, as known on it."""
        kept = self.day <= day
        return Visits(
            self.person[kept],
            self.kind[kept],
            self.day[kept],
            np.minimum(self.last_day[kept], day),
            self.unplanned[kept],
            self.planned[kept],
            self.role[kept],
        )


def column(table: pa.Table, name: str, dtype: type) -> NDArray[Any]:
    """An Arrow column as a numpy array, without a copy where the types allow. Dates become day numbers."""
    import pyarrow as pa

    values = table[name].combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # an empty column stays chunked
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if pa.types.is_date32(values.type):
        values = values.view(pa.int32())
    if values.null_count and dtype is not object:
        values = values.fill_null(NO_DAY if dtype is np.int32 else np.nan)
    return values.to_numpy(zero_copy_only=False).astype(dtype, copy=False)


def coded(table: pa.Table, name: str) -> tuple[NDArray[np.int32], list[str]]:
    """A column of words as numbers into the list of its different words; -1 where it is null."""
    encoded = table[name].combine_chunks().dictionary_encode()
    if hasattr(encoded, "chunks"):  # an empty column stays chunked
        return np.empty(0, np.int32), []
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(
        np.int32, copy=False
    ), encoded.dictionary.to_pylist()


@dataclass(frozen=True, slots=True)
class Lives:
    """One element per observation period, by person and first day; and the day of death of each person."""

    person: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    death: NDArray[np.int32]


Costs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.int32], list[str]]


@dataclass(slots=True)
class Store:
    """What was read of a part up to ``until``: shared by all index dates on which the part is looked at."""

    until: date
    facts: dict[str, Facts] = field(default_factory=dict)
    visits: Visits | None = None
    costs: Costs | None = None
    lives: Lives | None = None


@dataclass(slots=True)
class PartData:
    """Reads lazily: a table nobody asks for is never opened. ``store`` is given where records were read further than
    ``as_of``; nothing after ``as_of`` is seen all the same."""

    db: Database
    register: Register
    part: Part
    as_of: date
    concepts: Concepts
    areas: Areas
    needs: Needs
    store: Store = field(default_factory=lambda: Store(date.min))
    _people: People | None = None
    _visits: Visits | None = None

    def __post_init__(self) -> None:
        if self.store.until == date.min:
            self.store = Store(self.as_of)

    def at(self, as_of: date) -> PartData:
        """The same part on an earlier day, over the same records."""
        if as_of > self.store.until:
            raise ValueError(f"records were read until {self.store.until} only")
        return PartData(self.db, self.register, self.part, as_of, self.concepts, self.areas, self.needs, self.store)

    def _open(self, table: str) -> bool:
        if table not in self.register.tables:
            return False
        self.db.register(table, self.register.part_files(table, self.part.part))
        return True

    @property
    def people(self) -> People:
        if self._people is None:
            self._open("person")
            today, number = day_number(self.as_of), f"CAST(person_id - {self.part.first} AS INTEGER) AS person"
            rows = self.db.fetch(f"SELECT {number}, birth_date AS birth, gender_concept_id AS gender FROM person")
            person = column(rows, "person", np.int32)
            birth, gender = np.empty(len(person), np.int32), np.empty(len(person), np.int32)
            birth[person], gender[person] = column(rows, "birth", np.int32), column(rows, "gender", np.int32)
            status = self._observed(len(person))
            status[birth > today] = NOT_YET
            if self._open("death"):
                status[
                    column(
                        self.db.fetch(f"SELECT {number} FROM death WHERE death_date <= DATE '{self.as_of}'"),
                        "person",
                        np.int32,
                    )
                ] = DEAD
            self._people = People(self.part.first, birth, gender, status)
        return self._people

    def _observed(self, size: int) -> NDArray[np.int8]:
        """By periods of observation alone: inside one, after all, before all. Who has none has departed."""
        status = np.full(size, DEPARTED, np.int8)
        if self._open("observation_period"):
            day = f"DATE '{self.as_of}'"
            start, end = "observation_period_start_date", "observation_period_end_date"
            rows = self.db.fetch(
                f"SELECT CAST(person_id - {self.part.first} AS INTEGER) AS person, coalesce({start} > {day}, FALSE) AS later, "
                f"coalesce({end}, {day}) >= {day} AS lasts FROM observation_period"
            )
            person, later, lasts = column(rows, "person", np.int32), column(rows, "later", bool), column(rows, "lasts", bool)
            status[person[later]] = NOT_YET
            status[person[~later]] = DEPARTED  # arrived already, whatever later periods say
            status[person[~later & lasts]] = OBSERVED
        return status

    def facts(self, table: str) -> Facts:
        """The reduced event table; everything the needs named, and nothing else."""
        if table not in self.store.facts:
            need = self.needs.coded.get(table) or Need(np.full(len(self.concepts) + 1, NO_DAY, np.int32))
            self.store.facts[table] = self._reduce(table, need)
        return self.store.facts[table]

    def _reduce(self, table: str, need: Need) -> Facts:
        if not self._open(table):
            empty = np.empty(0, np.int32)
            return Facts.reduce(
                empty, empty, empty, concepts=len(self.concepts), amount=np.empty(0), value=np.empty(0), unit=empty
            )
        rows = self.db.fetch(events_sql(table, need, self.part.first, self.store.until))
        person, concept = column(rows, "person", np.int32), column(rows, "concept", np.int32)
        day = column(rows, "day", np.int32)
        amount = column(rows, "amount", np.float64) if "amount" in rows.column_names else None
        value = column(rows, "value", np.float64) if need.values else None
        unit, units = coded(rows, "unit") if need.values else (None, ())
        wanted = need.since != NO_DAY
        if not wanted[1:].all() and not names_codes(table, need):
            kept = np.flatnonzero(wanted[concept])  # by position: several times faster than by mask
            if len(kept) < len(concept):
                person, concept, day = person[kept], concept[kept], day[kept]
                amount = amount[kept] if amount is not None else None
                value = value[kept] if value is not None else None
                unit = unit[kept] if unit is not None else None
        del rows
        return Facts.reduce(
            person, concept, day, concepts=len(self.concepts), amount=amount, value=value, unit=unit, units=units
        )

    @property
    def visits(self) -> Visits:
        """Visits that began on or before the index date; a stay that goes on is cut off there."""
        if self._visits is None:
            if self.store.visits is None:
                self.store.visits = self._read_visits()
            self._visits = self.store.visits
            if self.as_of != self.store.until:
                self._visits = self._visits.until(day_number(self.as_of))
        return self._visits

    def _read_visits(self) -> Visits:
        kinds = (
            ()
            if "any" in self.needs.visit_kinds
            else tuple(sorted({number for kind in self.needs.visit_kinds for number in KINDS[kind]}))
        )
        self._open("visit_occurrence")
        rows = self.db.fetch(
            visits_sql(self.part.first, self.needs.visits_since, kinds, self.needs.visit_roles, self.store.until)
        )
        return Visits(
            column(rows, "person", np.int32),
            column(rows, "kind", np.int32),
            column(rows, "day", np.int32),
            column(rows, "last_day", np.int32),
            column(rows, "unplanned", bool),
            column(rows, "planned", bool),
            column(rows, "role", object) if self.needs.visit_roles else np.full(rows.num_rows, "", object),
        )

    def costs(self) -> Costs:
        """Person, day, cents and domain (a number into the list that comes last) of every cost until ``store.until``."""
        if self.store.costs is None:
            self._open("cost")
            since = "" if self.needs.costs_since < 0 else f"cost_date >= {sql_date(self.needs.costs_since)} AND "
            rows = self.db.fetch(
                f"SELECT CAST(person_id - {self.part.first} AS INTEGER) AS person, cost_date AS day, "
                f"CAST(total_paid_minor AS DOUBLE) AS cents, cost_domain_id AS domain "
                f"FROM cost WHERE {since}cost_date <= DATE '{self.store.until}'"
            )
            self.store.costs = (
                column(rows, "person", np.int32),
                column(rows, "day", np.int32),
                column(rows, "cents", np.float64),
                *coded(rows, "domain"),
            )
        return self.store.costs

    def covered(self, table: str, where: str = "1 = 1") -> NDArray[np.int32]:
        """People with a row of a dated table that holds on the index date."""
        if not self._open(table):
            return np.empty(0, np.int32)
        return column(self.db.fetch(covering_sql(table, self.part.first, self.as_of, "1 AS one", where)), "person", np.int32)

    def residences(self, since: date | None = None) -> tuple[NDArray[np.int32], Sequence[str]]:
        """Per person an index into the list of area ids, -1 where no area is known on the index date.

        Of several that hold, the one that began last counts; of those, the first in alphabetical order. With ``since``, who
        has no area on the index date counts where they lived last, not before ``since``.
        """
        return self._latest("area_membership", "area_id", since)

    def practices(self, since: date | None = None) -> tuple[NDArray[np.int32], Sequence[str]]:
        """Per person an index into the list of practices (care site numbers as text), chosen like an area."""
        return self._latest("care_relation", "CAST(care_site_id AS VARCHAR)", since)

    def _latest(self, table: str, what: str, since: date | None) -> tuple[NDArray[np.int32], Sequence[str]]:
        where = np.full(len(self.people), -1, np.int32)
        if not self._open(table):
            return where, []
        sql = covering_sql(table, self.part.first, self.as_of, f"{what} AS what", f"{what} IS NOT NULL", since)
        rows = self.db.fetch(sql)
        person, (index, listed) = column(rows, "person", np.int32), coded(rows, "what")
        if len(person) > 1 and (np.bincount(person) > 1).any():
            began = np.where(rows["began"].is_null().to_numpy(), -NO_DAY, column(rows, "began", np.int32))
            rank = np.argsort(np.argsort(np.array(listed)))
            order = np.lexsort((-rank[index], began, column(rows, "holds", bool), person))
            person, index = person[order], index[order]
        where[person] = index  # the last assignment to a person stands
        return where, listed

    # ---- stretches of life

    @property
    def lives(self) -> Lives:
        """When each person was observed, and died."""
        if self.store.lives is None:
            number = f"CAST(person_id - {self.part.first} AS INTEGER) AS person"
            death = np.full(len(self.people), NO_DAY, np.int32)
            if self._open("death"):
                rows = self.db.fetch(f"SELECT {number}, death_date AS day FROM death")
                death[column(rows, "person", np.int32)] = column(rows, "day", np.int32)
            person = first = last = np.empty(0, np.int32)
            if self._open("observation_period"):
                start, end = "observation_period_start_date AS first", "observation_period_end_date AS last"
                rows = self.db.fetch(f"SELECT {number}, {start}, {end} FROM observation_period")
                person, last = column(rows, "person", np.int32), column(rows, "last", np.int32)
                first = np.where(rows["first"].is_null().to_numpy(), -NO_DAY, column(rows, "first", np.int32))
            order = np.lexsort((first, person))
            self.store.lives = Lives(person[order], first[order], last[order], death)
        return self.store.lives

    def person_days(self, span: Span) -> NDArray[np.float64]:
        """On how many days of the span each person was observed and alive."""
        lives = self.lives
        first = np.maximum(np.maximum(lives.first, self.people.birth[lives.person]), span.first).astype(np.int64)
        last = np.minimum(np.minimum(lives.last, lives.death[lives.person]), span.last).astype(np.int64)
        # Periods may overlap: a day counts once. Beyond this is what earlier periods of the same person have counted.
        shifted = (lives.person.astype(np.int64) << 34) + last
        counted = np.maximum.accumulate(shifted) if len(shifted) else shifted
        earlier = np.append(np.int64(-(2**62)), counted[:-1]) - (lives.person.astype(np.int64) << 34)
        days = np.maximum(last - np.maximum(first, earlier + 1) + 1, 0)
        return np.bincount(lives.person, weights=days, minlength=len(self.people)).astype(np.float64)

    def deaths(self, span: Span) -> NDArray[np.float64]:
        """1 for who died in the span."""
        death = self.lives.death
        return ((death >= span.first) & (death <= span.last) & (death != NO_DAY)).astype(np.float64)
