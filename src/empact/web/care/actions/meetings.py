"""A meeting is asked for, moments are polled, and it is planned with who is invited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.problems import Denied, NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ..events import MeetingChanged, MeetingMoved
from ..meetings import policies as allowed
from ..models import Fits, Meeting, Member, Moment, Seat
from ..shared import check_writes, speaks

__all__ = [
    "answer_moments", "ask_meeting", "call_off", "invite_guest", "invite_member", "plan_meeting", "propose_moment",
    "reopen_meeting", "uninvite",
]  # fmt: skip

_S = Meeting.State


@transaction.atomic
def ask_meeting(
    *,
    person: Person,
    reason: str,
    question: str,
    moments: Iterable[datetime],
    mode: str = Meeting.Mode.HOME,
    by: Who,
    at: datetime,
) -> Meeting:
    """Ask for a meeting with one to five moments. The care team as it is now is invited, and whoever coordinates plans it."""
    purpose = check_writes(person, "tasks", by, at)
    if reason not in Meeting.Reason.values or mode not in Meeting.Mode.values:
        raise Problem(_("Choose from the list."))
    question = check_words(question, _("Say what should be talked about."))
    found = allowed.check_moments(moments, at)
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                person=person,
                reason=reason,
                question=question,
                mode=mode,
                asked_at=at,
                asked_by=by.user_id,
                asked_role=by.role,
            )
    except IntegrityError:
        raise NotNow(_("A meeting is asked for or planned already."), _("Open it, and add your moments there.")) from None
    rows = [Moment.objects.create(meeting=meeting, starts_at=one) for one in found]
    for member in Member.objects.in_force(timezone.localdate(at)).filter(person=person).select_related("near"):
        seat = Seat.objects.create(meeting=meeting, member=member, invited_at=at)
        if by.user_id and member.account_id == by.user_id:
            for row in rows:  # whoever proposes a moment can be there
                Fits.objects.create(moment=row, seat=seat, yes=True, answered_at=at)
    return moved(meeting, "", by, at, purpose)


@transaction.atomic
def propose_moment(*, meeting: Meeting, starts_at: datetime, by: Who, at: datetime) -> Moment:
    """One more moment to choose from."""
    purpose = check_writes(meeting.person, "tasks", by, at)
    meeting = locked(meeting)
    allowed.check_in(meeting, _S.ASKED)
    allowed.check_moments([*meeting.moments.filter(starts_at__gt=at).values_list("starts_at", flat=True), starts_at], at)
    moment, _made = Moment.objects.get_or_create(meeting=meeting, starts_at=starts_at)
    changed(meeting, "moment", by, at, purpose)
    return moment


@transaction.atomic
def answer_moments(*, seat: Seat, fits: Mapping[Moment, bool], by: Who, at: datetime) -> Seat:
    """Which moments fit: said by who takes part, or written down by who plans, for instance after a call."""
    meeting = locked(seat.meeting)
    member = seat.member
    if member is not None and by.user_id and member.account_id == by.user_id:
        purpose = Purpose.CARE if member.kind == Member.Kind.PROFESSIONAL else Purpose.OWN
        if not Member.objects.in_force(timezone.localdate(at)).filter(pk=member.pk).exists():
            raise Denied(_("You are not in the care team any more."))
    else:
        purpose = allowed.check_plans(meeting.person, by, at)
    allowed.check_in(meeting, _S.ASKED)
    for moment, yes in fits.items():
        if moment.meeting_id != meeting.pk:
            raise Problem(_("Choose from the list."))
        Fits.objects.update_or_create(moment=moment, seat=seat, defaults={"yes": yes, "answered_at": at})
    changed(meeting, "answer", by, at, purpose)
    return seat


@transaction.atomic
def plan_meeting(
    *,
    meeting: Meeting,
    moment: Moment,
    mode: str,
    place: str = "",
    needs: str = "",
    stays: str = "",
    discharge_on: date | None = None,
    by: Who,
    at: datetime,
) -> Meeting:
    """Choose a moment and a way; everybody invited gets a letter that says when, and nothing about whom."""
    purpose = allowed.check_plans(meeting.person, by, at)
    meeting = locked(meeting)
    allowed.check_moves(meeting, _S.PLANNED)
    if moment.meeting_id != meeting.pk or moment.starts_at <= at:
        raise Problem(_("Choose a moment of this meeting that is still to come."))
    if mode not in Meeting.Mode.values or stays not in ("", *Meeting.Stay.values):
        raise Problem(_("Choose from the list."))
    allowed.check_video(mode)
    if discharge_on is not None and stays != Meeting.Stay.ADMITTED:
        raise Problem(_("Only who is in hospital has a planned day of going home."))
    before, meeting.state, meeting.starts_at = meeting.state, _S.PLANNED, moment.starts_at
    meeting.mode, meeting.planned_by = mode, by.user_id
    meeting.place, meeting.needs, meeting.stays, meeting.discharge_on = place.strip(), needs.strip(), stays, discharge_on
    meeting.save()
    return moved(meeting, before, by, at, purpose)


@transaction.atomic
def reopen_meeting(*, meeting: Meeting, by: Who, at: datetime) -> Meeting:
    """The moment does not fit after all: choose again."""
    purpose = allowed.check_plans(meeting.person, by, at)
    meeting = locked(meeting)
    allowed.check_moves(meeting, _S.ASKED)
    before, meeting.state, meeting.starts_at = meeting.state, _S.ASKED, None
    meeting.save()
    return moved(meeting, before, by, at, purpose)


@transaction.atomic
def call_off(*, meeting: Meeting, why: str, by: Who, at: datetime) -> Meeting:
    """By who plans, or by the person: it is about them."""
    person = meeting.person
    own = speaks(person, by, at)
    purpose = check_writes(person, "tasks", by, at) if own else allowed.check_plans(person, by, at)
    meeting = locked(meeting)
    allowed.check_moves(meeting, _S.CANCELLED)
    meeting.cancelled = check_words(why, _("Say why, so that nobody waits."))
    before, meeting.state = meeting.state, _S.CANCELLED
    meeting.save()
    return moved(meeting, before, by, at, purpose)


@transaction.atomic
def invite_member(*, meeting: Meeting, member: Member, by: Who, at: datetime) -> Seat:
    """Somebody of the care team who was not in it yet when the meeting was asked for."""
    purpose = allowed.check_plans(meeting.person, by, at)
    meeting = locked(meeting)
    allowed.check_in(meeting, _S.ASKED, _S.PLANNED, _S.HELD)
    if not Member.objects.in_force(timezone.localdate(at)).filter(pk=member.pk, person=meeting.person_id).exists():
        raise NotNow(
            _("Who takes part is in the care team, or a guest."), _("Invite them as a guest, once the person agreed.")
        )
    seat, _made = Seat.objects.get_or_create(meeting=meeting, member=member, defaults={"invited_at": at})
    changed(meeting, "seat", by, at, purpose)
    return seat


@transaction.atomic
def invite_guest(*, meeting: Meeting, name: str, discipline: str, approval: str, by: Who, at: datetime) -> Seat:
    """Somebody from outside the care team, for this meeting only: the person agreed first, and it is said how."""
    purpose = allowed.check_plans(meeting.person, by, at)
    meeting = locked(meeting)
    allowed.check_in(meeting, _S.ASKED, _S.PLANNED, _S.HELD)
    if discipline not in Seat.Discipline.values:
        raise Problem(_("Choose from the list."))
    seat = Seat.objects.create(
        meeting=meeting, guest=check_words(name, _("Write who it is.")), guest_discipline=discipline,
        approval=check_words(approval, _("Write how and when the person said yes.")), invited_at=at,
    )  # fmt: skip
    changed(meeting, "seat", by, at, purpose)
    return seat


@transaction.atomic
def uninvite(*, seat: Seat, by: Who, at: datetime) -> None:
    """Not invited any more; the person always is."""
    purpose = allowed.check_plans(seat.meeting.person, by, at)
    meeting = locked(seat.meeting)
    allowed.check_in(meeting, _S.ASKED, _S.PLANNED)
    if seat.member is not None and seat.member.kind == Member.Kind.SELF:
        raise NotNow(_("The person is always invited."))
    Fits.objects.filter(seat=seat).delete()
    Seat.objects.filter(pk=seat.pk).delete()
    changed(meeting, "seat", by, at, purpose)


def locked(meeting: Meeting) -> Meeting:
    """As it is now: two who write at once take turns."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("person").get(pk=meeting.pk)


def moved(meeting: Meeting, before: str, by: Who, at: datetime, purpose: Purpose) -> Meeting:
    event = MeetingMoved(subject=f"care.meeting:{meeting.pk}", person=meeting.person_id, state=meeting.state, before=before)
    audit.record(event, by=by, at=at, purpose=purpose)
    return meeting


def changed(meeting: Meeting, what: str, by: Who, at: datetime, purpose: Purpose) -> None:
    event = MeetingChanged(subject=f"care.meeting:{meeting.pk}", person=meeting.person_id, what=what)
    audit.record(event, by=by, at=at, purpose=purpose)
