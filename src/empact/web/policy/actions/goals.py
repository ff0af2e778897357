"""What policy wants, and which actions do something for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action
from ..events import GoalKept
from ..models import PolicyGoal
from ..permissions import KEEP

__all__ = ["keep_goal", "make_goal"]


@transaction.atomic
def make_goal(
    *, title: str, level: str, source: str, actions: Iterable[Action] = (), today: date, by: Who, at: datetime
) -> PolicyGoal:
    """One thing that a document of policy wants."""
    check_may(by, KEEP, Purpose.PROJECT)
    goal = PolicyGoal.objects.create(title=check_words(title), level=level, source=check_words(source), made=today)
    return _link(goal, actions, by, at)


@transaction.atomic
def keep_goal(
    *, goal: PolicyGoal, title: str, level: str, source: str, actions: Iterable[Action], by: Who, at: datetime
) -> PolicyGoal:
    """Its words, and the actions that do something for it."""
    check_may(by, KEEP, Purpose.PROJECT)
    goal.title, goal.level, goal.source = check_words(title), level, check_words(source)
    goal.save(update_fields=("title", "level", "source"))
    return _link(goal, actions, by, at)


def _link(goal: PolicyGoal, actions: Iterable[Action], by: Who, at: datetime) -> PolicyGoal:
    several = list(actions)
    goal.actions.set(several)
    event = GoalKept(subject=f"policy.goal:{goal.pk}", actions=len(several))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return goal
