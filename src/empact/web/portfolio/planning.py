"""The tasks of all actions on one calendar: which may come later than planned, by what, and what moved since a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from .models import Action, Baseline, Precedence, Task
from .schedule import Planned, Scheduled, scheduled

__all__ = ["Drift", "Later", "Plan", "Step", "drift", "plan"]


class Step(NamedTuple):
    """What the calendar needs of a task: thousands of them are read at once. ``key``: its id as the database writes it."""

    key: str
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
    """All tasks that were asked for, in order of their number here, and how each is scheduled on a day."""

    steps: Sequence[Step]
    found: Mapping[int, Scheduled[int]]

    @cached_property
    def later(self) -> list[Later]:
        """The earliest expected first."""
        rows = []
        for number, one in self.found.items():
            step = self.steps[number]
            if step.done is None and one.end - 1 > step.due.toordinal():
                held_by = None if one.held_by is None else self.steps[one.held_by]
                rows.append(Later(step, date.fromordinal(one.end - 1), held_by))
        return sorted(rows, key=lambda r: (r.expected, r.task.title))

    @property
    def critical(self) -> list[Step]:
        """What is not there yet and may not wait a day, the earliest first."""
        steps = (self.steps[number] for number, one in self.found.items() if one.is_critical)
        return sorted((step for step in steps if step.done is None), key=lambda step: (step.due, step.title))


def plan(actions: Iterable[Action], today: date) -> Plan:
    """Tasks of these actions, with what they wait for among them. What is late is there today at the earliest."""
    known = {a.number: a for a in actions}
    tasks = Task.objects.filter(action__in=known.values())
    rows = tasks.values_list(_key("pk"), "action__number", "title", "starts", "due", "done")
    steps = [Step(row[0], known[row[1]], row[2], row[3], row[4], row[5]) for row in rows]
    number = {step.key: n for n, step in enumerate(steps)}  # whole numbers: an id takes several times as long to look up
    waits: dict[int, list[int]] = {}
    edges = Precedence.objects.filter(after__action__in=known.values())
    for before, after in edges.values_list(_key("before_id"), _key("after_id")):
        if before in number:
            waits.setdefault(number[after], []).append(number[before])
    return Plan(steps, scheduled({n: _planned(step, today) for n, step in enumerate(steps)}, waits))


def _key(name: str) -> Cast:
    """An id as text: to make an object of each takes longer than all the rest of reading."""
    return Cast(name, CharField())


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
    steps = {step.key: step for step in now.steps}
    moved = [
        Drift(steps[key], was, (steps[key].due - was).days)
        for key, was in baseline.tasks.values_list(_key("task_id"), "due")
        if key in steps and steps[key].due != was
    ]
    known = {d.task.key for d in moved}
    return sorted(moved, key=lambda d: (d.task.action.number, d.was)), [r for r in now.later if r.task.key not in known]
