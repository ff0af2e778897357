"""Reads that span tables: how long asks wait, what of policy nothing is done for, half-years without a report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..portfolio.models import Action, Report
from .models import Ask, Level, PolicyGoal, Recipient
from .policies import half_of

__all__ = ["BANDS", "Half", "ageing", "ages", "halves", "levels_reached", "uncovered", "without_goal"]

BANDS: Final = (30, 90, 180)
"""Days that divide the ageing list."""


@dataclass(frozen=True, slots=True)
class Half:
    """A half-year, its last report that is for an authority, and at which levels those are."""

    year: int
    half: int
    report: Report | None
    levels: tuple[str, ...]
    is_past: bool


def ages(day: date) -> list[tuple[Ask, int]]:
    """What waits, the longest first."""
    rows = Ask.objects.waiting().select_related("addressee__organisation")
    return sorted(((one, one.waits(day)) for one in rows), key=lambda a: (-a[1], a[0].number))


def ageing(day: date) -> list[tuple[Level, list[int]]]:
    """Per level how many wait up to each band, and longer than the last; a level with none stands there with zeros."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BANDS) + 1))
    for one, days in ages(day):
        counts[one.level][sum(days > band for band in BANDS)] += 1
    return [(level, counts[level.value]) for level in Level]


def uncovered() -> list[PolicyGoal]:
    """What policy wants and no action that goes on does anything for."""
    going = Action.objects.exclude(stage=Action.Stage.STOPPED)
    return list(PolicyGoal.objects.exclude(pk__in=PolicyGoal.objects.filter(actions__in=going).values("pk")))


def without_goal() -> list[Action]:
    """Actions that go on and stand with nothing that policy wants."""
    return list(Action.objects.going().exclude(pk__in=PolicyGoal.objects.values("actions__pk")).order_by("number"))


def levels_reached(report: Report) -> tuple[str, ...]:
    return tuple(sorted(set(Recipient.objects.filter(report=report).values_list("authority__level", flat=True))))


def halves(day: date) -> list[Half]:
    """The half-years of this year and the last one, up to today; none of a year before the first report was frozen."""
    told: dict[tuple[int, int], Report] = {}
    rows = Report.objects.filter(recipients__isnull=False).distinct().defer("content").order_by("on", "at")
    for one in rows:
        told[half_of(one.on)] = one
    here, found = half_of(day), []
    first = Report.objects.order_by("on").values_list("on", flat=True).first() or day
    for year in range(max(day.year - 1, first.year), day.year + 1):
        for half in (1, 2):
            if (year, half) <= here:
                report = told.get((year, half))
                found.append(Half(year, half, report, levels_reached(report) if report else (), (year, half) < here))
    return found
