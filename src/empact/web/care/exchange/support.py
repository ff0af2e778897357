"""What a plan rests on, for another system: apps above name by number what they keep, as far as the reader goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ....fhir.resources.values import Reference
from ...consent.access import Sheet
from ...people.models import Person

__all__ = ["Source", "add_source", "support_of"]

Source = Callable[[Person, Sheet], Iterable[Reference]]
"""What of a person whoever holds this sheet may read; by our number and a day, never its value."""
_SOURCES: Final[list[Source]] = []


def add_source(source: Source) -> None:
    """An app names what it keeps."""
    _SOURCES.append(source)


def support_of(person: Person, sheet: Sheet) -> tuple[Reference, ...]:
    """All of it, in the order the apps were added."""
    return tuple(one for source in _SOURCES for one in source(person, sheet))
