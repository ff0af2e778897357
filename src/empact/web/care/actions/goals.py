"""Life goals in the person's words, and care goals that serve them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...kernel.problems import Problem, check_words
from ...kernel.who import Who
from ...people.models import Person
from .. import policies, states
from ..models import CareGoal, LifeGoal
from ..shared import check_writes, locked_plan
from .plans import changed

__all__ = ["add_care_goal", "add_life_goal", "move_goal"]


@transaction.atomic
def add_life_goal(*, person: Person, text: str, domain: str, by: Who, at: datetime) -> LifeGoal:
    """As the person said it."""
    purpose = check_writes(person, "goals", by, at)
    plan = locked_plan(person)
    text = check_words(text, _("Write it as the person says it."))
    if domain not in LifeGoal.Domain.values:
        raise Problem(_("Choose what the goal is about."))
    goal = LifeGoal.objects.create(plan=plan, text=text, domain=domain, said_at=at, said_by=by.user_id)
    changed(plan, "life_goal", by=by, at=at, purpose=purpose)
    return goal


@transaction.atomic
def add_care_goal(
    *,
    person: Person,
    life_goal: LifeGoal,
    text: str,
    measure: str = "",
    target: str = "",
    review_on: date | None = None,
    by: Who,
    at: datetime,
) -> CareGoal:
    """What the care team aims at, for one life goal that is going on."""
    purpose = check_writes(person, "goals", by, at)
    plan = locked_plan(person)
    policies.check_goal_of_plan(plan, life_goal)
    text = check_words(text, _("Write what you aim at, and how you will know."))
    goal = CareGoal.objects.create(
        plan=plan, life_goal=life_goal, text=text, measure=measure.strip(), target=target.strip(), review_on=review_on,
        said_at=at, said_by=by.user_id,
    )  # fmt: skip
    changed(plan, "care_goal", by=by, at=at, purpose=purpose)
    return goal


@transaction.atomic
def move_goal(*, person: Person, goal: LifeGoal | CareGoal, to: str, by: Who, at: datetime) -> LifeGoal | CareGoal:
    """Reached, dropped, or going on again."""
    purpose = check_writes(person, "goals", by, at)
    plan = locked_plan(person)
    if goal.plan_id != plan.pk:
        raise Problem(_("This goal is not in this plan."))
    policies.check_move(states.GOAL_MOVES, goal.state, to)
    goal.state = to
    goal.save(update_fields=("state",))
    changed(plan, "goal_state", by=by, at=at, purpose=purpose)
    return goal
