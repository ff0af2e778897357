"""The menu: what an app offers, shown to those who may use it, in a few chapters; doors on the first page; the red button.

Apps add them in ``apps.py``. Where an entry stands decides its chapter: see :data:`CHAPTERS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final

from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

from .permissions import may
from .purposes import Purpose
from .who import Who

__all__ = [
    "CHAPTERS", "Chapter", "Door", "Entry", "Link", "add", "add_door", "chapters", "doors", "entries", "red_button",
    "set_red_button",
]  # fmt: skip

CHAPTERS: Final = (
    (10, _("Care")), (200, _("Figures")), (300, _("Together")), (350, _("Means")), (700, _("Data")),
    (800, _("Administration")),
)  # fmt: skip
"""The first place of each chapter, and its name. What stands before place 10 stands by itself."""
FLAT: Final = 6
"""So few entries need no chapters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``permission`` empty: for everybody who is signed in."""

    place: int
    title: Any
    address: str
    permission: str = ""
    purpose: Purpose = Purpose.OWN


@dataclass(frozen=True, slots=True)
class Link:
    """``current`` is ``page`` on the page itself, ``true`` on a page below it, else empty."""

    title: Any
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """``title`` empty: its links stand by themselves."""

    title: Any
    links: tuple[Link, ...]

    @property
    def is_current(self) -> bool:
        return any(link.current for link in self.links)


@dataclass(frozen=True, slots=True)
class Door:
    """A way in from the first page, for everybody. ``address`` is the name of a page."""

    title: Any
    sentence: Any
    address: str


_ENTRIES: Final[list[Entry]] = []
_DOORS: Final[list[Door]] = []
_RED_BUTTON: Final[list[Link]] = []


def add(place: int, title: Any, address: str, permission: str = "", purpose: Purpose = Purpose.OWN) -> None:
    """``address`` is the name of a page; entries stand in the order of ``place``."""
    _ENTRIES.append(Entry(place, title, address, permission, purpose))
    _offered.cache_clear()


def add_door(title: Any, sentence: Any, address: str) -> None:
    """One more door on the first page."""
    _DOORS.append(Door(title, sentence, address))


def set_red_button(title: Any, address: str) -> None:
    """What stands on top of every page, for everybody, at the same place. ``address`` is the name of a page for all."""
    if _RED_BUTTON:
        raise ValueError("there is one red button")
    _RED_BUTTON.append(Link(title, address, ""))


def red_button() -> Link | None:
    """The link to it; ``None`` where no app has one."""
    return Link(_RED_BUTTON[0].title, _address(_RED_BUTTON[0].address, get_script_prefix()), "") if _RED_BUTTON else None


def doors() -> tuple[Door, ...]:
    """What the apps open to everybody, in their order."""
    return tuple(_DOORS)


def entries(who: Who) -> tuple[Entry, ...]:
    """What this hat may use, in order."""
    return _offered(who.role) if who.is_signed_in else ()


@cache
def _offered(role: str) -> tuple[Entry, ...]:
    """A menu hangs on the role alone, and stands on every page."""
    who = Who(role=role)
    fitting = (e for e in _ENTRIES if not e.permission or (role and may(who, e.permission, e.purpose)))
    return tuple(sorted(fitting, key=lambda e: e.place))


@cache
def _address(name: str, _prefix: str) -> str:
    return reverse(name)


def chapters(who: Who, path: str) -> tuple[Chapter, ...]:
    """The menu of this hat on the page at ``path``. A chapter of one link is that link."""
    found = [(e, _address(e.address, get_script_prefix())) for e in entries(who)]
    here = max((address for _entry, address in found if path.startswith(address)), key=len, default="")
    return tuple(_chapters(found, here, "page" if here == path else "true"))


def _chapters(found: list[tuple[Entry, str]], here: str, current: str) -> Iterator[Chapter]:
    by_chapter = groupby(found, key=lambda one: "" if len(found) <= FLAT else _chapter_of(one[0].place))
    for title, several in by_chapter:
        links = tuple(Link(e.title, address, current if address == here else "") for e, address in several)
        yield Chapter(title if len(links) > 1 else "", links)


def _chapter_of(place: int) -> Any:
    return next((title for first, title in reversed(CHAPTERS) if place >= first), "")
