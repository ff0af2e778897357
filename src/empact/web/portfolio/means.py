"""What an action takes and took, told by the app that counts it: the card and the decision sheet ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from ..kernel.amounts import euro, fte

__all__ = ["Means", "add", "means_of"]


@dataclass(frozen=True, slots=True)
class Means:
    """Of the year of a day, in cents: ``asked`` (drafted, no body decided yet), ``given``, ``bound``, ``spent``.

    ``planned`` and ``worked``: percents of a full week. ``address``: where it is counted.
    """

    asked: int
    given: int
    bound: int
    spent: int
    planned: int
    worked: int
    address: str

    @property
    def said(self) -> dict[str, str]:
        """Each as people read it."""
        money = {name: euro(getattr(self, name)) for name in ("asked", "given", "bound", "spent")}
        return money | {name: fte(getattr(self, name)) for name in ("planned", "worked")}


Source = Callable[[UUID, date], Means | None]
_SOURCES: Final[list[Source]] = []


def add(source: Source) -> None:
    """An app's answer to: what does this action take, in the year of that day? ``None``: it counts nothing of it."""
    _SOURCES.append(source)


def means_of(action: UUID, day: date) -> list[Means]:
    """Of every app that counts something."""
    return [found for source in _SOURCES if (found := source(action, day)) is not None]
