"""What an action wants to reach, with the milestones and indicators it follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import GoalKept
from ..models import Action, Goal, Kpi, Task
from ..permissions import check_may_keep

__all__ = ["drop_goal", "keep_goal"]


@transaction.atomic
def keep_goal(
    *,
    action: Action,
    title: str,
    milestones: Iterable[Task],
    kpis: Iterable[Kpi],
    goal: Goal | None = None,
    by: Who,
    at: datetime,
) -> Goal:
    """A goal hangs on something: without a milestone or an indicator nobody would know how far it is."""
    check_may_keep(by, action)
    policies.check_open(action)
    steps, numbers = list(milestones), list(kpis)
    if not steps and not numbers:
        raise NotNow(_("Choose a milestone or an indicator that the goal follows."))
    if any(one.action_id != action.pk for one in steps) or any(one.action_id != action.pk for one in numbers):
        raise NotNow(_("A goal follows milestones and indicators of its own action."))
    goal = goal or Goal(action=action)
    goal.title = check_words(title)
    goal.save()
    goal.milestones.set(steps)
    goal.kpis.set(numbers)
    audit.record(GoalKept(subject=f"portfolio.goal:{goal.pk}", action=action.pk), by=by, at=at, purpose=Purpose.PROJECT)
    return goal


@transaction.atomic
def drop_goal(*, goal: Goal, by: Who, at: datetime) -> None:
    """No goal of the action any more; its milestones and indicators stay."""
    check_may_keep(by, goal.action)
    policies.check_open(goal.action)
    event = GoalKept(subject=f"portfolio.goal:{goal.pk}", action=goal.action_id, gone=True)
    goal.delete()
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
