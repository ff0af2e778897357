"""The activities of a zone: read from a list, and asked whether each of them is measured.

An activity is measured by an indicator that has a value which may be shown; one that is chosen and has none measures
nothing. Where an activity cannot be measured, a written reason takes the place of the indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...definitions.activities import Activity
from ...definitions.models import Library
from ...definitions.place import meant
from ...terms.errors import UserError
from ..release.released import OK
from .rows import rows_of, wrong

__all__ = ["FILLED", "NEITHER", "REASON", "UNFILLED", "Measurability", "measurability", "read_activities"]

FILLED, REASON, UNFILLED, NEITHER = "filled", "reason", "unfilled", "neither"
_COLUMNS: Final = ("id", "title", "indicators", "reason", "tags")


def read_activities(file: Path, library: Library) -> tuple[Activity, ...]:
    """Columns ``id,title,indicators,reason,tags``; several indicators or tags stand between semicolons.

    A tag may carry its argument: ``vulnerability=home visits to people who live alone``. Known tags are those that an
    indicator of the library counts. Raises :class:`UserError` for an unknown tag and an id that stands there twice.
    """
    known = sorted({i.activities.tag for i in library.indicators.values() if i.activities is not None})
    found: dict[str, Activity] = {}
    for line, row in rows_of(file, _COLUMNS, ("id", "title")):
        if row["id"] in found:
            raise wrong(file, line, f"activity '{row['id']}' stands there twice")
        tags = {}
        for said in _several(row["tags"]):
            tag, _, argument = said.partition("=")
            if tag.strip() not in known:
                raise wrong(file, line, f"there is no tag '{tag.strip()}'", meant(tag.strip(), known))
            tags[tag.strip()] = argument.strip()
        found[row["id"]] = Activity(row["id"], row["title"], _several(row["indicators"]), row["reason"], tags)
    if not found:
        raise UserError(f"'{file.name}' names no activity.", hint="One row per activity: id,title,indicators,reason,tags.")
    return tuple(found.values())


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


@dataclass(frozen=True, slots=True)
class Measurability:
    """Is an activity measured? ``filled``: its indicators that have a value; ``unfilled``: the others, and why."""

    activity: Activity
    status: str
    filled: tuple[str, ...]
    unfilled: tuple[tuple[str, str], ...]


def measurability(activities: Sequence[Activity], status_of: Callable[[str], str]) -> tuple[Measurability, ...]:
    """``status_of`` an indicator is ``release.released.OK`` where a value may be shown, else why there is none."""
    found = []
    for activity in activities:
        said = [(id_, status_of(id_)) for id_ in activity.indicators]
        filled = tuple(id_ for id_, status in said if status == OK)
        status = FILLED if filled else REASON if activity.reason else UNFILLED if said else NEITHER
        found.append(Measurability(activity, status, filled, tuple(s for s in said if s[1] != OK)))
    return tuple(found)
