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
from .facts import NO_DAY, Facts
from .needs import Need, Needs, day_number
from .reading import covering_sql, events_sql, sql_date, visits_sql
from .register import Part, Register

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DEAD", "DEPARTED", "KINDS", "NOT_YET", "OBSERVED", "STATUSES", "PartData", "People", "Visits", "coded", "column"]

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
        years = np.arange(1, on.year + 200)
        month = (years - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (on.month - 1)
        # The last birth date that makes somebody so old, per year of birth; a month may be too short for the day.
        birthday = np.minimum(month.astype("datetime64[D]") + (on.day - 1), (month + 1).astype("datetime64[D]") - 1)
        born = np.searchsorted(birthday.astype(np.int64).astype(np.int32), self.birth) + 1
        return (on.year - born).astype(np.int32)


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


@dataclass(slots=True)
class PartData:
    """Reads lazily: a table nobody asks for is never opened."""

    db: Database
    register: Register
    part: Part
    as_of: date
    concepts: Concepts
    areas: Areas
    needs: Needs
    _people: People | None = None
    _facts: dict[str, Facts] = field(default_factory=dict)
    _visits: Visits | None = None

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
            status = np.full(len(person), DEPARTED, np.int8)
            status[self._first_seen_later(number)] = NOT_YET
            status[self.covered("observation_period")] = OBSERVED
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

    def _first_seen_later(self, number: str) -> NDArray[np.int32]:
        """People observed at some time, but not before or on the index date: they have yet to arrive."""
        if not self._open("observation_period"):
            return np.empty(0, np.int32)
        later = f"observation_period_start_date > DATE '{self.as_of}' AS later"
        rows = self.db.fetch(f"SELECT {number}, {later} FROM observation_period")
        person, is_later = column(rows, "person", np.int32), column(rows, "later", bool)
        return np.setdiff1d(person[is_later], person[~is_later])

    def facts(self, table: str) -> Facts:
        """The reduced event table; everything the needs named, and nothing else."""
        if table not in self._facts:
            need = self.needs.coded.get(table) or Need(np.full(len(self.concepts) + 1, NO_DAY, np.int32))
            self._facts[table] = self._reduce(table, need)
        return self._facts[table]

    def _reduce(self, table: str, need: Need) -> Facts:
        if not self._open(table):
            empty = np.empty(0, np.int32)
            return Facts.reduce(
                empty, empty, empty, concepts=len(self.concepts), amount=np.empty(0), value=np.empty(0), unit=empty
            )
        rows = self.db.fetch(events_sql(table, need, self.part.first, self.as_of))
        person, concept = column(rows, "person", np.int32), column(rows, "concept", np.int32)
        day = column(rows, "day", np.int32)
        amount = column(rows, "amount", np.float64) if "amount" in rows.column_names else None
        value = column(rows, "value", np.float64) if need.values else None
        unit, units = coded(rows, "unit") if need.values else (None, ())
        wanted = need.since != NO_DAY
        if not wanted[1:].all():
            kept = wanted[concept]
            if not kept.all():
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
        if self._visits is None:
            kinds = (
                ()
                if "any" in self.needs.visit_kinds
                else tuple(sorted({number for kind in self.needs.visit_kinds for number in KINDS[kind]}))
            )
            self._open("visit_occurrence")
            rows = self.db.fetch(
                visits_sql(self.part.first, self.needs.visits_since, kinds, self.needs.visit_roles, self.as_of)
            )
            self._visits = Visits(
                column(rows, "person", np.int32),
                column(rows, "kind", np.int32),
                column(rows, "day", np.int32),
                column(rows, "last_day", np.int32),
                column(rows, "unplanned", bool),
                column(rows, "planned", bool),
                column(rows, "role", object) if self.needs.visit_roles else np.full(rows.num_rows, "", object),
            )
        return self._visits

    def costs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.object_]]:
        """Person, day, cents and domain of every cost."""
        self._open("cost")
        since = "" if self.needs.costs_since < 0 else f"cost_date >= {sql_date(self.needs.costs_since)} AND "
        rows = self.db.fetch(
            f"SELECT CAST(person_id - {self.part.first} AS INTEGER) AS person, cost_date AS day, "
            f"CAST(total_paid_minor AS DOUBLE) AS cents, cost_domain_id AS domain "
            f"FROM cost WHERE {since}cost_date <= DATE '{self.as_of}'"
        )
        return (
            column(rows, "person", np.int32),
            column(rows, "day", np.int32),
            column(rows, "cents", np.float64),
            column(rows, "domain", object),
        )

    def covered(self, table: str, where: str = "1 = 1") -> NDArray[np.int32]:
        """People with a row of a dated table that holds on the index date."""
        if not self._open(table):
            return np.empty(0, np.int32)
        return column(self.db.fetch(covering_sql(table, self.part.first, self.as_of, "1 AS one", where)), "person", np.int32)

    def residences(self) -> tuple[NDArray[np.int32], Sequence[str]]:
        """Per person an index into the list of area ids, -1 where no area is known on the index date.

        Of several that hold, the one that began last counts; of those, the first in alphabetical order.
        """
        where = np.full(len(self.people), -1, np.int32)
        if not self._open("area_membership"):
            return where, []
        columns = "area_id AS area, membership_start_date AS since"
        rows = self.db.fetch(covering_sql("area_membership", self.part.first, self.as_of, columns))
        person, (index, areas) = column(rows, "person", np.int32), coded(rows, "area")
        if len(person) > 1 and (np.bincount(person) > 1).any():
            since = np.where(rows["since"].is_null().to_numpy(), -NO_DAY, column(rows, "since", np.int32))
            rank = np.argsort(np.argsort(np.array(areas)))
            order = np.lexsort((-rank[index], since, person))
            person, index = person[order], index[order]
        where[person] = index  # the last assignment to a person stands
        return where, areas
