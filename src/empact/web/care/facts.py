"""Facts of care for the mill: dated codes and numbers that follow from what the care team writes anyway. Never a word of it.

An app above tells its own facts by :func:`add_source`. The codes stand in docs/reference/care-facts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ..people.models import Person
from .models import CaseMandate, Coordination, LevelDecision, LifeGoal, Meeting, Member, Plan, PlanVersion

__all__ = ["CODES", "PLAN", "Fact", "Source", "add_source", "facts_of"]

PLAN: Final = "care_plan"
CODES: Final = (
    PLAN, "care_life_goal", "care_goal_noted", "care_goal_reached", "care_goal_dropped", "care_plan_reviewed", "care_meeting",
    "care_level", "care_coordination", "care_coordination_changed",
)  # fmt: skip

_SELF, _NEAR, _GP, _PROFESSIONAL, _CASE_MANAGER = 1, 2, 3, 4, 5
_LEVELS: Final = {LevelDecision.Level.LIMITED: 1, LevelDecision.Level.COMPLEX: 2}
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fact:
    """``unit``: of a result that was measured; without one the fact is an observation."""

    person: UUID
    code: str
    on: date
    value: Decimal | int | None = None
    unit: str = ""
    system: str = "local"


Source = Callable[["QuerySet[Person]", date], Iterable[Fact]]
"""The facts of these persons, up to and including a day."""
_SOURCES: Final[list[Source]] = []


def add_source(source: Source) -> None:
    """An app tells which facts it keeps."""
    _SOURCES.append(source)


def facts_of(persons: QuerySet[Person], until: date) -> Iterator[Fact]:
    """All that is known of these persons. Whether they agreed is up to who asks."""
    for source in (_plans, _goals, _reviews, _meetings, _decided_levels, _coordination, *_SOURCES):
        yield from (fact for fact in source(persons, until) if fact.on <= until)


def _plans(persons: QuerySet[Person], _until: date) -> Iterator[Fact]:
    """1 on the day a plan is begun, 0 on the day it ends; of several changes on a day, the last."""
    found: dict[tuple[UUID, date], int] = {}
    plans = Plan.objects.filter(person__in=persons).order_by("started_at", "pk")
    for person, started, closed in plans.values_list("person", "started_at", "closed_at"):
        found[person, timezone.localdate(started)] = 1
        if closed is not None:
            found[person, timezone.localdate(closed)] = 0
    for (person, on), value in found.items():
        yield Fact(person, PLAN, on, value)


def _goals(persons: QuerySet[Person], _until: date) -> Iterator[Fact]:
    """From the versions of plans: nobody fills anything in for this."""
    rows = PlanVersion.objects.filter(plan__person__in=persons).order_by("plan__person", "at", "number")
    asked = rows.values_list("plan__person", "at", "content__life_goals", "content__care_goals")
    for person, versions in groupby(asked.iterator(chunk_size=2000), key=itemgetter(0)):
        yield from _goals_of(person, versions)


def _goals_of(person: UUID, versions: Iterable[tuple[UUID, datetime, Any, Any]]) -> Iterator[Fact]:
    """``care_life_goal``: does the plan hold a life goal that was not dropped; 1 or 0 on each day on which that changes.

    A goal is reached or dropped on the day of its last change; one that goes on again is neither.
    """
    holds: dict[date, int] = {}
    goals: dict[str, tuple[str, date, date]] = {}
    for _person, at, life, care in versions:
        on = timezone.localdate(at)
        holds[on] = int(any(goal["state"] != LifeGoal.State.DROPPED for goal in life.values()))
        for key, goal in (*life.items(), *care.items()):
            state, noted, moved = goals.get(key, (goal["state"], on, on))
            goals[key] = (goal["state"], noted, moved if state == goal["state"] else on)
    before: int | None = None
    for on, value in holds.items():
        if value != before:
            yield Fact(person, "care_life_goal", on, value)
        before = value
    for state, noted, moved in goals.values():
        yield Fact(person, "care_goal_noted", noted)
        if state != LifeGoal.State.GOING:
            yield Fact(person, f"care_goal_{state}", moved)


def _reviews(persons: QuerySet[Person], _until: date) -> Iterator[Fact]:
    """Each day on which a plan was looked at with the person. Versions keep it since they say so; a plan, the last one."""
    last = Plan.objects.filter(person__in=persons).exclude(reviewed_on=None).values_list("person", "reviewed_on")
    kept = PlanVersion.objects.filter(plan__person__in=persons, content__has_key="reviewed_on")
    found = {(person, date.fromisoformat(on)) for person, on in kept.values_list("plan__person", "content__reviewed_on")}
    for person, on in sorted(found | {(person, on) for person, on in last if on is not None}):
        yield Fact(person, "care_plan_reviewed", on)


def _meetings(persons: QuerySet[Person], _until: date) -> Iterator[Fact]:
    held = Meeting.objects.filter(person__in=persons, state__in=(Meeting.State.HELD, Meeting.State.SIGNED))
    for person, at in held.exclude(held_at=None).values_list("person", "held_at"):
        if at is not None:
            yield Fact(person, "care_meeting", timezone.localdate(at))


def _decided_levels(persons: QuerySet[Person], _until: date) -> Iterator[Fact]:
    """Decisions that were not taken back; of several on a day, the last."""
    rows = LevelDecision.objects.standing().filter(person__in=persons).order_by("decided_at", "pk")
    found = {(p, timezone.localdate(at)): level for p, at, level in rows.values_list("person", "decided_at", "level")}
    for (person, on), level in found.items():
        yield Fact(person, "care_level", on, _LEVELS[LevelDecision.Level(level)])


def _coordination(persons: QuerySet[Person], until: date) -> Iterator[Fact]:
    """Who coordinates, as a level, on each day on which that changes; a case manager in force stands above the coordinator."""
    spells: dict[UUID, list[tuple[int, date, date]]] = {}
    coordinated = Coordination.objects.filter(person__in=persons)
    for person, starts, ended, kind, role in coordinated.values_list(
        "person", "starts_at", "ended_at", "member__kind", "member__role"
    ):
        last = date.max if ended is None else timezone.localdate(ended) - _A_DAY
        spells.setdefault(person, []).append((_level_of(kind, role), timezone.localdate(starts), last))
    mandates = CaseMandate.objects.filter(person__in=persons, state__in=(CaseMandate.State.ACTIVE, CaseMandate.State.CLOSED))
    for person, begins, ends, closed in mandates.values_list("person", "starts", "ends", "closed_at"):
        if begins is not None and ends is not None:
            last = ends if closed is None else min(ends, timezone.localdate(closed) - _A_DAY)
            spells.setdefault(person, []).append((_CASE_MANAGER, begins, last))
    for person, found in spells.items():
        yield from _changes(person, found, until)


def _changes(person: UUID, spells: list[tuple[int, date, date]], until: date) -> Iterator[Fact]:
    edges = {first for _level, first, _last in spells} | {last + _A_DAY for _level, _first, last in spells if last < until}
    before = held = 0
    for on in sorted(edge for edge in edges if edge <= until):
        level = max((level for level, first, last in spells if first <= on <= last), default=0)
        if level != before:
            yield Fact(person, "care_coordination", on, level)
        if level and held and level != held:
            yield Fact(person, "care_coordination_changed", on, level)
        before, held = level, level or held


def _level_of(kind: str, role: str) -> int:
    if kind == Member.Kind.SELF:
        return _SELF
    if kind != Member.Kind.PROFESSIONAL:
        return _NEAR
    return _GP if role == "gp" else _PROFESSIONAL
