"""What stands on the pages of the round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..care import queries as care
from ..care import versions, words
from ..care.models import Meeting, Member, PlanVersion, Task
from ..consent.access import Sheet
from ..consent.matrix import Limit, Part
from ..consent.relations import Relation
from ..kernel.purposes import Purpose
from ..kernel.roles import ROLES
from ..kernel.who import Who
from ..people.models import Person
from . import helping
from .caseload import Line, Stack, reasons_of, work_list
from .models import Advice, Appointment, HelpRequest, Origin, Question, Stay, WorkOrder

__all__ = [
    "ORDERS", "SOON", "Desk", "Summary", "StayRow", "advice_of", "entries_of",
    "day_of", "desk_of", "order_of", "place_of", "stays_of", "summary_of",
]  # fmt: skip

ORDERS: Final[Mapping[str, Callable[[Line], Any]]] = {
    "due": lambda line: (line.due or date.max, line.since, line.person.search),
    "since": lambda line: (line.since, line.person.search),
    "name": lambda line: line.person.search,
    "place": lambda line: (line.person.postcode, line.person.search),
}
"""The columns one can sort by."""
SOON: Final = timedelta(days=8)
"""A meeting to prepare going home is held at most eight days before it (R8)."""
_RELATIONS: Final[Mapping[Relation, Any]] = {
    Relation.TREATING: gettext_lazy("your organisation or team treats this person"),
    Relation.STAY: gettext_lazy("this person stays in your hospital"),
    Relation.MEMBER: gettext_lazy("you are in the care team"),
    Relation.COORDINATOR: gettext_lazy("you coordinate"),
    Relation.MANDATE: gettext_lazy("you have a mandate as case manager"),
    Relation.EMERGENCY: gettext_lazy("you look in an emergency"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """``counts``: of each stack how many, whatever is shown. ``lines``: of the stack asked for, all of them where none is.

    ``order``: as it is shown; ``kept``: as this hat likes it.
    """

    lines: list[Line]
    counts: list[tuple[Stack, int]]
    order: str
    kept: str


def order_of(who: Who) -> str:
    """The order this hat kept; by the day it is due where none was."""
    kept = WorkOrder.objects.visible_to(who, Purpose.CARE).values_list("order", flat=True).first()
    return kept if kept and kept.removeprefix("-") in ORDERS else "due"


def desk_of(who: Who, at: datetime, *, stack: str = "", order: str = "") -> Desk:
    """The work list in five stacks."""
    kept = order_of(who)
    asked = order if order.removeprefix("-") in ORDERS else kept
    every = work_list(who, at)
    counts = [(one, sum(line.stack == one for line in every)) for one in Stack]
    shown = [line for line in every if not stack or line.stack == stack]
    shown.sort(key=ORDERS[asked.removeprefix("-")], reverse=asked.startswith("-"))
    return Desk(shown, counts, asked, kept)


@dataclass(frozen=True, slots=True)
class Summary:
    """S31. ``ground``: why this hat may see it; ``unknown``: what nobody wrote down; ``hidden``: what is not shared here.

    ``changes``: (when, the role that did it, what changed) of the latest versions.
    """

    plan: care.PlanPage
    ground: list[Any]
    reasons: list[str]
    changes: list[tuple[datetime, Any, list[tuple[Any, str, str]]]]
    unknown: list[Any]
    hidden: list[Any]
    questions: list[Question]
    help: list[HelpRequest]


def summary_of(person: Person, sheet: Sheet, *, who: Who, at: datetime) -> Summary:
    """A fixed number of queries."""
    shown = care.plan_page(person, sheet, who=who, at=at)
    asked = helping.of_person(person.pk) if Part.TASKS in sheet.whole else []
    return Summary(
        shown,
        [label for relation, label in _RELATIONS.items() if relation in sheet.relations],
        reasons_of(person, sheet, who, at, asked),
        _changes(shown, sheet),
        _unknown(person, shown, sheet),
        words.named(part for part in sheet.hidden if part != Part.LOG),
        list(Question.objects.waiting().filter(person=person)) if Part.TASKS in sheet.whole else [],
        asked,
    )


def _changes(shown: care.PlanPage, sheet: Sheet) -> list[tuple[datetime, Any, list[tuple[Any, str, str]]]]:
    """Of the latest five changes that whoever reads may see."""
    if shown.plan is None:
        return []
    kept = list(PlanVersion.objects.filter(plan=shown.plan)[:6])
    found = []
    for after, before in zip(kept, [*kept[1:], None], strict=True):
        if before is None and after.number > 1:
            break
        former = versions.shared(before.content if before is not None else words.EMPTY, sheet.whole)
        changed = versions.difference(former, versions.shared(after.content, sheet.whole))
        if changed:
            role = ROLES[after.role].title if after.role in ROLES else ""
            found.append((after.at, role, words.changes(changed, shown.names)))
    return found


def _unknown(person: Person, shown: care.PlanPage, sheet: Sheet) -> list[Any]:
    """What nobody wrote down, of the parts that may be read: an empty field is said, and not left out."""
    asked: list[tuple[bool, Any]] = [(not person.phone, _("a phone number"))]
    if shown.plan is None:
        asked.append((True, _("a care plan")))
    else:
        texts = shown.texts
        asked += [
            (bool(sheet.read[Part.GOALS]) and not texts.get("matters"), _("what matters")),
            (bool(sheet.read[Part.GOALS]) and not shown.goals, _("a life goal")),
            (shown.coordinator is None, _("somebody who coordinates")),
            (Part.TASKS in sheet.whole and not texts.get("review_on"), _("a day to look at the plan again")),
            (bool(sheet.read[Part.CRISIS]) and not texts.get("crisis_phone"), _("whom to call if it goes wrong")),
            (Part.CRISIS in sheet.whole and not texts.get("crisis"), _("what to do if it goes wrong")),
            (Part.CRISIS in sheet.whole and not shown.wishes, _("wishes for later care")),
        ]
    return [label for missing, label in asked if missing]


@dataclass(frozen=True, slots=True)
class StayRow:
    """``meeting``: when the next one is, or that it is asked for; empty where there is none."""

    stay: Stay
    meeting: str


def place_of(who: Who) -> UUID | None:
    """The organisation of the hat."""
    return UUID(who.scope_id) if who.scope_kind == "organisation" and who.scope_id else None


def stays_of(who: Who, at: datetime, *, without_meeting: bool = False) -> list[StayRow]:
    """Of the hospital of the hat alone. On top who goes home within eight days and has no meeting; then the others, by the
    day they go home; last who is at home and is to be called.
    """
    here = Stay.objects.visible_to(who, Purpose.CARE, at).under_way().filter(organisation=place_of(who))
    found = list(here.select_related("person"))
    meetings = _meetings({one.person_id for one in found})
    rows = [StayRow(one, meetings.get(one.person_id, "")) for one in found]
    if without_meeting:
        rows = [row for row in rows if row.stay.state == Stay.State.IN and not row.meeting]
    soon = timezone.localdate(at) + SOON

    def place(row: StayRow) -> tuple[bool, bool, date, date]:
        stay = row.stay
        first = not row.meeting and stay.home_on is not None and stay.home_on <= soon
        return stay.state != Stay.State.IN, not first, stay.home_on or stay.left_on or date.max, stay.admitted_on

    return sorted(rows, key=place)


def _meetings(persons: set[UUID]) -> dict[UUID, str]:
    """Of each person the meeting that is open, the planned one before one that is asked for. At most one query."""
    found: dict[UUID, str] = {}
    for one in Meeting.objects.open().filter(person__in=persons).order_by("person", F("starts_at").asc(nulls_last=True)):
        when = date_format(timezone.localtime(one.starts_at), "SHORT_DATETIME_FORMAT") if one.starts_at else ""
        found.setdefault(one.person_id, when or one.get_state_display())
    return found


@dataclass(frozen=True, slots=True)
class Day:
    """S27. ``changes``: at most two since yesterday; ``more``: there are others. ``may_ask``: whoever looks is in the team.

    ``me``: whoever looks, as an informal carer of the care team.
    """

    today: list[Appointment]
    coming: list[Appointment]
    tasks: list[Any]
    coordinator: Any
    crisis_phone: str
    changes: list[tuple[Any, str, str]]
    more: bool
    questions: list[Question]
    may_ask: bool
    me: Member | None
    help: list[HelpRequest]


def day_of(person: Person, sheet: Sheet, *, who: Who, at: datetime) -> Day:
    """A fixed number of queries. Who reads only their own tasks reads only what they come for."""
    on = timezone.localdate(at)
    shown = care.plan_page(person, sheet, who=who, at=at)
    rows: list[Appointment] = []
    if sheet.read[Part.TASKS]:
        standing = Appointment.objects.standing().filter(person=person, on__gte=on, on__lte=on + timedelta(days=31))
        if sheet.read[Part.TASKS].limit == Limit.OWN:
            standing = standing.filter(member__near__user=who.user_id)
        rows = list(standing.select_related("member__user", "member__near"))
    tasks = [task for _life, cares in shown.goals for _goal, of_goal in cares for task in of_goal] + shown.loose
    yesterday = on - timedelta(days=1)
    recent = [
        one for when, _role, several in _changes(shown, sheet) if timezone.localdate(when) >= yesterday for one in several
    ]
    mine = Question.objects.filter(person=person, asker__near__user=who.user_id)
    return Day(
        [one for one in rows if one.on == on],
        [one for one in rows if one.on > on],
        sorted((task for task in tasks if task.state == Task.State.OPEN and task.due <= on), key=lambda task: task.due),
        shown.coordinator,
        str(shown.texts.get("crisis_phone", "")),
        recent[:2],
        len(recent) > 2,
        list(mine.order_by("-asked_at")[:5]) if sheet.read[Part.TASKS] else [],
        bool(sheet.read[Part.TASKS]) and Member.objects.in_force(on).filter(person=person, near__user=who.user_id).exists(),
        next((m for m in shown.members if m.kind == Member.Kind.CARER and m.is_of(who)), None),
        helping.of_person(person.pk) if Part.TASKS in sheet.whole else [],
    )


def advice_of(who: Who, words: str = "") -> QuerySet[Advice]:
    """What waits first, then the newest."""
    found = Advice.objects.visible_to(who, Purpose.CARE).exclude(~Q(asked_by=who.user_id), state=Advice.State.BACK)
    for word in words.split()[:6]:
        found = found.filter(Q(text__icontains=word) | Q(answer__icontains=word))
    waits = Case(When(state=Advice.State.ASKED, then=0), default=1, output_field=IntegerField())
    return found.order_by(waits, "due", "-asked_at", "pk")


@dataclass(frozen=True, slots=True)
class Entries:
    """Of one field: how many entries, and how many of them were known already. ``None``: too few to show."""

    field: Any
    entries: int | None
    twice: int | None
    share: float | None


def entries_of(least: int) -> list[Entries]:
    """Double registration, by field: one query, no person. A number below ``least`` would tell of somebody."""
    rows = Origin.objects.values("field").annotate(n=Count("pk"), twice=Count("pk", filter=Q(twice=True)))
    return [_counted(words.NAMES[row["field"]], row["n"], row["twice"], least) for row in rows.order_by("field")]


def _counted(label: Any, entries: int, twice: int, least: int) -> Entries:
    if entries < least:
        return Entries(label, None, None, None)
    if 0 < twice < least or 0 < entries - twice < least:
        return Entries(label, entries, None, None)
    return Entries(label, entries, twice, 100 * twice / entries)
