"""The size of an effect, as a ratio with its interval, from released values alone.

before   an interrupted series: the step in the level, with a trend, and seasons where months or quarters are measured
others   change of the areas of the action over change of the others, on the log scale; areas differ more than chance
         explains, so that the spread between them counts too (DerSimonian and Laird), with Student's t on the others
strata   values of both kinds of people, weighted by the ages (or another stratum) of the population

A ratio of 1 is no difference. Where a value is hidden, rests on too few, or is not there yet, that is the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ...stats.dispersion import Scaled, dispersion
from ...stats.interruption import interrupted_counts
from ...stats.intervals import normal_quantile
from ...terms.errors import UserError
from ...terms.periods import Period
from ..indicators.levels import GROUP
from ..indicators.results import Measures
from ..release.released import OK, Releases, Row

__all__ = [
    "FEWEST_AFTER",
    "FEWEST_BEFORE",
    "FEWEST_OTHERS",
    "MOST_LEFT_OUT",
    "Datum",
    "Effect",
    "Opened",
    "against_others",
    "against_own_past",
    "against_strata",
]

CONFIDENCE: Final = 0.95
FEWEST_OTHERS: Final = 3  # areas without the action: fewer say nothing of how much areas differ anyway
FEWEST_BEFORE, FEWEST_AFTER = 8, 4  # periods of an interrupted series
MOST_LEFT_OUT: Final = 0.2  # share of the population in strata that cannot be compared
TOO_FEW, UNFAIR, KNOWN = "too_few", "unfair", "known"
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Datum:
    """One released value behind the result; ``arm`` is population or comparison, ``unit`` an area, a stratum or everybody."""

    arm: str
    unit: str
    period: str
    status: str
    people: int | None
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    used: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """``status``: known, too_few or unfair (they differed before already). ``left_out``: share of people not compared."""

    status: str
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    data: tuple[Datum, ...] = field(default=(), repr=False)
    left_out: float = 0.0
    earlier: tuple[float, float, float] | None = None


class Opened:
    """Released values of some measured indicators; each period is opened once."""

    def __init__(self, measures: Measures, threshold: int, groups: Mapping[str, Sequence[str]] | None = None) -> None:
        self.measures, self._threshold, self._groups = measures, threshold, groups
        self._open: dict[Period, Releases] = {}

    def rows(self, indicator: str, period: Period, level: str | None = None, stratum: str = "") -> tuple[Row, ...]:
        if period not in self._open:
            self._open[period] = Releases(self.measures, period, threshold=self._threshold, groups=self._groups)
        return self._open[period].release(indicator, level, stratum).rows


def _datum(row: Row, arm: str, unit: str, period: Period, used: bool = True) -> Datum:
    return Datum(
        arm, unit, period.name, row.status, row.people, row.numerator, row.denominator, row.value, row.lower, row.upper, used
    )


# ---------------------------------------------------------------- matched people


def against_strata(opened: Opened, population: str, comparison: str, periods: Sequence[Period], stratum: str) -> Effect:
    """Weighted mean of the population over that of the others: log ratio, its variance from the released intervals.

    w_s = people of the population in stratum s;  A = sum w a / sum w;  B = sum w b / sum w
    log(A/B) -/+ z sqrt(sum (w se_a)^2 / (sum w a)^2 + sum (w se_b)^2 / (sum w b)^2)
    """
    data: list[Datum] = []
    pairs: list[tuple[float, Row, Row]] = []
    people = lost = 0.0
    for period in periods:
        others = {r.stratum: r for r in opened.rows(comparison, period, None, stratum)}
        for mine in opened.rows(population, period, None, stratum):
            other = others.get(mine.stratum)
            if mine.people == 0:
                continue
            fits = mine.status == OK and other is not None and other.status == OK
            people += mine.people or 0
            lost += 0 if fits else mine.people or 0
            data.append(_datum(mine, "population", mine.stratum, period, fits))
            if other is not None:
                data.append(_datum(other, "comparison", mine.stratum, period, fits))
                if fits:
                    pairs.append((float(mine.people or 0), mine, other))
    left_out = lost / people if people else 1.0
    if not pairs or left_out > MOST_LEFT_OUT:
        return Effect(TOO_FEW, data=tuple(data), left_out=left_out)
    weight = np.array([w for w, *_ in pairs])
    a, a_error = _values([m for _, m, _ in pairs])
    b, b_error = _values([o for *_, o in pairs])
    above, below = float(weight @ a), float(weight @ b)
    if above <= 0 or below <= 0:
        return Effect(TOO_FEW, data=tuple(data), left_out=left_out)
    variance = float(((weight * a_error) ** 2).sum() / above**2 + ((weight * b_error) ** 2).sum() / below**2)
    reach = normal_quantile(CONFIDENCE) * np.sqrt(variance)
    return Effect(KNOWN, *_ratio(np.log(above / below), reach), tuple(data), left_out)


def _values(rows: Sequence[Row]) -> tuple[Array, Array]:
    """Values and standard errors. An interval that is not symmetric gives the mean of its two sides."""
    z = normal_quantile(CONFIDENCE)
    value = np.array([r.value for r in rows], float)
    width = np.array([(r.upper or 0.0) - (r.lower or 0.0) for r in rows], float)
    return value, width / (2 * z)


def _ratio(middle: float, reach: float) -> tuple[float, float, float]:
    return float(np.exp(middle)), float(np.exp(middle - reach)), float(np.exp(middle + reach))


# ---------------------------------------------------------------- areas


def against_others(
    opened: Opened,
    indicator: str,
    level: str,
    areas: Sequence[str],
    others: Sequence[str],
    before: Sequence[Period],
    after: Sequence[Period],
) -> Effect:
    """Difference in differences of log values, one per area; with two periods before, also between these.

        d_i = mean log after - mean log before;  w_i = 1 / (s_i^2 + tau^2), tau^2 from the others
        effect = mean_w(d, action) - mean_w(d, others) -/+ t sqrt(1/sum w_action + 1/sum w_others),  t on others - 1

    Bertrand, Duflo and Mullainathan 2004 (one change per area), doi:10.1162/003355304772839588; DerSimonian and Laird 1986.
    An area counts where it can be seen in every period.
    """
    rows = {p: {r.node: r for r in opened.rows(indicator, p, level)} for p in (*before, *after)}
    nodes = [n for n in rows[after[0]] if not n.endswith("/")]
    treated = _named(areas, rows[after[0]], nodes)
    compared = _named(others, rows[after[0]], nodes) if others else [n for n in nodes if n not in treated]
    both = [n for n in compared if n in treated]
    if both:
        name = rows[after[0]][both[0]].name
        raise UserError(f"'{name}' is in the action and in the comparison.", hint="An area is one or the other.")
    seen = [n for n in (*treated, *compared) if all(_usable(rows[p].get(n)) for p in rows)]
    data = tuple(
        _datum(rows[p][n], "population" if n in treated else "comparison", rows[p][n].name, p, n in seen)
        for n in (*treated, *compared)
        for p in rows
        if n in rows[p]
    )
    people = sum(rows[after[0]][n].people or 0 for n in treated)
    lost = sum(rows[after[0]][n].people or 0 for n in treated if n not in seen)
    left_out = lost / people if people else 1.0
    action, rest = [n for n in treated if n in seen], [n for n in compared if n in seen]
    if not action or len(rest) < FEWEST_OTHERS or left_out > MOST_LEFT_OUT:
        return Effect(TOO_FEW, data=data, left_out=left_out)

    def change(first: Sequence[Period], then: Sequence[Period]) -> tuple[float, float, float]:
        logs = {n: (_mean_log([rows[p][n] for p in first]), _mean_log([rows[p][n] for p in then])) for n in (*action, *rest)}
        moved = {n: (b[0] - a[0], b[1] + a[1]) for n, (a, b) in logs.items()}
        return _contrast([moved[n] for n in action], [moved[n] for n in rest])

    found = Effect(KNOWN, *change(before, after), data, left_out)
    if len(before) < 2:
        return found
    half = len(before) // 2
    earlier = change(before[:half], before[half:])
    apart = not earlier[1] <= 1 <= earlier[2]
    return replace(found, status=UNFAIR if apart else KNOWN, earlier=earlier)


def _named(asked: Sequence[str], rows: Mapping[str, Row], nodes: Sequence[str]) -> list[str]:
    """Nodes by id, code or name."""
    known = {alias: n for n in nodes for alias in (n, n.partition(":")[2], rows[n].name) if alias}
    for one in asked:
        if one not in known:
            shown = ", ".join(sorted({rows[n].name for n in nodes})[:12])
            raise UserError(f"There is no area or practice '{one}' on this level.", hint=f"There are: {shown}.")
    return [known[one] for one in asked]


def _usable(row: Row | None) -> bool:
    return row is not None and row.status == OK and bool(row.value) and row.lower is not None


def _mean_log(rows: Sequence[Row]) -> tuple[float, float]:
    """Mean of the logarithms and its variance."""
    value, error = _values(rows)
    return float(np.log(value).mean()), float(((error / value) ** 2).sum() / len(rows) ** 2)


def _contrast(action: Sequence[tuple[float, float]], rest: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    here, there = np.array(action), np.array(rest)
    error = np.sqrt(there[:, 1])
    goal = float(np.average(there[:, 0], weights=1 / there[:, 1]))
    spread = dispersion(Scaled(there[:, 0], goal, error, (there[:, 0] - goal) / error, "counts"), trim="none").tau_squared
    weights = 1 / (here[:, 1] + spread), 1 / (there[:, 1] + spread)
    middle = float(np.average(here[:, 0], weights=weights[0]) - np.average(there[:, 0], weights=weights[1]))
    t = float(stdtrit(len(rest) - 1, (1 + CONFIDENCE) / 2))
    return _ratio(middle, t * float(np.sqrt(1 / weights[0].sum() + 1 / weights[1].sum())))


# ---------------------------------------------------------------- own course


def against_own_past(
    measures: Measures,
    threshold: int,
    indicator: str,
    level: str,
    areas: Sequence[str],
    before: Sequence[Period],
    after: Sequence[Period],
) -> Effect:
    """The step of an interrupted series of released counts. Variation beyond Poisson's widens the interval."""
    opened = Opened(measures, threshold, {"action": list(areas)} if areas else None)
    by = GROUP if areas else None
    periods = (*before, *after)
    rows = []
    for period in periods:
        found = opened.rows(indicator, period, by)
        rows += [r for r in found if r.name == "action"][:1] if areas else list(found[:1])
    if areas and len(rows) < len(periods):
        raise UserError(f"None of {', '.join(areas)} is an area or practice here.", hint="Name areas by id or name.")
    data = tuple(_datum(r, "population", "", p) for r, p in zip(rows, periods, strict=True))
    known = all(r.status == OK and r.numerator is not None and r.denominator for r in rows)
    if not known or len(before) < FEWEST_BEFORE or len(after) < FEWEST_AFTER:
        return Effect(TOO_FEW, data=data)
    per_year = round(365.25 / periods[0].days)
    series: dict[str, object] = {
        "counts": [r.numerator for r in rows],
        "exposure": [r.denominator for r in rows],
        "is_after": [0] * len(before) + [1] * len(after),
        "time": [(p.start - periods[0].start).days / (365.25 / per_year) for p in periods],
    }
    seasons = {"period": [p.start.month for p in periods], "period_length": 12, "harmonics": 1}
    chosen = seasons if per_year >= FEWEST_AFTER else {}
    result = interrupted_counts(**series, **chosen, confidence=CONFIDENCE)  # type: ignore[arg-type]
    if result.dispersion < 1:
        result = interrupted_counts(**series, **chosen, is_quasi=False, confidence=CONFIDENCE)  # type: ignore[arg-type]
    at = result.terms.index("step")
    return Effect(KNOWN, float(result.rate_ratio[at]), float(result.lower[at]), float(result.upper[at]), data)
