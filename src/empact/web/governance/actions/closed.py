"""Points and advice that only the members of a body read: written by them alone."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import AdviceAttached, PointKept
from ..models import Advice, Body, Decision, Meeting, Point
from ..models.closed import sat_in
from ..permissions import KEEP, READ_CLOSED

__all__ = ["add_point", "attach_advice", "keep_point"]


def _check_sits(by: Who, body: Body, day: date) -> None:
    check_may(by, READ_CLOSED, Purpose.PROJECT)
    if not sat_in(by, day).filter(body=body).exists():
        raise Denied(_("Only the members of this body see this."), _("Ask one of its members."))


@transaction.atomic
def add_point(*, meeting: Meeting, topic: str, title: str, minutes: str = "", today: date, by: Who, at: datetime) -> Point:
    """One more point: by a member; of a body that is not closed, by the project office too."""
    if meeting.body.closed:
        _check_sits(by, meeting.body, today)
    else:
        check_may(by, KEEP, Purpose.PROJECT)
    point = Point.objects.create(meeting=meeting, topic=topic, title=check_words(title), minutes=minutes.strip())
    _record_point(point, by, at)
    return point


@transaction.atomic
def keep_point(*, point: Point, topic: str, title: str, minutes: str, today: date, by: Who, at: datetime) -> Point:
    """What was said of it, or another title."""
    if point.meeting.body.closed:
        _check_sits(by, point.meeting.body, today)
    else:
        check_may(by, KEEP, Purpose.PROJECT)
    point.topic, point.title, point.minutes = topic, check_words(title), minutes.strip()
    point.save()
    _record_point(point, by, at)
    return point


@transaction.atomic
def attach_advice(*, decision: Decision, source: str, text: str, on: date, today: date, by: Who, at: datetime) -> Advice:
    """Before it is decided, by a member of the body that decides."""
    _check_sits(by, decision.body, today)
    check_has_come(on, today)
    if decision.state not in (Decision.State.DRAFT, Decision.State.OPEN):
        raise NotNow(_("It is decided: advice comes before."))
    advice = Advice.objects.create(decision=decision, source=check_words(source), text=check_words(text), on=on)
    event = AdviceAttached(subject=f"governance.advice:{advice.pk}", decision=decision.pk)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return advice


def _record_point(point: Point, by: Who, at: datetime) -> None:
    event = PointKept(subject=f"governance.point:{point.pk}", meeting=point.meeting_id)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
