"""Mijn dag: apps say what a hat has to do and what changed; the kernel keeps it to three and puts the oldest promise first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from .models import Muted
from .who import Who

__all__ = ["AT_MOST", "KINDS", "News", "Reminder", "Todo", "add_news", "add_todo", "news", "todo"]

AT_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Reminder:
    """A kind of thing to do, as it is counted in letters. ``owner``: the role that answers for its worth.

    ``duty``: somebody waits for it, so nobody can silence it.
    """

    id: str
    title: Any
    owner: str
    duty: bool = False


KINDS: Final[dict[str, Reminder]] = {}


@dataclass(frozen=True, slots=True)
class Todo:
    """``due`` orders the list; ``why`` is the reason, in a sentence that is true in the data; ``address`` is where it is done.

    ``first``: stands before everything that is not, whatever the day: what is lost if nobody looks.
    ``kind``: the id of its :class:`Reminder`, given by :func:`todo`.
    """

    title: Any
    why: Any
    address: str
    due: date
    kind: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """``number``: how many things this line stands for, as the letter counts them."""

    title: Any
    at: date
    address: str = ""
    number: int = 1


TodoSource = Callable[[Who, date], Iterable[Todo]]
_TODO: Final[list[TodoSource]] = []
_NEWS: Final[list[Callable[[Who, date], Iterable[News]]]] = []


def add_todo(source: TodoSource, reminder: Reminder) -> None:
    """An app's answer to: what has this hat to do today? ``reminder`` says what kind of thing that is, and whose."""
    if reminder.id in KINDS:
        raise ValueError(f"reminder {reminder.id} is declared twice")
    KINDS[reminder.id] = reminder
    _TODO.append(lambda who, today: (replace(one, kind=reminder.id) for one in source(who, today)))


def add_news(source: Callable[[Who, date], Iterable[News]]) -> None:
    """An app's answer to: what changed for this hat?"""
    _NEWS.append(source)


def todo(who: Who, today: date) -> list[Todo]:
    """Everything to do: what stands first, then the earliest due; without what the region took away."""
    every = [one for source in _TODO for one in source(who, today)]
    gone = set(Muted.objects.filter(user=None).values_list("kind", flat=True)) if every else ()
    return sorted((one for one in every if one.kind not in gone), key=lambda one: (not one.first, one.due))


def news(who: Who, today: date, most: int = 8) -> list[News]:
    """The latest changes, newest first."""
    return sorted((one for source in _NEWS for one in source(who, today)), key=lambda one: one.at, reverse=True)[:most]
