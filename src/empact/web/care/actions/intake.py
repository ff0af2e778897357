"""From a request to a level of care: each step dated, with whoever took it, and the level can be taken back (R5)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...people.policies import check_cares
from .. import policies, states
from ..events import IntakeMoved, LevelDecided, LevelTakenBack
from ..models import Intake, LevelDecision
from ..permissions import CARE

__all__ = ["ask", "clarify", "close_intake", "decide_level", "take_level_back"]


@transaction.atomic
def ask(*, person: Person, request: str, asked_by: str, by: Who, at: datetime) -> Intake:
    """Write a request for care down, by whoever received it. It is kept before any consent: somebody asked for help."""
    _check_cares(person, by, at)
    request = check_words(request, _("Write what is asked, in the words of who asks."))
    if asked_by not in Intake.AskedBy.values:
        raise Problem(_("Say who asks."))
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                person=person, request=request, asked_by=asked_by, asked_on=timezone.localdate(at), begun_by=by.user_id
            )
    except IntegrityError:
        raise NotNow(_("A request of this person is being looked at already.")) from None
    return _moved(intake, by, at)


@transaction.atomic
def clarify(*, intake: Intake, question: str, by: Who, at: datetime) -> Intake:
    """What is really asked, after a talk with the person."""
    intake = _locked(intake, by, at)
    policies.check_move(states.INTAKE_MOVES, intake.state, Intake.State.CLARIFIED)
    intake.question = check_words(question, _("Write what is really asked, after the talk."))
    intake.state, intake.clarified_on = Intake.State.CLARIFIED, timezone.localdate(at)
    intake.save(update_fields=("question", "state", "clarified_on"))
    return _moved(intake, by, at)


@transaction.atomic
def decide_level(*, person: Person, level: str, how: str, reason: str, by: Who, at: datetime) -> LevelDecision:
    """Limited or complex, decided together with the person: ``how`` says how. Limited may become complex at any time."""
    _check_cares(person, by, at)
    if level not in LevelDecision.Level.values:
        raise Problem(_("Choose limited or complex."))
    how = check_words(how, _("Say how the person decided along: in a talk, by phone, with a representative."))
    reason = check_words(reason, _("Say why this level fits."))
    intake = Intake.objects.select_for_update(of=("self",)).filter(person=person).exclude(state=Intake.State.CLOSED).first()
    if intake is not None:
        policies.check_reads_intake(intake, by, at)
    if intake is None or intake.state == Intake.State.REQUEST:
        raise NotNow(_("The request is not clarified yet."), _("Talk it through with the person first."))
    standing = LevelDecision.objects.standing().filter(person=person).first()
    if standing is not None and standing.level == level:
        raise NotNow(_("This level holds already."))
    row = LevelDecision.objects.create(
        person=person, intake=intake, level=level, how=how, reason=reason, decided_at=at, decided_by=by.user_id
    )
    if intake.state == Intake.State.CLARIFIED:
        intake.state = Intake.State.DECIDED
        intake.save(update_fields=("state",))
    event = LevelDecided(subject=f"care.leveldecision:{row.pk}", person=person.pk, level=level)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return row


@transaction.atomic
def take_level_back(*, decision: LevelDecision, by: Who, at: datetime) -> LevelDecision:
    """The newest decision, with what held before it in force again; the line stays, with the day it was taken back."""
    _check_cares(decision.person, by, at)
    newest = LevelDecision.objects.standing().select_for_update(of=("self",)).filter(person=decision.person_id).first()
    if newest is None or newest.pk != decision.pk:
        raise NotNow(_("Only the newest decision can be taken back."))
    newest.taken_back_at, newest.taken_back_by = at, by.user_id
    newest.save(update_fields=("taken_back_at", "taken_back_by"))
    intake = newest.intake
    if intake and intake.state == Intake.State.DECIDED and not intake_has_level(intake):
        intake.state = Intake.State.CLARIFIED
        intake.save(update_fields=("state",))
    event = LevelTakenBack(subject=f"care.leveldecision:{newest.pk}", person=newest.person_id, level=newest.level)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return newest


@transaction.atomic
def close_intake(*, intake: Intake, by: Who, at: datetime) -> Intake:
    """The request needs nothing more."""
    intake = _locked(intake, by, at)
    policies.check_move(states.INTAKE_MOVES, intake.state, Intake.State.CLOSED)
    intake.state = Intake.State.CLOSED
    intake.save(update_fields=("state",))
    return _moved(intake, by, at)


def intake_has_level(intake: Intake) -> bool:
    return LevelDecision.objects.standing().filter(intake=intake).exists()


def _locked(intake: Intake, by: Who, at: datetime) -> Intake:
    _check_cares(intake.person, by, at)
    policies.check_reads_intake(intake, by, at)
    return Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)


def _moved(intake: Intake, by: Who, at: datetime) -> Intake:
    event = IntakeMoved(subject=f"care.intake:{intake.pk}", person=intake.person_id, state=intake.state)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return intake


def _check_cares(person: Person, by: Who, at: datetime) -> None:
    """A request comes before consent: a relation is enough."""
    check_may(by, CARE, Purpose.CARE)
    check_cares(person, by, timezone.localdate(at))
