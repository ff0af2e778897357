"""Small actions of teams: begun without asking anybody, and waiting for a decision once they are not small any more."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Team
from .. import policies
from ..events import ActionMoved, SmallKept
from ..models import Action, Frame, Kpi, Place, StageMove
from ..permissions import BEGIN_SMALL, check_may_keep
from .cards import next_number

__all__ = ["begin_small", "keep_small"]


@transaction.atomic
def begin_small(
    *, team: Team, title: str, need: str, known_by: str, cost_minor: int, hours: int, today: date, by: Who, at: datetime
) -> Action:
    """GOV-23: it runs from today on. ``known_by``: what the team counts, by which it will know."""
    check_may(by, BEGIN_SMALL, Purpose.PROJECT)
    if not by.at("team", team.pk):
        raise Denied(_("You work for another team."))
    policies.check_small(cost_minor, hours)
    frame = Frame.objects.in_force()
    if frame is None:
        raise NotNow(_("The region has no frame to lay actions in yet."), _("Ask the project office to take one up."))
    action = Action(
        frame=frame, number=next_number(), title=check_words(title), need=check_words(need), kind=Action.Kind.INNOVATION,
        stage=Action.Stage.RUNNING, needs_means=False, team=team, cost_minor=cost_minor, hours=hours, target=team.name,
        proposed=today, changed=today,
    )  # fmt: skip
    action.search = action.found_by
    action.save()
    Kpi.objects.create(action=action, title=check_words(known_by))
    if (place := team.territories.order_by("name").first()) is not None:
        Place.objects.create(action=action, territory=place, role=Place.Role.START, starts=today)
    _moved(action, Action.Stage.IDEA, "", today, by, at)
    _kept(action, by, at)
    return action


@transaction.atomic
def keep_small(*, action: Action, cost_minor: int, hours: int, today: date, by: Who, at: datetime) -> Action:
    """What it takes by now. Beyond the limits it waits for a decision; within them again, it runs."""
    check_may_keep(by, action)
    policies.check_open(action)
    if action.team_id is None:
        raise NotNow(_("No team began this action by itself."))
    action = Action.objects.select_for_update().get(pk=action.pk)
    action.cost_minor, action.hours, action.changed = cost_minor, hours, today
    limits, before = policies.small_limits(), action.stage
    if limits is not None and action.is_small and limits.passed(cost_minor, hours):
        action.needs_means, action.stage = True, Action.Stage.DECISION
        why = _("It passes what a team may begin by itself.")
    elif limits is not None and _waits(action) and not limits.passed(cost_minor, hours):
        action.needs_means, action.stage = False, Action.Stage.RUNNING
        why = _("It is small enough again for a team to do it by itself.")
    action.save()
    if action.stage != before:
        _moved(action, before, why, today, by, at)
    _kept(action, by, at)
    return action


def _waits(action: Action) -> bool:
    """For a decision that nobody was asked for yet."""
    return action.needs_means and action.stage == Action.Stage.DECISION and not action.decided.exists()


def _moved(action: Action, before: str, why: str, today: date, by: Who, at: datetime) -> None:
    StageMove.objects.create(action=action, before=before, after=action.stage, on=today, at=at, role=by.role, reason=why[:300])
    event = ActionMoved(subject=f"portfolio.action:{action.pk}", before=before, after=action.stage)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT, reason=why)


def _kept(action: Action, by: Who, at: datetime) -> None:
    assert action.team_id is not None and action.cost_minor is not None and action.hours is not None
    event = SmallKept(
        subject=f"portfolio.action:{action.pk}", team=action.team_id, cost_minor=action.cost_minor, hours=action.hours
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
