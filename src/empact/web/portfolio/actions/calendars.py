"""Taking in a calendar: other days of milestones, and new ones."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..exchange.outcome import Outcome
from ..models import Action, Task
from ..permissions import KEEP_FRAME
from .tasks import add_task, keep_task

__all__ = ["take_calendar"]


@transaction.atomic
def take_calendar(*, rows: list[list[str]], today: date, by: Who, at: datetime) -> Outcome:
    """An event that came from here moves its milestone; another one is a new milestone of the action it names."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    outcome = Outcome()
    known = {str(t.pk): t for t in Task.objects.select_related("action__puller")}
    actions = {str(a.number): a for a in Action.objects.select_related("puller")}
    for number, row in enumerate(rows[1:], 2):
        said = dict(zip(rows[0], row, strict=True))
        try:
            with transaction.atomic():
                how = _event(said, known.get(_key(said["id"])), actions, by, at)
        except Problem as problem:
            outcome.refuse("tasks", number, said["title"], f"{problem.message} {problem.hint}".strip())
        else:
            getattr(outcome, how)["tasks"] += 1
    return outcome


def _key(uid: str) -> str:
    try:
        return str(UUID(uid))
    except ValueError:
        return ""


def _event(said: dict[str, str], task: Task | None, actions: dict[str, Action], by: Who, at: datetime) -> str:
    if not said["due"]:
        raise NotNow(_("This event has no day."))
    due = date.fromisoformat(said["due"])
    starts = date.fromisoformat(said["starts"]) if said["starts"] else None
    done = date.fromisoformat(said["done"]) if said["done"] else None
    if task is None:
        action = actions.get(said["action"])
        if action is None:
            raise NotNow(_("This event does not say of which action it is."), _("It came from another calendar."))
        add_task(action=action, title=said["title"], due=due, starts=starts, by=by, at=at)
        return "new"
    title = said["title"] or task.title
    if (task.title, task.starts, task.due, task.done) == (title, starts, due, done):
        return "same"
    keep_task(task=task, due=due, done=done, starts=starts, title=title, by=by, at=at)
    return "changed"
