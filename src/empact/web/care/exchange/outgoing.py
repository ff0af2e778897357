"""A plan and its care team as a bundle on the Belgian profiles: what stands on the page of whoever asks, and nothing else.

The national number does not leave with it: whoever receives the file knows the person already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from ....fhir.resources import Resource, belgian, bundle
from ....fhir.resources.consents import Consent, Provision
from ....fhir.resources.plans import Activity, CarePlan, CareTeam, Goal, Restriction, Target, Task
from ....fhir.resources.plans import Member as Participant
from ....fhir.resources.shape import Said
from ....fhir.resources.values import Concept, Identifier, Note, Period, Reference, When
from ...people.models import Person
from .. import models
from ..queries import PlanPage
from .codes import (
    ACHIEVED,
    CARE_GOAL,
    COORDINATOR,
    DOMAIN,
    LAYER,
    LIFE_GOAL,
    ROLE,
    TEXT,
    WILL,
    WILL_CATEGORY,
    WILL_CODE,
    given,
    inside,
    namespace,
    our,
)  # fmt: skip

__all__ = ["GOAL_STATUS", "TASK_STATUS", "plan_bundle"]

GOAL_STATUS: Final = {"going": "active", "reached": "completed", "dropped": "cancelled"}
TASK_STATUS: Final = {"open": "accepted", "done": "completed", "dropped": "cancelled"}


def plan_bundle(shown: PlanPage, at: datetime, supported_by: Iterable[Reference] = ()) -> dict[str, Any]:
    """The plan that ``shown`` holds, and what it rests on. Raises ``ValueError`` where there is no plan."""
    if shown.plan is None:
        raise ValueError("there is no plan")
    return bundle(
        map(belgian, _resources(shown, shown.plan, tuple(supported_by))), "urn:uuid", at.isoformat(timespec="seconds")
    )


def _resources(shown: PlanPage, plan: models.Plan, supported_by: tuple[Reference, ...]) -> Iterator[Resource]:
    person = given("Patient", "person", shown.person.pk, shown.person.called)
    goals = [_life_goal(life, person) for life, _cares in shown.goals]
    goals += [_care_goal(goal, person) for _life, cares in shown.goals for goal, _tasks in cares]
    tasks = [task for _life, cares in shown.goals for _goal, tasks in cares for task in tasks] + shown.loose
    team_id = uuid5(NAMESPACE_URL, f"{namespace('care-team')}:{shown.person.pk}")
    team = CareTeam(
        id=str(team_id),
        status="active",
        subject=person,
        members=tuple(_participant(member, shown) for member in shown.members),
    )
    texts = {name: text for name, text in shown.texts.items() if text}
    matters = texts.pop("matters", "")
    yield CarePlan(
        id=str(plan.pk),
        identifiers=_number("plan", plan),
        status="active" if plan.state == models.Plan.State.OPEN else "completed",
        intent="plan",
        description=matters,
        subject=person,
        period=Period(_when(plan.started_at), _when(plan.closed_at)),
        created=_when(plan.started_at),
        teams=(inside("CareTeam", team_id),) if shown.members else (),
        goals=tuple(Reference(f"urn:uuid:{goal.id}", "Goal") for goal in goals),
        supported_by=supported_by,
        activities=tuple(Activity(inside("Task", task.pk)) for task in tasks),
        notes=tuple(_note(name, text) for name, text in texts.items()),
    )
    if shown.members:
        yield team
    yield from goals
    told = {goal.id for goal in goals}
    yield from (_task(task, plan, person, told) for task in tasks)
    yield from (_wish(wish, person) for wish in shown.wishes)


def _life_goal(life: models.LifeGoal, person: Reference) -> Goal:
    return Goal(
        id=str(life.pk),
        identifiers=_number("goal", life),
        status=GOAL_STATUS[life.state],
        achievement=ACHIEVED if life.state == models.LifeGoal.State.REACHED else None,
        categories=(our(LAYER, LIFE_GOAL), our(DOMAIN, life.domain, life.get_domain_display())),
        description=Concept(text=life.text),
        subject=person,
        start=When.of(timezone.localdate(life.said_at)),
        expressed_by=person,
    )


def _care_goal(goal: models.CareGoal, person: Reference) -> Goal:
    target = Target(
        Concept(text=goal.measure) if goal.measure else None,
        Said("String", goal.target) if goal.target else None,
        When.of(goal.review_on) if goal.review_on else None,
    )
    return Goal(
        id=str(goal.pk),
        identifiers=_number("goal", goal),
        serves=(inside("Goal", goal.life_goal_id),),
        status=GOAL_STATUS[goal.state],
        achievement=ACHIEVED if goal.state == models.LifeGoal.State.REACHED else None,
        categories=(our(LAYER, CARE_GOAL),),
        description=Concept(text=goal.text),
        subject=person,
        start=When.of(timezone.localdate(goal.said_at)),
        targets=(target,) if goal.measure or goal.target or goal.review_on else (),
    )


def _task(task: models.Task, plan: models.Plan, person: Reference, told: Collection[str]) -> Task:
    owner = _who(task.owner)
    return Task(
        id=str(task.pk),
        identifiers=_number("task", task),
        candidates=(owner,),
        serves=(inside("Goal", goal),) if (goal := task.care_goal_id) and str(goal) in told else (),
        based_on=(inside("CarePlan", plan.pk),),
        status=TASK_STATUS[task.state],
        intent="plan",
        description=task.what,
        person=person,
        authored=_when(task.said_at),
        modified=_when(task.moved_at),
        owner=owner,
        restriction=Restriction(period=Period(end=When.of(task.due))),
        notes=(_note("repeats", task.repeats),) if task.repeats else (),
    )


def _wish(wish: models.Wish, person: Reference) -> Consent:
    """As the Belgian profile of a patient's will has it. ``dateTime`` is when it was written down, not when it was decided."""
    return Consent(
        id=str(wish.pk),
        identifiers=_number("wish", wish),
        notes=(Note(text=wish.words),) if wish.words else (),
        status="active",
        scope=WILL,
        categories=(our(WILL_CATEGORY, wish.category, wish.get_category_display()),),
        person=person,
        at=_when(wish.recorded_at),
        given_by=(person,),
        source=Reference(display=wish.kept) if wish.kept else None,
        policy_rule=Concept(text="Belgian policy"),
        provision=Provision(
            period=Period(When.of(timezone.localdate(wish.recorded_at))),
            codes=(our(WILL_CODE, wish.code, wish.get_code_display()),) if wish.code else (),
        ),
    )


def _participant(member: models.Member, shown: PlanPage) -> Participant:
    roles = [our(ROLE, member.role or member.kind, member.title)]
    if shown.coordinator is not None and shown.coordinator.pk == member.pk:
        roles.append(our(ROLE, COORDINATOR))
    if member.does:
        roles.append(Concept(text=member.does))
    place = member.organisation
    return Participant(
        tuple(roles),
        _who(member),
        given("Organization", "organisation", place.pk, place.name) if place is not None else None,
        Period(When.of(member.starts), When.of(member.ends) if member.ends else None),
    )


def _who(member: models.Member) -> Reference:
    """A professional by the number of their account, anybody else by that of the person they are."""
    if member.user_id is not None:
        return given("Practitioner", "account", member.user_id, member.name)
    assert isinstance(member.near, Person)
    kind = "Patient" if member.kind == models.Member.Kind.SELF else "RelatedPerson"
    return given(kind, "person", member.near.pk, member.name)


def _note(code: str, said: Any) -> Note:
    return Note((our(TEXT, code),), said.isoformat() if isinstance(said, date) else said)


def _number(kind: str, row: Any) -> tuple[Identifier, ...]:
    return (Identifier(namespace(kind), str(row.pk)),)


def _when(moment: datetime | None) -> When | None:
    return When.of(moment.replace(microsecond=0)) if moment is not None else None
