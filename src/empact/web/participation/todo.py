"""What participation puts on My day: what waits for a voice, for an answer, and what was done with what somebody brought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..governance.agenda import Due
from ..governance.models import Body
from ..kernel.day import News, Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Comment, Consultation, Document, KeyMessage, Output, Participant
from .permissions import COMMENT, KEEP, TAKE_PART
from .queries import waiting_for

__all__ = [
    "comments_to_answer", "consultations_of", "consultations_waiting", "done_with_it", "invitations", "messages_to_approve",
    "outputs_to_answer", "rounds_for",
]  # fmt: skip


def rounds_for(who: Who, today: date) -> list[Consultation]:
    """Open rounds that ask this hat's organisation, or a working group of this person, and in which they said nothing."""
    found: dict[UUID, Consultation] = {}
    if who.scope_kind == "organisation" and who.role and may(who, COMMENT, Purpose.PROJECT):
        found |= {c.pk: c for c in waiting_for(UUID(who.scope_id), today)}
    if who.user_id and who.role and may(who, TAKE_PART, Purpose.PROJECT):
        own = Participant.objects.present().exclude(accepted=None).filter(user=who.user_id)
        rows = Consultation.objects.open_on(today).filter(asked__group__participants__in=own)
        rows = rows.exclude(comments__participant__in=own).exclude(replies__participant__in=own)
        found |= {c.pk: c for c in rows.select_related("version__document")}
    return sorted(found.values(), key=lambda c: (c.closes, str(c.pk)))


def consultations_waiting(who: Who, today: date) -> Iterator[Todo]:
    """To who was asked and said nothing; the day it closes is the day it is due."""
    for one in rounds_for(who, today):
        yield Todo(
            title=_("Say what you think: %(title)s") % {"title": f"{one.version.document.title} {one.version}"},
            why=one.question,
            address=reverse("participation:consultation", args=[one.pk]),
            due=one.closes,
        )


def invitations(who: Who, today: date) -> Iterator[Todo]:
    """To who was invited into a working group."""
    if not who.user_id or not who.role or not may(who, TAKE_PART, Purpose.PROJECT):
        return
    rows = Participant.objects.present().filter(user=who.user_id, accepted=None).select_related("group")
    for one in rows:
        yield Todo(
            title=_("You are invited: %(group)s") % {"group": one.group.name},
            why=one.group.purpose,
            address=reverse("participation:wishes", args=[one.pk]),
            due=one.starts + timedelta(days=14),
        )


def comments_to_answer(who: Who, today: date) -> Iterator[Todo]:
    """To those who keep documents: one line per document, from its oldest comment on."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    said = "versions__consultations__comments"
    oldest = dict(Comment.objects.unanswered().values_list("consultation__version__document").annotate(first=Min("at")))
    numbers: dict[UUID, int] = {}
    for pk in Comment.objects.unanswered().values_list("consultation__version__document", flat=True):
        numbers[pk] = numbers.get(pk, 0) + 1
    for one in Document.objects.filter(**{f"{said}__outcome": ""}).distinct():
        number = numbers[one.pk]
        yield Todo(
            title=_("Answer what was said: %(title)s") % {"title": one.title},
            why=ngettext("%(number)s comment has no answer.", "%(number)s comments have no answer.", number)
            % {"number": number},
            address=reverse("participation:document", args=[one.pk]),
            due=oldest[one.pk].date() + timedelta(days=30),
        )


def outputs_to_answer(who: Who, today: date) -> Iterator[Todo]:
    """To those who keep the groups: nothing a group brought stays without a word."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Output.objects.unanswered().select_related("group"):
        yield Todo(
            title=_("Say what was done with it: %(title)s") % {"title": one.title},
            why=_("A working group brought it: %(group)s.") % {"group": one.group.name},
            address=reverse("participation:answer-output", args=[one.pk]),
            due=one.on + timedelta(days=60),
        )


def messages_to_approve(who: Who, today: date) -> Iterator[Todo]:
    """To the organisation that answers for it."""
    if who.scope_kind != "organisation" or not who.role or not may(who, COMMENT, Purpose.PROJECT):
        return
    for one in KeyMessage.objects.filter(owner=UUID(who.scope_id), approved=None, withdrawn=None):
        yield Todo(
            title=_("To be approved: %(subject)s") % {"subject": one.subject},
            why=_("Your organisation answers for this message."),
            address=reverse("participation:messages"),
            due=one.made + timedelta(days=14),
        )


def done_with_it(who: Who, today: date) -> Iterator[News]:
    """To who took part: what was done with what they brought, for a month after they were told."""
    if not who.user_id or not who.role or not may(who, TAKE_PART, Purpose.PROJECT):
        return
    address = reverse("participation:home")
    since = today - timedelta(days=30)
    for one in Participant.objects.filter(user=who.user_id, told__gte=since, told__lte=today).select_related("group"):
        assert one.told is not None
        yield News(_("What was done with it: %(group)s") % {"group": one.group.name}, one.told, address)
    for said in Comment.objects.filter(participant__user=who.user_id, answered__gte=since, answered__lte=today):
        assert said.answered is not None
        yield News(_("What you said has an answer."), said.answered, address)


def consultations_of(body: Body, day: date) -> Iterator[Due]:
    """What asks a body is due at its meeting."""
    for one in Consultation.objects.open_on(day).filter(asked__body=body).select_related("version__document"):
        title = f"{one.version.document.title} {one.version}"
        yield Due(title, one.question, reverse("participation:consultation", args=[one.pk]), one.opened)
