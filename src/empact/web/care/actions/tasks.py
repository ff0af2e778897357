"""Tasks: what, by whom, by when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...consent import access
from ...consent.matrix import Limit
from ...kernel import audit
from ...kernel.problems import Denied, NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from .. import policies, states
from ..events import TaskMoved
from ..models import CareGoal, Member, Plan, Task
from ..shared import check_writes, locked_plan, purpose_of
from .plans import changed, keep_version

__all__ = ["add_task", "change_task", "move_task"]


@transaction.atomic
def add_task(
    *,
    person: Person,
    what: str,
    owner: Member,
    due: date,
    care_goal: CareGoal | None = None,
    repeats: str = "",
    by: Who,
    at: datetime,
) -> Task:
    """One owner of the care team and one day. Without a care goal it is allowed, and shown as such (R7)."""
    purpose = check_writes(person, "tasks", by, at)
    today = timezone.localdate(at)
    plan = locked_plan(person)
    what = check_words(what, _("Write what is done."))
    policies.check_day(due, today)
    policies.check_goal_of_plan(plan, care_goal)
    policies.check_owner(plan, owner, today)
    task = Task.objects.create(
        plan=plan, care_goal=care_goal, owner=owner, what=what, due=due, repeats=repeats.strip(), said_at=at,
        said_by=by.user_id,
    )  # fmt: skip
    _moved(task, plan, by, at, purpose)
    return task


@transaction.atomic
def change_task(*, task: Task, owner: Member, due: date, by: Who, at: datetime) -> Task:
    """Another owner or another day."""
    person = task.plan.person
    purpose = check_writes(person, "tasks", by, at)
    today = timezone.localdate(at)
    plan = locked_plan(person)
    if task.state != Task.State.OPEN or task.plan_id != plan.pk:
        raise NotNow(_("This task is not open any more."))
    policies.check_day(due, today)
    policies.check_owner(plan, owner, today)
    task.owner, task.due = owner, due
    task.save(update_fields=("owner", "due"))
    changed(plan, "task", by=by, at=at, purpose=purpose)
    return task


@transaction.atomic
def move_task(*, task: Task, to: str, by: Who, at: datetime) -> Task:
    """Done, dropped or open again. Who sees only their own tasks may say so of those."""
    person = task.plan.person
    purpose = purpose_of(by)
    if not access.may_write(by, person, "tasks", at):
        own = access.may_read(by, person, "tasks", at)
        near = task.owner.near
        if not (own and own.limit == Limit.OWN and near is not None and near.user_id == by.user_id):
            raise Denied(access.may_write(by, person, "tasks", at).sentence)
    policies.check_agreed(person, at)
    plan = locked_plan(person)
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.plan_id != plan.pk:
        raise NotNow(_("This task is not open any more."))
    policies.check_move(states.TASK_MOVES, task.state, to)
    task.state, task.moved_at = to, at
    task.save(update_fields=("state", "moved_at"))
    _moved(task, plan, by, at, purpose)
    return task


def _moved(task: Task, plan: Plan, by: Who, at: datetime, purpose: Purpose) -> None:
    number = keep_version(plan, by, at)
    event = TaskMoved(subject=f"care.task:{task.pk}", person=plan.person_id, state=task.state, version=number)
    audit.record(event, by=by, at=at, purpose=purpose)
