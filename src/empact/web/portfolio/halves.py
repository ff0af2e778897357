"""Half-years, in which a plan is laid out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from .models import Phase

__all__ = ["half_name", "half_of", "halves_from", "named_half", "phase_on"]


def half_of(day: date) -> date:
    """Its first day."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def halves_from(first: date, number: int) -> list[date]:
    """So many from the half-year of a day on."""
    count = first.year * 2 + (first.month > 6)
    return [date(n // 2, 1 + 6 * (n % 2), 1) for n in range(count, count + number)]


def half_name(day: date) -> str:
    """As plans write it, in every language."""
    return f"{day.year} {'Q1-Q2' if day.month <= 6 else 'Q3-Q4'}"


def named_half(text: str) -> date | None:
    """The half-year of that name."""
    found = re.fullmatch(r"([0-9]{4}) (Q1-Q2|Q3-Q4)", text.strip())
    return date(int(found[1]), 1 if found[2] == "Q1-Q2" else 7, 1) if found else None


def phase_on(phases: Sequence[Phase], day: date) -> Phase | None:
    """The last one that has begun."""
    return next((p for p in reversed(phases) if p.starts <= day), None)
