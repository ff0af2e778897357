"""Dates, ages and look-back windows.

Inside the house a window is half-open to the left: *365 days before D* holds the days ``(D - 365, D]``.
The index date itself counts (a diagnosis made today is known today); the day exactly 365 days earlier does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .errors import DefinitionError

__all__ = ["EVER", "CALENDAR_YEAR", "Window", "age_on", "parse_window"]

_DAYS_PER: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a criterion looks at, relative to the index date.

    ``before`` lets it end that many days before the index date, so that nothing newer is looked at.

    Exactly one of the forms: ``days`` (look-back of so many days), ``calendar_year`` (1 January to 31 December of
    the last *complete* calendar year when the index date is not 31 December, else the year that ends on it),
    or neither (ever, up to and including the index date).
    """

    days: int | None = None
    calendar_year: bool = False
    before: int = 0

    def __post_init__(self) -> None:
        if self.days is not None and self.calendar_year:
            raise DefinitionError("A window is a number of days or the calendar year, not both.")
        if self.before < 0 or (self.before and self.calendar_year):
            raise DefinitionError("Only a number of days, or 'ever', can end before the index date.")
        if self.days is not None and self.days < 1:
            raise DefinitionError(f"A window of {self.days} days is empty.", hint="Give at least 1 day.")

    def bounds(self, index_date: date) -> tuple[date, date]:
        """First and last day inside the window, both inclusive."""
        if self.calendar_year:
            year = index_date.year if (index_date.month, index_date.day) == (12, 31) else index_date.year - 1
            return date(year, 1, 1), date(year, 12, 31)
        last = index_date - timedelta(days=self.before)
        return (date.min if self.days is None else last - timedelta(days=self.days - 1)), last

    def __str__(self) -> str:
        if self.calendar_year:
            return "calendar year"
        said = "ever" if self.days is None else f"{self.days} days"
        return f"{said}, up to {self.before} days before" if self.before else said


EVER: Final = Window()
CALENDAR_YEAR: Final = Window(calendar_year=True)


def parse_window(text: str) -> Window:
    """Read ``365 days``, ``5 years`` (of 365.25 days, rounded), ``24 months`` (of 30.4375), ``calendar year`` or ``ever``."""
    said = " ".join(text.lower().split())
    if said == "ever":
        return EVER
    if said == "calendar year":
        return CALENDAR_YEAR
    match = re.fullmatch(r"(\d+) (days?|weeks?|months?|years?)", said)
    if not match:
        raise DefinitionError(
            f"'{text}' is not a window.", hint="Say '365 days', '24 months', '5 years', 'calendar year' or 'ever'."
        )
    count, unit = int(match[1]), match[2]
    if unit.startswith("month"):
        return Window(days=round(count * 30.4375))
    if unit.startswith("year"):
        return Window(days=365 if count == 1 else round(count * 365.25))
    return Window(days=count * _DAYS_PER[unit])


def age_on(birth: date, on: date) -> int:
    """Completed years; someone born on 29 February has their birthday on 1 March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
