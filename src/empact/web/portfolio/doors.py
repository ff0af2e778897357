"""What the portfolio says elsewhere about an organisation, and what other apps say behind an objective."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from .models import Item, Promise

__all__ = ["Behind", "add", "behind", "takes_part_in"]


@dataclass(frozen=True, slots=True)
class Behind:
    """Where an objective, or what is done for it, comes from."""

    title: str
    address: str
    note: str


Source = Callable[[Item], Iterable[Behind]]
_SOURCES: Final[list[Source]] = []


def add(source: Source) -> None:
    """An app's answer to: what lies behind this objective?"""
    _SOURCES.append(source)


def behind(item: Item) -> list[Behind]:
    """In the order of adding."""
    return [one for source in _SOURCES for one in source(item)]


def takes_part_in(organisation: UUID, day: date) -> Iterator[str]:
    """A line per promise that holds; what others expect is none yet."""
    held = Promise.objects.on(day).filter(organisation=organisation, confirmed__isnull=False)
    for one in held.select_related("action"):
        yield f"{one.action.title}: {one.get_contribution_display()}"
