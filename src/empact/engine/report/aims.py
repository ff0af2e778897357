"""The five aims in a year: a panel per aim with its indicators, what moved, and what is not measured and why.

No index is made of them: five statements stay five statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...definitions.indicators import AIMS
from ...terms.errors import UserError
from ...terms.periods import Period, parse_period
from ..indicators.results import Measures
from .figures import Figure, Figures

__all__ = ["AimReport", "Panel", "aim_report", "years_until"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One aim. ``measured`` have a value in the last year, shown or hidden; ``waiting`` have none."""

    aim: str
    measured: tuple[Figure, ...]
    waiting: tuple[Figure, ...]

    @property
    def moves(self) -> Counter[str]:
        """How many figures moved in which way."""
        return Counter(f.moved for f in self.measured)


@dataclass(frozen=True, slots=True)
class AimReport:
    """Five panels over the same years, oldest first."""

    years: tuple[Period, ...]
    panels: tuple[Panel, ...]


def years_until(measures: Measures, year: int, count: int) -> tuple[Period, ...]:
    """The last ``count`` years up to ``year`` that were measured. The year itself has to be among them."""
    if not 1 <= count <= 20:
        raise UserError(f"{count} years cannot be shown.", hint="Ask for 1 to 20.")
    asked = [parse_period(str(y))[0] for y in range(year - count + 1, year + 1)]
    if asked[-1] not in measures.periods:
        raise UserError(
            f"The year {year} was not measured.",
            hint=f"Measure it: empact measure --period {year - count + 1}..{year} --every year",
        )
    return tuple(p for p in asked if p in measures.periods)


def aim_report(figures: Figures, years: Sequence[Period]) -> AimReport:
    """Every indicator under its aim; a figure without a value is listed, never left out."""
    found = [figures.figure(id_, years) for id_ in sorted(figures.measures.indicators)]
    panels = []
    for aim in AIMS:
        mine = [f for f in found if f.described["aim"] == aim]
        panels.append(Panel(aim, tuple(f for f in mine if f.is_measured), tuple(f for f in mine if not f.is_measured)))
    return AimReport(tuple(years), tuple(panels))
