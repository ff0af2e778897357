"""Whose care somebody takes part in, in the hat worn now, and what of each person calls for a next step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..care.models import CaseMandate, Coordination, CoordinatorOffer, Intake, LifeGoal, Member, Plan, Task
from ..consent import access
from ..consent.access import Sheet
from ..consent.matrix import Part
from ..consent.models import Consent
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.access import care_relations_of
from ..people.models import CareRelation, Handover, Person
from .helping import answer_days
from .models import HelpRequest, Later, Question, Stay

__all__ = ["FOLLOW_UP_DAYS", "Line", "Stack", "caseload", "reasons_of", "work_list"]

FOLLOW_UP_DAYS: Final = 3
"""Days after going home within which somebody calls (J13); who was not called shows the morning after."""
SOON: Final = timedelta(days=7)
_PARTS: Final = (Part.GOALS, Part.TASKS, Part.TEAM)


class Stack(models.TextChoices):
    """In the order in which a day is worked."""

    NEW = "new", gettext_lazy("New")
    CALL = "call", gettext_lazy("To call")
    PLAN = "plan", gettext_lazy("To plan")
    FOLLOW = "follow", gettext_lazy("To follow up")
    WAIT = "wait", gettext_lazy("Waiting")


@dataclass(slots=True)
class Line:
    """One person in one stack: that of the first reason. ``reasons``: all of them, none is left out.

    ``since``: how long it has stood there; ``due``: by when.
    """

    person: Person
    stack: Stack
    reasons: list[str]
    since: date
    due: date | None
    gp: str = ""
    later: Later | None = None


@dataclass(slots=True)
class _Found:
    """Reasons of one person, each with its stack, since when, and by when."""

    reasons: list[tuple[Stack, str, date, date | None]] = field(default_factory=list)

    def add(self, stack: Stack, reason: Any, since: date, due: date | None = None) -> None:
        self.reasons.append((stack, str(reason), since, due))


def caseload(who: Who, at: datetime) -> QuerySet[Person]:
    """Who takes part: coordinates, is in the care team, has a mandate, wrote the request down or took the person up from a
    list; and, for who coordinates at a team, everybody of that team whom nobody coordinates yet.
    """
    on = timezone.localdate(at)
    mine = Q(pk__in=Member.objects.in_force(on).filter(user=who.user_id, role=who.role).values("person"))
    mine |= Q(pk__in=Intake.objects.exclude(state=Intake.State.CLOSED).filter(begun_by=who.user_id).values("person"))
    taken = (Handover.State.ASKED, Handover.State.ACCEPTED, Handover.State.POSTPONED)
    mine |= Q(pk__in=Handover.objects.filter(state__in=taken, assigned_to=who.user_id).values("person"))
    if who.role == "coordinator":
        here = care_relations_of(who, on).filter(kind=CareRelation.Kind.COORDINATION)
        coordinated = Exists(Coordination.objects.filter(person=OuterRef("pk"), ended_at=None))
        mine |= Q(pk__in=here.values("person")) & ~Q(coordinated)
    if who.role == "case_manager":
        mine |= Q(pk__in=CaseMandate.objects.in_force(on).filter(manager=who.user_id).values("person"))
    return Person.objects.visible_to(who, Purpose.CARE, on).filter(mine)


def work_list(who: Who, at: datetime) -> list[Line]:
    """Everybody of the caseload, each once. The number of queries does not grow with the number of persons.

    What is not shared with this hat gives no reason.
    """
    persons = {p.pk: p for p in caseload(who, at).select_related("municipality")}
    readable = access.read_of(who, persons, _PARTS, at)
    doctors = _doctors(readable[Part.TEAM], timezone.localdate(at)) if persons else {}
    waits = HelpRequest.objects.waiting().filter(person__in=readable[Part.TASKS]).select_related("kind")
    lines = _lines(persons, readable, who, at, waits)
    for line in lines:
        line.gp = doctors.get(line.person.pk, "")
    return lines


def reasons_of(person: Person, sheet: Sheet, who: Who, at: datetime, help: Iterable[HelpRequest]) -> list[str]:
    """Why this person is on the work list of the hat whose sheet this is; nothing where they are not on it. ``help``: what is
    asked for them and not over, as far as the hat may read it."""
    if not caseload(who, at).filter(pk=person.pk).exists():
        return []
    readable: dict[str, set[UUID]] = {part: {person.pk} if part in sheet.listed else set() for part in _PARTS}
    waits = [one for one in help if one.state in HelpRequest.WAITS] if readable[Part.TASKS] else []
    (line,) = _lines({person.pk: person}, readable, who, at, waits)
    return line.reasons


def _lines(
    persons: dict[UUID, Person], readable: Mapping[str, set[UUID]], who: Who, at: datetime, waits: Iterable[HelpRequest]
) -> list[Line]:
    if not persons:
        return []
    on, ids = timezone.localdate(at), list(persons)
    found: dict[UUID, _Found] = defaultdict(_Found)
    in_use = Plan.objects.filter(person__in=ids, state=Plan.State.OPEN)  # without their texts: no list shows them
    plans = {plan.person_id: plan for plan in in_use.only("person", "started_at", "review_on", "reviewed_on")}
    _before_a_plan(found, who, ids, set(plans), readable[Part.GOALS], at)
    shared = readable[Part.GOALS] | readable[Part.TASKS]
    _of_plans(found, [plan for pk, plan in plans.items() if pk in shared], readable, on)
    _of_tasks(found, who, readable[Part.TASKS], on)
    _of_team(found, readable[Part.TEAM])
    _of_days(found, readable[Part.TASKS], on)
    for request in waits:
        _of_help(found[request.person_id], request, on)
    put_off = {one.person_id: one for one in Later.objects.visible_to(who, Purpose.CARE).standing(on).filter(person__in=ids)}
    return [_line(person, found[pk], put_off.get(pk), on) for pk, person in persons.items()]


def _line(person: Person, found: _Found, later: Later | None, on: date) -> Line:
    order = list(Stack)
    reasons = sorted(found.reasons, key=lambda one: (order.index(one[0]), one[3] or date.max))
    if not reasons:
        reasons = [(Stack.WAIT, _("Nothing to do now."), on, None)]
    stack, _reason, since, due = reasons[0]
    said = [one[1] for one in reasons]
    if later is not None:
        why = _("Put off until %(day)s.") % {"day": _day(later.until)}
        stack, since, due = Stack.WAIT, timezone.localdate(later.said_at), later.until
        said = [f"{why} {later.why}".strip(), *said]
    return Line(person, stack, said, since, due, later=later)


def _before_a_plan(
    found: dict[UUID, _Found], who: Who, ids: list[UUID], planned: set[UUID], goals: set[UUID], at: datetime
) -> None:
    """The list they come from, the request, the consent: until there is a plan."""
    agreed = set(
        Consent.objects.in_force(at).filter(person__in=ids, kind=Consent.Kind.PARTICIPATION).values_list("person", flat=True)
    )
    mine = Handover.objects.filter(person__in=ids, assigned_to=who.user_id).select_related("worklist")
    mine = mine.only("person", "state", "moved_at", "next_step", "worklist__title")
    for one in mine.exclude(state__in=(Handover.State.DONE, Handover.State.DECLINED, Handover.State.REFUSED)):
        since = timezone.localdate(one.moved_at)
        if one.state == Handover.State.ASKED:
            found[one.person_id].add(Stack.NEW, _("From the list %(list)s.") % {"list": one.worklist.title}, since)
        elif one.person_id not in planned:
            stack = Stack.WAIT if one.state == Handover.State.POSTPONED else Stack.CALL
            reason = _("Taken up from the list %(list)s.") % {"list": one.worklist.title}
            found[one.person_id].add(stack, reason, since, one.next_step)
    asking = Intake.objects.filter(person__in=ids).exclude(state=Intake.State.CLOSED)
    intakes = {i.person_id: i for i in asking.only("person", "state", "asked_on", "clarified_on", "begun_by")}
    today = timezone.localdate(at)
    for pk in ids:
        intake = intakes.get(pk)
        asked = intake.asked_on if intake else today
        if intake is not None and pk not in planned and (intake.begun_by == who.user_id or pk in goals):
            if intake.state == Intake.State.REQUEST:
                found[pk].add(Stack.NEW, _("A request that nobody has talked through yet."), asked)
            elif intake.state == Intake.State.CLARIFIED:
                found[pk].add(Stack.PLAN, _("The level of care is not decided yet."), intake.clarified_on or asked)
        if pk not in agreed:
            stack = Stack.CALL if found[pk].reasons or pk in planned else Stack.NEW
            found[pk].add(stack, _("Talk about sharing: nothing is agreed now."), asked)
        elif pk in goals and pk not in planned:
            found[pk].add(Stack.PLAN, _("There is no care plan yet."), asked)


def _of_plans(found: dict[UUID, _Found], plans: list[Plan], readable: Mapping[str, set[UUID]], on: date) -> None:
    going = LifeGoal.objects.filter(plan__in=[p.pk for p in plans], state=LifeGoal.State.GOING)
    aimed = set(going.values_list("plan", flat=True))
    coordinated = set(
        Coordination.objects.filter(person__in=readable[Part.TEAM], ended_at=None).values_list("person", flat=True)
    )
    for plan in plans:
        of_person, begun = found[plan.person_id], timezone.localdate(plan.started_at)
        if plan.person_id in readable[Part.GOALS] and plan.pk not in aimed:
            of_person.add(Stack.PLAN, _("The plan has no life goal yet."), begun)
        if plan.person_id in readable[Part.TEAM] and plan.person_id not in coordinated:
            of_person.add(Stack.PLAN, _("Nobody coordinates yet."), begun)
        if plan.person_id not in readable[Part.TASKS]:
            continue
        if plan.review_on is None:
            of_person.add(Stack.PLAN, _("There is no day yet to look at the plan again."), begun)
        elif plan.review_on <= on:
            of_person.add(Stack.FOLLOW, _("The day to look at the plan again has come."), plan.review_on, plan.review_on)
        else:
            reason = _("We look at the plan again on %(day)s.") % {"day": _day(plan.review_on)}
            since = plan.reviewed_on or begun
            of_person.add(Stack.WAIT, reason, since, plan.review_on)


def _of_tasks(found: dict[UUID, _Found], who: Who, tasks: set[UUID], on: date) -> None:
    open_now = Task.objects.filter(plan__person__in=tasks, plan__state=Plan.State.OPEN, state=Task.State.OPEN)
    own = Q(owner__user=who.user_id, owner__role=who.role)
    counted = open_now.values("plan__person").annotate(
        mine=Count("pk", filter=own & Q(due__lte=on + SOON)), first=Min("due", filter=own & Q(due__lte=on + SOON)),
        late=Count("pk", filter=~own & Q(due__lt=on)), oldest=Min("due", filter=~own & Q(due__lt=on)),
    )  # fmt: skip
    for row in counted.order_by():
        pk = row["plan__person"]
        if row["mine"]:
            reason = ngettext("%(n)d task of yours is due.", "%(n)d tasks of yours are due.", row["mine"])
            found[pk].add(Stack.FOLLOW, reason % {"n": row["mine"]}, min(row["first"], on), row["first"])
        if row["late"]:
            reason = ngettext("%(n)d task of others is late.", "%(n)d tasks of others are late.", row["late"])
            found[pk].add(Stack.FOLLOW, reason % {"n": row["late"]}, row["oldest"], row["oldest"])


def _of_team(found: dict[UUID, _Found], team: set[UUID]) -> None:
    proposed = Member.objects.filter(person__in=team, state=Member.State.PROPOSED).values("person")
    for row in proposed.annotate(n=Count("pk"), first=Min("moved_at")).order_by():
        reason = ngettext("The person has not said yes to %(n)d proposed member of the care team.",
                          "The person has not said yes to %(n)d proposed members of the care team.", row["n"])  # fmt: skip
        found[row["person"]].add(Stack.WAIT, reason % {"n": row["n"]}, timezone.localdate(row["first"]))
    offers = CoordinatorOffer.objects.filter(person__in=team, state=CoordinatorOffer.State.OFFERED)
    for person, when in offers.values_list("person", "offered_at"):
        found[person].add(Stack.WAIT, _("Coordination is offered, and not answered yet."), timezone.localdate(when))


def _of_days(found: dict[UUID, _Found], tasks: set[UUID], on: date) -> None:
    """Questions, and stays in hospital."""
    for person, asked, due in Question.objects.waiting().filter(person__in=tasks).values_list("person", "asked_at", "due"):
        found[person].add(Stack.CALL, _("A question waits for an answer."), timezone.localdate(asked), due)
    for stay in Stay.objects.under_way().filter(person__in=tasks):
        if stay.state == Stay.State.IN:
            reason = _("In hospital since %(day)s.") % {"day": _day(stay.admitted_on)}
            if stay.home_on:
                reason = f"{reason} " + _("Goes home on %(day)s.") % {"day": _day(stay.home_on)}
            found[stay.person_id].add(Stack.PLAN, reason, stay.admitted_on, stay.home_on)
        elif stay.left_on is not None:
            due = stay.left_on + timedelta(days=FOLLOW_UP_DAYS)
            reason = _("At home again since %(day)s: call them.") % {"day": _day(stay.left_on)}
            if due < on:
                reason = f"{reason} " + _("Nobody called in time.")
            found[stay.person_id].add(Stack.CALL, reason, stay.left_on, due)


def _of_help(found: _Found, asked: HelpRequest, on: date) -> None:
    """To call where an answer is missed or no; else it waits."""
    said = {"help": asked.kind.label, "day": _day(asked.asked_on)}
    reason = _("%(help)s was asked on %(day)s: nobody has started yet.") % said
    due: date | None = None
    stack = Stack.WAIT
    if asked.state == HelpRequest.State.REFUSED:
        stack, reason, due = Stack.CALL, f"{reason} " + _("It was refused: ask somebody else."), asked.since
    elif asked.state == HelpRequest.State.ASKED:
        due = asked.since + timedelta(days=answer_days())
        stack = Stack.CALL if due < on else Stack.WAIT
    found.add(stack, reason, asked.asked_on, due)


def _doctors(team: set[UUID], on: date) -> dict[UUID, str]:
    doctors = Member.objects.in_force(on).filter(person__in=team, role="gp", kind=Member.Kind.PROFESSIONAL)
    return dict(doctors.values_list("person", "user__name"))


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
