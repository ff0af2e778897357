"""Meetings: begin one, count who is there, end it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Code
from .. import policies
from ..events import AttendanceCounted, MeetingMoved, MeetingStarted
from ..groups import Group, the_group
from ..models import Attendance, Meeting, Publication, Remark
from ..permissions import CHAIR

__all__ = ["count_attendance", "move_meeting", "start_meeting"]


@transaction.atomic
def start_meeting(
    *, group: Group, theme: str, on: date, publication: Publication | None = None, by: Who, at: datetime
) -> Meeting:
    """A meeting begins, or one of an earlier day is written down."""
    check_may(by, CHAIR, Purpose.POPULATION)
    group = the_group(by, timezone.localdate(at), group.pk)
    made = Meeting.objects.create(theme=theme, on=on, publication=publication, started_at=at, **group.columns)
    audit.record(MeetingStarted(subject=f"feedback.meeting:{made.pk}", on=on), by=by, at=at)
    return made


@transaction.atomic
def count_attendance(*, meeting: Meeting, discipline: Code, number: int, by: Who, at: datetime) -> None:
    """How many of a discipline are there; none takes it off the list."""
    check_may(by, CHAIR, Purpose.POPULATION)
    the_group(by, timezone.localdate(at), meeting.group.pk)
    if number:
        Attendance.objects.update_or_create(meeting=meeting, discipline=discipline, defaults={"number": number})
    else:
        Attendance.objects.filter(meeting=meeting, discipline=discipline).delete()
    event = AttendanceCounted(subject=f"feedback.meeting:{meeting.pk}", discipline=discipline.pk, number=number)
    audit.record(event, by=by, at=at)


@transaction.atomic
def move_meeting(*, meeting: Meeting, state: str, by: Who, at: datetime) -> Meeting:
    """End it: its remarks stay as they are from now on. Or take that back, on the same day."""
    check_may(by, CHAIR, Purpose.POPULATION)
    day = timezone.localdate(at)
    the_group(by, day, meeting.group.pk)
    meeting.refresh_from_db(fields=("state",))
    policies.check_meeting_moves(meeting, state, day)
    meeting.state = state
    meeting.save(update_fields=("state",))
    said = Remark.objects.of(meeting.group).filter(publication=meeting.publication_id)
    if state == Meeting.State.CLOSED:
        said.filter(locked_by=None).update(locked_by=meeting)
    else:
        said.filter(locked_by=meeting).update(locked_by=None)
    audit.record(MeetingMoved(subject=f"feedback.meeting:{meeting.pk}", state=state), by=by, at=at)
    return meeting
