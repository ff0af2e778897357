"""What a region is built of, told to everybody: building blocks, tools, levers, and the parts of the learning network.

Apps add theirs in ``apps.py``. How far each is follows from what it holds; nothing is typed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.urls import reverse

from .rules import leads
from .who import Who

__all__ = ["Group", "Module", "Shown", "Told", "add", "of", "shown"]


class Group(StrEnum):
    BLOCK = "block"
    TOOL = "tool"
    LEVER = "lever"
    LEARNING = "learning"


@dataclass(frozen=True, slots=True)
class Told:
    """A count, and the sentence in which it stands. Everybody reads it: it is about no person and no single partner."""

    number: int
    said: str


Status = Callable[[date], Iterable[Told]]


@dataclass(frozen=True, slots=True)
class Module:
    """``id`` is lasting; ``address`` the name of a page; ``status`` counts on a day, the first count is the one that leads."""

    id: str
    group: Group
    place: int
    title: Any
    sentence: Any
    address: str
    status: Status


@dataclass(frozen=True, slots=True)
class Shown:
    """A module as somebody sees it: ``address`` is empty where this hat may not open its page."""

    module: Module
    address: str
    told: tuple[Told, ...]


_MODULES: Final[dict[str, Module]] = {}


def add(group: Group, place: int, id_: str, title: Any, sentence: Any, address: str, status: Status) -> None:
    """One more. Those of a group stand in the order of ``place``."""
    if id_ in _MODULES:
        raise ValueError(f"module {id_} is added twice")
    _MODULES[id_] = Module(id_, group, place, title, sentence, address, status)


def of(*groups: Group) -> list[Module]:
    """Those of these groups, in their order."""
    return sorted((m for m in _MODULES.values() if m.group in groups), key=lambda m: (groups.index(m.group), m.place))


def shown(who: Who, day: date, *groups: Group) -> list[Shown]:
    """Each with what it holds on that day, and a link for who may open it."""
    found = [(m, reverse(m.address)) for m in of(*groups)]
    return [Shown(m, address if leads(address, who) else "", tuple(m.status(day))) for m, address in found]
