"""The calendar of a year: four evaluations, each with its meeting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import YearPlanned
from ..models import Body, Evaluation
from ..permissions import KEEP
from .meetings import plan_meeting

__all__ = ["plan_year"]


@transaction.atomic
def plan_year(*, body: Body, year: int, where: str = "", by: Who, at: datetime) -> list[Evaluation]:
    """A meeting on the third Tuesday of the last month of each quarter that has none yet and in which the body is there.

    Each may be moved to another day.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    there = set(Evaluation.objects.filter(meeting__body=body, year=year).values_list("quarter", flat=True))
    days = {quarter: third_tuesday(year, quarter * 3) for quarter in range(1, 5) if quarter not in there}
    if not days:
        raise NotNow(_("The four evaluations of that year are planned already."))
    missing = {quarter: on for quarter, on in days.items() if body.is_on(on)}
    if not missing:
        raise NotNow(_("This body does not exist on that day."))
    made = []
    for quarter, on in missing.items():
        meeting = body.meetings.filter(on=on).first() or plan_meeting(body=body, on=on, where=where, by=by, at=at)
        made.append(Evaluation.objects.create(meeting=meeting, year=year, quarter=quarter))
    event = YearPlanned(subject=f"governance.body:{body.pk}", year=year, quarters=tuple(missing))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made


def third_tuesday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)
