"""One indicator over one part and period: where each person stands, and what that adds up to on every axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...criteria.nodes import Flag, Number, Sum, laid_on
from ...definitions.models import Indicator
from ...terms.periods import Period
from ..evaluator import Evaluator
from ..held import OBSERVED
from ..needs import span_of
from .axes import Axis
from .cells import Cells

__all__ = ["Standing", "count", "stand"]


@dataclass(frozen=True, slots=True)
class Standing:
    """People of the initial population, and of each: in the denominator, excluded, excepted, counted; and amounts.

    All arrays have one element per person of the initial population. Only who is ``counted`` adds amounts.
    """

    people: NDArray[np.intp]
    excluded: NDArray[np.bool_]
    exception: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]


def stand(evaluator: Evaluator, indicator: Indicator, period: Period) -> Standing:
    """Where the people of a part stand. Exclusion comes before the numerator, an exception only for who is not in it."""

    def flag(rule: Flag | None, otherwise: bool) -> NDArray[np.bool_]:
        if rule is None:
            return np.full(len(people), otherwise)
        return evaluator.flag(laid_on(rule, period))[people]

    def amount(asked: Number | None) -> NDArray[np.float64]:
        return np.zeros(len(people)) if asked is None else evaluator.number(laid_on(asked, period))[people]

    population = _counted(evaluator, indicator, period)
    if indicator.initial_population is not None:
        population = population & evaluator.flag(laid_on(indicator.initial_population, period))
    people = np.flatnonzero(population)
    inside = flag(indicator.denominator, True)
    excluded = inside & flag(indicator.denominator_exclusion, False)
    counted = inside & ~excluded
    exception = np.zeros(len(people), bool)
    if indicator.scoring == "proportion":
        met = flag(indicator.numerator, False)
        if indicator.denominator_exception is not None:
            exception = counted & ~met & flag(indicator.denominator_exception, False)
            counted &= ~exception
        numerator, denominator = met.astype(np.float64), np.ones(len(people))
    else:
        numerator = amount(indicator.numerator_observation)
        denominator = np.ones(len(people)) if indicator.scoring == "continuous" else amount(indicator.denominator_observation)
    if not counted.all():
        numerator, denominator = numerator * counted, denominator * counted
    return Standing(people, excluded, exception, counted, numerator, denominator)


def count(cells: Cells, evaluator: Evaluator, indicators: Iterable[Indicator], axes: Sequence[Axis], period: Period) -> None:
    """Add every indicator on every axis it is asked by. What several indicators share below the line is summed once."""
    shared: dict[tuple[object, ...], _Below] = {}
    for indicator in indicators:
        standing = stand(evaluator, indicator, period)
        population = (
            indicator.counts,
            indicator.initial_population,
            indicator.denominator,
            indicator.denominator_exclusion,
            indicator.denominator_observation,
            None if indicator.denominator_exception is None else indicator.id,
        )
        if population not in shared:
            shared[population] = _Below.of(standing)
        below, above = shared[population], _Above.of(standing, indicator)
        for axis in axes:
            if axis.strata == "age_sex" or axis.strata in indicator.strata:
                place, columns = below.over(axis)
                cells.add(indicator.id, axis, place, columns | above.over(axis, place))


def _counted(evaluator: Evaluator, indicator: Indicator, period: Period) -> NDArray[np.bool_]:
    if indicator.counts == "present":
        return evaluator.data.people.status == OBSERVED
    return evaluator.data.person_days(span_of(period.window(), period.end)) > 0


@dataclass(frozen=True, slots=True)
class _Below:
    """People, and the denominator: the same for all indicators of one population. ``squared`` is ``None`` where it is ones."""

    standing: Standing
    squared: NDArray[np.float64] | None
    known: dict[tuple[str, str], tuple[NDArray[np.intp], dict[str, NDArray[Any]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, standing: Standing) -> _Below:
        below = standing.denominator
        return cls(standing, below * below if (below != standing.counted).any() else None)

    def over(self, axis: Axis) -> tuple[NDArray[np.intp], dict[str, NDArray[Any]]]:
        """The places where people are, and what adds up there."""
        if (axis.by, axis.strata) not in self.known:
            self.known[axis.by, axis.strata] = self._summed(axis)
        return self.known[axis.by, axis.strata]

    def _summed(self, axis: Axis) -> tuple[NDArray[np.intp], dict[str, NDArray[Any]]]:
        standing, size = self.standing, axis.size
        place = axis.place.take(standing.people).astype(np.intp)  # counted several times, and cast once
        people = np.bincount(place, minlength=size)
        found = np.flatnonzero(people)
        people, zero = people[found], np.zeros(len(found), np.int64)

        def many(which: NDArray[np.bool_]) -> NDArray[np.int64]:
            if which.all():
                return people
            rows = np.flatnonzero(which)  # by position: several times faster than by mask
            return np.bincount(place.take(rows), minlength=size)[found] if len(rows) else zero

        counted = many(standing.counted)
        columns: dict[str, NDArray[Any]] = {
            "initial_population": people,
            "excluded": many(standing.excluded),
            "exception": many(standing.exception),
            "people": counted,
            "denominator": counted,
            "denominator_squared": counted,
        }
        if self.squared is not None:
            columns["denominator"] = np.bincount(place, weights=standing.denominator, minlength=size)[found]
            columns["denominator_squared"] = np.bincount(place, weights=self.squared, minlength=size)[found]
        return found, columns


@dataclass(frozen=True, slots=True)
class _Above:
    """Who adds something above the line, and how much; in order of the amount where the largest are asked."""

    people: NDArray[np.intp]
    amount: NDArray[np.float64]
    below: NDArray[np.float64]
    is_money: bool
    are_ones: bool

    @classmethod
    def of(cls, standing: Standing, indicator: Indicator) -> _Above:
        asked = indicator.numerator_observation
        money = isinstance(asked, Sum) and asked.of == "paid"
        rows = np.flatnonzero(standing.numerator != 0)
        if money:
            rows = rows[np.argsort(standing.numerator[rows], kind="stable")]
        amount, below = standing.numerator[rows], standing.denominator[rows]
        return cls(standing.people[rows], amount, below, money, bool((amount == 1).all() and (below == 1).all()))

    def over(self, axis: Axis, kept: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
        """At the places to be kept."""
        place, size = axis.place.take(self.people).astype(np.intp), axis.size

        def total(weights: NDArray[np.float64] | None) -> NDArray[np.float64]:
            return np.bincount(place, weights=weights, minlength=size)[kept].astype(np.float64, copy=False)

        ones = self.are_ones
        numerator = total(None if ones else self.amount)
        largest = second = np.zeros(len(kept))
        if self.is_money:
            all_largest, all_second = np.zeros(size), np.zeros(size)
            winner = np.full(size, -1, np.intp)
            winner[place] = np.arange(len(place))  # the last assignment stands: the largest amount
            all_largest[place] = self.amount
            others = np.ones(len(place), bool)
            others[winner[winner >= 0]] = False
            all_second[place[others]] = self.amount[others]
            largest, second = all_largest[kept], all_second[kept]
        return {
            "numerator": numerator,
            "numerator_squared": numerator if ones else total(self.amount * self.amount),
            "product": numerator if ones else total(self.amount * self.below),
            "largest": largest,
            "second": second,
        }
