"""What stands on the pages of a meeting: the poll, the agenda from open goals, the checks, the claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ...consent.access import Sheet
from ...consent.matrix import Limit, Part
from ...kernel import region
from ...kernel.who import Who
from ...people.models import CareRelation, Person
from ..models import CareGoal, Decision, LifeGoal, Meeting, Member, Moment, Seat, Task
from ..policies import plan_of
from .rules import Facts, Finding, Rules, Year, check, paid_before, rules_on

__all__ = [
    "Claim", "MeetingPage", "agenda_of", "claim_of", "coming_of", "facts_of", "findings_of", "invited", "meeting_page",
    "meetings_of", "phone_number", "stays_now", "to_plan", "video_link",
]  # fmt: skip

_THERE = (Seat.Way.PRESENT, Seat.Way.VIDEO, Seat.Way.PHONE)


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """``poll``: each moment with how many can, how many cannot, and what each seat said (``None``: nothing yet)."""

    meeting: Meeting
    seats: list[Seat]
    mine: Seat | None
    poll: list[tuple[Moment, int, int, list[bool | None]]]
    decisions: list[Decision]
    rules: Rules | None
    findings: list[Finding]
    link: str
    phone: str


def meetings_of(person: Person, sheet: Sheet, who: Who) -> QuerySet[Meeting]:
    """Those of a person; who sees only their own tasks sees only meetings they are invited to."""
    rows = Meeting.objects.filter(person=person)
    if sheet.read[Part.TASKS].limit == Limit.OWN:
        rows = rows.filter(seats__in=Seat.objects.of_account(who.user_id))
    return rows


def meeting_page(meeting: Meeting, who: Who) -> MeetingPage:
    """Seven queries, however many take part."""
    seats = list(meeting.seats.select_related("member__user", "member__near"))
    moments = list(meeting.moments.prefetch_related("fits"))
    poll = []
    for moment in moments:
        said = {fit.seat_id: fit.yes for fit in moment.fits.all()}
        answers = [said.get(seat.pk) for seat in seats]
        poll.append((moment, answers.count(True), answers.count(False), answers))
    rules, findings = findings_of(meeting, seats)
    mine = next((seat for seat in seats if _is(seat.member, who)), None)
    decisions = list(meeting.decisions.select_related("owner__user", "owner__near", "care_goal", "task"))
    return MeetingPage(
        meeting, seats, mine, poll, decisions, rules, findings, video_link(meeting), phone_number()
    )  # fmt: skip


def agenda_of(person: Person, on: date) -> list[tuple[LifeGoal, list[tuple[CareGoal, list[Task]]]]]:
    """Each life goal that is going on, with its open care goals and their open tasks: that is the agenda. Three queries."""
    plan = plan_of(person)
    if plan is None:
        return []
    tasks = list(plan.tasks.filter(state=Task.State.OPEN).select_related("owner__user", "owner__near"))
    goals = list(plan.care_goals.filter(state=LifeGoal.State.GOING))
    return [
        (life, [(g, [t for t in tasks if t.care_goal_id == g.pk]) for g in goals if g.life_goal_id == life.pk])
        for life in plan.life_goals.filter(state=LifeGoal.State.GOING)
    ]


def facts_of(meeting: Meeting, seats: Iterable[Seat]) -> Facts:
    """Before attendance is written down, whoever is invited counts as taking part."""
    seats = list(seats)
    known = any(seat.way for seat in seats)
    there = [seat for seat in seats if seat.way in _THERE or (not known and seat.way != Seat.Way.ABSENT)]
    on = timezone.localdate(meeting.held_at or meeting.starts_at or meeting.asked_at)
    paid = Meeting.objects.filter(person=meeting.person_id, claimed=True).exclude(pk=meeting.pk)
    days = [timezone.localdate(at) for at in paid.values_list("held_at", flat=True) if at is not None]
    return Facts(
        on=on,
        disciplines=tuple(seat.discipline for seat in there if seat.discipline),
        obliged_declared=bool(meeting.doctor_absent),
        person_present=any(_stands_for(seat, meeting) for seat in there),
        person_declared=bool(meeting.person_absent),
        paid_before=paid_before(days, on, Year(str(region.read("care.meeting_year")))),
        stays=meeting.stays,
        discharge_on=meeting.discharge_on,
        paid_participants=sum(seat.paid == Seat.Paid.PARTICIPANT for seat in seats),
    )


def findings_of(meeting: Meeting, seats: Iterable[Seat]) -> tuple[Rules | None, list[Finding]]:
    """The version of the rules on the day of the meeting, and what each of the seven checks finds."""
    facts = facts_of(meeting, seats)
    rules = rules_on(facts.on)
    return rules, check(facts, rules) if rules is not None else []


@dataclass(frozen=True, slots=True)
class Claim:
    """The remuneration sheet: who and cents, none for an informal carer who mediates. ``fails``: what speaks against it."""

    lines: list[tuple[Seat, int]]
    total: int
    fails: list[Finding]
    rules: Rules


def claim_of(meeting: Meeting, seats: Iterable[Seat]) -> Claim | None:
    """``None`` where no rules are known for the day."""
    seats = list(seats)
    rules, findings = findings_of(meeting, seats)
    if rules is None:
        return None
    lines = [
        (seat, rules.amounts[seat.paid] if seat.member is None or seat.member.kind == Member.Kind.PROFESSIONAL else 0)
        for seat in seats
        if seat.paid
    ]
    return Claim(lines, sum(cents for _seat, cents in lines), [one for one in findings if one.ok is not True], rules)


def coming_of(persons: Iterable[UUID], at: datetime) -> dict[UUID, Meeting]:
    """Of each of these persons the meeting that is planned: one query for a whole list."""
    return {one.person_id: one for one in Meeting.objects.coming(at).filter(person__in=persons)}


def to_plan(who: Who) -> QuerySet[Meeting]:
    """Asked for, or held and not signed off, where whoever asks coordinates."""
    coordinates = {"ended_at": None, "member__user": who.user_id, "member__role": who.role}
    near = {"ended_at": None, "member__near__user": who.user_id}
    rows = Meeting.objects.filter(state__in=(Meeting.State.ASKED, Meeting.State.HELD))
    people = Person.objects.filter(coordinations__in=_coordinations(coordinates) | _coordinations(near))
    return rows.filter(person__in=people.values("pk")).order_by("asked_at")


def invited(who: Who, at: datetime) -> QuerySet[Seat]:
    """Seats of whoever asks at meetings to come, or that still look for a moment."""
    mine = Seat.objects.filter(member__user=who.user_id, member__role=who.role) | Seat.objects.filter(
        member__near__user=who.user_id
    )
    mine = mine.filter(member__in=Member.objects.in_force(timezone.localdate(at)).values("pk"))
    return mine.filter(meeting__state__in=(Meeting.State.ASKED, Meeting.State.PLANNED)).select_related("meeting")


def stays_now(person: Person, on: date) -> str:
    """What is on record about where the person is: in hospital or not."""
    stay = CareRelation.objects.on(on).filter(person=person, kind=CareRelation.Kind.STAY)
    return Meeting.Stay.ADMITTED if stay.exists() else ""


def video_link(meeting: Meeting) -> str:
    """The meeting's own room: nobody guesses it, and it is of no other meeting."""
    base = str(region.read("care.video_rooms"))
    return f"{base.rstrip('/')}/{meeting.room.hex}" if base and meeting.mode == Meeting.Mode.VIDEO else ""


def phone_number() -> str:
    """The number to dial in, where the region has one."""
    return str(region.read("care.meeting_phone"))


def _coordinations(said: dict[str, Any]) -> Any:
    from ..models import Coordination

    return Coordination.objects.filter(**said)


def _stands_for(seat: Seat, meeting: Meeting) -> bool:
    """The person, or who may decide for them."""
    member = seat.member
    if member is None or member.near_id is None:
        return False
    if member.kind == Member.Kind.SELF:
        return True
    from ...consent.queries import representatives_of

    return representatives_of(meeting.person, meeting.held_at or meeting.asked_at).filter(by=member.near_id).exists()


def _is(member: Member | None, who: Who) -> bool:
    if member is None:
        return False
    if member.user_id is not None:
        return member.user_id == who.user_id and member.role == who.role
    return member.near is not None and member.near.user_id is not None and member.near.user_id == who.user_id
