"""What is to be done by when, what waits for what, and keeping how it was planned."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from .. import policies
from ..events import BaselineTaken, PrecedenceKept, TaskKept
from ..models import Action, Baseline, BaselineTask, Precedence, Task
from ..permissions import KEEP_FRAME, check_may_keep

__all__ = ["add_task", "follow", "keep_task", "take_baseline", "unfollow"]


@transaction.atomic
def add_task(
    *,
    action: Action,
    title: str,
    due: date,
    starts: date | None = None,
    organisation: Organisation | None = None,
    function: str = "",
    by: Who,
    at: datetime,
) -> Task:
    """Something that is to be there on a day; with a partner that does it, an agreement."""
    check_may_keep(by, action)
    policies.check_open(action)
    policies.check_task(starts, due)
    task = Task.objects.create(
        action=action, title=check_words(title), starts=starts, due=due, organisation=organisation, function=function.strip()
    )
    _record(task, by, at)
    return task


@transaction.atomic
def keep_task(
    *, task: Task, due: date, done: date | None, starts: date | None = None, title: str = "", by: Who, at: datetime
) -> Task:
    """Other days; or it is there, since ``done`` (``None``: after all not). Without ``starts`` it keeps its length, without
    ``title`` its name."""
    check_may_keep(by, task.action)
    policies.check_open(task.action)
    if starts is None and task.starts is not None:
        starts = task.starts + (due - task.due)
    policies.check_task(starts, due)
    task.starts, task.due, task.done, task.title = starts, due, done, title.strip() or task.title
    task.save(update_fields=("starts", "due", "done", "title"))
    _record(task, by, at)
    return task


@transaction.atomic
def follow(*, before: Task, after: Task, by: Who, at: datetime) -> Precedence:
    """``after`` waits for ``before``. What would wait for itself is refused."""
    check_may_keep(by, after.action)
    policies.check_precedence(before, after)
    made = Precedence.objects.create(before=before, after=after)
    event = PrecedenceKept(subject=f"portfolio.precedence:{made.pk}", before=before.pk, after=after.pk)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made


@transaction.atomic
def unfollow(*, precedence: Precedence, by: Who, at: datetime) -> None:
    """It does not wait for that any more."""
    check_may_keep(by, precedence.after.action)
    event = PrecedenceKept(
        subject=f"portfolio.precedence:{precedence.pk}", before=precedence.before_id, after=precedence.after_id, gone=True
    )
    precedence.delete()
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)


@transaction.atomic
def take_baseline(*, title: str, today: date, by: Who, at: datetime) -> Baseline:
    """Keep how every task is planned now."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    tasks = list(Task.objects.all())
    if not tasks:
        raise NotNow(_("Nothing is planned yet."))
    baseline = Baseline.objects.create(title=check_words(title), on=today, at=at)
    BaselineTask.objects.bulk_create(BaselineTask(baseline=baseline, task=t, starts=t.starts, due=t.due) for t in tasks)
    event = BaselineTaken(subject=f"portfolio.baseline:{baseline.pk}", tasks=len(tasks))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return baseline


def _record(task: Task, by: Who, at: datetime) -> None:
    event = TaskKept(subject=f"portfolio.task:{task.pk}", action=task.action_id, due=task.due, done=task.done)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
