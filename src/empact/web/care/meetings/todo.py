"""What meetings put on Mijn dag: no name stands here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel.day import Todo
from ...kernel.who import Who
from ..models import Fits, Meeting
from ..todo import address, has_plans
from .queries import invited, to_plan

__all__ = ["invitations", "meetings_to_plan"]


def meetings_to_plan(who: Who, today: date) -> Iterator[Todo]:
    """Asked for where one coordinates, and held without being signed off."""
    for one in to_plan(who)[:4] if has_plans(who) else ():
        if one.state == Meeting.State.ASKED:
            title, why = _("A meeting is asked for"), _("Choose a moment, and everybody is invited.")
        else:
            title, why = _("A meeting is not signed off"), _("Its decisions become tasks once the person said yes.")
        yield Todo(title, why, address(who, "meeting", one.person_id, one.pk), timezone.localdate(one.asked_at))


def invitations(who: Who, today: date) -> Iterator[Todo]:
    """Moments one has not answered, and a meeting within a week."""
    now = timezone.make_aware(datetime.combine(today, time.min))
    for seat in invited(who, now)[:6] if has_plans(who) else ():
        one = seat.meeting
        if one.starts_at is None:
            if not Fits.objects.filter(seat=seat).exists():
                why = _("Say which moments fit.")
                yield Todo(
                    _("A meeting looks for a moment"),
                    why,
                    address(who, "meeting", one.person_id, one.pk),
                    timezone.localdate(one.asked_at),
                )
        elif now <= one.starts_at < now + timedelta(days=8):
            why = _("The address says where, and how to join by phone or video.")
            yield Todo(
                _("You are invited to a meeting"),
                why,
                address(who, "meeting", one.person_id, one.pk),
                timezone.localdate(one.starts_at),
            )
