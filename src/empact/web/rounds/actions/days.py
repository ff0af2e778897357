"""Questions and appointments. On this website, on paper, by phone or with a helper: one action, and the same follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...care import policies as care_policies
from ...care.models import Member
from ...care.shared import check_writes, locked_plan, purpose_of
from ...consent import access
from ...consent.matrix import Part
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from .. import policies
from ..events import AppointmentMoved, QuestionMoved
from ..models import Appointment, Question, Route
from ..permissions import WORK

__all__ = ["add_appointment", "answer_question", "ask_question", "end_appointment"]

ANSWER_WITHIN: Final = timedelta(days=2)
"""What who asks is told; a promise of the house."""


@transaction.atomic
def ask_question(
    *, person: Person, text: str, asker: Member | None = None, route: str = Route.OWN, by: Who, at: datetime
) -> Question:
    """Of somebody in the care team to who coordinates. ``asker``: for whom it is written down; nobody: whoever writes."""
    today = timezone.localdate(at)
    if asker is None:
        purpose = purpose_of(by)
        access.check_may_read(by, person, Part.TASKS, at)
        asker = policies.check_member(person, by, today)
    else:
        purpose = check_writes(person, Part.TASKS, by, at)
        care_policies.check_owner(locked_plan(person), asker, today)
    text = check_words(text, _("Write what you want to know."))
    question = Question.objects.create(
        person=person, asker=asker, route=route, text=text, asked_at=at, due=today + ANSWER_WITHIN
    )
    event = QuestionMoved(subject=f"rounds.question:{question.pk}", person=person.pk, state="asked")
    audit.record(event, by=by, at=at, purpose=purpose)
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: Who, at: datetime) -> Question:
    """Once: what was answered is not changed."""
    check_may(by, WORK, Purpose.CARE)
    purpose = check_writes(question.person, Part.TASKS, by, at)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    policies.check_unanswered(question)
    question.answer = check_words(answer, _("Write the answer in plain words."))
    question.answered_at, question.answered_by = at, by.user_id
    question.save(update_fields=("answer", "answered_at", "answered_by"))
    event = QuestionMoved(subject=f"rounds.question:{question.pk}", person=question.person_id, state="answered")
    audit.record(event, by=by, at=at, purpose=purpose)
    return question


@transaction.atomic
def add_appointment(
    *,
    person: Person,
    on: date,
    what: str,
    clock: str = "",
    member: Member | None = None,
    route: str = Route.OWN,
    by: Who,
    at: datetime,
) -> Appointment:
    """``member``: who of the care team comes."""
    purpose = check_writes(person, Part.TASKS, by, at)
    today = timezone.localdate(at)
    care_policies.check_day(on, today)
    if member is not None:
        care_policies.check_owner(locked_plan(person), member, today)
    what = check_words(what, _("Write what it is."))
    one = Appointment.objects.create(
        person=person, on=on, what=what, clock=clock.strip(), member=member, route=route, said_at=at, said_by=by.user_id
    )
    event = AppointmentMoved(subject=f"rounds.appointment:{one.pk}", person=person.pk, state="made")
    audit.record(event, by=by, at=at, purpose=purpose)
    return one


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: Who, at: datetime) -> Appointment:
    """It does not take place; it stays on record."""
    purpose = check_writes(appointment.person, Part.TASKS, by, at)
    if appointment.ended_at is None:
        appointment.ended_at = at
        appointment.save(update_fields=("ended_at",))
        event = AppointmentMoved(subject=f"rounds.appointment:{appointment.pk}", person=appointment.person_id, state="ended")
        audit.record(event, by=by, at=at, purpose=purpose)
    return appointment
