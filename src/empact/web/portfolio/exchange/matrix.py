"""The table of activities as a file: A the activity, B what it adds to, C on whom it counts, D its phase per half-year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..halves import half_name, named_half, phase_on
from ..models import Action, Contribution, Item
from .archive import Rows

__all__ = ["ACTORS", "FIRST", "Given", "cell", "given_in", "heading", "is_matrix", "line"]

FIRST: Final = ("objective", "number", "title")
ACTORS: Final = "actors"
_CELL: Final = re.compile(r"([0-3])(\??)")
_COLUMN: Final = re.compile(r"(aim|assignment|topic|component):(.+)")


def heading(columns: Iterable[Item], halves: Iterable[date]) -> list[str]:
    """Names that are the same in every language."""
    return [*FIRST, *(f"{c.kind}:{c.code}" for c in columns), ACTORS, *map(half_name, halves)]


def line(action: Action, cells: Iterable[Contribution | None], halves: Iterable[date]) -> list[str]:
    """One activity. Of rows with their objective, connections and phases read before."""
    phases = list(action.phases.all())
    planned = (phase_on(phases, half) for half in halves)
    return [
        action.objective.code if action.objective else "",
        str(action.number),
        action.title,
        *map(cell, cells),
        ",".join(c.code for c in action.connections.all()),
        *(p.phase.code if p else "" for p in planned),
    ]


def cell(one: Contribution | None) -> str:
    """How much, and a question mark where it is to be confirmed."""
    return "" if one is None else f"{one.strength}{'' if one.confirmed else '?'}"


def is_matrix(head: Sequence[str]) -> bool:
    """Is this the head of such a file?"""
    return {"number", "title"} <= set(head) and (ACTORS in head or any(_COLUMN.fullmatch(name) for name in head))


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a file. ``cells``: kind and code to strength and whether it is to be confirmed, as text that was not read
    where it is neither; ``phases``: half-year to the code of a phase."""

    row: int
    number: str
    title: str
    objective: str
    cells: dict[tuple[str, str], tuple[int, bool] | str]
    actors: list[str] | None
    phases: dict[date, str]


def given_in(rows: Rows) -> list[Given]:
    """What each row says; columns of other names are left out."""
    head = [name.strip() for name in rows[0]]
    found = []
    for number, row in enumerate(rows[1:], 2):
        said = {name: value.strip() for name, value in zip(head, row, strict=False)}
        cells: dict[tuple[str, str], tuple[int, bool] | str] = {}
        phases: dict[date, str] = {}
        for name, value in said.items():
            if column := _COLUMN.fullmatch(name):
                cells[column[1], column[2]] = _read(value)
            elif half := named_half(name):
                phases[half] = value
        actors = [a.strip() for a in said[ACTORS].split(",") if a.strip()] if ACTORS in said else None
        title, objective = said.get("title", ""), said.get("objective", "")
        found.append(Given(number, said.get("number", ""), title, objective, cells, actors, phases))
    return found


def _read(value: str) -> tuple[int, bool] | str:
    if not value:
        return 0, False
    if value.lower() == "x":  # a mark, as plans on paper have it
        return 2, True
    found = _CELL.fullmatch(value)
    return (int(found[1]), bool(found[2])) if found else value
