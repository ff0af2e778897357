"""One part of a register in memory: its people, and the facts about them that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..criteria.nodes import CodedEvents, Events, Paid, Visited
from .areas import Areas
from .concepts import Concepts
from .database import Database
from .facts import NO_DAY, Facts, Span
from .held import DEAD, DEPARTED, KINDS, NOT_YET, OBSERVED, Costs, Dated, Held, Lives, People, Visits, among, coded, column
from .needs import Need, Needs, day_number
from .reading import dated_sql, events_sql, lasting_sql, names_codes, sql_date, visits_sql
from .register import Part, Register
from .store import Store

__all__ = ["PartData"]


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
    store: Store
    _people: People | None = None
    _stays: Visits | None = None
    _days: dict[Span, NDArray[np.float64]] = field(default_factory=dict)

    def at(self, as_of: date) -> PartData:
        """The same part on an earlier day, over the same records."""
        if as_of > self.store.until:
            raise ValueError(f"records were read until {self.store.until} only")
        return PartData(self.db, self.register, self.part, as_of, self.concepts, self.areas, self.needs, self.store)

    def beside(self, db: Database) -> PartData:
        """The same part for another thread, which reads what is still to be read by a database of its own."""
        return replace(self, db=db, store=self.store.beside(), _days={})

    def _open(self, table: str) -> bool:
        if table not in self.register.tables:
            return False
        self.db.register(table, self.register.part_files(table, self.part.part))
        return True

    def event_tables(self) -> list[str]:
        """The tables of events that the needs name, the largest first."""
        asked = {**self.needs.coded, "visit_occurrence": self.needs.visits_since, "cost": self.needs.costs_since != NO_DAY}
        named = [table for table, wanted in asked.items() if wanted and table in self.register.tables]
        files = {table: self.register.part_files(table, self.part.part) for table in named}
        return sorted(named, key=lambda table: sum(f.stat().st_size for f in files[table]), reverse=True)

    def read(self, table: str) -> None:
        """Read a table of events now, with what every day asks of it: nothing is left for threads to do twice."""
        if table in self.needs.coded:
            self.facts(table).lay_out()
            return
        kind = Paid if table == "cost" else Visited
        for events in self.needs.dated:
            if isinstance(events, kind):
                self.dated(events)
        if table == "visit_occurrence":
            assert self.stays is not None

    @property
    def people(self) -> People:
        if self._people is None:
            if self.store.born is None:
                self._open("person")
                rows = self.db.fetch(f"SELECT {self._person}, birth_date AS birth, gender_concept_id AS gender FROM person")
                person = column(rows, "person", np.int32)
                birth, gender = np.empty(len(person), np.int32), np.empty(len(person), np.int32)
                birth[person], gender[person] = column(rows, "birth", np.int32), column(rows, "gender", np.int32)
                self.store.born = birth, gender
            birth, gender = self.store.born
            today = day_number(self.as_of)
            status = self._observed(today)
            status[birth > today] = NOT_YET
            status[self.lives.death <= today] = DEAD
            self._people = People(self.part.first, birth, gender, status)
        return self._people

    @property
    def _person(self) -> str:
        return f"CAST(person_id - {self.part.first} AS INTEGER) AS person"

    def _observed(self, today: int) -> NDArray[np.int8]:
        """By periods of observation alone: inside one, after all, before all. Who has none has departed."""
        lives = self.lives
        status = np.full(len(lives.death), DEPARTED, np.int8)
        later = lives.first > today
        status[lives.person[later]] = NOT_YET
        status[lives.person[~later]] = DEPARTED  # arrived already, whatever later periods say
        status[lives.person[~later & (lives.last >= today)]] = OBSERVED
        return status

    def facts(self, table: str) -> Facts:
        """The reduced event table; everything the needs named, and nothing else."""
        if table not in self.store.facts:
            need = self.needs.coded.get(table) or Need(np.full(len(self.concepts) + 1, NO_DAY, np.int32))
            self.store.facts[table] = self._reduce(table, need)
        return self.store.facts[table]

    def _reduce(self, table: str, need: Need) -> Facts:
        if not self._open(table):
            empty, none = np.empty(0, np.int32), np.empty(0)
            return Facts.reduce(
                empty, empty, empty, concepts=len(self.concepts), amount=none, value=none, unit=empty, position=empty
            )
        rows = self.db.fetch(events_sql(table, need, self.part.first, self.store.until))
        person, concept = column(rows, "person", np.int32), column(rows, "concept", np.int32)
        day = column(rows, "day", np.int32)
        amount = column(rows, "amount", np.float64) if "amount" in rows.column_names else None
        value = column(rows, "value", np.float64) if need.values else None
        unit, units = coded(rows, "unit") if need.values else (None, ())
        position = column(rows, "position", np.int32) if need.positions else None
        wanted = need.since != NO_DAY
        if not wanted[1:].all() and not names_codes(table, need):
            kept = np.flatnonzero(wanted[concept])  # by position: several times faster than by mask
            if len(kept) < len(concept):
                person, concept, day = person[kept], concept[kept], day[kept]
                amount = amount[kept] if amount is not None else None
                value = value[kept] if value is not None else None
                unit = unit[kept] if unit is not None else None
                position = position[kept] if position is not None else None
        del rows
        return Facts.reduce(
            person,
            concept,
            day,
            concepts=len(self.concepts),
            amount=amount,
            value=value,
            unit=unit,
            units=units,
            position=position,
        )

    @property
    def visits(self) -> Visits:
        """Visits that began by ``store.until``, after the index date too: whoever asks has a window."""
        if self.store.visits is None:
            self.store.visits = self._read_visits()
        return self.store.visits

    @property
    def stays(self) -> Visits:
        """Inpatient stays that began on or before the index date; one that goes on is cut off there."""
        if self._stays is None:
            if self.store.stays is None:
                self.store.stays = self.visits.only(np.flatnonzero(among(self.visits.kind, KINDS["inpatient"])))
            self._stays = self.store.stays.until(day_number(self.as_of))
        return self._stays

    def dated(self, events: Events) -> Dated:
        """Visits or payments of one kind in order of day, those after the index date too."""
        key = repr(events)
        if key not in self.store.dated:
            self.store.dated[key] = self._sorted(events)
        return self.store.dated[key]

    def lasting(self, events: CodedEvents) -> Held:
        """Rows with these codes (and answers) from first to last day, those after the index date too."""
        key = repr(events)
        if key not in self.store.lasting:
            numbers = self.concepts.numbers(events.codes)
            empty = np.empty(0, np.int32)
            found = Held(empty, empty, empty, empty, ())
            if len(numbers) and self._open(events.table):
                answers = getattr(events, "answers", ())
                rows = self.db.fetch(lasting_sql(events.table, numbers, answers, self.part.first, self.store.until))
                concept = column(rows, "concept", np.int32)
                kept = np.flatnonzero(np.isin(concept, numbers))
                person, first, last = (column(rows, name, np.int32)[kept] for name in ("person", "first", "last"))
                found = Held(person, first, last, concept[kept], ())
            self.store.lasting[key] = found  # once it is whole: another thread may look
        return self.store.lasting[key]

    def _sorted(self, events: Events) -> Dated:
        if isinstance(events, Paid):
            person, day, cents, domains, names = self.costs()
            if not events.domain:
                return Dated.of(person, day, cents)
            wanted = np.flatnonzero(domains == (names.index(events.domain) if events.domain in names else -2))
            return Dated.of(person[wanted], day[wanted], cents[wanted])
        assert isinstance(events, Visited)
        visits, wanted = self.visits, np.ones(len(self.visits.person), bool)
        if events.kinds:
            wanted &= among(visits.kind, [number for kind in events.kinds for number in KINDS[kind]])
        if events.unplanned is not None:
            wanted &= visits.unplanned if events.unplanned else visits.planned
        if events.role:
            wanted &= visits.with_role(events.role)
        rows = np.flatnonzero(wanted)
        return Dated.of(visits.person[rows], visits.day[rows], None if visits.site is None else visits.site[rows])

    def _read_visits(self) -> Visits:
        self._open("visit_occurrence")
        needs, sites = self.needs, self.needs.visit_sites
        rows = self.db.fetch(visits_sql(self.part.first, needs.visits_since, self.store.until, sites=sites))
        role, roles = coded(rows, "role") if "role" in rows.column_names else (np.zeros(rows.num_rows, np.int32), [""])
        return Visits(
            column(rows, "person", np.int32),
            column(rows, "kind", np.int32),
            column(rows, "day", np.int32),
            column(rows, "last_day", np.int32),
            column(rows, "unplanned", bool),
            column(rows, "planned", bool),
            role,
            roles,
            column(rows, "site", np.float64) if sites else None,
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

    def covered(self, table: str, where: str = "1 = 1", span: Span | None = None) -> NDArray[np.int32]:
        """People with a row of a dated table that holds on the index date or, with ``span``, on some day of it."""
        held, today = self._held(table, "NULL", where), day_number(self.as_of)
        days = Span(today, today) if span is None else span
        return held.person[(held.first <= days.last) & (held.last >= days.first)]

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
        held, today = self._held(table, what, f"{what} IS NOT NULL"), day_number(self.as_of)
        inside = np.flatnonzero((held.first <= today) & (held.last >= (today if since is None else day_number(since))))
        person, index = held.person[inside], held.what[inside]
        several = np.bincount(person, minlength=len(where))[person] > 1
        if several.any():  # few people have more than one: only theirs are put in order, behind all others
            rows = inside[several]
            rank = held.ranks[held.what[rows]]
            order = np.lexsort((-rank, held.first[rows], held.last[rows] >= today, held.person[rows]))
            person = np.concatenate((person[~several], held.person[rows][order]))
            index = np.concatenate((index[~several], held.what[rows][order]))
        where[person] = index  # the last assignment to a person stands
        return where, held.names

    def _held(self, table: str, what: str, where: str) -> Held:
        """All rows of a dated table, read once."""
        key = f"{table} {what} {where}"
        if key not in self.store.held:
            empty = np.empty(0, np.int32)
            found = Held(empty, empty, empty, empty, [])
            if self._open(table):
                rows = self.db.fetch(dated_sql(table, self.part.first, what, where))
                first = np.where(rows["first"].is_null().to_numpy(), -NO_DAY, column(rows, "first", np.int32))
                found = Held(
                    column(rows, "person", np.int32),
                    first.astype(np.int32),
                    column(rows, "last", np.int32),
                    *coded(rows, "what"),
                )
            self.store.held[key] = found  # once it is whole: another thread may look
        return self.store.held[key]

    # ---- stretches of life

    @property
    def lives(self) -> Lives:
        """When each person was observed, and died."""
        if self.store.lives is None:
            death = np.full(self.part.people, NO_DAY, np.int32)
            if self._open("death"):
                rows = self.db.fetch(f"SELECT {self._person}, death_date AS day FROM death")
                death[column(rows, "person", np.int32)] = column(rows, "day", np.int32)
            held = self._held("observation_period", "NULL", "1 = 1")
            order = np.lexsort((held.first, held.person))
            self.store.lives = Lives(held.person[order], held.first[order], held.last[order], death)
        return self.store.lives

    def person_days(self, span: Span) -> NDArray[np.float64]:
        """On how many days of the span each person was observed and alive."""
        if span in self._days:
            return self._days[span]
        lives = self.lives
        first = np.maximum(np.maximum(lives.first, self.people.birth[lives.person]), span.first).astype(np.int64)
        last = np.minimum(np.minimum(lives.last, lives.death[lives.person]), span.last).astype(np.int64)
        # Periods may overlap: a day counts once. Beyond this is what earlier periods of the same person have counted.
        shifted = (lives.person.astype(np.int64) << 34) + last
        counted = np.maximum.accumulate(shifted) if len(shifted) else shifted
        earlier = np.append(np.int64(-(2**62)), counted[:-1]) - (lives.person.astype(np.int64) << 34)
        days = np.maximum(last - np.maximum(first, earlier + 1) + 1, 0)
        found = np.bincount(lives.person, weights=days, minlength=len(self.people)).astype(np.float64)
        self._days[span] = found
        return found

    def deaths(self, span: Span) -> NDArray[np.float64]:
        """1 for who died in the span."""
        death = self.lives.death
        return ((death >= span.first) & (death <= span.last) & (death != NO_DAY)).astype(np.float64)
