"""Values that a region enters by hand where no record of a person can give them: a survey of teams, for one.

They are aggregates with their source and date, are shown as such, and never take the place of what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ...definitions.models import Library
from ...definitions.place import meant
from ...terms.errors import UserError
from ...terms.periods import Period, parse_period
from .rows import rows_of, wrong

__all__ = ["Entered", "read_entered"]

_COLUMNS: Final = ("indicator", "period", "value", "lower", "upper", "n", "source", "date")
_NEEDED: Final = ("indicator", "period", "value", "n", "source", "date")


@dataclass(frozen=True, slots=True)
class Entered:
    """A value in the unit of the indicator (a proportion between 0 and 1), its interval if known, and over how many people."""

    indicator: str
    period: Period
    value: float
    lower: float | None
    upper: float | None
    n: int
    source: str
    day: date


def read_entered(file: Path, library: Library) -> tuple[Entered, ...]:
    """Columns ``indicator,period,value,lower,upper,n,source,date``; ``lower`` and ``upper`` may be empty.

    Raises :class:`UserError`: an indicator that is computed takes no entered value, and no value stands there twice.
    """
    found: dict[tuple[str, Period], Entered] = {}
    for line, row in rows_of(file, _COLUMNS, _NEEDED):
        one = _entered(file, line, row, library)
        if (one.indicator, one.period) in found:
            raise wrong(file, line, f"'{one.indicator}' has a value for {one.period.name} already")
        found[one.indicator, one.period] = one
    return tuple(found.values())


def _entered(file: Path, line: int, row: dict[str, str], library: Library) -> Entered:
    indicator = library.indicators.get(row["indicator"])
    if indicator is None:
        hint = meant(row["indicator"], library.indicators)
        raise wrong(file, line, f"there is no indicator '{row['indicator']}'", hint)
    if not indicator.waits_for or indicator.activities is not None:
        raise wrong(file, line, f"'{indicator.id}' is computed and takes no entered value", "Leave the line out.")
    try:
        (period,) = parse_period(row["period"])
        day = date.fromisoformat(row["date"])
        value, n = float(row["value"]), int(row["n"])
        lower, upper = (float(row[k]) if row[k] else None for k in ("lower", "upper"))
    except (ValueError, UserError):
        hint = "A period is 2023 or 2023-Q2, a date 2023-12-31, a value 3.9, and n a whole number."
        raise wrong(file, line, "a number, period or date cannot be read", hint) from None
    if (lower is None) != (upper is None) or (lower is not None and upper is not None and not lower <= value <= upper):
        raise wrong(file, line, "the value does not lie between its limits", "Give both limits, or neither.")
    if n < 1 or (indicator.scoring == "proportion" and not 0 <= value <= 1):
        raise wrong(file, line, "a value or n is impossible", "Write 75 % as 0.75; n is the number of people who answered.")
    return Entered(indicator.id, period, value, lower, upper, n, row["source"], day)
