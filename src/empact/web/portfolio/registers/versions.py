"""The plan as it was on a day, and what is added, changed or removed between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..models import Action

__all__ = ["Change", "Difference", "content", "difference"]

_GONE: Final = (Action.Stage.STOPPED,)


def content() -> dict[str, Any]:
    """Number of each action that is part of the plan to what the plan says of it, by column. What was stopped is not."""
    related = ("objective", "programme", "domain", "puller")
    rows = Action.objects.exclude(stage__in=_GONE).select_related(*related)
    rows = rows.prefetch_related("places__territory", "connections", "phases__phase", "contributions__item")
    return {
        str(one.number): {
            "title": one.title,
            "need": one.need,
            "objective": one.objective.code if one.objective else "",
            "programme": one.programme.code if one.programme else "",
            "domain": one.domain.code if one.domain else "",
            "target": one.target,
            "puller": one.puller.name if one.puller else "",
            "start": one.start_place.territory.name if one.start_place else "",
            "afterwards": one.afterwards,
            "connections": ", ".join(sorted(c.code for c in one.connections.all())),
            "adds to": ", ".join(sorted(f"{c.item.kind}:{c.item.code}" for c in one.contributions.all())),
            "phases": ", ".join(f"{p.starts.isoformat()} {p.phase.code}" for p in one.phases.all()),
        }
        for one in rows.order_by("number")
    }


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one action, before and after."""

    number: int
    title: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """``added`` and ``removed``: number and title."""

    added: list[tuple[int, str]]
    changed: list[Change]
    removed: list[tuple[int, str]]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """From one version to another, in the order of the numbers."""

    def those(keys: set[str], of: Mapping[str, Any]) -> list[tuple[int, str]]:
        return sorted((int(key), of[key]["title"]) for key in keys)

    changed = [
        Change(int(key), after[key]["title"], column, before[key].get(column, ""), said)
        for key in sorted(before.keys() & after.keys(), key=int)
        for column, said in after[key].items()
        if before[key].get(column, "") != said
    ]
    return Difference(those(after.keys() - before.keys(), after), changed, those(before.keys() - after.keys(), before))
