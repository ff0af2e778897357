"""What other apps tell on the page of a team, to who works there: a sentence, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..kernel.who import Who
from .models import Team

__all__ = ["Notice", "add", "notices_of"]


@dataclass(frozen=True, slots=True)
class Notice:
    """``late``: longer than was agreed."""

    title: str
    text: str
    address: str
    late: bool


Source = Callable[[Who, Team, date], Iterator[Notice]]
_SOURCES: Final[list[Source]] = []


def add(source: Source) -> None:
    """One more app that tells; it tells only what this hat may know."""
    _SOURCES.append(source)


def notices_of(who: Who, team: Team, today: date) -> list[Notice]:
    """What is late stands first."""
    return sorted((one for source in _SOURCES for one in source(who, team, today)), key=lambda n: not n.late)
