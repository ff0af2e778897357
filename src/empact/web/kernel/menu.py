"""The menu: what an app offers, shown to those who may use it. Apps add entries in ``apps.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .permissions import may
from .purposes import Purpose
from .who import Who

__all__ = ["Entry", "add", "entries"]


@dataclass(frozen=True, slots=True)
class Entry:
    """``permission`` empty: for everybody who is signed in."""

    place: int
    title: Any
    address: str
    permission: str = ""
    purpose: Purpose = Purpose.OWN


_ENTRIES: Final[list[Entry]] = []


def add(place: int, title: Any, address: str, permission: str = "", purpose: Purpose = Purpose.OWN) -> None:
    """``address`` is the name of a page; entries stand in the order of ``place``."""
    _ENTRIES.append(Entry(place, title, address, permission, purpose))


def entries(who: Who) -> tuple[Entry, ...]:
    """What this hat may use, in order."""
    if not who.is_signed_in:
        return ()
    fitting = (e for e in _ENTRIES if not e.permission or (who.role and may(who, e.permission, e.purpose)))
    return tuple(sorted(fitting, key=lambda e: e.place))
