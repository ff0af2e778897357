"""What the portfolio puts on My day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.day import News, Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Action, Promise, Task, Update
from .permissions import ANSWER, KEEP, SEE
from .policies import CONFIRM_WITHIN_DAYS, FRESH_DAYS

__all__ = [
    "WAITS", "answers_given", "asks_waiting", "deliverables", "promises_to_confirm", "small_begun", "tasks_late",
    "updates_due",
]  # fmt: skip

WAITS: Final = {"domain_coach": 7, "network_coordinator": 14, "pmo": 14, "steering": 30}
"""Days after which somebody who asks for help stands on My day of the next one."""
TOLD_DAYS: Final = 14


def promises_to_confirm(who: Who, today: date) -> Iterator[Todo]:
    """To the organisation that made the promise, or of which it is expected, and to nobody else."""
    if who.role not in ("contact", "project_manager") or who.scope_kind != "organisation":
        return
    before = today - timedelta(days=CONFIRM_WITHIN_DAYS)
    open_ = Promise.objects.on(today).filter(organisation=UUID(who.scope_id), delivered=None)
    stale = Q(confirmed__lt=before) | Q(confirmed=None, starts__lt=before)
    for one in open_.filter(stale).select_related("action"):
        yield Todo(
            title=_("Does your organisation still take part in: %(action)s?") % {"action": one.action.title},
            why=_("It was not confirmed for more than a year."),
            address=reverse("portfolio:action", args=[one.action_id]) + "#promises",
            due=(one.confirmed or one.starts) + timedelta(days=CONFIRM_WITHIN_DAYS),
        )


def tasks_late(who: Who, today: date) -> Iterator[Todo]:
    """To who pulls the action."""
    late = Task.objects.late(today).filter(action__in=_pulled(who))
    for one in late.select_related("action"):
        yield Todo(
            title=_("Is this there: %(milestone)s?") % {"milestone": one.title},
            why=_("Its day has passed, for the action: %(action)s.") % {"action": one.action.title},
            address=reverse("portfolio:action", args=[one.action_id]) + "#tasks",
            due=one.due,
        )


def small_begun(who: Who, today: date) -> Iterator[News]:
    """GOV-23: to the coach of a team, what it began by itself in the last fortnight."""
    if who.role != "team_coach" or who.scope_kind != "team" or not may(who, SEE, Purpose.PROJECT):
        return
    since = today - timedelta(days=TOLD_DAYS)
    for one in Action.objects.filter(team=UUID(who.scope_id), proposed__gte=since, proposed__lte=today):
        title = _("The team began a small action: %(action)s") % {"action": one.title}
        yield News(title, one.proposed, reverse("portfolio:action", args=[one.pk]))


def deliverables(who: Who, today: date) -> Iterator[Todo]:
    """PRT-33: to everybody of an organisation, the next three things that it agreed to do; those of nobody else."""
    if who.scope_kind != "organisation" or not may(who, SEE, Purpose.PROJECT):
        return
    rows = Task.objects.filter(organisation=UUID(who.scope_id), done=None, action__in=Action.objects.going())
    for one in rows.select_related("action").order_by("due", "title")[:3]:
        yield Todo(
            title=_("Agreed: %(what)s") % {"what": one.title},
            why=_("Your organisation does this for the action: %(action)s.") % {"action": one.action.title},
            address=reverse("portfolio:action", args=[one.action_id]) + "#tasks",
            due=one.due,
        )


def asks_waiting(who: Who, today: date) -> Iterator[Todo]:
    """To the next one each time nobody answered: the coach of the domain, coordinators and project office, the steering group.

    Who coaches one domain hears of that one.
    """
    days = WAITS.get(who.role)
    if days is None or not may(who, ANSWER, Purpose.PROJECT):
        return
    waiting = Update.objects.exclude(asked="").filter(answered_on=None, on__lte=today - timedelta(days=days))
    for one in waiting.filter(action__domain__code=who.scope_id) if who.scope_kind == "domain" else waiting:
        yield Todo(
            title=_("Help is asked: %(asked)s") % {"asked": one.asked},
            why=_("Nobody has answered for %(days)s days.") % {"days": (today - one.on).days},
            address=reverse("portfolio:action", args=[one.action_id]) + "#news",
            due=one.on + timedelta(days=days),
        )


def answers_given(who: Who, today: date) -> Iterator[News]:
    """Back to who pulls the action: what was asked has an answer."""
    since = today - timedelta(days=TOLD_DAYS)
    rows = Update.objects.filter(action__in=_pulled(who), answered_on__gte=since).select_related("action")
    for one in rows:
        assert one.answered_on is not None
        yield News(
            title=_("Answered: %(asked)s") % {"asked": one.asked},
            at=one.answered_on,
            address=reverse("portfolio:action", args=[one.action_id]) + "#news",
        )


def updates_due(who: Who, today: date) -> Iterator[Todo]:
    """To who pulls the action: nothing was said of it for a quarter."""
    running = (Action.Stage.RUNNING, Action.Stage.EVALUATION)
    for one in _pulled(who).filter(stage__in=running, changed__lt=today - timedelta(days=FRESH_DAYS)):
        yield Todo(
            title=_("Tell how it goes: %(action)s") % {"action": one.title},
            why=_("Nothing was said of it for three months."),
            address=reverse("portfolio:update", args=[one.pk]),
            due=one.changed + timedelta(days=FRESH_DAYS),
        )


def _pulled(who: Who) -> QuerySet[Action]:
    if who.scope_kind != "organisation" or not who.role or not may(who, KEEP, Purpose.PROJECT):
        return Action.objects.none()
    return Action.objects.going().filter(puller=UUID(who.scope_id))
