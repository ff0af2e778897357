"""The menu: what an app offers, shown to those who may use it; and doors on the first page. Apps add both in ``apps.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .permissions import may
from .purposes import Purpose
from .who import Who

__all__ = ["Door", "Entry", "add", "add_door", "doors", "entries"]


@dataclass(frozen=True, slots=True)
class Entry:
    """``permission`` empty: for everybody who is signed in."""

    place: int
    title: Any
    address: str
    permission: str = ""
    purpose: Purpose = Purpose.OWN


@dataclass(frozen=True, slots=True)
class Door:
    """A way in from the first page, for everybody. ``address`` is the name of a page."""

    title: Any
    sentence: Any
    address: str


_ENTRIES: Final[list[Entry]] = []
_DOORS: Final[list[Door]] = []


def add(place: int, title: Any, address: str, permission: str = "", purpose: Purpose = Purpose.OWN) -> None:
    """``address`` is the name of a page; entries stand in the order of ``place``."""
    _ENTRIES.append(Entry(place, title, address, permission, purpose))


def add_door(title: Any, sentence: Any, address: str) -> None:
    """One more door on the first page."""
    _DOORS.append(Door(title, sentence, address))


def doors() -> tuple[Door, ...]:
    """What the apps open to everybody, in their order."""
    return tuple(_DOORS)


def entries(who: Who) -> tuple[Entry, ...]:
    """What this hat may use, in order."""
    if not who.is_signed_in:
        return ()
    fitting = (e for e in _ENTRIES if not e.permission or (who.role and may(who, e.permission, e.purpose)))
    return tuple(sorted(fitting, key=lambda e: e.place))
