"""What the address book puts on My day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import CoordinationMeeting, JoinRequest
from .permissions import REVIEW_REQUESTS

__all__ = ["agreements_to_review", "meetings_missed", "requests_to_answer"]

_ANSWER_WITHIN = timedelta(days=7)


def requests_to_answer(who: Who, today: date) -> Iterator[Todo]:
    """To whoever answers organisations that want to join."""
    if not who.role or not may(who, REVIEW_REQUESTS, Purpose.ADMINISTRATION):
        return
    for one in JoinRequest.objects.filter(state=JoinRequest.State.ASKED):
        yield Todo(
            title=_("%(name)s wants to join") % {"name": one.name},
            why=_("Nobody has answered yet."),
            address=reverse("territory:requests"),
            due=timezone.localdate(one.asked_at) + _ANSWER_WITHIN,
        )


def meetings_missed(who: Who, today: date) -> Iterator[Todo]:
    """To each coordinator of the network: the contacts of its organisations and the staff of its territory."""
    if (who.role, who.scope_kind) not in (("contact", "organisation"), ("zone_staff", "territory")):
        return
    at = "organisations" if who.scope_kind == "organisation" else "territory"
    rows = CoordinationMeeting.objects.missed(today).filter(**{f"coordination__{at}": UUID(who.scope_id)})
    for one in rows.select_related("coordination"):
        if one.coordination.is_on(one.planned):
            yield Todo(
                title=_("Was the meeting of %(name)s held?") % {"name": one.coordination.name},
                why=_("It was planned, its day has passed and nothing is written down."),
                address=reverse("territory:coordination", args=[one.coordination_id]),
                due=one.planned,
            )


def agreements_to_review(who: Who, today: date) -> Iterator[Todo]:
    """To each coordinator of the network, two weeks before what was agreed is looked at again."""
    if (who.role, who.scope_kind) not in (("contact", "organisation"), ("zone_staff", "territory")):
        return
    at = "organisations" if who.scope_kind == "organisation" else "territory"
    rows = CoordinationMeeting.objects.to_review(today + timedelta(days=14))
    for one in rows.filter(**{f"coordination__{at}": UUID(who.scope_id)}).select_related("coordination"):
        assert one.review_by is not None
        yield Todo(
            title=_("Look again at what was agreed: %(name)s") % {"name": one.coordination.name},
            why=one.theme or _("Half a year ago this was agreed."),
            address=reverse("territory:review-meeting", args=[one.pk]),
            due=one.review_by,
        )
