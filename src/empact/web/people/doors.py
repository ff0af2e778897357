"""What other apps offer on the page of a person: a link each, shown to who may use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who

__all__ = ["Door", "add", "doors"]


@dataclass(frozen=True, slots=True)
class Door:
    """``sheet``: why the page is read (``care``, ``own``, ``cared``, ``register``), or ``plan`` for the
    page of a care plan on the side of the person. ``address``: the name of a page,
    with the person's id in it, except on the own page. ``only``: whose page it stands on, where not on everybody's.
    """

    sheet: str
    title: Any
    address: str
    permission: str
    purpose: Purpose
    only: Callable[[Who, UUID], bool] | None = None


_DOORS: Final[list[Door]] = []


def add(
    sheet: str, title: Any, address: str, permission: str, purpose: Purpose, only: Callable[[Who, UUID], bool] | None = None
) -> None:
    """One more link, in the order of adding."""
    _DOORS.append(Door(sheet, title, address, permission, purpose, only))


def doors(who: Who, sheet: str, person: UUID) -> tuple[Door, ...]:
    """What this hat may use there."""
    mine = [d for d in _DOORS if d.sheet == sheet and may(who, d.permission, d.purpose)]
    return tuple(d for d in mine if d.only is None or d.only(who, person))
