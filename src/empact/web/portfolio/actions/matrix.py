"""Taking in the table of activities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..exchange.matrix import Given, given_in
from ..exchange.outcome import Outcome
from ..halves import half_name, phase_on
from ..models import Action, Contribution, Item
from ..permissions import KEEP_FRAME
from .cards import keep_action, propose_action
from .contributions import contribute
from .places import plan_phases

__all__ = ["take_matrix"]


@transaction.atomic
def take_matrix(*, rows: list[list[str]], today: date, by: Who, at: datetime) -> Outcome:
    """A row per activity, by its number; one without a number is a new idea. A cell that says nothing takes the mark away.

    What was confirmed stays so: a question mark takes nothing back.
    """
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    outcome = Outcome()
    known = {str(a.number): a for a in Action.objects.select_related("frame", "objective", "puller")}
    items: dict[UUID, dict[tuple[str, str], Item]] = {}
    for one in Item.objects.all():
        items.setdefault(one.frame_id, {})[one.kind, one.code] = one
    for given in given_in(rows):
        try:
            with transaction.atomic():
                how = _row(given, known, items, {"today": today, "by": by, "at": at})
        except Problem as problem:
            why = f"{problem.message} {problem.hint}".strip()
            outcome.refuse("matrix", given.row, f"{given.number} {given.title}".strip(), why)
        else:
            getattr(outcome, how)["matrix"] += 1
    return outcome


def _row(
    given: Given, known: Mapping[str, Action], items: Mapping[UUID, Mapping[tuple[str, str], Item]], told: dict[str, Any]
) -> str:
    if given.number:
        action = known.get(given.number)
        if action is None:
            raise NotNow(_("There is no action with number %(number)s.") % {"number": given.number})
        if given.title and given.title != action.title:
            raise NotNow(_("Action %(number)s has another name here.") % {"number": given.number}, action.title)
    else:
        action = propose_action(title=given.title, **told)
    of = items.get(action.frame_id, {})
    changes = [not given.number, _objective(action, given, of, told), _cells(action, given, of, told)]
    changes += [_actors(action, given, of, told), _phases(action, given, of, told)]
    return "new" if not given.number else "changed" if any(changes) else "same"


def _item(of: Mapping[tuple[str, str], Item], kind: str, code: str) -> Item:
    found = of.get((kind, code))
    if found is None or not found.title:
        raise NotNow(_("The frame of this action does not know '%(code)s'.") % {"code": f"{kind}:{code}"})
    return found


def _objective(action: Action, given: Given, of: Mapping[tuple[str, str], Item], told: dict[str, Any]) -> bool:
    if not given.objective or (action.objective and action.objective.code == given.objective):
        return False
    keep_action(action=action, values={"objective": _item(of, "objective", given.objective)}, **told)
    return True


def _cells(action: Action, given: Given, of: Mapping[tuple[str, str], Item], told: dict[str, Any]) -> bool:
    there = {(c.item.kind, c.item.code): c for c in action.contributions.select_related("item")}
    changed = False
    for key, said in given.cells.items():
        if isinstance(said, str):
            raise NotNow(_("'%(cell)s' is no strength: write 1, 2 or 3.") % {"cell": said[:20]}, ":".join(key))
        strength, unsure = said
        now = there.get(key)
        if (now.strength if now else 0) == strength and (now is None or unsure or now.confirmed is not None):
            continue
        changed = True
        if now is None and unsure:
            policies.check_open(action)
            item, source = _item(of, *key), _("a file")
            Contribution.objects.create(action=action, item=item, strength=strength, source=source)
            continue
        evidence = now.evidence if now else ""
        contribute(action=action, item=_item(of, *key), strength=strength, evidence=evidence, **told)
    return changed


def _actors(action: Action, given: Given, of: Mapping[tuple[str, str], Item], told: dict[str, Any]) -> bool:
    if given.actors is None or set(given.actors) == {c.code for c in action.connections.all()}:
        return False
    keep_action(action=action, values={}, connections=[_item(of, "actor", code) for code in given.actors], **told)
    return True


def _phases(action: Action, given: Given, of: Mapping[tuple[str, str], Item], told: dict[str, Any]) -> bool:
    phases = list(action.phases.select_related("phase"))
    now = {half: found.phase.code if (found := phase_on(phases, half)) else "" for half in given.phases}
    if now == given.phases:
        return False
    plan: list[tuple[date, Item]] = []
    before = phase_on(phases, min(given.phases) - (date(2000, 1, 2) - date(2000, 1, 1)))
    last = before.phase.code if before else ""
    for half, code in sorted(given.phases.items()):
        if code == last:
            continue
        if not code:
            raise NotNow(_("After a phase comes another phase: %(half)s is empty.") % {"half": half_name(half)})
        plan.append((half, _item(of, "phase", code)))
        last = code
    plan_phases(action=action, plan=plan, first=min(given.phases), last=max(given.phases), **told)
    return True
