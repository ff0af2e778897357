"""The card of an action: proposing it, filling it in, moving it on, and copying it to another territory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...governance.models import Agreement
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation, Territory
from .. import policies
from ..events import ActionCopied, ActionKept, ActionMoved, ActionProposed
from ..models import Action, Argument, Contribution, Frame, Item, Kpi, Place, StageMove
from ..permissions import DECIDE, PROPOSE, check_may_keep
from ..states import owner_of

__all__ = ["FIELDS", "MARKS", "copy_action", "follow_names", "keep_action", "move_action", "propose_action", "regroup"]

FIELDS: Final = (
    "title", "kind", "need", "objective", "programme", "domain", "target", "persona", "determinant", "puller", "afterwards",
    "public_sentence", "needs_means", "supply", "supply_search", "process_map", "evidence",
)  # fmt: skip
MARKS: Final = ("promise", "policy", "optimal")
"""Kinds of items that may be marked on an action."""
_ITEMS: Final = ("objective", "programme", "domain")


@transaction.atomic
def propose_action(
    *,
    title: str,
    need: str = "",
    programme: Item | None = None,
    start: Territory | None = None,
    puller: Organisation | None = None,
    frame: Frame | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Action:
    """An idea, on the list from today on. Raises :class:`NotNow` where the region has no frame yet."""
    check_may(by, PROPOSE, Purpose.PROJECT)
    frame = frame or Frame.objects.in_force()
    if frame is None:
        raise NotNow(_("The region has no frame to lay actions in yet."), _("Ask the project office to take one up."))
    action = Action(
        frame=frame,
        number=next_number(),
        title=check_words(title),
        need=need.strip(),
        programme=programme,
        puller=puller,
        proposed=today,
        changed=today,
    )
    policies.check_item(programme, action, "programme")
    _store(action)
    if start is not None:
        Place.objects.create(action=action, territory=start, role=Place.Role.START, starts=today)
    audit.record(ActionProposed(subject=f"portfolio.action:{action.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    return action


@transaction.atomic
def keep_action(
    *,
    action: Action,
    values: dict[str, Any],
    also: Iterable[Item] | None = None,
    connections: Iterable[Item] | None = None,
    agreements: Iterable[Agreement] | None = None,
    marks: Iterable[Item] | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Action:
    """Put the values in. What runs keeps what it needs to run."""
    check_may_keep(by, action)
    policies.check_open(action)
    changed: list[str] = [name for name in FIELDS if name in values and getattr(action, name) != values[name]]
    for name in changed:
        setattr(action, name, values[name])
    action.title = check_words(action.title)
    for kind in _ITEMS:
        policies.check_item(getattr(action, kind), action, kind)
    policies.check_keeps_target(action)
    for name, items, kinds in (
        ("also", also, ("programme",)),
        ("connections", connections, ("actor",)),
        ("marks", marks, MARKS),
    ):
        if items is not None:
            chosen, links = list(items), getattr(action, name)
            for item in chosen:
                policies.check_item(item, action, *kinds)
            if {i.pk for i in chosen} != set(links.values_list("pk", flat=True)):
                links.set(chosen)
                changed.append(name)
    if agreements is not None:
        rests_on = list(agreements)
        if {a.pk for a in rests_on} != set(action.agreements.values_list("pk", flat=True)):
            action.agreements.set(rests_on)
            changed.append("agreements")
    if changed:
        action.changed = today
        _store(action)
        event = ActionKept(subject=f"portfolio.action:{action.pk}", fields=tuple(changed))
        audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return action


@transaction.atomic
def move_action(*, action: Action, after: str, reason: str = "", today: date, by: Who, at: datetime) -> StageMove:
    """To another stage, on record with who and why."""
    before = Action.Stage(action.stage)
    if owner_of(action, after) == DECIDE:
        check_may(by, DECIDE, Purpose.PROJECT)
    else:
        check_may_keep(by, action)
    policies.check_move(action, after, reason)
    policies.check_decided(action, after)
    action.stage, action.changed = after, today
    action.save(update_fields=("stage", "changed"))
    move = StageMove.objects.create(
        action=action, before=before, after=after, on=today, at=at, role=by.role, reason=reason.strip()
    )
    event = ActionMoved(subject=f"portfolio.action:{action.pk}", before=before, after=after)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT, reason=reason.strip())
    return move


@transaction.atomic
def copy_action(
    *, action: Action, start: Territory, puller: Organisation | None, today: date, by: Who, at: datetime
) -> Action:
    """The same action somewhere else: its plan, indicators and arguments come along, its results and promises do not."""
    check_may(by, PROPOSE, Purpose.PROJECT)
    if action.places.on(today).filter(territory=start, role__in=(Place.Role.START, Place.Role.EXTENSION)).exists():
        raise NotNow(_("This action runs in this territory already."), _("Choose another territory."))
    copied = Action.objects.get(pk=action.pk)
    links = {name: list(getattr(action, name).all()) for name in ("also", "connections", "marks")}
    copied.pk = Action._meta.pk.get_default()
    copied._state.adding = True
    copied.number, copied.stage, copied.origin, copied.puller = next_number(), Action.Stage.IDEA, action, puller
    copied.team = copied.cost_minor = copied.hours = None  # what a team may begin is its own
    copied.proposed = copied.changed = today
    _store(copied)
    for name, items in links.items():
        getattr(copied, name).set(items)
    Place.objects.create(action=copied, territory=start, role=Place.Role.START, starts=today)
    Kpi.objects.bulk_create(
        Kpi(action=copied, indicator=k.indicator, title=k.title, direction=k.direction, target=k.target)
        for k in action.kpis.all()
    )
    Argument.objects.bulk_create(
        Argument(action=copied, value_id=a.value_id, tag=a.tag, text=a.text) for a in action.arguments.all()
    )
    Contribution.objects.bulk_create(
        Contribution(action=copied, item_id=c.item_id, strength=c.strength, evidence=c.evidence, source=c.source)
        for c in action.contributions.all()
    )
    event = ActionCopied(subject=f"portfolio.action:{copied.pk}", origin=action.pk)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return copied


@transaction.atomic
def regroup(*, actions: Iterable[Action], item: Item, today: date, by: Who, at: datetime) -> int:
    """Several actions under another programme, objective or domain at once; all they did stays with them. How many moved."""
    if item.kind not in _ITEMS:
        raise NotNow(_("Actions are grouped by programme, objective or domain."))
    moved = [one for one in actions if getattr(one, f"{item.kind}_id") != item.pk]
    for one in moved:
        keep_action(action=one, values={item.kind: item}, today=today, by=by, at=at)
    return len(moved)


@transaction.atomic
def follow_names(*, pullers: Iterable[UUID], by: Who, at: datetime) -> None:
    """Organisations have another name, or became one: their actions are found by the name of today."""
    for action in Action.objects.filter(puller__in=list(pullers)).select_related("puller"):
        if action.search != action.found_by:
            _store(action)
            event = ActionKept(subject=f"portfolio.action:{action.pk}", fields=("search",))
            audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)


def next_number() -> int:
    """Numbers are never used again."""
    return int(Action.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _store(action: Action) -> None:
    action.search = action.found_by
    action.save()
