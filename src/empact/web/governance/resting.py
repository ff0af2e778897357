"""What rests on a decision: apps above say it here, since governance knows neither actions nor money."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Decision

__all__ = ["Resting", "add", "resting_on"]


@dataclass(frozen=True, slots=True)
class Resting:
    """One thing that would not be there without the decision. ``note``: what it is, with its day or amount."""

    title: str
    note: str
    address: str


Source = Callable[[Decision], Iterable[Resting]]
_SOURCES: Final[list[tuple[str, Source]]] = []


def add(permission: str, source: Source) -> None:
    """An app's answer to: what rests on this decision? Told to who has that permission."""
    _SOURCES.append((permission, source))


def resting_on(decision: Decision, who: Who) -> list[Resting]:
    """Of every app, in the order in which they were added."""
    return [one for permission, source in _SOURCES if may(who, permission, Purpose.PROJECT) for one in source(decision)]
