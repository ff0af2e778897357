"""A list is approved and closed; of each person on it somebody says who takes it up, or why nobody does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import naming, policies, standing
from ..events import HandoverMoved, WorklistMoved
from ..models import Handover, Person, Worklist
from ..permissions import APPROVE_WORKLIST, HAND_OVER

__all__ = ["move_worklist", "note_try", "say_of", "take_back"]


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _id(said: str | None) -> UUID | None:
    return UUID(said) if said else None


_KEPT: Final[dict[str, Callable[[Any], Any]]] = {
    "state": str,
    "reason": str,
    "assigned_to_id": _id,
    "next_step": _day,
    "contacts": int,
    "off_until": _day,
}
"""What a move changes, and how each is read back from what was kept of it."""


@transaction.atomic
def move_worklist(*, worklist: Worklist, to: str, by: Who, at: datetime) -> Worklist:
    """Approve, close, or open again what was closed. An approved list follows its earlier runs: who is still open there and is
    on this one comes over."""
    check_may(by, APPROVE_WORKLIST, Purpose.CARE)
    policies.check_for_this_hat(worklist, by)
    policies.check_list_move(worklist, to)
    worklist.state, worklist.moved_at, worklist.moved_by = to, at, by.user_id
    worklist.save(update_fields=("state", "moved_at", "moved_by"))
    if to == Worklist.State.APPROVED:
        _follow(worklist)
    event = WorklistMoved(subject=f"people.worklist:{worklist.pk}", state=to)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return worklist


@transaction.atomic
def say_of(
    *,
    worklist: Worklist,
    person: Person,
    state: str,
    reason: str = "",
    assigned_to: UUID | None = None,
    next_step: date | None = None,
    by: Who,
    at: datetime,
) -> Handover:
    """``accepted`` needs who and when, ``postponed`` when, ``declined`` a reason of the list; ``refused`` needs nothing.

    Nobody takes somebody up by another's word: ``accepted`` for a colleague asks that colleague (``asked``), who takes the
    person up, or gives them back to the list (``open``) with a reason.
    """
    today = timezone.localdate(at)
    if state == Handover.State.ACCEPTED and assigned_to != by.user_id:
        state = Handover.State.ASKED
    handover, was = _begin(worklist, person, by, at)
    policies.check_handed_over_now(handover, state)
    if state in (Handover.State.ACCEPTED, Handover.State.POSTPONED):
        policies.check_next_step(next_step, today)
    taking = state in (Handover.State.ACCEPTED, Handover.State.ASKED)
    if taking and assigned_to not in {user.pk for user in standing.colleagues(by, today)}:
        raise Problem(_("Say who takes it up."), _("Choose somebody of your organisation or team."))
    says_why = state in (Handover.State.DECLINED, Handover.State.OPEN)
    if says_why and reason not in Handover.Reason.values:
        raise Problem(_("Say why nobody takes it up."), _("Choose a reason."))
    goes_on = state in (Handover.State.ACCEPTED, Handover.State.POSTPONED)
    handover.state = state
    handover.reason = reason if says_why else ""
    handover.assigned_to_id = assigned_to if taking else None
    handover.next_step = next_step if goes_on else None
    return _end(handover, was, by, at)


@transaction.atomic
def note_try(*, worklist: Worklist, person: Person, next_step: date | None = None, by: Who, at: datetime) -> Handover:
    """The person was called or written to and did not answer. After the second time, left alone for a year."""
    today = timezone.localdate(at)
    handover, was = _begin(worklist, person, by, at)
    last = handover.contacts + 1 >= policies.CONTACTS
    policies.check_handed_over_now(handover, Handover.State.UNREACHED)
    if not last:
        policies.check_next_step(next_step, today)
    handover.contacts += 1
    handover.next_step = None if last else next_step
    if last:
        handover.state, handover.off_until = Handover.State.UNREACHED, policies.off_list_until(today)
    return _end(handover, was, by, at)


@transaction.atomic
def take_back(*, worklist: Worklist, person: Person, by: Who, at: datetime) -> Handover:
    """The last answer, once; the one before it holds again."""
    handover, was = _begin(worklist, person, by, at)
    if not handover.before:
        raise NotNow(_("There is nothing to take back."))
    for name in _KEPT:
        setattr(handover, name, _KEPT[name](handover.before[name]))
    return _end(handover, {}, by, at)


def _follow(worklist: Worklist) -> None:
    """Who is still open on an earlier run and is on this one comes over, with what was said of them."""
    before = list(standing.runs_before(worklist))
    going_on = (Handover.State.OPEN, Handover.State.ASKED, Handover.State.POSTPONED)
    handovers = list(Handover.objects.filter(worklist__in=before, state__in=going_on).select_related("person"))
    called = naming.all_pseudonyms([one.person for one in handovers], worklist.project) if handovers else {}
    lines = worklist.lines.filter(left="", pseudonym__in=set[str]().union(*called.values()))
    here = set(lines.values_list("pseudonym", flat=True))
    coming = [one.pk for one in handovers if called[one.person_id] & here]
    Handover.objects.filter(pk__in=coming).update(worklist=worklist)
    Worklist.objects.filter(pk__in=[one.pk for one in before]).update(followed_by=worklist)


def _begin(worklist: Worklist, person: Person, by: Who, at: datetime) -> tuple[Handover, dict[str, Any]]:
    """The hand-over of this person, and what it is before the move. Two answers at once wait for each other."""
    check_may(by, HAND_OVER, Purpose.CARE)
    policies.check_for_this_hat(worklist, by)
    if not Person.objects.visible_to(by, Purpose.CARE, timezone.localdate(at)).filter(pk=person.pk).exists():
        raise NotNow(_("You do not care for this person."))
    policies.check_on_the_list(worklist, person)
    worklist = Worklist.objects.select_for_update().get(pk=worklist.pk)  # as it is now: it may have been closed
    handover = Handover.objects.filter(worklist=worklist, person=person).first() or Handover(person=person)
    handover.worklist = worklist
    return handover, {name: _plain(getattr(handover, name)) for name in _KEPT}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _end(handover: Handover, before: dict[str, Any], by: Who, at: datetime) -> Handover:
    handover.before = before
    handover.moved_at, handover.moved_by = at, by.user_id
    handover.save()
    event = HandoverMoved(
        subject=f"people.person:{handover.person_id}",
        person=handover.person_id,
        worklist=str(handover.worklist_id),
        state=handover.state,
        reason=handover.reason,
    )
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return handover
