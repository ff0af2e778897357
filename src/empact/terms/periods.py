"""Dates, ages and look-back windows.

Inside the house a window is half-open to the left: *365 days before D* holds the days ``(D - 365, D]``.
The index date itself counts (a diagnosis made today is known today); the day exactly 365 days earlier does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .errors import DefinitionError, UserError

__all__ = ["CALENDAR_YEAR", "EVER", "PERIOD", "Period", "Window", "age_on", "parse_period", "parse_window", "quarter_day"]

_DAYS_PER: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a criterion looks at, relative to the index date.

    ``before`` lets it end that many days before the index date, so that nothing newer is looked at.

    Exactly one of the forms: ``days`` (look-back of so many days), ``calendar_year`` (1 January to 31 December of
    the last *complete* calendar year when the index date is not 31 December, else the year that ends on it),
    ``period`` (the period an indicator is measured over, which ends on the index date), or none (ever, up to and including
    the index date).
    """

    days: int | None = None
    calendar_year: bool = False
    before: int = 0
    period: bool = False

    def __post_init__(self) -> None:
        if (self.days is not None) + self.calendar_year + self.period > 1:
            raise DefinitionError("A window is a number of days, the calendar year or the period: one of them.")
        if self.before < 0 or (self.before and self.calendar_year):
            raise DefinitionError("Only a number of days, or 'ever', can end before the index date.")
        if self.days is not None and self.days < 1:
            raise DefinitionError(f"A window of {self.days} days is empty.", hint="Give at least 1 day.")

    def bounds(self, index_date: date) -> tuple[date, date]:
        """First and last day inside the window, both inclusive."""
        if self.period:
            raise DefinitionError("'period' has no length yet.", hint="It is the period an indicator is measured over.")
        if self.calendar_year:
            year = index_date.year if (index_date.month, index_date.day) == (12, 31) else index_date.year - 1
            return date(year, 1, 1), date(year, 12, 31)
        last = index_date - timedelta(days=self.before)
        return (date.min if self.days is None else last - timedelta(days=self.days - 1)), last

    def __str__(self) -> str:
        if self.calendar_year:
            return "calendar year"
        said = "period" if self.period else "ever" if self.days is None else f"{self.days} days"
        return f"{said}, up to {self.before} days before" if self.before else said


EVER: Final = Window()
CALENDAR_YEAR: Final = Window(calendar_year=True)
PERIOD: Final = Window(period=True)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of the calendar that an indicator is measured over; both days are inside it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise UserError(f"The period {self.start} to {self.end} ends before it begins.")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def years(self) -> float:
        """In years of 365.25 days."""
        return self.days / 365.25

    @property
    def name(self) -> str:
        """``2023``, ``2023-04``, ``2023-Q2`` where it is such a stretch; else both days."""
        whole = {p.days: n for n, p in (_named(self.start, form) for form in ("year", "quarter", "month")) if p == self}
        return next(iter(whole.values()), f"{self.start}..{self.end}")

    def window(self, before: int = 0) -> Window:
        """The same stretch as a look-back from its last day."""
        return Window(days=self.days, before=before)


def _named(day: date, form: str) -> tuple[str, Period]:
    """The year, quarter or month a day lies in, with its name."""
    months = {"year": 12, "quarter": 3, "month": 1}[form]
    first = (day.month - 1) // months * months + 1
    start = date(day.year, first, 1)
    end = (date(day.year + (first + months > 12), (first + months - 1) % 12 + 1, 1)) - timedelta(days=1)
    name = {"year": f"{day.year}", "quarter": f"{day.year}-Q{(first + 2) // 3}", "month": f"{day.year}-{day.month:02}"}[form]
    return name, Period(start, end)


def parse_period(text: str, grid: str = "whole") -> tuple[Period, ...]:
    """``2023``, ``2023-Q2``, ``2023-04``, ``2022-01..2023-12`` or ``2023-01-15..2023-02-14``, cut by ``grid``.

    ``grid`` is whole, year, quarter or month; a piece that does not lie whole inside the stretch is an error.
    """
    first, _, last = text.strip().partition("..")
    start, end = _edge(first).start, _edge(last or first).end
    if end < start:
        raise UserError(f"'{text}' ends before it begins.", hint="Write the earlier one first.")
    if grid == "whole":
        return (Period(start, end),)
    periods = []
    day = start
    while day <= end:
        piece = _named(day, grid)[1]
        if piece.start < start or piece.end > end:
            raise UserError(f"'{text}' is no whole number of {grid}s.", hint=f"Begin and end it with a {grid}.")
        periods.append(piece)
        day = piece.end + timedelta(days=1)
    return tuple(periods)


def _edge(text: str) -> Period:
    said = text.strip()
    for pattern, form in ((r"(\d{4})", "year"), (r"(\d{4})-(0[1-9]|1[0-2])", "month"), (r"(\d{4})-Q([1-4])", "quarter")):
        match = re.fullmatch(pattern, said)
        if match:
            month = 1 if form == "year" else int(match[2]) if form == "month" else int(match[2]) * 3
            return _named(date(int(match[1]), month, 1), form)[1]
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise UserError(f"'{text}' is not a period.", hint="Say 2023, 2023-Q2, 2023-04 or 2022-01..2023-12.") from None
    return Period(day, day)


def parse_window(text: str) -> Window:
    """Read ``365 days``, ``5 years`` (of 365.25 days, rounded), ``24 months`` (of 30.4375), ``calendar year``, ``period`` or
    ``ever``."""
    said = " ".join(text.lower().split())
    if said == "period":
        return PERIOD
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


def quarter_day(begun: date, quarters: int) -> date:
    """The day so many quarters after a beginning, never after the 28th: a wave begins on it, and the effect is looked at."""
    year, month = divmod(begun.year * 12 + begun.month - 1 + 3 * quarters, 12)
    return date(year, month + 1, min(begun.day, 28))
