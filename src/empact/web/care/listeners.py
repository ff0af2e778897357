"""What follows from what happens in care: whoever is invited to a meeting gets a letter with the moment, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ..kernel import letters
from ..kernel.models import Message
from .models import Meeting, Seat

__all__ = ["tell_of_meeting"]


def tell_of_meeting(message: Message, at: datetime) -> None:
    """A letter when it is planned, and one when a planned moment does not hold any more."""
    state, before = message.detail["state"], message.detail["before"]
    if state != Meeting.State.PLANNED and (before != Meeting.State.PLANNED or state == Meeting.State.HELD):
        return
    meeting = Meeting.objects.filter(pk=message.subject.rpartition(":")[2]).first()
    if meeting is None or meeting.state != state:  # it went on in the meantime, with a letter of its own
        return
    when = timezone.localtime(meeting.starts_at) if meeting.starts_at else None
    seats = Seat.objects.filter(meeting=meeting).select_related("member__user", "member__near__user")
    for seat in seats:
        user = seat.member.account if seat.member is not None else None
        if user is None:  # a guest, or somebody without an account: they are called, and have an address of their own
            continue
        if state == Meeting.State.PLANNED and when is not None:
            numbers = {"day": when.day, "month": when.month, "year": when.year, "hour": when.hour, "minute": when.minute}
            letters.send("meeting", to=user, page="kernel:day", at=at, always=True, **numbers)
        else:
            letters.send("meeting_off", to=user, page="kernel:day", at=at, always=True)
