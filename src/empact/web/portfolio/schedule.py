"""What waits for what, worked out: when each task is there at the earliest, how long it may wait, and which may not wait.

The critical path method (Kelley and Walker 1959) with a day from which each task can begin. Pure: days as whole numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Generic, NamedTuple, TypeVar

__all__ = ["Circle", "Planned", "Scheduled", "scheduled", "would_circle"]

K = TypeVar("K", bound=Hashable)


class Circle(ValueError):
    """Something would wait for itself."""


class Planned(NamedTuple):
    """``start``: the day before which it does not begin; ``days``: how long it takes, 0 for a milestone."""

    start: int
    days: int


class Scheduled(NamedTuple, Generic[K]):
    """``start``: the first day it can begin; ``end``: the day after its last. ``slack``: days it may wait before the end of
    all moves; where there is none it is on the critical path. ``held_by``: what it waits for longest, if anything."""

    start: int
    end: int
    slack: int
    held_by: K | None

    @property
    def is_critical(self) -> bool:
        return self.slack == 0


def scheduled(tasks: Mapping[K, Planned], waits_for: Mapping[K, Iterable[K]]) -> dict[K, Scheduled[K]]:
    """Every task, in an order in which nothing comes before what it waits for. Raises :class:`Circle`.

    Forward: a task begins on its day or when all it waits for is there. Backward: it ends at the latest when the first that
    waits for it must begin; the last ones when the whole ends.
    """
    before = {task: [b for b in waits_for.get(task, ()) if b in tasks] for task in tasks}
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError as error:
        raise Circle from error
    start: dict[K, int] = {}
    end: dict[K, int] = {}
    held: dict[K, K | None] = {}
    for task in order:
        start[task], held[task] = tasks[task].start, None
        for one in before[task]:
            if end[one] > start[task]:
                start[task], held[task] = end[one], one
        end[task] = start[task] + tasks[task].days
    last = max(end.values(), default=0)
    latest = dict.fromkeys(order, last)
    for task in reversed(order):
        for one in before[task]:
            latest[one] = min(latest[one], latest[task] - tasks[task].days)
    return {task: Scheduled(start[task], end[task], latest[task] - end[task], held[task]) for task in order}


def would_circle(waits_for: Mapping[K, Iterable[K]], before: K, after: K) -> bool:
    """Does ``before`` wait for ``after`` already, itself or by others?"""
    todo, seen = [before], set()
    while todo:
        one = todo.pop()
        if one == after:
            return True
        if one not in seen:
            seen.add(one)
            todo += waits_for.get(one, ())
    return False
