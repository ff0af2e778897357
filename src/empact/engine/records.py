"""From records to one value per person: counting, summing, first and latest, over one part."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..criteria import nodes as n
from ..criteria.nodes import core_of, window_of
from ..tables.care_events import POSITIONS
from ..terms.periods import EVER
from .facts import NO_DAY, Facts, Span
from .needs import day_number, span_of
from .part import PartData
from .spells import Spells, spells_of

__all__ = ["Flags", "Numbers", "Records", "is_plain", "settled"]

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


def settled(sums: Numbers) -> Numbers:
    """Sums compare at six decimals: the order of addition must not decide whether somebody reaches 80 DDD."""
    return np.round(sums, 6)


def _answered(core: n.Events) -> bool:
    return isinstance(core, (n.Observed, n.Measured)) and bool(core.answers)


def is_plain(events: n.Events) -> bool:
    """Whether a code and a day decide: nothing is asked of the result, the position or the last day."""
    core = core_of(events)
    asks = isinstance(core, (n.Observed, n.Measured)) and bool(core.value is not None or core.answers)
    return not (asks or isinstance(events, n.Lasting) or (isinstance(core, n.Recorded) and core.position))


@dataclass(slots=True)
class Records:
    """Every question that looks at rows. Arrays handed out are not to be written to."""

    data: PartData
    _spells: dict[n.Visited, Spells] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        return self.data.as_of

    @property
    def size(self) -> int:
        return len(self.data.people)

    def postings(self, core: n.CodedEvents) -> tuple[Facts, NDArray[np.int32]]:
        return self.data.facts(core.table), self.data.concepts.numbers(core.codes)

    def any(self, events: n.Events) -> Flags:
        core = core_of(events)
        if isinstance(core, n.CodedEvents) and is_plain(events):
            facts, codes = self.postings(core)
            return self.having(facts.people(codes, span_of(window_of(events), self.as_of)))
        return self.count(events) >= 1

    def count(self, events: n.Events) -> Numbers:
        core = core_of(events)
        if isinstance(core, n.CodedEvents) and is_plain(events):
            facts, codes = self.postings(core)
            count = facts.take(facts.counts(span_of(window_of(events), self.as_of)), codes)
            return self._summed(facts.take(facts.person, codes), count)
        person, _ = self.rows(events)
        return np.bincount(person, minlength=self.size).astype(np.float64)

    def rows(self, events: n.Events) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Person and day of every row that counts."""
        core, span = core_of(events), span_of(window_of(events), self.as_of)
        match core:
            case n.CodedEvents() if isinstance(events, n.Lasting) or _answered(core):
                held = self.data.lasting(core)
                since = held.last if isinstance(events, n.Lasting) else held.first
                inside = np.flatnonzero((held.first <= span.last) & (since >= span.first))
                return held.person[inside], held.first[inside]
            case n.CodedEvents():
                return self._coded_rows(core, span)
            case n.Visited() | n.Paid():
                dated = self.data.dated(core)
                piece = dated.inside(span)
                return dated.person[piece], dated.day[piece]
        raise NotImplementedError(f"{type(core).__name__} has no rows in the engine")

    def _coded_rows(self, core: n.CodedEvents, span: Span) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Person and day of coded rows that decide by their code, day, number or position."""
        facts, codes = self.postings(core)
        person, row = facts.rows(codes, span)
        value = getattr(core, "value", None)
        if value is not None:
            holds = np.flatnonzero(self._holds(facts, row, value))
            person, row = person.take(holds), row.take(holds)
        if isinstance(core, n.Recorded) and core.position:
            assert facts.position is not None
            there = np.flatnonzero(facts.position[row] == POSITIONS[core.position])
            person, row = person[there], row[there]
        return person, facts.day[row]

    def _summed(self, person: NDArray[np.int32], amount: NDArray[Any]) -> Numbers:
        return np.bincount(person, weights=amount, minlength=self.size).astype(np.float64, copy=False)

    def count_dates(self, events: n.Events) -> Numbers:
        """On how many different days."""
        person, day = self.rows(events)
        seen = np.sort(person.astype(np.int64) << 32 | (day.astype(np.int64) + 2**31))
        first = np.flatnonzero(np.diff(seen, prepend=-1))
        return np.bincount((seen.take(first) >> 32).astype(np.intp), minlength=self.size).astype(np.float64)

    def count_at_practices(self, node: n.CountAtPractices) -> Numbers:
        """Contacts with any practice that is known, or with the one seen most."""
        dated = self.data.dated(core_of(node.events))
        piece = dated.inside(span_of(window_of(node.events), self.as_of))
        person, site = dated.person[piece], dated.amount[piece].astype(np.int64)
        known = np.flatnonzero(site > 0)
        person, site = person.take(known), site.take(known)
        if not node.most:
            return np.bincount(person, minlength=self.size).astype(np.float64)
        both, times = np.unique(person.astype(np.int64) << 32 | site, return_counts=True)
        most = np.zeros(self.size)
        np.maximum.at(most, both >> 32, times)
        return most

    def total_ddd(self, events: n.Events) -> Numbers:
        """Sum of DDD; days' supply stands in where a row has none."""
        core = core_of(events)
        assert isinstance(core, n.CodedEvents)
        facts, codes = self.postings(core)
        span = span_of(window_of(events), self.as_of)
        if facts.has_few(codes, span) and facts.amount is not None:
            person, row = facts.rows(codes, span)
            return settled(self._summed(person, facts.amount[row]))
        totals = facts.take(facts.totals(span), codes)
        return settled(self._summed(facts.take(facts.person, codes), totals))

    def total_paid(self, events: n.Events) -> Numbers:
        """Sum of costs in euro."""
        core, span = core_of(events), span_of(window_of(events), self.as_of)
        assert isinstance(core, n.Paid)
        dated = self.data.dated(core)
        inside = dated.inside(span)
        return settled(self._summed(dated.person[inside], dated.amount[inside]) / 100)

    def _holds(self, facts: Facts, row: NDArray[np.intp], value: n.Comparison) -> Flags:
        assert facts.value is not None
        number = facts.value[row]
        with np.errstate(invalid="ignore"):
            holds = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal}[
                value.operator
            ](number, value.value)
        return holds & self._in_unit(facts, row, value.unit) if value.unit else holds

    def _in_unit(self, facts: Facts, row: NDArray[np.intp], unit: str) -> Flags:
        assert facts.unit is not None
        return facts.unit[row] == (facts.units.index(unit) if unit in facts.units else -2)

    def first_within(self, events: n.Events, span: Span) -> Flags:
        ever = n.Within(events, EVER)
        person, day = self.rows(ever)
        first = np.full(self.size, NO_DAY, np.int32)
        np.minimum.at(first, person, day)
        return (first >= span.first) & (first <= span.last)

    def latest_is(self, events: n.Events, value: n.Comparison) -> Flags:
        core, span = core_of(events), span_of(window_of(events), self.as_of)
        assert isinstance(core, n.CodedEvents)
        facts, codes = self.postings(core)
        person, row = facts.rows(codes, span)
        assert facts.value is not None
        is_result = ~np.isnan(facts.value[row])
        if value.unit:
            is_result &= self._in_unit(facts, row, value.unit)
        if not is_result.all():
            results = np.flatnonzero(is_result)
            person, row = person.take(results), row.take(results)
        last_day = np.full(self.size, -NO_DAY, np.int32)
        np.maximum.at(last_day, person, facts.day[row])
        of_that_day = np.flatnonzero(facts.day[row] == last_day[person])
        person, row = person.take(of_that_day), row.take(of_that_day)
        order = np.argsort(facts.value[row], kind="stable")
        latest = np.full(self.size, -1, np.intp)
        latest[person[order]] = row[order]  # the last assignment to a person stands
        seen = latest >= 0
        answer = np.zeros(self.size, bool)
        answer[seen] = self._holds(facts, latest[seen], value)
        return answer

    def count_codes(self, node: n.CountCodes) -> Numbers:
        core, span = core_of(node.events), span_of(window_of(node.events), self.as_of)
        assert isinstance(core, n.CodedEvents)
        facts, codes = self.postings(core)
        group_of = self.data.concepts.groups("atc", node.length)
        codes = codes[group_of[codes] > 0]
        person = facts.take(facts.person, codes)
        rows = facts.take(facts.counts(span), codes)
        ddd = facts.take(facts.totals(span), codes) if node.each_ddd else None
        if len(np.unique(group_of[codes])) < len(codes):
            # Several codes of the register are one code at this level: bring them together first.
            group = np.repeat(group_of[codes], facts.offset[codes + 1] - facts.offset[codes])
            met = np.flatnonzero(rows > 0)
            person, group, rows, ddd = person[met], group[met], rows[met], ddd[met] if ddd is not None else None
            key = person.astype(np.int64) << 32 | group
            order = np.argsort(key)
            start = np.flatnonzero(np.diff(key[order], prepend=-1))
            if len(start):
                rows = np.add.reduceat(rows[order], start)
                ddd = np.add.reduceat(ddd[order], start) if ddd is not None else None
            person = person[order][start]
        reached = rows >= node.each_rows
        if ddd is not None:
            reached &= settled(ddd) >= node.each_ddd
        return np.bincount(person[reached], minlength=self.size).astype(np.float64)

    def count_spells(self, node: n.CountSpells) -> Numbers:
        core, span = core_of(node.events), span_of(window_of(node.events), self.as_of)
        assert isinstance(core, n.Visited)
        spells = self.spells(core)
        spells = spells.only(np.flatnonzero((spells.day >= span.first) & (spells.day <= span.last)))
        inside = np.ones(len(spells.person), bool)
        during = Span(span.first, day_number(self.as_of))  # a spell may outlast the window in which it begins
        if node.wanted:
            inside &= np.logical_or.reduce([spells.holding(*self._coded_rows(one, during)) for one in node.wanted])
        if node.without is not None:
            inside &= ~spells.holding(*self._coded_rows(n.Recorded(node.without), during))
        return np.bincount(spells.person[inside], minlength=self.size).astype(np.float64)

    def count_discharges(self, node: n.CountDischarges) -> Numbers:
        core, span = core_of(node.events), span_of(window_of(node.events), self.as_of)
        assert isinstance(core, n.Visited)
        spells, today = self.spells(core), day_number(self.as_of)
        ended = (spells.last_day >= span.first) & (spells.last_day <= span.last) & (spells.last_day < today)
        ended &= self.data.lives.death[spells.person] > spells.last_day
        if node.again is not None:
            ended &= spells.followed_by(self.spells(node.again), node.days)
        return np.bincount(spells.person[ended], minlength=self.size).astype(np.float64)

    def spells(self, asked: n.Visited) -> Spells:
        """Hospital spells that begin as asked, worked out once."""
        if asked not in self._spells:
            self._spells[asked] = spells_of(self.data.stays, asked)
        return self._spells[asked]

    def lives_in(self, area: str) -> Flags:
        where, areas = self.data.residences()
        inside = np.array([area in self.data.areas.within(a) for a in areas] + [False])
        return inside[where]

    def having(self, people: NDArray[np.int32]) -> Flags:
        flags = np.zeros(self.size, bool)
        flags[people] = True
        return flags
