"""Shewhart control charts: p, u, c, individuals, moving range, with phases, frozen limits and points left out.

Limits lie three standard errors from the centre line. For improvement and assurance see ``xmr``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_counts, as_denominators, as_numbers
from .runs import Runs, run_rules

__all__ = ["ControlChart", "Kind", "Phase", "control_chart", "moving_ranges", "screened_mean_range"]

Kind = Literal["p", "u", "c", "i", "mr"]
SCREEN = 3.267
"""A moving range above this many times the mean is left out once (upper limit of a range of two: D4)."""
D2 = 1.128
"""Expected range of two, in standard deviations."""


@dataclass(frozen=True)
class Phase:
    """Points ``start`` up to ``stop`` with limits of their own, and the run rules on them."""

    start: int
    stop: int
    runs: Runs


@dataclass(frozen=True)
class ControlChart:
    """Per point: value, centre line, limits, whether it lies outside, and whether its phase breaks the run rules.

    ``is_baseline`` marks points from which limits come (frozen or not); ``is_included`` those not left out.
    """

    kind: Kind
    value: Array
    centre: Array
    lower: Array
    upper: Array
    is_outside: Flags
    is_baseline: Flags
    is_included: Flags
    has_run: Flags
    phases: tuple[Phase, ...]


def control_chart(
    kind: Kind,
    y: Numbers,
    n: Numbers | None = None,
    *,
    exclude: Sequence[int] = (),
    freeze: int | None = None,
    phases: Sequence[int] = (),
) -> ControlChart:
    """A control chart of one or many series.

        p   centre sum(y)/sum(n),  limits -/+ 3 sqrt(c (1 - c) / n), cut to [0, 1]
        u   centre sum(y)/sum(n),  limits -/+ 3 sqrt(c / n), not below 0
        c   centre mean(y),        limits -/+ 3 sqrt(c), not below 0
        i   centre mean(y),        limits -/+ 3 mean(range) / 1.128, ranges above 3.267 times their mean left out once
        mr  moving range; centre mean(range), limits 0 and 3.267 mean(range)

    ``exclude``: places of points that neither make limits nor count in runs, but are judged. ``freeze``: only the first
    so many points of a phase make its limits. ``phases``: places at which new limits begin. Places count from 0.

    Shapes: y and n (..., periods); columns the same. Units: those of y (p: proportion, u: events per unit of n).
    Errors: an unknown kind, p or u without n, negative counts, a place outside the series and a phase without a
    baseline are refused. In a p chart y > n is a value above 1, outside the limits.
    Source: Montgomery, Introduction to Statistical Quality Control; qicharts2 0.8.1 (numbers).
    """
    if kind not in ("p", "u", "c", "i", "mr"):
        raise UserError(f"There is no chart '{kind}'.", hint="Known: p, u, c, i, mr.")
    counted = kind in ("p", "u", "c")
    raw = as_counts(y, "The series") if counted else as_numbers(y, "The series")
    if raw.ndim == 0:
        raise UserError("A chart needs a series, not one number.", hint="Give the values in order of time.")
    size = np.ones_like(raw)
    if kind in ("p", "u"):
        if n is None:
            raise UserError(f"A {kind} chart needs denominators.", hint="Give n, one per point.")
        raw, size = np.broadcast_arrays(raw, as_denominators(n))
    periods = raw.shape[-1]
    included = np.ones(periods, dtype=bool)
    included[_places(exclude, periods, "A point to leave out")] = False
    cuts = sorted({0, *_places(phases, periods, "A phase"), periods})
    baseline = np.ones(periods, dtype=bool)
    if freeze is not None:
        for start, stop in zip(cuts, cuts[1:], strict=False):
            baseline[start + freeze : stop] = False
    value = moving_ranges(raw) if kind == "mr" else raw / size
    centre, lower, upper = (np.full(raw.shape, np.nan) for _ in range(3))
    runs = np.zeros(raw.shape, dtype=bool)
    found = []
    for start, stop in zip(cuts, cuts[1:], strict=False):
        part = slice(start, stop)
        use = baseline[part] & included[part]
        if not use.any():
            raise UserError("A phase has no points to take limits from.", hint="Leave fewer points out, or freeze later.")
        mean, low, high = _limits(kind, raw[..., part], size[..., part], value[..., part], use)
        centre[..., part], lower[..., part], upper[..., part] = mean, low, high
        phase = Phase(start, stop, run_rules(value[..., part], mean, included[part]))
        runs[..., part] = phase.runs.is_signal[..., None]
        found.append(phase)
    return ControlChart(
        kind=kind,
        value=np.asarray(value),
        centre=centre,
        lower=lower,
        upper=upper,
        is_outside=np.asarray((value > upper) | (value < lower)),
        is_baseline=baseline,
        is_included=included,
        has_run=runs,
        phases=tuple(found),
    )


def moving_ranges(values: Numbers) -> Array:
    """Distance of each point to the one before: |y_i - y_(i-1)|; NaN for the first.

    Shapes: (..., periods). Units: those of the values.
    """
    y = as_numbers(values, "The series")
    return np.concatenate([np.full((*y.shape[:-1], 1), np.nan), np.abs(np.diff(y, axis=-1))], axis=-1)


def screened_mean_range(ranges: Array) -> Array:
    """Mean moving range after those at or above 3.267 times the mean are left out, once.

    Shapes: (..., periods) to (...). Units: those of the ranges. NaN ranges do not count.
    Source: Nelson 1982; NHSRplotthedots 0.2.2 and qicharts2 0.8.1 (rule).
    """
    mean = _mean(ranges)[..., None]
    kept = np.where((ranges < SCREEN * mean) | (mean == 0), ranges, np.nan)
    return _mean(kept)


def _limits(kind: Kind, y: Array, n: Array, value: Array, use: Flags) -> tuple[Array, Array, Array]:
    chosen = np.where(use, value, np.nan)
    if kind in ("p", "u"):
        missing = np.isnan(y) | np.isnan(n) | ~use
        c = np.where(missing, 0, y).sum(-1, keepdims=True) / np.where(missing, 0, n).sum(-1, keepdims=True)
        spread = np.sqrt(np.maximum(c * (1 - c), 0) / n) if kind == "p" else np.sqrt(c / n)
    else:
        c = _mean(chosen)[..., None]
        if kind == "mr":
            return c, np.zeros_like(c), SCREEN * c
        spread = np.sqrt(c) if kind == "c" else screened_mean_range(moving_ranges(chosen))[..., None] / D2
    low, high = c - 3 * spread, c + 3 * spread
    if kind != "i":
        low = np.maximum(low, 0)
    return c, low, np.minimum(high, 1) if kind == "p" else high


def _mean(values: Array) -> Array:
    """Mean over the last axis of what is there; NaN where nothing is."""
    there = ~np.isnan(values)
    count = there.sum(-1)
    return np.asarray(np.where(there, values, 0).sum(-1) / np.where(count > 0, count, np.nan))


def _places(places: Sequence[int], periods: int, name: str) -> list[int]:
    wrong = [place for place in places if not 0 <= place < periods]
    if wrong:
        raise UserError(f"{name} stands at {wrong[0]} in a series of {periods}.", hint="Places count from 0.")
    return list(places)
