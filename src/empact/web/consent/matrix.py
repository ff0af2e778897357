"""The sharing matrix (``matrix.yaml``), read once: which row may a hat use, and what does it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .parts import Part
from .relations import Relation

__all__ = ["Cell", "Limit", "Part", "Row", "check_closed", "closed", "emergency_parts", "rows"]

_FILE: Final = Path(__file__).with_name("matrix.yaml")


class Limit(StrEnum):
    """Within what a cell opens."""

    NONE = ""
    ALLOWED = "allowed"
    OWN = "own"
    PHONE = "phone"
    MANDATE = "mandate"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Cell:
    read: bool
    write: bool
    limit: Limit


@dataclass(frozen=True, slots=True)
class Row:
    """``holder``: whoever has this relation may use the row in any hat. ``consent`` empty: none is needed."""

    id: str
    roles: frozenset[str]
    relations: frozenset[Relation]
    holder: Relation | None
    consent: str
    cells: Mapping[str, Cell]

    def fits(self, role: str, ties: frozenset[Relation]) -> bool:
        """May this hat, with these relations, use the row?"""
        return bool(self.holder and self.holder in ties) or (role in self.roles and bool(self.relations & ties))


@cache
def _read() -> tuple[tuple[Row, ...], frozenset[str]]:
    said = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    table = tuple(
        Row(
            name,
            frozenset(row["roles"]),
            frozenset(map(Relation, row["relations"])),
            Relation(row["holder"]) if "holder" in row else None,
            row["consent"],
            {Part(part).value: _cell(text) for part, text in row["cells"].items()},
        )
        for name, row in said["rows"].items()
    )
    return table, frozenset(Part(part).value for part in said["emergency"])


def rows() -> tuple[Row, ...]:
    return _read()[0]


def emergency_parts() -> frozenset[str]:
    return _read()[1]


def closed(text: str) -> frozenset[tuple[str, str]]:
    """What a region shut: (row, part)."""
    pairs = (one.strip().partition(":") for one in text.split(",") if one.strip())
    return frozenset((row.strip(), part.strip()) for row, _colon, part in pairs)


def check_closed(text: str) -> None:
    """Raises :class:`ValidationError` where a row or a part is not in the matrix, or a person would be shut out."""
    known = {row.id for row in rows()} - {"person"}
    if wrong := [f"{row}:{part}" for row, part in closed(text) if row not in known or part not in Part.values]:
        raise ValidationError(_("This is not in the matrix: %(what)s") % {"what": ", ".join(sorted(wrong))})


def _cell(text: str) -> Cell:
    what, _space, limit = text.partition(" ")
    return Cell("r" in what, "w" in what, Limit(limit))
