"""Jobs that start by themselves: when next, and asking for each exactly once per time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from . import jobs
from .models import Schedule
from .who import SYSTEM

__all__ = ["ask_due", "next_time", "sow"]


def next_time(after: datetime, at: time, weekday: int | None) -> datetime:
    """The first moment later than ``after`` at this local time of day. When clocks change, an hour that is missing is
    taken an hour later, and one that comes twice is taken once.
    """
    local = timezone.localtime(after)
    day = local.date()
    while True:
        if weekday is None or day.weekday() == weekday:
            wanted = datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
            moment = wanted.astimezone(after.tzinfo)
            if moment > after:
                return moment
        day += timedelta(days=1)


def sow(*, at: datetime) -> None:
    """A row for each kind with a time; a region's own change of hour stays as it is."""
    wanted = {k.id: k for k in jobs.KINDS.values() if k.daily is not None}
    Schedule.objects.exclude(kind__in=wanted).delete()
    for k in wanted.values():
        assert k.daily is not None
        Schedule.objects.get_or_create(
            kind=k.id,
            defaults={
                "hour": k.daily.hour,
                "minute": k.daily.minute,
                "weekday": k.weekday,
                "next": next_time(at, k.daily, k.weekday),
            },
        )


def ask_due(*, at: datetime) -> int:
    """Ask for what is due, once however many workers look; how many were asked. Missed nights are done once, not each."""
    asked = 0
    for row in Schedule.objects.filter(next__lte=at, kind__in=jobs.KINDS):
        with transaction.atomic():
            mine = Schedule.objects.filter(pk=row.pk, next=row.next)
            if mine.update(next=next_time(at, time(row.hour, row.minute), row.weekday)):
                jobs.enqueue(row.kind, by=SYSTEM, at=at, once="schedule")
                asked += 1
    return asked
