"""The year of the desk, by the six core activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from .models import Asked
from .models.desk import Activity

__all__ = ["Line", "year_report"]


@dataclass(frozen=True, slots=True)
class Line:
    """``days``: between question and answer, in the middle; ``None`` where nothing was answered."""

    activity: Activity
    asked: int
    answered: int
    days: float | None
    waiting: int


def year_report(year: int, today: date) -> list[Line]:
    """What was asked in a year and what became of it, all six in their order, those without a question too."""
    rows = list(Asked.objects.filter(on__year=year, on__lte=today).select_related("service"))
    return [_line(activity, [r for r in rows if r.service.activity == activity], today) for activity in Activity]


def _line(activity: Activity, rows: list[Asked], today: date) -> Line:
    ages = [r.age(today) for r in rows if r.answered is not None]
    return Line(activity, len(rows), len(ages), median(ages) if ages else None, len(rows) - len(ages))
