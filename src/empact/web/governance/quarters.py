"""A year of evaluations with its days: who is reminded when, what was frozen, and which meeting talks about it.

What is frozen is kept by the app that keeps what goes on: it says here where its frozen copies are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from .models import Body, Evaluation

__all__ = ["Frozen", "Quarter", "add_frozen", "freezing_address", "year_of"]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A copy that was frozen on a day. ``digest``: so that it can be held against what was handed out."""

    title: str
    address: str
    on: date
    digest: str


Source = Callable[[date, date], Iterable[Frozen]]
_SOURCES: Final[list[tuple[Source, str]]] = []


def add_frozen(source: Source, address: str) -> None:
    """Frozen copies between two days, both inside; and the name of the page where one is made."""
    _SOURCES.append((source, address))


def freezing_address() -> str:
    """Where the figures are frozen."""
    return reverse(_SOURCES[0][1]) if _SOURCES else ""


@dataclass(frozen=True, slots=True)
class Quarter:
    """``frozen``: the first copy from the day of freezing on, before the next one; ``late``: the day has passed without."""

    evaluation: Evaluation
    frozen: Frozen | None
    late: bool


def year_of(body: Body, year: int, today: date) -> list[Quarter]:
    """The evaluations of a year in their order."""
    rows = list(Evaluation.objects.filter(meeting__body=body, year=year).select_related("meeting"))
    found = []
    for n, one in enumerate(rows):
        until = rows[n + 1].remind_on if n + 1 < len(rows) else date(year + 1, 2, 28)
        copies = [f for source, _address in _SOURCES for f in source(one.freeze_on, until)]
        first = min(copies, key=lambda f: f.on, default=None)
        found.append(Quarter(one, first, first is None and one.freeze_on < today))
    return found
