"""A plan as it was: the whole of it as plain data, by part, and what is different between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ..consent.matrix import Part
from .models import CareGoal, LifeGoal, Member, Plan, PlanVersion, Task

__all__ = ["Change", "PART_OF_TEXT", "as_of", "content_from", "content_of", "difference", "shared"]

PART_OF_TEXT: Final = {
    "matters": Part.GOALS,
    "myself": Part.GOALS,
    "agreements": Part.TASKS,
    "review_on": Part.TASKS,
    "crisis": Part.CRISIS,
    "crisis_phone": Part.CRISIS,
}
"""Each text of a plan, and the part of the sharing matrix it belongs to."""
_PART_OF_LIST: Final = {"life_goals": Part.GOALS, "care_goals": Part.GOALS, "tasks": Part.TASKS, "team": Part.TEAM}


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` or ``after`` is ``None`` where something was added or taken away."""

    kind: str
    before: Any
    after: Any


def content_of(plan: Plan) -> dict[str, Any]:
    """The whole plan now. Five queries. Names of persons and accounts are not in it: ids are."""
    members = Member.objects.standing().filter(person=plan.person_id)
    return content_from(plan, plan.life_goals.all(), plan.care_goals.all(), plan.tasks.all(), members)


def content_from(
    plan: Plan, lives: Iterable[LifeGoal], aims: Iterable[CareGoal], tasks: Iterable[Task], members: Iterable[Member]
) -> dict[str, Any]:
    """The same of rows that are at hand. ``members``: those in the team or proposed for it."""
    return {
        "texts": {name: _plain(getattr(plan, name)) for name in PART_OF_TEXT},
        "life_goals": {
            str(g.pk): {"text": g.text, "domain": g.domain, "state": g.state} for g in lives
        },
        "care_goals": {
            str(g.pk): {
                "text": g.text, "life_goal": str(g.life_goal_id), "measure": g.measure, "target": g.target,
                "review_on": _plain(g.review_on), "state": g.state,
            }
            for g in aims
        },
        "tasks": {
            str(t.pk): {
                "what": t.what, "care_goal": str(t.care_goal_id) if t.care_goal_id else "", "owner": str(t.owner_id),
                "due": _plain(t.due), "repeats": t.repeats, "state": t.state,
            }
            for t in tasks
        },
        "team": {
            str(m.pk): {"kind": m.kind, "role": m.role, "does": m.does, "state": m.state} for m in members
        },
    }  # fmt: skip


def as_of(plan: Plan, at: datetime) -> PlanVersion | None:
    """The version that held at a moment; none before the first."""
    return PlanVersion.objects.filter(plan=plan, at__lte=at).order_by("-number").first()


def shared(content: Mapping[str, Any], parts: Iterable[str]) -> dict[str, Any]:
    """Only what belongs to these parts."""
    parts = set(parts)
    found: dict[str, Any] = {
        "texts": {name: text for name, text in content["texts"].items() if PART_OF_TEXT[name] in parts}
    }  # fmt: skip
    for name, part in _PART_OF_LIST.items():
        found[name] = dict(content[name]) if part in parts else {}
    return found


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What changed, in the order of the plan: texts, then goals, tasks and team."""
    found = [
        Change(name, before["texts"].get(name) or None, text or None)
        for name, text in after["texts"].items()
        if (before["texts"].get(name) or None) != (text or None)
    ]
    for kind in _PART_OF_LIST:
        old, new = before[kind], after[kind]
        found += [Change(kind, old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)]
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
