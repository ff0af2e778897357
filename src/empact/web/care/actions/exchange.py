"""Adding what a file brings: each goal and task by the action that adds it by hand, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from ...kernel.who import Who
from ...people.models import Person
from ..exchange.incoming import Received
from ..models import CareGoal, LifeGoal, Member
from .goals import add_care_goal, add_life_goal
from .tasks import add_task

__all__ = ["take_in"]


@transaction.atomic
def take_in(
    *,
    person: Person,
    found: Received,
    life_goal: LifeGoal | None = None,
    owner: Member | None = None,
    due: date | None = None,
    by: Who,
    at: datetime,
) -> int:
    """How many goals and tasks were added.

    ``life_goal``, ``owner`` and ``due`` stand in where the file names none; what then still lacks one is left out. A task
    whose goal is left out comes in without one (R7).
    """
    made: dict[str, LifeGoal | CareGoal] = {}
    for new in found.life_goals:
        made[new.key] = add_life_goal(person=person, text=new.text, domain=new.domain, by=by, at=at)
    for goal in found.care_goals:
        served = _meant(goal.life_goal, made) or life_goal
        if isinstance(served, LifeGoal):
            made[goal.key] = add_care_goal(
                person=person, life_goal=served, text=goal.text, measure=goal.measure, target=goal.target,
                review_on=goal.review_on, by=by, at=at,
            )  # fmt: skip
    tasks = 0
    for task in found.tasks:
        does, day = task.owner or owner, task.due or due
        aim = _meant(task.care_goal, made)
        if does is not None and day is not None:
            add_task(
                person=person, what=task.what, owner=does, due=day, repeats=task.repeats,
                care_goal=aim if isinstance(aim, CareGoal) else None, by=by, at=at,
            )  # fmt: skip
            tasks += 1
    return len(made) + tasks


def _meant(named: str | LifeGoal | CareGoal | None, made: Mapping[str, LifeGoal | CareGoal]) -> LifeGoal | CareGoal | None:
    return made.get(named) if isinstance(named, str) else named
