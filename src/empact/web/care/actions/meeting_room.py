"""During a meeting: who is there, what is decided, and the read-back after which decisions become tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel.problems import NotNow, Problem, check_words
from ...kernel.who import Who
from ..meetings import policies as allowed
from ..models import CareGoal, Decision, Meeting, Member, Seat
from ..policies import check_day, check_goal_of_plan, check_owner
from ..shared import check_writes, locked_plan, speaks
from .meetings import changed, locked, moved
from .tasks import add_task

__all__ = ["Took", "attend", "decide", "drop_decision", "sign_meeting"]

_S = Meeting.State


@dataclass(frozen=True, slots=True)
class Took:
    """How somebody took part (present, video, phone or absent), and as what they are paid, if they are."""

    way: str
    paid: str = ""


@transaction.atomic
def attend(
    *, meeting: Meeting, seats: Mapping[Seat, Took], person_absent: str = "", doctor_absent: str = "", by: Who, at: datetime
) -> Meeting:
    """It begins: who is there and how. A phone is as good as a chair. Why the person or a doctor is not there is written down.

    While it is not signed off, this is put right by doing it again.
    """
    purpose = allowed.check_plans(meeting.person, by, at)
    meeting = locked(meeting)
    begins = meeting.state != _S.HELD
    if begins:
        allowed.check_moves(meeting, _S.HELD)
    if any(seat.meeting_id != meeting.pk for seat in seats) or any(
        took.way not in ("", *Seat.Way.values) or took.paid not in Seat.Paid.values for took in seats.values()
    ):
        raise Problem(_("Choose from the list."))
    there = (Seat.Way.PRESENT, Seat.Way.VIDEO, Seat.Way.PHONE)
    allowed.check_paid({seat: took.paid for seat, took in seats.items()})
    if any(took.paid and took.way not in there for took in seats.values()):
        raise Problem(_("Only who was there is paid."))
    Seat.objects.filter(meeting=meeting, pk__in=[seat.pk for seat in seats]).update(paid="")  # one organiser at each moment
    for seat, took in seats.items():
        seat.way, seat.paid = took.way, took.paid
        seat.save(update_fields=("way", "paid"))
    meeting.person_absent, meeting.doctor_absent = person_absent.strip(), doctor_absent.strip()
    if begins:
        before, meeting.state, meeting.held_at = meeting.state, _S.HELD, at
    meeting.save(update_fields=("person_absent", "doctor_absent", "state", "held_at"))
    if begins:
        return moved(meeting, before, by, at, purpose)
    changed(meeting, "attendance", by, at, purpose)
    return meeting


@transaction.atomic
def decide(
    *,
    meeting: Meeting,
    text: str,
    owner: Member | None = None,
    due: date | None = None,
    care_goal: CareGoal | None = None,
    by: Who,
    at: datetime,
) -> Decision:
    """What is decided. With somebody and a day it becomes their task; without, it is an agreement."""
    purpose = allowed.check_plans(meeting.person, by, at)
    meeting = locked(meeting)
    allowed.check_in(meeting, _S.HELD)
    text = check_words(text, _("Write what was decided."))
    if (owner is None) != (due is None):
        raise Problem(_("A task has somebody who does it and a day."), _("Leave both open for an agreement."))
    if owner is not None:
        plan = locked_plan(meeting.person)
        check_day(due, timezone.localdate(at))
        check_owner(plan, owner, timezone.localdate(at))
        check_goal_of_plan(plan, care_goal)
    decision = Decision.objects.create(
        meeting=meeting,
        text=text,
        owner=owner,
        due=due,
        care_goal=care_goal if owner else None,
        said_at=at,
        said_by=by.user_id,
    )
    changed(meeting, "decision", by, at, purpose)
    return decision


@transaction.atomic
def drop_decision(*, decision: Decision, by: Who, at: datetime) -> None:
    """Not so, on second thoughts: until it was read aloud nothing follows from it."""
    purpose = allowed.check_plans(decision.meeting.person, by, at)
    meeting = locked(decision.meeting)
    allowed.check_in(meeting, _S.HELD)
    Decision.objects.filter(pk=decision.pk).delete()
    changed(meeting, "decision", by, at, purpose)


@transaction.atomic
def sign_meeting(*, meeting: Meeting, agreed: str, claimed: bool = False, by: Who, at: datetime) -> Meeting:
    """It was read aloud, and the person said yes, or who speaks for them: each decision with somebody becomes a task.

    ``agreed`` is how they said so; where the person did not take part, how they were told. ``claimed``: payment is asked for.
    """
    person = meeting.person
    own = speaks(person, by, at)
    purpose = check_writes(person, "tasks", by, at) if own else allowed.check_plans(person, by, at)
    meeting = locked(meeting)
    allowed.check_moves(meeting, _S.SIGNED)
    agreed = check_words(agreed, _("Write how the person said yes."))
    if not meeting.seats.exclude(way__in=("", Seat.Way.ABSENT)).exists():
        raise NotNow(_("Nobody is written down as being there."), _("Say who took part first."))
    if own and claimed:
        raise Problem(_("Only who plans the meeting asks for payment."))
    for decision in meeting.decisions.select_related("owner", "care_goal"):
        if decision.owner is not None and decision.due is not None:
            decision.task = add_task(
                person=person, what=decision.text, owner=decision.owner, due=decision.due, care_goal=decision.care_goal,
                by=by, at=at,
            )  # fmt: skip
            decision.save(update_fields=("task",))
    before, meeting.state, meeting.agreed, meeting.claimed = meeting.state, _S.SIGNED, agreed, claimed
    meeting.signed_at, meeting.signed_by = at, by.user_id
    meeting.save()
    return moved(meeting, before, by, at, purpose)
