"""One indicator over one part and period: where each person stands, and what that adds up to on every axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...criteria.nodes import Flag, Number, Sum, laid_on
from ...definitions.models import Indicator
from ...terms.periods import Period
from ..evaluator import Evaluator
from ..needs import span_of
from ..part import OBSERVED
from .axes import Axis
from .cells import Cells

__all__ = ["Standing", "count", "stand"]


@dataclass(frozen=True, slots=True)
class Standing:
    """People of the initial population, and of each: in the denominator, excluded, excepted, counted; and amounts.

    All arrays have one element per person of the initial population. Only who is ``counted`` adds amounts.
    """

    people: NDArray[np.int32]
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
    people = np.flatnonzero(population).astype(np.int32)
    inside = flag(indicator.denominator, True)
    excluded = inside & flag(indicator.denominator_exclusion, False)
    counted = inside & ~excluded
    exception = np.zeros(len(people), bool)
    if indicator.scoring == "proportion":
        met = flag(indicator.numerator, False)
        exception = counted & ~met & flag(indicator.denominator_exception, False)
        counted &= ~exception
        numerator, denominator = met.astype(np.float64), np.ones(len(people))
    else:
        numerator = amount(indicator.numerator_observation)
        denominator = np.ones(len(people)) if indicator.scoring == "continuous" else amount(indicator.denominator_observation)
    return Standing(people, excluded, exception, counted, numerator * counted, denominator * counted)


def count(cells: Cells, evaluator: Evaluator, indicators: Iterable[Indicator], axes: Sequence[Axis], period: Period) -> None:
    """Add every indicator on every axis it is asked by."""
    for indicator in indicators:
        standing = stand(evaluator, indicator, period)
        for axis in axes:
            if axis.strata == "age_sex" or axis.strata in indicator.strata:
                cells.add(indicator.id, axis, _over(standing, axis, indicator))


def _counted(evaluator: Evaluator, indicator: Indicator, period: Period) -> NDArray[np.bool_]:
    if indicator.counts == "present":
        return evaluator.data.people.status == OBSERVED
    return evaluator.data.person_days(span_of(period.window(), period.end)) > 0


def _over(standing: Standing, axis: Axis, indicator: Indicator) -> dict[str, NDArray[Any]]:
    place, size = axis.place[standing.people], axis.size

    def many(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(place[which], minlength=size) if which.any() else np.zeros(size, np.int64)

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(place, weights=values, minlength=size).astype(np.float64, copy=False)

    above, below = standing.numerator, standing.denominator
    found: dict[str, NDArray[Any]] = {
        "initial_population": np.bincount(place, minlength=size),
        "excluded": many(standing.excluded),
        "exception": many(standing.exception),
        "people": many(standing.counted),
        "numerator": total(above),
    }
    zero = np.zeros(size)
    if indicator.scoring == "proportion":  # ones and zeros are their own squares
        people = found["people"].astype(np.float64)
        found |= {"numerator_squared": found["numerator"], "denominator": people, "denominator_squared": people}
        found |= {"product": found["numerator"], "largest": zero, "second": zero}
        return found
    found |= {"numerator_squared": total(above * above), "denominator": total(below)}
    found |= {"denominator_squared": total(below * below), "product": total(above * below)}
    money = isinstance(indicator.numerator_observation, Sum) and indicator.numerator_observation.of == "paid"
    largest, second = _two_largest(place, above, size) if money else (zero, zero)
    return found | {"largest": largest, "second": second}


def _two_largest(
    place: NDArray[np.int32], amount: NDArray[np.float64], size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    largest, second = np.zeros(size), np.zeros(size)
    order = np.lexsort((amount, place))
    place, amount = place[order], amount[order]
    last = np.flatnonzero(np.diff(place, append=-1))
    largest[place[last]] = amount[last]
    before = last - 1
    same = (before >= 0) & (place[before] == place[last])
    second[place[last[same]]] = amount[before[same]]
    return largest, second
