"""What an indicator says of one person, as slowly and plainly as possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ...criteria.nodes import Flag, Number, laid_on
from ...definitions.models import Indicator, Library
from ...terms.periods import Period
from .evaluate import days_observed, holds, number
from .records import Person, population_status

__all__ = ["Standing", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """``state`` is one of ``definitions.indicators.STATES`` for a proportion; of the others, 'counted' stands for the last
    three. ``numerator`` and ``denominator`` are what the person adds: 0 or 1 for a proportion, amounts for the others."""

    state: str
    numerator: float = 0.0
    denominator: float = 0.0


def standing(indicator: Indicator, person: Person, period: Period, library: Library) -> Standing:
    """Where the person stands. People who are not counted in the period at all are 'not applicable' too."""

    def true(flag: Flag | None, otherwise: bool) -> bool:
        return otherwise if flag is None else holds(laid_on(flag, period), person, period.end, library)

    def amount(asked: Number | None) -> float:
        return 0.0 if asked is None else number(laid_on(asked, period), person, period.end, library)

    if not is_counted(indicator, person, period):
        return Standing("not applicable")
    if not (true(indicator.initial_population, True) and true(indicator.denominator, True)):
        return Standing("not applicable")
    if true(indicator.denominator_exclusion, False):
        return Standing("excluded")
    if indicator.scoring == "proportion":
        if true(indicator.numerator, False):
            return Standing("met", 1.0, 1.0)
        if true(indicator.denominator_exception, False):
            return Standing("exception")
        return Standing("open", 0.0, 1.0)
    if indicator.scoring == "continuous":
        return Standing("counted", amount(indicator.numerator_observation), 1.0)
    return Standing("counted", amount(indicator.numerator_observation), amount(indicator.denominator_observation))


def is_counted(indicator: Indicator, person: Person, period: Period) -> bool:
    """Observed and alive on the last day, or (``counts: period``) on some day of the period."""
    if indicator.counts == "present":
        return population_status(person, period.end) == "living_observed"
    return bool(days_observed(person, period.start, period.end))


def year_until(day: date) -> Period:
    """The 365 days that end on a day: the period of an example that names none."""
    return Period(day - timedelta(days=364), day)
