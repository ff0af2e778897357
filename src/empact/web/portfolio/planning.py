"""The tasks of all actions on one calendar: which may come later than planned, by what, and what moved since a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from .models import Action, Baseline, Precedence, Task
from .schedule import Planned, Scheduled, scheduled

__all__ = ["Drift", "Later", "Plan", "Step", "drift", "plan"]


class Step(NamedTuple):
    """What the calendar needs of a task: thousands of them are read at once."""

    pk: UUID
    action: Action
    title: str
    starts: date | None
    due: date
    done: date | None

    @property
    def days(self) -> int:
        return 0 if self.starts is None else (self.due - self.starts).days + 1


@dataclass(frozen=True, slots=True)
class Later:
    """A task that may be there later than planned, and what it waits for longest."""

    task: Step
    expected: date
    held_by: Step | None


@dataclass(frozen=True)
class Plan:
    """All tasks that were asked for, by id, and how they are scheduled on a day."""

    tasks: Mapping[UUID, Step]
    found: Mapping[UUID, Scheduled[UUID]]

    @cached_property
    def later(self) -> list[Later]:
        """The earliest expected first."""
        rows = []
        for pk, one in self.found.items():
            task = self.tasks[pk]
            expected = date.fromordinal(max(one.end - 1, 1))
            if task.done is None and expected > task.due:
                rows.append(Later(task, expected, self.tasks.get(one.held_by) if one.held_by else None))
        return sorted(rows, key=lambda r: (r.expected, r.task.title))

    @property
    def critical(self) -> set[UUID]:
        """Tasks that are not there yet and may not wait a day."""
        return {pk for pk, one in self.found.items() if one.is_critical and self.tasks[pk].done is None}


def plan(actions: Iterable[Action], today: date) -> Plan:
    """Tasks of these actions, with what they wait for among them. What is late is there today at the earliest."""
    known = {a.pk: a for a in actions}
    found = Task.objects.filter(action__in=known).values_list("pk", "action_id", "title", "starts", "due", "done")
    tasks = {row[0]: Step(row[0], known[row[1]], row[2], row[3], row[4], row[5]) for row in found}
    waits: dict[UUID, list[UUID]] = {}
    pairs = Precedence.objects.filter(after__action__in=known)
    for before, after in pairs.values_list("before_id", "after_id"):
        if before in tasks:
            waits.setdefault(after, []).append(before)
    return Plan(tasks, scheduled({pk: _planned(t, today) for pk, t in tasks.items()}, waits))


def _planned(task: Step, today: date) -> Planned:
    if task.done is not None:
        return Planned(task.done.toordinal() + 1, 0)
    end = max(task.due, today).toordinal() + 1
    return Planned(end - task.days, task.days)


@dataclass(frozen=True, slots=True)
class Drift:
    """A task that is planned on another day than it was; ``days``: later, or earlier where it is negative."""

    task: Step
    was: date
    days: int


def drift(baseline: Baseline, actions: Iterable[Action], today: date) -> tuple[list[Drift], list[Later]]:
    """What was moved since, and what may come later by that, though nobody moved it."""
    now = plan(actions, today)
    moved = [
        Drift(now.tasks[row.task_id], row.due, (now.tasks[row.task_id].due - row.due).days)
        for row in baseline.tasks.all()
        if row.task_id in now.tasks and now.tasks[row.task_id].due != row.due
    ]
    known = {d.task.pk for d in moved}
    return sorted(moved, key=lambda d: (d.task.action.number, d.was)), [r for r in now.later if r.task.pk not in known]
