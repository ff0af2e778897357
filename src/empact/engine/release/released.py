"""One indicator of one period as it may be seen: the only way from exact cells to a reader.

``internal`` readers see everything, and the view says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...stats.funnel import proportion_position, ratio_position
from ...terms.errors import UserError
from ...terms.periods import Period
from ..indicators.axes import AREA, PRACTICE
from ..indicators.levels import EVERYWHERE, GROUP, Rolled, Sheet
from ..indicators.results import Measures
from ..indicators.values import Values, standardised, values_of
from .indicators import THRESHOLD, Masks

__all__ = ["FEW", "HIDDEN", "NONE", "OK", "Released", "Row", "Releases"]

OK, HIDDEN, FEW, NONE = "ok", "hidden", "too few", "nobody"
_STRATA: Final = {"age_band": ("age_sex", 0), "sex": ("age_sex", 1)}


@dataclass(frozen=True, slots=True)
class Row:
    """What may be said of one area or practice, in one stratum. ``None``: not shown; ``status`` says why.

    ``position``: -2 to 2, where it lies on a funnel around the whole (0: no more than chance); ``None`` where unknown.
    """

    node: str
    name: str
    level: str
    stratum: str
    status: str
    people: int | None
    numerator: float | None
    denominator: float | None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    standardised: float | None = None
    standardised_lower: float | None = None
    standardised_upper: float | None = None
    position: int | None = None
    excluded: int | None = None
    exception: int | None = None
    initial_population: int | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """Rows of one indicator, period and level, with what the reader must know of them."""

    indicator: str
    described: Mapping[str, Any] = field(repr=False)
    period: Period
    level: str | None
    stratum: str
    rows: tuple[Row, ...] = field(repr=False)
    whole: Row
    internal: bool
    threshold: int


class Releases:
    """All that may be shown of one period. Masks are decided once per indicator, for every level and stratum together."""

    def __init__(
        self,
        measures: Measures,
        period: Period,
        *,
        groups: Mapping[str, Sequence[str]] | None = None,
        threshold: int = THRESHOLD,
        internal: bool = False,
        rounding: int = 0,
    ) -> None:
        if threshold < THRESHOLD:
            raise UserError(
                f"The threshold cannot be lower than {THRESHOLD}.",
                hint="Those who work inside see everything with --internal.",
            )
        self.measures, self.period, self.threshold, self.internal = measures, period, threshold, internal
        self.rounding = rounding
        self.sheet = Sheet(measures, period, groups)
        self._masks: dict[tuple[str, str], Masks] = {}
        self._tables: dict[tuple[str, str, str], _Table] = {}

    def release(self, indicator: str, level: str | None = None, stratum: str = "") -> Released:
        """One indicator by a level (``None``: the whole) and a stratum ('' for everybody together)."""
        described = self.measures.indicator(indicator)
        if described["waits_for"]:
            raise UserError(f"'{indicator}' is not measured.", hint=f"It waits for {described['waits_for']}.")
        if not self.measures.is_valid(indicator, self.period):
            raise UserError(
                f"'{indicator}' is not measured over {self.period.name}: its rule did not hold then.",
                hint=f"Valid from {described['valid_from'] or 'ever'} until {described.get('valid_to') or 'further notice'}.",
            )
        if indicator not in self.measures.measured(self.period):
            raise UserError(f"'{indicator}' was not measured over {self.period.name}.", hint="Measure it: empact measure.")
        if indicator in self.measures.unseen:
            raise UserError(
                f"'{indicator}' is not measured.", hint="The register holds no record at all that could be in its numerator."
            )
        by = self._by(level)
        if stratum and stratum not in described["strata"]:
            known = ", ".join(described["strata"])
            raise UserError(f"'{indicator}' is not divided by {stratum}.", hint=f"Known: {known}.")
        table = self._table(indicator, by, stratum)
        nodes = (EVERYWHERE,) if level is None else self.sheet.hierarchies[by].level(level)
        together = self._table(indicator, by, "")
        whole = together.row(EVERYWHERE, 0, level or "all")
        rows = tuple(
            table.row(node, j, level or "all") for node in nodes for j in range(len(table.rolled.strata) if stratum else 1)
        )
        return Released(indicator, described, self.period, level, stratum, rows, whole, self.internal, self.threshold)

    def _by(self, level: str | None) -> str:
        if level == PRACTICE:
            return PRACTICE
        if level == GROUP:
            both = [by for by, h in self.sheet.hierarchies.items() if GROUP in h.at]
            if not both:
                raise UserError("There are no groups.", hint="Name them in a file: --groups FILE with columns group,member.")
            if len(both) > 1:
                raise UserError("These groups mix areas and practices.", hint="Make a file of each kind.")
            return both[0]
        return AREA

    def _table(self, indicator: str, by: str, stratum: str) -> _Table:
        """Made when it is asked for; the mask of a stratum rests on that of everybody together."""
        key = (indicator, by, stratum)
        if key not in self._tables:
            described = self.measures.indicator(indicator)
            ages = self.sheet.rolled(indicator, by, "age_sex")
            if (indicator, by) not in self._masks and not self.internal:
                self._masks[indicator, by] = Masks(ages, described, self.threshold)
            masks = self._masks.get((indicator, by))
            table = ages
            if stratum:
                source, part = _STRATA.get(stratum, (stratum, None))
                table = ages.collapsed(part) if part is not None else self.sheet.rolled(indicator, by, source)
            mask = None if masks is None else masks.of(table) if stratum else masks.total
            self._tables[key] = _Table(table, described, mask, self, not stratum)
        return self._tables[key]


class _Table:
    """A rolled table with its mask and values."""

    def __init__(self, rolled: Rolled, described: Mapping[str, Any], mask: Any, owner: Releases, together: bool) -> None:
        self.rolled, self.described, self.mask, self.owner = rolled, described, mask, owner
        self.together = together
        self.read = {name: v.sum(axis=1, keepdims=True) if together else v for name, v in rolled.values.items()}
        self.values = values_of(rolled, described, together=together)
        self.standard: Values | None = standardised(rolled, described) if together else None
        self.positions = self._positions() if together else None
        self.index = {node: i for i, node in enumerate(rolled.nodes)}

    def _positions(self) -> NDArray[np.int8] | None:
        """Where each node lies around the whole; for proportions and events only. Indirectly standardised where asked."""
        whole = self.rolled.row(EVERYWHERE)
        x, n = self.read["numerator"][:, 0], self.read["denominator"][:, 0]
        if not n[whole]:
            return None
        there = np.where(n > 0, n, 1.0)
        if self.described["scoring"] == "proportion":
            return np.where(n > 0, proportion_position(np.minimum(x, there), there, x[whole] / n[whole]), 0)
        if not self.described["events"] or self.described["scoring"] != "rate":
            return None
        expected = n * x[whole] / n[whole]
        if self.standard is not None and self.described["standard"] == "indirect":
            expected = self.standard.basis[:, 0]
        return np.where(expected > 0, ratio_position(np.rint(x), np.where(expected > 0, expected, 1.0)), 0)

    def row(self, node: str, j: int, level: str) -> Row:
        i = self.index[node]
        name = self.rolled.hierarchy.name.get(node, node)
        people, amount = self.read["people"][i, j], self.read["numerator"][i, j]
        no_people = self.mask is not None and bool(self.mask.people[i, j])
        no_amount = self.mask is not None and bool(self.mask.amount[i, j])
        basis = float(self.values.basis[i, j])
        few = basis < self.described["minimum"]
        status = HIDDEN if no_people or no_amount else NONE if people == 0 else FEW if few else OK
        plain = self.described["scoring"] in ("proportion", "rate", "continuous")
        said = Row(
            node,
            name,
            level,
            "" if self.together else self.rolled.strata[j],
            status,
            None if no_people else self._whole(people),
            None if no_amount or not plain or (few and people and self.mask) else self._amount(amount),
            None if no_people or not plain else float(self.read["denominator"][i, j]),
            excluded=None if self.mask is not None else int(self.read["excluded"][i, j]),
            exception=None if self.mask is not None else int(self.read["exception"][i, j]),
            initial_population=None if self.mask is not None else int(self.read["initial_population"][i, j]),
        )
        if status != OK:
            return said
        value, lower, upper = (float(a[i, j]) for a in (self.values.value, self.values.lower, self.values.upper))
        more: dict[str, Any] = {"value": value, "lower": _number(lower), "upper": _number(upper)}
        if self.standard is not None:
            found = (self.standard.value, self.standard.lower, self.standard.upper)
            names = ("standardised", "standardised_lower", "standardised_upper")
            more |= {name: _number(float(a[i, 0])) for name, a in zip(names, found, strict=True)}
        if self.positions is not None:
            more["position"] = int(self.positions[i])
        return replace(said, **more)

    def _whole(self, n: float) -> int:
        base = self.owner.rounding
        return round(n / base) * base if base else round(n)

    def _amount(self, amount: float) -> float:
        if self.described["scoring"] == "proportion" or self.described["events"]:
            return float(self._whole(amount))
        return round(float(amount), 2)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
