"""One figure of a report: an indicator over its periods, where it came from, whether it moved and whether its target is met.

Three origins, never mixed: measured from the register and released, entered by the region, or counted from its list of
activities. Whether something moved is said from intervals alone: a point estimate never turns a light green.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

__all__ = [
    "ABSENT",
    "ACTIVITIES",
    "BETTER",
    "CHANCE",
    "CHANGED",
    "ENTERED",
    "REACHED",
    "REGISTER",
    "UNDECIDED",
    "UNREACHED",
    "UNTOLD",
    "WORSE",
    "Figure",
    "Figures",
    "Point",
    "movement",
    "standing",
]

REGISTER, ENTERED, ACTIVITIES = "register", "entered", "activities"
ABSENT: Final = "not measured"
BETTER, WORSE, CHANGED, CHANCE, UNTOLD = "better", "worse", "changed", "chance", "untold"
REACHED, UNREACHED, UNDECIDED = "reached", "unreached", "undecided"


@dataclass(frozen=True, slots=True)
class Point:
    """A value over a period, in the unit of its indicator. ``status``: as of a released row, or ``ABSENT``.

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


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator over periods, oldest first. ``moved``: what became of it from the first that is known to the last;
    ``reached``: is its target met in the last. Both are empty where it is not measured."""

    indicator: str
    described: Mapping[str, Any]
    origin: str
    points: tuple[Point, ...]
    moved: str
    reached: str
    waits_for: str

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
    decides.
    """
    known = [p for p in points if p.status == OK]
    if len(known) < 2 or known[-1] is not points[-1] or any(p.lower is None or p.upper is None for p in (known[0], known[-1])):
        return UNTOLD
    first, last = known[0], known[-1]
    found = difference(last.value or 0.0, _limits(last), first.value or 0.0, _limits(first))
    if found.lower <= 0 <= found.upper:
        return CHANCE
    if direction not in ("up", "down"):
        return CHANGED
    return BETTER if (found.lower > 0) == (direction == "up") else WORSE


def _limits(point: Point) -> Limits:
    return Limits(np.asarray(point.lower), np.asarray(point.upper), 0.95)


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


class Figures:
    """Asks for figures of one area, practice or group (``None``: the whole) over the same periods."""

    def __init__(
        self,
        measures: Measures,
        library: Library,
        *,
        entered: Sequence[Entered] = (),
        activities: Sequence[Activity] = (),
        level: str | None = None,
        node: str | None = None,
        **how: Any,
    ) -> None:
        self.measures, self.library, self.activities = measures, library, tuple(activities)
        self.entered = {(e.indicator, e.period): e for e in entered}
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
        reached = standing(points[-1], goal, described["direction"], exact=origin == ACTIVITIES)
        waits = "" if points[-1].status != ABSENT else described["waits_for"]
        moved = "" if points[-1].status == ABSENT else movement(points, described["direction"])
        return Figure(indicator, {**described, "target": goal}, origin, points, moved, reached, waits)

    def releases(self, period: Period) -> Releases:
        """Disclosure control of one period, decided once."""
        if period not in self._releases:
            self._releases[period] = Releases(self.measures, period, **self._how)
        return self._releases[period]

    def _origin(self, indicator: str) -> str:
        defined = self.library.indicators.get(indicator)
        if defined is not None and defined.activities is not None:
            return ACTIVITIES
        return ENTERED if any(id_ == indicator for id_, _ in self.entered) else REGISTER

    def _point(self, indicator: str, period: Period, origin: str, is_last: bool) -> Point:
        if origin == ACTIVITIES:
            # The list says what is done now, not what was done in an earlier year.
            return self._counted(indicator, period) if is_last and self.activities else Point(period, ABSENT)
        if origin == ENTERED:
            return self._by_hand(indicator, period)
        described = self.described(indicator)
        unknown = described["waits_for"] or indicator in self.measures.unseen
        if unknown or indicator not in self.measures.measured(period):
            return Point(period, ABSENT)
        row = self._row(indicator, period)
        return Point(period, row.status, row.value, row.lower, row.upper, row.people, row.numerator)

    def _row(self, indicator: str, period: Period) -> Row:
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
