"""Asking others, what they say, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...governance.models import Body, Decision
from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from .. import policies
from ..events import CommentAnswered, CommentMade, CommentTakenBack, ConsultationKept, ReplyGiven
from ..models import Asked, Comment, Consultation, Group, Paragraph, Participant, Reply, Version
from ..permissions import KEEP, check_may_comment, check_may_take_part

__all__ = ["add_nothing", "answer", "ask", "comment", "end_round", "take_back"]


@transaction.atomic
def ask(
    *,
    version: Version,
    question: str,
    closes: date,
    kind: str = Consultation.Kind.COMMENTS,
    bodies: Iterable[Body] = (),
    organisations: Iterable[Organisation] = (),
    groups: Iterable[Group] = (),
    for_all: bool = True,
    decision: Decision | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Consultation:
    """Send a draft to others from today on."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_askable(version, today, closes)
    whom = [Asked(body=b) for b in bodies] + [Asked(organisation=o) for o in organisations] + [Asked(group=g) for g in groups]
    if not whom:
        raise Problem(_("Say whom you ask: a body, an organisation or a working group."))
    made = Consultation.objects.create(
        version=version, kind=kind, question=check_words(question), opened=today, closes=closes, for_all=for_all,
        decision=decision,
    )  # fmt: skip
    for one in whom:
        one.consultation = made
    Asked.objects.bulk_create(whom)
    _keep(made, by, at)
    return made


@transaction.atomic
def end_round(*, consultation: Consultation, closes: date, today: date, by: Who, at: datetime) -> Consultation:
    """Another last day: later, to give more time; or yesterday: it is closed now."""
    check_may(by, KEEP, Purpose.PROJECT)
    if consultation.version.finished is not None:
        raise NotNow(_("This version is finished."))
    if closes < max(consultation.opened, today - timedelta(days=1)):
        raise NotNow(_("A round was open until yesterday at least, and for one day."))
    consultation.closes = closes
    consultation.save(update_fields=("closes",))
    _keep(consultation, by, at)
    return consultation


@transaction.atomic
def comment(
    *,
    consultation: Consultation,
    text: str,
    paragraph: Paragraph | None = None,
    organisation: Organisation | None = None,
    participant: Participant | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Comment:
    """By an organisation, or by somebody of a working group for themselves; of a paragraph, or of the whole."""
    _check_speaker(consultation, organisation, participant, today, by)
    if paragraph is not None and paragraph.version_id != consultation.version_id:
        raise NotNow(_("This paragraph is of another version."))
    rows = Consultation.objects.select_for_update().get(pk=consultation.pk).comments
    number = 1 + int(rows.aggregate(last=Max("number"))["last"] or 0)
    made = Comment.objects.create(
        consultation=consultation, number=number, paragraph=paragraph, organisation=organisation, participant=participant,
        text=check_words(text), at=at,
    )  # fmt: skip
    event = CommentMade(subject=f"participation.comment:{made.pk}", consultation=consultation.pk, number=number)
    _record(event, by, at)
    return made


@transaction.atomic
def take_back(*, comment: Comment, today: date, by: Who, at: datetime) -> None:
    """By whoever said it, as long as nobody answered; that it was there stays on record."""
    if comment.organisation is not None:
        check_may_comment(by, comment.organisation)
    elif comment.participant is not None:
        check_may_take_part(by, comment.participant)
    policies.check_own_again(comment, today)
    event = CommentTakenBack(
        subject=f"participation.comment:{comment.pk}", consultation=comment.consultation_id, number=comment.number
    )
    comment.delete()
    _record(event, by, at)


@transaction.atomic
def add_nothing(
    *,
    consultation: Consultation,
    organisation: Organisation | None = None,
    participant: Participant | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Reply:
    """Read, and nothing to add. A comment may still follow."""
    _check_speaker(consultation, organisation, participant, today, by)
    made, _new = Reply.objects.get_or_create(
        consultation=consultation, organisation=organisation, participant=participant, defaults={"on": today}
    )
    _record(ReplyGiven(subject=f"participation.reply:{made.pk}", consultation=consultation.pk), by, at)
    return made


@transaction.atomic
def answer(
    *, comment: Comment, outcome: str, reason: str, change: Paragraph | None = None, today: date, by: Who, at: datetime
) -> Comment:
    """What becomes of a comment, why, and in which paragraph of a later version it is seen."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_answer(comment, outcome, reason, change)
    comment.outcome, comment.reason, comment.change, comment.answered = outcome, reason.strip(), change, today
    comment.save(update_fields=("outcome", "reason", "change", "answered"))
    event = CommentAnswered(
        subject=f"participation.comment:{comment.pk}", outcome=outcome, change=change.pk if change else None
    )
    _record(event, by, at)
    return comment


def _check_speaker(
    consultation: Consultation, organisation: Organisation | None, participant: Participant | None, today: date, by: Who
) -> None:
    if (organisation is None) == (participant is None):
        raise Problem(_("Say who speaks: an organisation, or somebody of a working group."))
    if organisation is not None:
        check_may_comment(by, organisation)
    elif participant is not None:
        check_may_take_part(by, participant)
    policies.check_may_say(consultation, organisation, participant, today)


def _keep(consultation: Consultation, by: Who, at: datetime) -> None:
    subject = f"participation.consultation:{consultation.pk}"
    _record(ConsultationKept(subject=subject, version=consultation.version_id, closes=consultation.closes), by, at)


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
