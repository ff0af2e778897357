"""What policy puts on My day: what was not sent or not answered, a late engagement, a half-year without its report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Ask, Engagement, Recipient, Representation
from .permissions import FOLLOW, KEEP
from .queries import halves

__all__ = [
    "ASK_AGAIN_AFTER", "SEND_WITHIN", "asks_to_send", "asks_unanswered", "engagements_late", "mandates_that_end",
    "reports_due", "to_be_sent",
]  # fmt: skip

SEND_WITHIN: Final = timedelta(days=30)
ASK_AGAIN_AFTER: Final = timedelta(days=90)


def asks_to_send(who: Who, today: date) -> Iterator[Todo]:
    """What was written down a month ago, and no authority knows."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Ask.objects.filter(state=Ask.State.NOTED, raised__lte=today - SEND_WITHIN):
        yield Todo(
            title=_("Not sent yet: %(title)s") % {"title": one.title},
            why=_("It was written down a month ago."),
            address=reverse("policy:ask", args=[one.pk]),
            due=one.raised + SEND_WITHIN,
        )


def asks_unanswered(who: Who, today: date) -> Iterator[Todo]:
    """What was sent a quarter ago, without an answer."""
    if not who.role or not may(who, FOLLOW, Purpose.PROJECT):
        return
    for one in Ask.objects.filter(state=Ask.State.SENT, sent__lte=today - ASK_AGAIN_AFTER):
        assert one.sent is not None
        yield Todo(
            title=_("No answer yet: %(title)s") % {"title": one.title},
            why=_("It was sent three months ago."),
            address=reverse("policy:ask", args=[one.pk]),
            due=one.sent + ASK_AGAIN_AFTER,
        )


def engagements_late(who: Who, today: date) -> Iterator[Todo]:
    """Past its date, and nothing was written down of it for a year."""
    if not who.role or not may(who, FOLLOW, Purpose.PROJECT):
        return
    for one in Engagement.objects.prefetch_related("checks"):
        last = next(iter(one.checks.all()), None)
        if one.is_late(today) and (last is None or last.on <= today - timedelta(days=365)):
            yield Todo(
                title=_("What became of it: %(title)s") % {"title": one.title},
                why=_("Its date is past, and nothing was written down for a year."),
                address=reverse("policy:check", args=[one.pk]),
                due=one.due or date(one.year or today.year, 12, 31),
            )


def reports_due(who: Who, today: date) -> Iterator[Todo]:
    """The half-year that ended last has no report for an authority."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT) or not Recipient.objects.exclude(report=None).exists():
        return
    past = [h for h in halves(today) if h.is_past]
    if past and past[-1].report is None:
        one = past[-1]
        ended = date(one.year, 6, 30) if one.half == 1 else date(one.year, 12, 31)
        yield Todo(
            title=_("The report to government of a half-year is missing"),
            why=_("Twice a year government hears how it goes."),
            address=reverse("policy:reports"),
            due=ended + timedelta(days=31),
        )


def to_be_sent(who: Who, today: date) -> Iterator[Todo]:
    """Somebody is to get a report or a card, and has not."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Recipient.objects.filter(sent=None).select_related("authority__organisation", "report", "card__action"):
        title = one.report.title if one.report else one.card.action.title if one.card else ""
        made = one.report.on if one.report else one.card.on if one.card else today
        yield Todo(
            title=_("To be sent: %(title)s") % {"title": title},
            why=_("%(authority)s has not got it yet.") % {"authority": one.authority.organisation},
            address=reverse("policy:card", args=[one.card_id]) if one.card_id else reverse("policy:reports"),
            due=made + timedelta(days=14),
        )


def mandates_that_end(who: Who, today: date) -> Iterator[Todo]:
    """Nobody's place in a forum ends without somebody having seen it."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Representation.objects.on(today).filter(ends__lte=today + timedelta(days=60)):
        assert one.ends is not None
        yield Todo(
            title=_("A mandate ends: %(forum)s") % {"forum": one.forum},
            why=_("It ends within 60 days."),
            address=reverse("policy:forums"),
            due=one.ends,
        )
