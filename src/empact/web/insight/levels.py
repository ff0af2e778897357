"""At which level a hat sees figures, of which places, and beside what: macro, meso, neighbourhood, practice.

The definition is one and the same text; rights follow the level. Above the practice no name of a practice is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from ..kernel.who import Who
from ..territory import queries
from ..territory.models import Site, Team, Territory

__all__ = ["KIND_OF", "LEVELS", "View", "node_of", "views_of"]

LEVELS: Final = ("all", "region", "care_region", "zone", "municipality", "neighbourhood", "practice")
_MACRO: Final = frozenset(
    ("policy", "steering", "pmo", "analyst", "domain_coach", "researcher", "project_manager", "dpo", "administrator")
)
_KINDS: Final = {"sector": "neighbourhood"}  # what the results call a neighbourhood is a statistical sector
KIND_OF: Final = {level: kind for kind, level in _KINDS.items()}
"""The kind of territory of a level, where it is called something else."""


@dataclass(frozen=True, slots=True)
class View:
    """``nodes``: places of this level that may be seen (``None``: all of them). Beside them stands everybody together."""

    level: str
    nodes: frozenset[str] | None


def views_of(who: Who, today: date) -> list[View]:
    """What this hat may look at, the widest level first. Empty: only figures that are public."""
    if who.role in _MACRO:
        return [View(level, None) for level in ("all", "region", "care_region", "zone", "municipality")]
    if who.scope_kind == "territory":
        return _places(Territory.objects.filter(pk=who.scope_id), today)
    if who.scope_kind == "team":
        team = Team.objects.filter(pk=who.scope_id).first()
        return _places(team.territories.all(), today) if team else []
    if who.scope_kind == "organisation":
        practices = Site.objects.on(today).filter(organisation_id=UUID(who.scope_id)).exclude(care_site="")
        nodes = frozenset(practices.values_list("care_site", flat=True))
        return [View("practice", nodes)] if nodes else []
    return []


def node_of(kind: str, code: str) -> str:
    """What the results call a territory: ``zone-rits``, as a file of places names it, is ``zone:rits`` there."""
    return f"{_KINDS.get(kind, kind)}:{code.removeprefix(kind.replace('_', '-') + '-')}"


def _places(territories: Iterable[Territory], today: date) -> list[View]:
    """The territories of a hat and all that lies in them, level by level."""
    inside = Territory.objects.filter(pk__in=queries.within(list(territories), today)).values_list("kind", "code")
    by_level: dict[str, set[str]] = {}
    for kind, code in inside:
        node = node_of(kind, code)
        level = node.partition(":")[0]
        if level in LEVELS:
            by_level.setdefault(level, set()).add(node)
    return [View(level, frozenset(by_level[level])) for level in LEVELS if level in by_level]
