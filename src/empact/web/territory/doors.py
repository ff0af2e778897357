"""What other apps offer about an organisation: a link each on its page, and on its receipt what it takes part in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who

__all__ = ["Door", "add", "doors", "takes_part"]


@dataclass(frozen=True, slots=True)
class Door:
    """``address``: the name of a page with the organisation's id in it. ``lines``: what it takes part in on a day, a sentence
    each, for the organisation itself."""

    title: Any
    address: str
    permission: str
    purpose: Purpose
    lines: Callable[[UUID, date], Iterable[str]]


_DOORS: Final[list[Door]] = []


def add(title: Any, address: str, permission: str, purpose: Purpose, *, lines: Callable[[UUID, date], Iterable[str]]) -> None:
    """One more, in the order of adding."""
    _DOORS.append(Door(title, address, permission, purpose, lines))


def doors(who: Who, organisation: UUID) -> list[tuple[Any, str]]:
    """Title and address of what this hat may use."""
    return [(d.title, reverse(d.address, args=[organisation])) for d in _DOORS if may(who, d.permission, d.purpose)]


def takes_part(organisation: UUID, day: date) -> list[tuple[Any, list[str]]]:
    """Per door its title and lines."""
    return [(d.title, list(d.lines(organisation, day))) for d in _DOORS]
