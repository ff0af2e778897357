"""Planning a meeting of a body, and writing down that it was held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..agenda import agenda
from ..events import MeetingKept
from ..models import Body, Meeting, Seat
from ..permissions import KEEP

__all__ = ["hold_meeting", "move_meeting", "plan_meeting"]


@transaction.atomic
def plan_meeting(*, body: Body, on: date, where: str = "", by: Who, at: datetime) -> Meeting:
    """One more meeting of a body, one a day."""
    check_may(by, KEEP, Purpose.PROJECT)
    if not body.is_on(on):
        raise NotNow(_("This body does not exist on that day."))
    if body.meetings.filter(on=on).exists():
        raise NotNow(_("This body meets on that day already."))
    meeting = Meeting.objects.create(body=body, on=on, where=where.strip())
    _record(meeting, by, at)
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, on: date, where: str, by: Who, at: datetime) -> Meeting:
    """To another day, as long as it was not held."""
    check_may(by, KEEP, Purpose.PROJECT)
    if meeting.held:
        raise NotNow(_("This meeting was held."))
    if meeting.body.meetings.filter(on=on).exclude(pk=meeting.pk).exists():
        raise NotNow(_("This body meets on that day already."))
    meeting.on, meeting.where = on, where.strip()
    meeting.save(update_fields=("on", "where"))
    _record(meeting, by, at)
    return meeting


@transaction.atomic
def hold_meeting(
    *,
    meeting: Meeting,
    minutes: str,
    present: Iterable[Seat],
    guests: int = 0,
    minutes_long: int | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Meeting:
    """It was held: who was there, and the minutes. What was due on that day stays with them."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(meeting.on, today)
    there = list(present)
    if any(seat.body_id != meeting.body_id or not seat.is_on(meeting.on) for seat in there):
        raise NotNow(_("Only seats of this body on that day are present; others are guests."))
    if not meeting.held:
        meeting.agenda = [one.plain() for one in agenda(meeting.body, meeting.on)]
    meeting.minutes, meeting.guests, meeting.held = check_words(minutes), guests, True
    meeting.minutes_long = minutes_long
    meeting.save()
    meeting.present.set(there)
    _record(meeting, by, at)
    return meeting


def _record(meeting: Meeting, by: Who, at: datetime) -> None:
    event = MeetingKept(subject=f"governance.meeting:{meeting.pk}", body=meeting.body_id, on=meeting.on, held=meeting.held)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
