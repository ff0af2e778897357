"""What an informal carer can and cannot do, in sentences; and which tasks are more than that. It forbids nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import CarerLimit, Task

__all__ = ["above", "line", "weekdays"]


def weekdays() -> list[tuple[str, Any]]:
    """The days of the week as they are kept, from Monday (1), and as they are called."""
    return [(str(number + 1), name) for number, name in WEEKDAYS.items()]


def line(limit: CarerLimit) -> str:
    """All of it in one line; their own words come last."""
    said = []
    if limit.hours is not None:
        said.append(ngettext("at most %(n)s hour a week", "at most %(n)s hours a week", limit.hours) % {"n": limit.hours})
    if limit.tasks is not None:
        said.append(
            ngettext("at most %(n)s task at a time", "at most %(n)s tasks at a time", limit.tasks) % {"n": limit.tasks}
        )
    if limit.days:
        said.append(_("not on %(days)s") % {"days": ", ".join(str(WEEKDAYS[int(day) - 1]) for day in limit.days)})
    if limit.no_nights:
        said.append(_("not at night"))
    return ". ".join(filter(None, (capfirst("; ".join(said)), limit.words.strip())))


def above(tasks: Iterable[Task]) -> dict[UUID, str]:
    """Of each open task that is more than its owner said they can do, a sentence.

    A task on a day on which they cannot, and those beyond the number they can do at once, the later ones. How many hours a
    task takes, or whether it is done at night, nobody writes down: these limits stand beside the name and are not counted.
    """
    found: dict[UUID, str] = {}
    held: dict[UUID, int] = {}
    for task in sorted((t for t in tasks if t.state == Task.State.OPEN), key=lambda t: (t.due, t.said_at)):
        limit = task.owner.limit
        if limit is None:
            continue
        held[task.owner_id] = held.get(task.owner_id, 0) + 1
        if str(task.due.isoweekday()) in limit.days:
            day = WEEKDAYS[task.due.weekday()]
            found[task.pk] = _("%(name)s said: not on %(days)s.") % {"name": task.owner.name, "days": day}
        elif limit.tasks is not None and held[task.owner_id] > limit.tasks:
            asked = {"name": task.owner.name, "n": limit.tasks}
            found[task.pk] = (
                ngettext(
                    "%(name)s said: at most %(n)s task at a time.",
                    "%(name)s said: at most %(n)s tasks at a time.",
                    limit.tasks,
                )
                % asked
            )
    return found
