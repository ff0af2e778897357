"""What stands on the pages of a meeting: the poll, the agenda from open goals, the checks, the claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ...consent.access import Sheet
from ...consent.matrix import Limit, Part
from ...consent.queries import representatives_of
from ...kernel import region
from ...kernel.who import Who
from ...people.models import CareRelation, Person
from ..models import CareGoal, Coordination, Decision, LifeGoal, Meeting, Member, Moment, Seat, Task, of_hat
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
    mine = next((seat for seat in seats if seat.member is not None and seat.member.is_of(who)), None)
    decisions = list(meeting.decisions.select_related("owner__user", "owner__near", "care_goal", "task"))
    return MeetingPage(
        meeting, seats, mine, poll, decisions, rules, findings, video_link(meeting), phone_number()
    )  # fmt: skip


def agenda_of(person: Person) -> list[tuple[LifeGoal, list[tuple[CareGoal, list[Task]]]]]:
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
        person_present=_person_there(meeting, there),
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


def claim_of(page: MeetingPage) -> Claim | None:
    """``None`` where no rules are known for the day."""
    rules = page.rules
    if rules is None:
        return None
    lines = [
        (seat, rules.amounts[seat.paid] if seat.member is None or seat.member.kind == Member.Kind.PROFESSIONAL else 0)
        for seat in page.seats
        if seat.paid
    ]
    return Claim(lines, sum(cents for _seat, cents in lines), [one for one in page.findings if one.ok is not True], rules)


def coming_of(persons: Iterable[UUID], at: datetime) -> dict[UUID, Meeting]:
    """Of each of these persons the meeting that is planned: one query for a whole list."""
    return {one.person_id: one for one in Meeting.objects.coming(at).filter(person__in=persons)}


def to_plan(who: Who) -> QuerySet[Meeting]:
    """Asked for, or held and not signed off, where whoever asks coordinates."""
    coordinated = Coordination.objects.filter(of_hat(who), ended_at=None).values("person")
    rows = Meeting.objects.filter(state__in=(Meeting.State.ASKED, Meeting.State.HELD), person__in=coordinated)
    return rows.order_by("asked_at")


def invited(who: Who, at: datetime) -> QuerySet[Seat]:
    """Seats of whoever asks at meetings to come, or that still look for a moment."""
    mine = Seat.objects.filter(of_hat(who), member__in=Member.objects.in_force(timezone.localdate(at)).values("pk"))
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


def _person_there(meeting: Meeting, there: Iterable[Seat]) -> bool:
    """The person takes part, or who may decide for them: one query at most, however many are near."""
    near = [seat.member for seat in there if seat.member is not None and seat.member.near_id is not None]
    if any(member.kind == Member.Kind.SELF for member in near):
        return True
    speaks = representatives_of(meeting.person, meeting.held_at or meeting.asked_at)
    return bool(near) and speaks.filter(by__in=[member.near_id for member in near]).exists()
