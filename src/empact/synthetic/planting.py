"""Planting: what a scenario changes in one chunk of people, with random numbers of its own.

Every plant draws from its own stream, and nothing else in the region draws from any of them: without a scenario the
bytes are what they were, and one plant more moves no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from .conditions import Ill
from .contacts import year_edges
from .costs import PAID_BY_INSURER, Costs
from .dispensing import Dispensings
from .groups import (
    Recorded,
    at_home,
    calendar_years,
    concerned,
    day_number,
    days_of,
    done_in,
    eligible,
    in_practice,
    kind_of_contact,
    neighbourhood_of,
    outlier_year,
    practice_of,
    rows_of,
    seen_on,
    spans_of,
)
from .people import ALIVE, People
from .places import Places
from .records import Records
from .reference import conditions
from .scenario import CostSkew, Gap, Outlier, Plant, Prevalence, Programme, Trend, UnderReach

if TYPE_CHECKING:
    from .chunk import Plan

__all__ = ["Enrolments", "Planting"]

_STREAM: Final = 2**30  # a third word of the seed, which the region itself never uses
_NEVER: Final = np.iinfo(np.int64).max
_ROWS: Final = {Records: ("code", "end", "visit", "value"), Dispensings: ("substance", "ddd")}
Columns = tuple[np.ndarray, ...]
P = TypeVar("P", bound=Plant)


@dataclass(frozen=True, slots=True)
class Enrolments:
    """One entry per person and programme; ``programme`` is a row of ``names``; ``end`` is inclusive, -1 while enrolled."""

    names: tuple[str, ...]
    who: np.ndarray
    programme: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Planting:
    """The plants of a plan, for one chunk. Methods are called in the order in which a chunk is made.

    ``without``: how many of the contacts that a plant changed there would have been without it.
    """

    def __init__(self, plan: Plan, places: Places, number: int) -> None:
        self.plan, self.places, self.number = plan, places, number
        self.plants = plan.scenario.plants if plan.scenario else ()
        self.without: dict[Plant, int] = {}

    def _each(self, kind: type[P]) -> Iterator[tuple[P, np.random.Generator]]:
        for i, plant in enumerate(self.plants):
            if isinstance(plant, kind):
                seed = np.random.SeedSequence([self.plan.seed, self.number, _STREAM, i])
                yield plant, np.random.Generator(np.random.PCG64(seed))

    def prevalence(self) -> np.ndarray:
        """A factor per simulated condition."""
        times = np.ones(len(conditions().key))
        for plant in self.plants:
            if isinstance(plant, Prevalence):
                times[[c == plant.condition for c in conditions().condition]] *= plant.times
        return times

    def enrolments(self, people: People, ill: Ill) -> Enrolments | None:
        """Who is enrolled in what; ``None`` where no programme is planted."""
        names: list[str] = []
        parts = []
        for plant, rng in self._each(Programme):
            day = day_number(plant.start.day(self.plan.end))
            who = np.flatnonzero(eligible(people, ill, plant, day))
            # So many of them, whoever they are: the share holds in every chunk.
            taken = np.sort(rng.permutation(who)[: int(plant.share * len(who) + rng.random())])
            end = np.where(people.status[taken] == ALIVE, -1, people.last_day[taken])
            parts.append((taken, np.full(len(taken), len(names)), np.full(len(taken), day), end))
            names.append(plant.name)
        if not names:
            return None
        who, programme, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((programme, who))
        return Enrolments(tuple(names), who[order], programme[order], start[order], end[order])

    def contacts(self, columns: Columns, people: People, enrolled: Enrolments | None) -> Columns:
        """Contacts as (who, kind, role, start, end, unplanned, year): more or fewer of them from a day on."""
        for trend, rng in self._each(Trend):
            since = np.full(len(people), day_number(trend.start.day(self.plan.end)))
            columns = self._scaled(trend, columns, people, since, rng)
        for programme, rng in self._each(Programme):
            assert enrolled is not None
            mine = enrolled.programme == enrolled.names.index(programme.name)
            since = np.full(len(people), _NEVER)
            since[enrolled.who[mine]] = enrolled.start[mine]
            columns = self._scaled(programme, columns, people, since, rng)
        return columns

    def _scaled(
        self, plant: Trend | Programme, columns: Columns, people: People, since: np.ndarray, rng: np.random.Generator
    ) -> Columns:
        """``times`` as many contacts of the kind from each person's day on.

        Fewer: each is left out by chance. More: copies of any of the person's contacts of the kind, on any day from then
        on. So months stay as independent as they were, where copies of a month's own contacts would double its chance.
        """
        who, kind, role, start, end, unplanned, year = columns
        of_kind = kind_of_contact(plant.what, kind, role)
        of_kind &= (start >= people.first_day[who]) & (start <= people.last_day[who])
        after = of_kind & (start >= since[who])
        self.without[plant] = self.without.get(plant, 0) + int(after.sum())
        if plant.times <= 1:
            kept = np.ones(len(who), bool)
            kept[after] = rng.random(int(after.sum())) < plant.times
            return tuple(column[kept] for column in columns)
        low = np.maximum(since, people.first_day)
        days = np.maximum(people.last_day + 1 - low, 0)
        at = np.flatnonzero(of_kind & (days[who] > 0))
        wanted = (plant.times - 1) * days[who[at]] / (people.last_day + 1 - people.first_day)[who[at]]
        more = np.repeat(at, np.floor(wanted + rng.random(len(at))).astype(np.int64))
        day = low[who[more]] + np.floor(rng.random(len(more)) * days[who[more]]).astype(np.int64)
        edges = year_edges(people)
        in_year = np.clip(np.searchsorted(edges, day, side="right") - 1, 0, people.years - 1)
        copies = (who[more], kind[more], role[more], day, day + (end - start)[more], unplanned[more], in_year)
        return tuple(np.concatenate([column, copy]) for column, copy in zip(columns, copies, strict=True))

    def reached(self, recorded: Recorded, people: People, ill: Ill) -> Recorded:
        """Measurements, procedures and dispensings without those of people who are not reached."""
        both: tuple[type[Gap | UnderReach], ...] = (Gap, UnderReach)
        for plant, rng in chain.from_iterable(self._each(kind) for kind in both):
            for span in spans_of(self.plan, plant.what):
                asked = concerned(people, ill, plant.what, span[1])
                done = asked & done_in(recorded, plant.what, span, len(people))
                if isinstance(plant, Gap):
                    inside = in_practice(people, span[1]) == practice_of(self.places, plant.practice)
                    wanted = plant.proportion
                else:
                    inside = at_home(people, span[1]) == neighbourhood_of(self.places, plant.neighbourhood)
                    wanted = plant.ratio * float((done & ~inside).sum()) / max(int((asked & ~inside).sum()), 1)
                who = np.flatnonzero(done & inside)
                kept = int(wanted * int((asked & inside).sum()) + rng.random())
                lost = np.zeros(len(people), bool)
                lost[rng.permutation(who)[kept:]] = True
                for table, rows in rows_of(recorded, plant.what, span).items():
                    source = getattr(recorded, table)
                    recorded = recorded._replace(**{table: _without(source, rows & lost[source.who])})
        return recorded

    def costs(self, costs: Costs, people: People) -> Costs:
        """Costs with the skew and the outlier."""
        for plant, _ in self._each(CostSkew):
            for year in calendar_years(self.plan):
                costs = _skewed(costs, people, plant, year)
        for outlier, rng in self._each(Outlier):
            if self.number == 0:
                costs = self._with_outlier(costs, people, outlier, rng)
        return costs

    def _with_outlier(self, costs: Costs, people: People, plant: Outlier, rng: np.random.Generator) -> Costs:
        year = outlier_year(self.plan)
        low, high = days_of(year)
        within = (costs.day >= low) & (costs.day <= high)
        paid = np.bincount(costs.who[within], costs.cents[within], minlength=len(people))
        whole = seen_on(people, low) & seen_on(people, high) & (paid < plant.euro * 100)
        there = whole & (at_home(people, high) == neighbourhood_of(self.places, plant.neighbourhood))
        who = np.flatnonzero(there if there.any() else whole)
        if not len(who):
            return costs
        one = int(rng.choice(who))
        rest = plant.euro * 100 - int(paid[one])
        cents = np.full(4, rest // 4)
        cents[3] += rest - 4 * (rest // 4)
        day = np.array([day_number(date(year, month, 15)) for month in (2, 5, 8, 11)])
        joined = {
            "who": np.append(costs.who, np.full(4, one)),
            "day": np.append(costs.day, day),
            "cents": np.append(costs.cents, cents),
            "visit": np.append(costs.visit, np.full(4, -1)),
        }
        order = np.argsort((joined["who"] << 32) | joined["day"], kind="stable")
        return _recounted(replace(costs, **{name: column[order] for name, column in joined.items()}), people)


R = TypeVar("R", Records, Dispensings)


def _without(source: R, gone: np.ndarray) -> R:
    """The rows that stay; what is there per person stays as it is."""
    rows = {name: getattr(source, name)[~gone] for name in ("who", "day", *_ROWS[type(source)])}
    return replace(source, **rows)


def _skewed(costs: Costs, people: People, plant: CostSkew, year: int) -> Costs:
    low, high = days_of(year)
    inside = (costs.day >= low) & (costs.day <= high)
    there = np.flatnonzero(seen_on(people, high))
    paid = np.bincount(costs.who[inside], costs.cents[inside], minlength=len(people))[there]
    dearest = there[np.argsort(-paid, kind="stable")[: int(np.ceil(plant.dearest * len(there)))]]
    top, total = float(np.sort(paid)[::-1][: len(dearest)].sum()), float(paid.sum())
    if not 0 < top < total:
        return costs
    factor = np.ones(len(people))
    factor[there] = (1 - plant.share) / (1 - top / total)
    factor[dearest] = plant.share / (top / total)
    cents = np.where(inside, np.round(costs.cents * factor[costs.who]).astype(np.int64), costs.cents)
    return _recounted(replace(costs, cents=np.maximum(cents, 1)), people)


def _recounted(costs: Costs, people: People) -> Costs:
    """What follows from the amounts."""
    late = costs.day >= year_edges(people)[-2]
    return replace(
        costs,
        by_insurer=np.round(costs.cents * PAID_BY_INSURER).astype(np.int64),
        last_year=np.bincount(costs.who, costs.cents * late, minlength=len(people)) / 100,
    )
