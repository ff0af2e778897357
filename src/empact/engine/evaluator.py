"""Criteria over one part: a node goes in, one value per person comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..criteria import nodes as n
from ..criteria.nodes import core_of, window_of
from ..definitions.models import Condition, Library, Score
from ..tables.persons import FEMALE, MALE, OTHER_GENDER, UNKNOWN_GENDER
from .database import sql_text
from .facts import NO_DAY
from .needs import span_of
from .part import PartData
from .records import Flags, Numbers, Records, is_plain, settled

__all__ = ["Earlier", "Evaluator", "Evidence"]

_GENDER = {"male": MALE, "female": FEMALE, "other": OTHER_GENDER, "unknown": UNKNOWN_GENDER}


@dataclass(frozen=True, slots=True)
class Evidence:
    """People who have a condition, ascending, and on what ground.

    ``sources`` has bit i set where the i-th alternative of the definition holds. ``rows``, ``first`` and ``last`` are over
    the records that alternatives that hold look at; ``first`` is ``NO_DAY`` where none of them rests on records.
    """

    people: NDArray[np.int32]
    sources: NDArray[np.int64]
    rows: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


class Earlier(Protocol):
    """Answers about the same people on the same day, of definitions that have not changed since; ``None``: not known."""

    def condition(self, id_: str) -> Flags | None: ...

    def determinant(self, id_: str) -> Flags | None: ...

    def score(self, id_: str, weights: str) -> Numbers | None: ...

    def counted(self) -> tuple[Numbers, Numbers] | None: ...


@dataclass(slots=True)
class Evaluator:
    """Answers are remembered where several definitions ask the same (conditions, scores, spells); arrays are not to be
    written to by whoever gets them. What ``earlier`` knows is not worked out again."""

    data: PartData
    library: Library
    earlier: Earlier | None = None
    records: Records = field(init=False)
    _conditions: dict[str, Flags] = field(default_factory=dict)
    _determinants: dict[str, Flags] = field(default_factory=dict)
    _numbers: dict[n.Number, Numbers] = field(default_factory=dict)
    _groups: dict[str, dict[str, NDArray[np.int32]]] = field(default_factory=dict)
    _ages: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        self.records = Records(self.data)

    @property
    def as_of(self) -> date:
        return self.data.as_of

    @property
    def size(self) -> int:
        return len(self.data.people)

    @property
    def ages(self) -> NDArray[np.int32]:
        """Completed years on the index date."""
        if self._ages is None:
            self._ages = self.data.people.ages(self.as_of)
        return self._ages

    # ------------------------------------------------------------ flags

    def flag(self, node: n.Flag) -> Flags:
        """One yes or no per person of the part."""
        match node:
            case n.AtLeast(number=n.Count(events=events), threshold=1, strict=False):
                return self.records.any(events)
            case n.AtLeast(number=n.CountDates(events=events), threshold=1, strict=False):
                return self.records.any(events)
            case n.AtLeast(number=number, threshold=threshold, strict=strict):
                values = self.number(number)
                return values > threshold if strict else values >= threshold
            case n.AllOf(of=flags):
                return np.logical_and.reduce([self.flag(f) for f in flags])
            case n.AnyOf(of=flags):
                return np.logical_or.reduce([self.flag(f) for f in flags])
            case n.AtLeastOf(n=wanted, of=flags):
                return np.add.reduce([self.flag(f).astype(np.int16) for f in flags]) >= wanted
            case n.Unless(flag=flag, exceptions=exceptions):
                return self.flag(flag) & ~np.logical_or.reduce([self.flag(f) for f in exceptions])
            case n.Has(kind="condition", id=id_):
                return self.condition(id_)
            case n.Has(id=id_):
                return self.determinant(id_)
            case n.FirstWithin(events=events, window=window):
                return self.records.first_within(events, span_of(window, self.as_of))
            case n.LatestIs(events=events, value=value):
                return self.records.latest_is(events, value)
            case n.Aged(at_least=low, at_most=high):
                age = self.ages
                return (age >= low) if high is None else (age >= low) & (age <= high)
            case n.OfSex(sex=sex):
                return self.data.people.gender == _GENDER[sex]
            case n.LivesIn(area=area):
                return self.records.lives_in(area)
            case n.Registered():
                return self.records.having(self.data.covered("care_relation"))
            case n.Insured(status=status):
                return self.records.having(self.data.covered("payer_plan_period", status))
            case n.Enrolled(programme=programme, window=window):
                rows = f"programme = {sql_text(programme)}" if programme else "1 = 1"
                span = None if window is None else span_of(window, self.as_of)
                return self.records.having(self.data.covered("programme_enrolment", rows, span))
        raise NotImplementedError(f"{type(node).__name__} has no answer in the engine")

    def condition(self, id_: str) -> Flags:
        """Does each person have the condition?"""
        if id_ not in self._conditions:
            known = self.earlier.condition(id_) if self.earlier else None
            self._conditions[id_] = self.flag(self.library.conditions[id_].rule) if known is None else known
        return self._conditions[id_]

    def determinant(self, id_: str) -> Flags:
        if id_ not in self._determinants:
            known = self.earlier.determinant(id_) if self.earlier else None
            self._determinants[id_] = self.flag(self.library.determinants[id_].rule) if known is None else known
        return self._determinants[id_]

    # ------------------------------------------------------------ numbers

    def number(self, node: n.Number) -> Numbers:
        """One number per person of the part."""
        if isinstance(node, n.ScoreOf) and not node.weights:
            node = n.ScoreOf(node.score, self.library.scores[node.score].default_weights)
        if node not in self._numbers:
            values = self._number(node)
            if isinstance(node, (n.Count, n.CountDates, n.Sum)):  # asked by one definition, seldom by two
                return values
            self._numbers[node] = values
        return self._numbers[node]

    def _number(self, node: n.Number) -> Numbers:
        match node:
            case n.Count(events=events):
                return self.records.count(events)
            case n.CountAtPractices():
                return self.records.count_at_practices(node)
            case n.CountDates(events=events):
                return self.records.count_dates(events)
            case n.Sum(events=events, of="ddd"):
                return self.records.total_ddd(events)
            case n.Sum(events=events):
                return self.records.total_paid(events)
            case n.CountCodes():
                return self.records.count_codes(node)
            case n.CountSpells():
                return self.records.count_spells(node)
            case n.CountDischarges():
                return self.records.count_discharges(node)
            case n.PersonDays(window=window):
                return self.data.person_days(span_of(window, self.as_of))
            case n.Deaths(window=window):
                return self.data.deaths(span_of(window, self.as_of))
            case n.ScoreOf(score=id_, weights=weights):
                known = self.earlier.score(id_, weights) if self.earlier else None
                return self.score(self.library.scores[id_], weights) if known is None else known
            case n.ConditionCount():
                return self.counted()[0]
            case n.SystemCount():
                return self.counted()[1]
        raise NotImplementedError(f"{type(node).__name__} has no answer in the engine")

    def counted(self) -> tuple[Numbers, Numbers]:
        """How many counted conditions, and in how many body systems."""
        if n.ConditionCount() not in self._numbers:
            known = self.earlier.counted() if self.earlier else None
            if known is not None:
                self._numbers[n.ConditionCount()], self._numbers[n.SystemCount()] = known
                return known
            by_key: dict[str, Flags] = {}
            by_system: dict[str, Flags] = {}
            for id_, (key, body_system) in self.library.counting.items():
                has = self.condition(id_)
                by_key[key] = by_key[key] | has if key in by_key else has
                by_system[body_system] = by_system[body_system] | has if body_system in by_system else has
            zero = np.zeros(self.size, np.int16)
            self._numbers[n.ConditionCount()] = sum(by_key.values(), zero).astype(np.float64)
            self._numbers[n.SystemCount()] = sum(by_system.values(), zero).astype(np.float64)
        return self._numbers[n.ConditionCount()], self._numbers[n.SystemCount()]

    def score(self, score: Score, weights: str = "") -> Numbers:
        """The score in one set of weights. Groups are decided first, then dropped by the hierarchy, then weighed."""
        weight_of = score.weights_of(weights)
        dropped_by: dict[str, list[str]] = {}
        for when, drop in score.hierarchy:
            dropped_by.setdefault(drop, []).append(when)
        kept = self._groups.setdefault(score.id, {})
        total = np.zeros(self.size)
        for key, flag in score.groups:
            if key not in kept:
                kept[key] = np.flatnonzero(self.flag(flag)).astype(np.int32)
        for key, _ in score.groups:
            weight = weight_of.get(key) or 0.0
            if weight and len(kept[key]):
                people = kept[key]
                for when in dropped_by.get(key, ()):
                    people = people[~self.records.having(kept[when])[people]]
                total[people] += weight
        return settled(total / score.normalise_by)

    def forget_groups(self, score: str) -> None:
        """Let the groups of a score go, once all its weight sets are done."""
        self._groups.pop(score, None)

    # ------------------------------------------------------------ evidence

    def evidence(self, condition: Condition) -> Evidence:
        """Who has the condition, which alternatives hold, and the records behind them."""
        held = [(i, self.flag(flag), flag) for i, (_, flag) in enumerate(condition.evidence)]
        has = np.logical_or.reduce([f for _, f, _ in held])
        self._conditions[condition.id] = has
        people = np.flatnonzero(has).astype(np.int32)
        sources = np.zeros(len(people), np.int64)
        rows = np.zeros(self.size, np.int32)
        first = np.full(self.size, NO_DAY, np.int32)
        last = np.full(self.size, -NO_DAY, np.int32)
        for i, flags, node in held:
            sources |= flags[people].astype(np.int64) << i
            for events in _grounds(node):
                self._collect(events, flags, rows, first, last)
        return Evidence(people, sources, rows[people], first[people], last[people])

    def _collect(
        self, events: n.Events, flags: Flags, rows: NDArray[np.int32], first: NDArray[np.int32], last: NDArray[np.int32]
    ) -> None:
        core = core_of(events)
        if not isinstance(core, n.CodedEvents) or not is_plain(events):
            return
        facts, codes = self.records.postings(core)
        span = span_of(window_of(events), self.as_of)
        count = facts.take(facts.counts(span), codes)
        person = facts.take(facts.person, codes)
        start = facts.take(facts.first_rows(span), codes)
        kept = (count > 0) & flags[person]
        if not kept.all():
            count, person, start = count[kept], person[kept], start[kept]
        np.add.at(rows, person, count)
        np.minimum.at(first, person, facts.day[start])
        np.maximum.at(last, person, facts.day[start + count - 1])


def _grounds(node: n.Node) -> list[n.Events]:
    """The records a flag rests on when it holds: those it looks at, without those of its exceptions."""
    match node:
        case n.Unless(flag=flag):
            return _grounds(flag)
        case n.FirstWithin(events=events):
            return [events]
        case n.Events():
            return [node]
    return [events for child in node.children for events in _grounds(child)]
