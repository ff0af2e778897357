"""What a coach of a domain looks at: its actions and how they go, what waits for what, and what is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from ..kernel.models import Hat
from . import queries
from .models import Action, Frame, Item, Precedence, Task, Update

__all__ = ["Domain", "Overview", "Waits", "overview", "project_lines", "waits"]


@dataclass(frozen=True, slots=True)
class Overview:
    """A domain of the frame with who coaches it, and how many actions go on, have a late milestone or ask for help."""

    item: Item
    coaches: list[str]
    going: int
    late: int
    asking: int


def overview(day: date) -> list[Overview]:
    """Every domain of the frame in force, those it does not name too."""
    items = list(Item.objects.filter(frame=Frame.objects.in_force(), kind="domain"))
    going = dict(Action.objects.going().filter(domain__in=items).values_list("pk", "domain"))
    number = Counter(going.values())
    late = Counter(going[pk] for pk in set(Task.objects.late(day).filter(action__in=going).values_list("action", flat=True)))
    asking = Counter(going[u.action_id] for u in queries.asks() if u.action_id in going)
    coaches: dict[str, list[str]] = defaultdict(list)
    for hat in Hat.objects.worn_on(day).filter(role="domain_coach", scope_kind="domain").select_related("user"):
        if hat.user.is_active:
            coaches[hat.scope_id].append(hat.user.name)
    return [Overview(i, sorted(coaches[i.code]), number[i.pk], late[i.pk], asking[i.pk]) for i in items]


@dataclass(frozen=True, slots=True)
class Domain:
    """An action of a domain: its last news, the next milestone, and how many are late."""

    action: Action
    last: Update | None
    next: Task | None
    late: int


def project_lines(actions: Sequence[Action], day: date) -> list[Domain]:
    """In the order given; three queries however many there are."""
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(action__in=actions, done=None).order_by("due"):
        tasks[task.action_id].append(task)
    last: dict[UUID, Update] = {}
    for update in Update.objects.filter(action__in=actions).order_by("on", "pk"):
        last[update.action_id] = update
    return [
        Domain(
            one,
            last.get(one.pk),
            next((t for t in tasks[one.pk] if t.due >= day), None),
            sum(t.due < day for t in tasks[one.pk]),
        )
        for one in actions
    ]


@dataclass(frozen=True, slots=True)
class Waits:
    """One task waits for another that is not there yet. ``late``: the other one's day has passed; ``squeezed``: what waits is
    due before that one is; ``outside``: one of the two is of another domain."""

    before: Task
    after: Task
    late: bool
    squeezed: bool
    outside: bool


def waits(domain: Item, day: date) -> list[Waits]:
    """Dependencies that touch a domain, those that are in trouble first."""
    rows = Precedence.objects.filter(before__done=None, after__done=None).filter(
        Q(before__action__domain__code=domain.code) | Q(after__action__domain__code=domain.code)
    )
    found = [
        Waits(
            p.before,
            p.after,
            p.before.due < day,
            p.after.due < p.before.due,
            {_code(p.before), _code(p.after)} != {domain.code},
        )
        for p in rows.select_related("before__action__domain", "after__action__domain")
    ]
    return sorted(found, key=lambda w: (not (w.late or w.squeezed), w.before.due, w.after.due))


def _code(task: Task) -> str:
    return task.action.domain.code if task.action.domain else ""
