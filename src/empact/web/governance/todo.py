"""What governance puts on My day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Agreement, Asked, Decision, Evaluation, Party, Seat
from .models.quarters import FREEZE_BEFORE, REMIND_BEFORE
from .permissions import HELP, KEEP, PROPOSE, SIGN, SPEAK
from .quarters import freezing_address

__all__ = [
    "AGREEMENT_ENDS_WITHIN", "ENDS_WITHIN", "agreements_that_end", "agreements_to_sign", "decisions_to_review",
    "decisions_to_speak_on", "desk_waits", "figures_freeze", "seats_that_end",
]  # fmt: skip

ENDS_WITHIN: Final = timedelta(days=60)
AGREEMENT_ENDS_WITHIN: Final = timedelta(days=90)


def decisions_to_speak_on(who: Who, today: date) -> Iterator[Todo]:
    """To the organisation that has a seat and has not spoken."""
    if who.scope_kind != "organisation" or not who.role or not may(who, SPEAK, Purpose.PROJECT):
        return
    own = Seat.objects.on(today).filter(organisation=UUID(who.scope_id))
    open_ = Decision.objects.filter(state=Decision.State.OPEN, body__seats__in=own)
    for one in open_.exclude(voices__seat__in=own).distinct():
        yield Todo(
            title=_("Say what you think: %(question)s") % {"question": one.question},
            why=_("Your organisation has a seat in the body that decides."),
            address=reverse("governance:decision", args=[one.pk]),
            due=(one.opened or one.proposed) + timedelta(days=14),
        )


def decisions_to_review(who: Who, today: date) -> Iterator[Todo]:
    """To the project office, two weeks before the day."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Decision.objects.holding().filter(review_by__lte=today + timedelta(days=14)):
        assert one.review_by is not None
        yield Todo(
            title=_("Look at it again: %(question)s") % {"question": one.question},
            why=one.conditions or _("That day was set when it was decided."),
            address=reverse("governance:decision", args=[one.pk]),
            due=one.review_by,
        )


def figures_freeze(who: Who, today: date) -> Iterator[Todo]:
    """From two weeks before the evaluation of a quarter: news is asked of who leads; the office freezes the figures."""
    if not who.role or not may(who, PROPOSE, Purpose.PROJECT) or who.role in ("contact", "steering"):
        return
    rows = Evaluation.objects.filter(meeting__held=False, meeting__on__gte=today, meeting__on__lte=today + REMIND_BEFORE)
    for one in rows.select_related("meeting__body"):
        body = reverse("governance:year", args=[one.meeting.body_id])
        if may(who, KEEP, Purpose.PROJECT):
            why = _("Reminders are sent; the figures are frozen on that day.")
            title = _("Freeze the figures of quarter %(quarter)s") % {"quarter": one.quarter}
            yield Todo(title, why, freezing_address() or body, one.freeze_on)
        elif today <= one.meeting.on - FREEZE_BEFORE:
            why = _("On that day the figures of the quarter are frozen for %(body)s.") % {"body": one.meeting.body.name}
            yield Todo(_("Give the news of your actions"), why, f"{body}?year={one.year}", one.freeze_on)


def desk_waits(who: Who, today: date) -> Iterator[Todo]:
    """To who answers at the desk: every question without an answer, the oldest first."""
    if not who.role or not may(who, HELP, Purpose.PROJECT):
        return
    for one in Asked.objects.filter(answered=None).select_related("service", "organisation", "team"):
        yield Todo(
            title=_("Answer at the desk: %(service)s") % {"service": one.service.title},
            why=_("%(who)s asked it.") % {"who": one.organisation or one.team or _("Somebody")},
            address=reverse("governance:answer-desk", args=[one.pk]),
            due=one.on + timedelta(days=14),
        )


def agreements_that_end(who: Who, today: date) -> Iterator[Todo]:
    """To the project office, 90 days before."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Agreement.objects.ending(today, today + AGREEMENT_ENDS_WITHIN):
        assert one.ends is not None
        yield Todo(
            title=_("An agreement ends: %(subject)s") % {"subject": one.subject},
            why=_("Nothing takes its place yet."),
            address=reverse("governance:agreement", args=[one.pk]),
            due=one.ends,
        )


def agreements_to_sign(who: Who, today: date) -> Iterator[Todo]:
    """To the organisation that has not signed; who joins later is invited at the next evaluation of a quarter."""
    if who.scope_kind != "organisation" or not who.role or not may(who, SIGN, Purpose.PROJECT):
        return
    rows = Party.objects.filter(organisation=UUID(who.scope_id), signed=None).select_related("agreement")
    next_ = Evaluation.objects.filter(meeting__held=False, meeting__on__gte=today).order_by("meeting__on").first()
    invited = next_ is not None and next_.remind_on <= today
    rows = rows if invited else rows.filter(Q(joins=None) | Q(joins__lte=today))
    for one in rows.filter(Q(agreement__ends=None) | Q(agreement__ends__gte=today)):
        yield Todo(
            title=_("To be signed: %(subject)s") % {"subject": one.agreement.subject},
            why=_("Your organisation is a party and has not signed."),
            address=reverse("governance:agreement", args=[one.agreement_id]),
            due=one.joins or one.agreement.starts,
        )


def seats_that_end(who: Who, today: date) -> Iterator[Todo]:
    """To the project office: nobody's term ends without somebody having seen it."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Seat.objects.on(today).filter(ends__lte=today + ENDS_WITHIN).select_related("body", "group"):
        assert one.ends is not None
        yield Todo(
            title=_("A term ends: %(body)s, %(group)s") % {"body": one.body.name, "group": one.group},
            why=_("It ends within 60 days."),
            address=reverse("governance:body", args=[one.body_id]),
            due=one.ends,
        )
