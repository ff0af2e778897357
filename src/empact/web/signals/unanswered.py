"""Questions without an answer, by whole quarter and without persons: what is asked most and not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from .figures import masked, whole_quarters
from .models import Enquiry

__all__ = ["AT_MOST", "Asked", "asked_by_quarter"]

AT_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """``None`` is a number that is too small to show. ``most``: topic, reason and number of what stayed unanswered most;
    ``areas``: municipality (empty: not said) and number of what stayed unanswered there, the most first.
    """

    name: str
    asked: int | None
    unanswered: int | None
    most: list[tuple[str, str, int]]
    areas: list[tuple[str, int]]


def asked_by_quarter(enquiries: Iterable[Enquiry], today: date, least: int) -> list[Asked]:
    """Of each quarter in which something was asked; by what became of each question until now."""
    return [_quarter(when, rows, least) for when, rows in whole_quarters(enquiries, attrgetter("asked_at"), today)]


def _quarter(when: tuple[int, int], rows: list[Enquiry], least: int) -> Asked:
    name = f"{when[0]}-Q{when[1]}"
    cells = Counter((one.topic, one.why) for one in rows if one.state == Enquiry.State.UNANSWERED)
    unanswered = cells.total()
    whole = masked({"yes": unanswered, "no": len(rows) - unanswered}, least)["yes"] if len(rows) >= least else None
    if whole is None:
        return Asked(name, len(rows) if len(rows) >= least else None, None, [], [])
    areas = Counter(one.municipality.name if one.municipality else "" for one in rows if one.state == Enquiry.State.UNANSWERED)
    places = [(name, n) for name, n in masked(areas, least).items() if n]
    shown = masked({f"{topic}:{why}": n for (topic, why), n in cells.items()}, least)
    numbers = sorted(((n, key) for key, n in shown.items() if n), key=lambda one: (-one[0], one[1]))
    pairs = ((key.partition(":"), n) for n, key in numbers[:AT_MOST])
    most = [(topic, why, n) for (topic, _colon, why), n in pairs]
    return Asked(name, len(rows), whole, most, sorted(places, key=lambda one: (-one[1], one[0])))
