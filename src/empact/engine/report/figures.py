"""One figure of a report: an indicator over its periods, where it came from, whether it moved and whether its target is met.

Four origins, never mixed: measured from the register and released, entered by the region, counted from its list of
activities, or a gain worked out from measured costs and the growth it decided. Whether something moved is said from intervals
alone: a point estimate never turns a light green.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from ...definitions.activities import Activity
from ...definitions.models import Library
from ...stats.intervals import Limits, difference
from ...terms.errors import UserError
from ...terms.periods import Period
from ..indicators.results import Measures
from ..release.entered import may_be_shown
from ..release.indicators import THRESHOLD
from ..release.released import FEW, HIDDEN, OK, Releases, Row
from .entered import Entered
from .gain import Growth, gain_of

__all__ = [
    "ABSENT",
    "ACTIVITIES",
    "BETTER",
    "CHANCE",
    "CHANGED",
    "ENTERED",
    "GAIN",
    "NO_GAIN",
    "REACHED",
    "REGISTER",
    "UNDECIDED",
    "UNREACHED",
    "UNTOLD",
    "WORSE",
    "Figure",
    "Figures",
    "Point",
    "compares_equal_ages",
    "movement",
    "standing",
]

REGISTER, ENTERED, ACTIVITIES, GAIN = "register", "entered", "activities", "gain"
ABSENT: Final = "not measured"
BETTER, WORSE, CHANGED, CHANCE, UNTOLD = "better", "worse", "changed", "chance", "untold"
REACHED, UNREACHED, UNDECIDED, NO_GAIN = "reached", "unreached", "undecided", "no_gain"


@dataclass(frozen=True, slots=True)
class Point:
    """A value over a period, in the unit of its indicator. ``status``: as of a released row, or ``ABSENT``.

    ``standardised``: at the ages of the standard population, where the definition asks for direct standardisation. Indirectly
    standardised values rest on the whole of their own period, so that two periods cannot be held against each other.

    ``people``: over how many; of activities, how many activities. ``source``: who entered it, and when.
    """

    period: Period
    status: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    people: int | None = None
    numerator: float | None = None
    source: str = ""
    standardised: float | None = None
    standardised_lower: float | None = None
    standardised_upper: float | None = None

    @property
    def estimate(self) -> tuple[float | None, float | None, float | None]:
        """The crude value and its limits."""
        return self.value, self.lower, self.upper

    @property
    def at_equal_ages(self) -> tuple[float | None, float | None, float | None]:
        """The standardised value and its limits."""
        return self.standardised, self.standardised_lower, self.standardised_upper


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator over periods, oldest first. ``moved``: what became of it from ``since`` to the last; ``reached``: is its
    target met in the last. Both are empty where it is not measured. ``since``: the first that is known, of a gain the base
    year. ``growth``: what a gain was worked out with."""

    indicator: str
    described: Mapping[str, Any]
    origin: str
    points: tuple[Point, ...]
    moved: str
    reached: str
    waits_for: str
    growth: Growth | None = None

    @property
    def since(self) -> str:
        if self.growth is not None:
            return self.growth.base.name
        return self.known[0].period.name if self.known else ""

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def known(self) -> tuple[Point, ...]:
        """The points whose value may be shown."""
        return tuple(p for p in self.points if p.status == OK)

    @property
    def is_measured(self) -> bool:
        """Does its last period have a value, shown or hidden?"""
        return self.last.status != ABSENT


def movement(points: Sequence[Point], direction: str) -> str:
    """From the first known point to the last: better, worse, changed (neither is better), chance, or untold.

    Untold: the last is not known, none before it is, or one of the two has no interval. The 95 % interval of the difference
    decides, of standardised values where both have one. Two years share most of their people, which cells cannot tell: taken
    as independent, a difference gets an interval that is usually too wide.
    """
    known = [p for p in points if p.status == OK]
    if len(known) < 2 or known[-1] is not points[-1]:
        return UNTOLD
    first, last = known[0], known[-1]
    old, new = (first.at_equal_ages, last.at_equal_ages) if compares_equal_ages(points) else (first.estimate, last.estimate)
    if None in old or None in new:
        return UNTOLD
    found = difference(new[0] or 0.0, _limits(new), old[0] or 0.0, _limits(old))
    if found.lower <= 0 <= found.upper:
        return CHANCE
    if direction not in ("up", "down"):
        return CHANGED
    return BETTER if (found.lower > 0) == (direction == "up") else WORSE


def compares_equal_ages(points: Sequence[Point]) -> bool:
    """Have the first and the last known point standardised values? Then these are compared."""
    known = [p for p in points if p.status == OK]
    return bool(known) and None not in (*known[0].at_equal_ages, *known[-1].at_equal_ages)


def _limits(estimate: tuple[float | None, float | None, float | None]) -> Limits:
    return Limits(np.asarray(estimate[1]), np.asarray(estimate[2]), 0.95)


def standing(point: Point, target: float | None, direction: str, *, exact: bool = False) -> str:
    """Is the target met? Only where the whole interval lies on the right side of it; ``exact``: a full count has none."""
    if target is None or direction not in ("up", "down") or point.status == ABSENT:
        return ""
    if point.status != OK or point.value is None:
        return UNDECIDED
    lower, upper = (point.value, point.value) if exact else (point.lower, point.upper)
    if lower is None or upper is None:
        return UNDECIDED
    if direction == "up":
        return REACHED if lower >= target else UNREACHED if upper < target else UNDECIDED
    return REACHED if upper <= target else UNREACHED if lower > target else UNDECIDED


def _moved_since_base(gain: Point) -> str:
    """More was saved than chance explains, or less; else chance."""
    if gain.status != OK or gain.lower is None or gain.upper is None:
        return UNTOLD
    return BETTER if gain.lower > 0 else WORSE if gain.upper < 0 else CHANCE


class Figures:
    """Asks for figures of one area, practice or group (``None``: the whole) over the same periods."""

    def __init__(
        self,
        measures: Measures,
        library: Library,
        *,
        entered: Sequence[Entered] = (),
        activities: Sequence[Activity] = (),
        growth: Sequence[Growth] = (),
        level: str | None = None,
        node: str | None = None,
        **how: Any,
    ) -> None:
        self.measures, self.library, self.activities = measures, library, tuple(activities)
        self.entered = {(e.indicator, e.period): e for e in entered}
        self.growth = {g.indicator: g for g in growth}
        if twice := next((e.indicator for e in entered if e.indicator in self.growth), None):
            raise UserError(f"'{twice}' has an entered value and a growth.", hint="Give one of the two.")
        self.level, self.node, self._how = level, node, how
        self._releases: dict[Period, Releases] = {}

    def described(self, indicator: str) -> Mapping[str, Any]:
        return self.measures.indicator(indicator)

    def figure(self, indicator: str, periods: Sequence[Period], target: float | None = None) -> Figure:
        """``target`` stands in the place of the one in the definition."""
        described = self.described(indicator)
        origin = self._origin(indicator)
        points = tuple(self._point(indicator, p, origin, p == periods[-1]) for p in periods)
        goal = described["target"] if target is None else target
        last, growth = points[-1], self.growth.get(indicator)
        reached = standing(last, goal, described["direction"], exact=origin == ACTIVITIES)
        waits = "" if last.status != ABSENT or growth is not None else described["waits_for"]
        moved = "" if last.status == ABSENT else movement(points, described["direction"])
        if origin == GAIN and last.status != ABSENT:
            # Each gain is a change already, and they share their base year: two of them are not held against each other.
            moved = _moved_since_base(last)
            reached = NO_GAIN if moved == CHANCE else reached
        return Figure(indicator, {**described, "target": goal}, origin, points, moved, reached, waits, growth)

    def releases(self, period: Period) -> Releases:
        """Disclosure control of one period, decided once."""
        if period not in self._releases:
            self._releases[period] = Releases(self.measures, period, **self._how)
        return self._releases[period]

    def _origin(self, indicator: str) -> str:
        defined = self.library.indicators.get(indicator)
        if defined is not None and defined.activities is not None:
            return ACTIVITIES
        if indicator in self.growth:
            return GAIN
        return ENTERED if any(id_ == indicator for id_, _ in self.entered) else REGISTER

    def _point(self, indicator: str, period: Period, origin: str, is_last: bool) -> Point:
        if origin == ACTIVITIES:
            # The list says what is done now, not what was done in an earlier year.
            return self._counted(indicator, period) if is_last and self.activities else Point(period, ABSENT)
        if origin == ENTERED:
            return self._by_hand(indicator, period)
        if origin == GAIN:
            return self._gained(indicator, period)
        described = self.described(indicator)
        unknown = described["waits_for"] or indicator in self.measures.unseen
        if unknown or indicator not in self.measures.measured(period):
            return Point(period, ABSENT)
        row = self.row(indicator, period)
        plain = Point(period, row.status, row.value, row.lower, row.upper, row.people, row.numerator)
        if described["standard"] != "direct":
            return plain
        at = (row.standardised, row.standardised_lower, row.standardised_upper)
        return replace(plain, standardised=at[0], standardised_lower=at[1], standardised_upper=at[2])

    def row(self, indicator: str, period: Period) -> Row:
        """The released row of the node that is asked for."""
        released = self.releases(period).release(indicator, self.level)
        if self.level is None:
            return released.whole
        named = (self.node or "").casefold()
        found = [
            r for r in released.rows if named in (r.node.casefold(), r.node.partition(":")[2].casefold(), r.name.casefold())
        ]
        if len(found) != 1:
            said = "more than one" if found else "no"
            raise UserError(f"There is {said} {self.level} '{self.node}'.", hint=f"See them with --by {self.level}.")
        return found[0]

    def _gained(self, indicator: str, period: Period) -> Point:
        """From two released costs, of the year and of the base year: what is hidden of one of them hides the gain."""
        rule, growth = self.library.indicators[indicator].gain, self.growth[indicator]
        assert rule is not None
        years = growth.years_to(period)
        known = [p for p in (period, growth.base) if p in self.measures.periods and rule.of in self.measures.measured(p)]
        if not years or len(known) < 2 or rule.of in self.measures.unseen:
            return Point(period, ABSENT)
        now, base = self.row(rule.of, period), self.row(rule.of, growth.base)
        closed = next((r.status for r in (now, base) if r.status != OK), None)
        if closed is not None:
            return Point(period, closed)
        found = gain_of(rule, growth, years, now, base)
        if found is None:
            return Point(period, FEW)
        return Point(period, OK, found.value, found.lower, found.upper, now.people, source=growth.source)

    def _counted(self, indicator: str, period: Period) -> Point:
        rule = self.library.indicators[indicator].activities
        assert rule is not None
        above, below = len(rule.behind(self.activities)), len(self.activities)
        return Point(period, OK, above / below, people=below, numerator=above)

    def _by_hand(self, indicator: str, period: Period) -> Point:
        one = self.entered.get((indicator, period))
        if one is None or self.level is not None:
            return Point(period, ABSENT)
        source = f"{one.source}, {one.day.isoformat()}"
        described = self.described(indicator)
        if not self._how.get("internal"):
            if one.n < described["minimum"]:
                return Point(period, FEW, source=source)
            if not may_be_shown(one.value, one.n, described, self._how.get("threshold", THRESHOLD)):
                return Point(period, HIDDEN, source=source)
        return Point(period, OK, one.value, one.lower, one.upper, one.n, source=source)
