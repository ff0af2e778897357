"""What a set of criteria wants read: per event table the codes, and how far back each of them is looked at.

A code is read only as far back as some criterion looks. Diabetes medicines of ten years ago stay on disk when every
rule looks at one year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..criteria.nodes import (
    CodedEvents,
    ConditionCount,
    CountAtPractices,
    CountDischarges,
    CountSpells,
    Events,
    FirstWithin,
    Has,
    LatestIs,
    Measured,
    Node,
    Observed,
    Paid,
    Recorded,
    ScoreOf,
    SystemCount,
    Visited,
    Within,
    core_of,
    diagnoses_of,
    walk,
    window_of,
)
from ..definitions.models import Library
from ..definitions.references import rules_of
from ..terms.periods import EVER, Window
from .concepts import Concepts
from .facts import NO_DAY, Span

__all__ = ["EPOCH", "Need", "Needs", "day_number", "needs_of", "span_of"]

EPOCH = date(1970, 1, 1)
_LONG_AGO = -(2**31) + 1
Since = dict[tuple[str, str], int]


def day_number(day: date) -> int:
    """Days since 1970-01-01, as Parquet and Arrow count them."""
    return (day - EPOCH).days


def span_of(window: Window, as_of: date) -> Span:
    """A window as first and last day number, both inclusive. Never reaches past the index date."""
    first, last = window.bounds(as_of)
    return Span(_LONG_AGO if first == date.min else day_number(first), min(day_number(last), day_number(as_of)))


@dataclass(slots=True)
class Need:
    """``since[c]`` is the first day that matters for concept number ``c``; ``NO_DAY`` where the code does not matter."""

    since: NDArray[np.int32]
    values: bool = False
    positions: bool = False

    @property
    def concepts(self) -> NDArray[np.int32]:
        return np.flatnonzero(self.since != NO_DAY).astype(np.int32)

    def __or__(self, other: Need) -> Need:
        """What either wants."""
        return Need(np.minimum(self.since, other.since), self.values | other.values, self.positions | other.positions)


@dataclass(slots=True)
class Needs:
    """``coded`` by table name. ``visits_since``: the first day that matters per kind (``any``: of all) and role (empty: of
    all); contacts are many and seldom looked far back at, stays are few. ``costs_since`` is ``NO_DAY`` where no criterion
    asks for costs. ``dated``: visits and payments that are counted by their day."""

    coded: dict[str, Need] = field(default_factory=dict)
    visits_since: Since = field(default_factory=dict)
    visit_sites: bool = False
    costs_since: int = NO_DAY
    dated: set[Events] = field(default_factory=set)

    def __or__(self, other: Needs) -> Needs:
        """What either wants."""
        coded = dict(self.coded)
        for table, need in other.coded.items():
            have = coded.get(table)
            coded[table] = have | need if have else need
        return Needs(
            coded,
            _earliest(self.visits_since, other.visits_since),
            self.visit_sites | other.visit_sites,
            min(self.costs_since, other.costs_since),
            self.dated | other.dated,
        )


def _earliest(one: Since, other: Since) -> Since:
    return {kind: min(one.get(kind, NO_DAY), other.get(kind, NO_DAY)) for kind in sorted(one | other)}


def needs_of(
    flags: Iterable[Node], library: Library, concepts: Concepts, as_of: date, *, known: Collection[tuple[str, str]] = ()
) -> Needs:
    """Everything the criteria and the definitions they refer to look at.

    ``known`` names the definitions, as (kind, id), whose answers are there already: they are not looked into.
    """
    needs = Needs()
    seen: set[Node] = set()
    todo = list(flags)
    asked = {(kind, d.id): tuple(rules_of(d)) for kind, d in library.definitions() if (kind, d.id) not in known}
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        for part in walk(node):
            match part:
                case Has(kind=kind, id=id_):
                    todo.extend(asked.get((kind, id_), ()))
                case ScoreOf(score=id_):
                    todo.extend(asked.get(("score", id_), ()))
                case FirstWithin(events=events):
                    _add(needs, events, EVER, concepts, as_of)
                case CountSpells(events=events) | CountDischarges(events=events):
                    # A stay that began before the window may be the first of a spell that reaches into it.
                    _add(needs, core_of(events), EVER, concepts, as_of, dated=False)
                    for diagnosis in diagnoses_of(part):
                        _add(needs, diagnosis, window_of(events), concepts, as_of)
                case CountAtPractices(events=events):
                    needs.visit_sites = True
                    _add(needs, core_of(events), window_of(events), concepts, as_of)
                case LatestIs(events=Within(events=inner, window=window)):
                    _add(needs, inner, window, concepts, as_of, values=True)
                case LatestIs(events=events):
                    _add(needs, events, EVER, concepts, as_of, values=True)
                case ConditionCount() | SystemCount():
                    todo.extend(rule for id_ in library.counting for rule in asked.get(("condition", id_), ()))
                case _:
                    for child in part.children:
                        if isinstance(child, Within):
                            _add(needs, child.events, child.window, concepts, as_of)
                        elif isinstance(child, Events) and not isinstance(part, Within):
                            _add(needs, child, EVER, concepts, as_of)
    return needs


def _add(
    needs: Needs, events: Events, window: Window, concepts: Concepts, as_of: date, *, values: bool = False, dated: bool = True
) -> None:
    since = span_of(window, as_of).first
    match events:
        case CodedEvents(codes=codes):
            need = needs.coded.setdefault(events.table, Need(np.full(len(concepts) + 1, NO_DAY, np.int32)))
            numbers = concepts.numbers(codes)
            need.since[numbers] = np.minimum(need.since[numbers], since)
            need.values |= values or (isinstance(events, (Measured, Observed)) and events.value is not None)
            need.positions |= isinstance(events, Recorded) and bool(events.position)
        case Visited(kinds=kinds, role=role):
            asked: Since = {(kind, role): since for kind in kinds or ("any",)}
            needs.visits_since = _earliest(needs.visits_since, asked)
            needs.dated |= {events} if dated else set()
        case Paid():
            needs.costs_since = min(needs.costs_since, since)
            needs.dated.add(events)
        case Within(events=inner, window=inside):
            _add(needs, inner, inside, concepts, as_of, values=values)
