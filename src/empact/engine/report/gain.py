"""An efficiency gain: the released cost of a year against that of a base year with the growth a region decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from ...definitions.gains import GainRule
from ...definitions.models import Library
from ...definitions.place import meant
from ...stats.intervals import Limits, quotient
from ...terms.errors import UserError
from ...terms.periods import Period, parse_period
from ..release.released import Row
from .rows import rows_of, wrong

__all__ = ["COSTS", "CRUDE", "STANDARDISED", "Gain", "Growth", "gain_of", "read_growth"]

CRUDE, STANDARDISED = "crude", "standardised"
COSTS: Final = (CRUDE, STANDARDISED)
_COLUMNS: Final = ("indicator", "base", "growth", "cost", "valid_from", "valid_to", "source")
_NEEDED: Final = ("indicator", "base", "growth", "cost", "valid_from", "source")
_STEEPEST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Growth:
    """What a region decided: from the cost of the year ``base``, a ``growth`` per year (a proportion) as its source says.

    ``cost``: is it the growth of the crude cost, or of the cost standardised for age? A growth that holds the ageing of the
    people already must not be laid on standardised costs.
    """

    indicator: str
    base: Period
    growth: float
    cost: str
    valid_from: date
    valid_to: date | None
    source: str

    def years_to(self, period: Period) -> int:
        """From the base year to the year ``period``; 0 where it is no later year, or the growth does not hold in it."""
        holds = self.valid_from <= period.end and (self.valid_to is None or period.start <= self.valid_to)
        is_year = re.fullmatch(r"\d{4}", period.name) is not None
        return max(period.start.year - self.base.start.year, 0) if holds and is_year else 0


@dataclass(frozen=True, slots=True)
class Gain:
    """A proportion of the expected cost, with its 95 % interval; the cost and what was expected, in the unit of the cost."""

    value: float
    lower: float | None
    upper: float | None
    cost: float
    expected: float


def gain_of(rule: GainRule, growth: Growth, years: int, now: Row, base: Row) -> Gain | None:
    """From two released rows; ``None`` where one has no such value. The interval is that of a quotient of two costs."""
    cost, limits = _cost(now, growth.cost)
    before, earlier = _cost(base, growth.cost)
    if cost is None or before is None or before <= 0:
        return None
    expected = rule.expected(before, growth.growth, years)
    value = rule.gain(cost, expected)
    if limits is None or earlier is None or earlier.lower <= 0:
        return Gain(value, None, None, cost, expected)
    lower, upper = (np.asarray(rule.expected(float(a), growth.growth, years)) for a in (earlier.lower, earlier.upper))
    grown = Limits(lower, upper, earlier.confidence)
    share = quotient(cost, limits, expected, grown)
    return Gain(value, 1 - float(share.upper), 1 - float(share.lower), cost, expected)


def _cost(row: Row, which: str) -> tuple[float | None, Limits | None]:
    value, lower, upper = row.value, row.lower, row.upper
    if which == STANDARDISED:
        value, lower, upper = row.standardised, row.standardised_lower, row.standardised_upper
    known = None if lower is None or upper is None else Limits(np.asarray(lower), np.asarray(upper), 0.95)
    return value, known


def read_growth(file: Path, library: Library) -> tuple[Growth, ...]:
    """Columns ``indicator,base,growth,cost,valid_from,valid_to,source``; only ``valid_to`` may be empty.

    Raises :class:`UserError`: an indicator that is no gain takes none, and each takes one.
    """
    found: dict[str, Growth] = {}
    for line, row in rows_of(file, _COLUMNS, _NEEDED):
        if row["indicator"] in found:
            raise wrong(file, line, f"'{row['indicator']}' has a growth already")
        found[row["indicator"]] = _growth(file, line, row, library)
    if not found:
        raise UserError(f"'{file.name}' names no growth.", hint="One row per gain: " + ",".join(_COLUMNS) + ".")
    return tuple(found.values())


def _growth(file: Path, line: int, row: dict[str, str], library: Library) -> Growth:
    indicator = library.indicators.get(row["indicator"])
    if indicator is None or indicator.gain is None:
        known = [i.id for i in library.indicators.values() if i.gain is not None]
        raise wrong(file, line, f"'{row['indicator']}' is no gain", meant(row["indicator"], known))
    try:
        (base,) = parse_period(row["base"])
        growth = float(row["growth"])
        first = date.fromisoformat(row["valid_from"])
        last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    except (ValueError, UserError):
        hint = "A base is a year as 2023, a growth 0.02 for 2 % a year, a date 2023-12-31."
        raise wrong(file, line, "a number, year or date cannot be read", hint) from None
    if not re.fullmatch(r"\d{4}", base.name):
        raise wrong(file, line, f"the base '{row['base']}' is no year", "As in 2023.")
    if not -_STEEPEST <= growth <= _STEEPEST:
        raise wrong(file, line, f"{growth:g} is no growth per year", "Write 2 % as 0.02.")
    if row["cost"] not in COSTS:
        raise wrong(file, line, f"'{row['cost']}' is no kind of cost", "Known: " + ", ".join(COSTS) + ".")
    measured_by = library.indicators[indicator.gain.of]
    if row["cost"] == STANDARDISED and measured_by.standard != "direct":
        raise wrong(file, line, f"'{measured_by.id}' is not standardised for age", "Say 'crude'.")
    if last is not None and last < first:
        raise wrong(file, line, "it ends before it begins")
    return Growth(indicator.id, base, growth, row["cost"], first, last, row["source"])
