"""Mijn dag: apps say what a hat has to do and what changed; the kernel keeps it to three and puts the oldest promise first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from .who import Who

__all__ = ["AT_MOST", "News", "Todo", "add_news", "add_todo", "news", "todo"]

AT_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Todo:
    """``due`` orders the list; ``why`` is the reason, in a sentence that is true in the data."""

    title: Any
    why: Any
    address: str
    due: date


@dataclass(frozen=True, slots=True)
class News:
    title: Any
    at: date
    address: str = ""


_TODO: Final[list[Callable[[Who, date], Iterable[Todo]]]] = []
_NEWS: Final[list[Callable[[Who, date], Iterable[News]]]] = []


def add_todo(source: Callable[[Who, date], Iterable[Todo]]) -> None:
    """An app's answer to: what has this hat to do today?"""
    _TODO.append(source)


def add_news(source: Callable[[Who, date], Iterable[News]]) -> None:
    """An app's answer to: what changed for this hat?"""
    _NEWS.append(source)


def todo(who: Who, today: date) -> list[Todo]:
    """Everything to do, the earliest due first."""
    return sorted((one for source in _TODO for one in source(who, today)), key=lambda one: one.due)


def news(who: Who, today: date, most: int = 8) -> list[News]:
    """The latest changes, newest first."""
    return sorted((one for source in _NEWS for one in source(who, today)), key=lambda one: one.at, reverse=True)[:most]
