"""Runs of points on one side of a centre line: the Anhoej rules, and how often they ring without cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_numbers

__all__ = ["Runs", "false_alarm_probability", "run_rules", "run_limits"]

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """Per series: points off the centre line, longest run, crossings, their limits, and whether either is broken."""

    useful: Whole
    longest_run: Whole
    longest_run_limit: Whole
    crossings: Whole
    crossings_limit: Whole
    is_signal: Flags


def run_limits(useful: npt.ArrayLike) -> tuple[Whole, Whole]:
    """The longest run and the fewest crossings that chance is allowed among so many useful points.

        longest run  <= round(log2(n) + 3)          (a half rounds to even)
        crossings    >= the 5 % quantile of Binomial(n - 1, 1/2)

    Shapes: any. Fewer than two useful points have limits that cannot be broken.
    Source: Anhoej and Olesen 2014, doi:10.1371/journal.pone.0113825; qicharts2 0.8.1 (numbers).
    """
    n = np.asarray(useful, dtype=np.int64)
    longest = np.round(np.log2(np.maximum(n, 1)) + 3).astype(np.int64)
    tosses = np.maximum(n - 1, 0)
    known = np.unique(tosses)
    fewest = np.array([int(np.argmax(bdtr(np.arange(t + 1), int(t), 0.5) >= 0.05)) if t else 0 for t in known], dtype=np.int64)
    return longest, fewest[np.searchsorted(known, tosses)] if known.size else tosses


def run_rules(values: Numbers, centre: Numbers, include: npt.ArrayLike | None = None) -> Runs:
    """Unusually long runs or unusually few crossings: a shift of the whole rather than one odd point.

    Points on the centre line, missing ones and those not in ``include`` do not count: a run goes on over them.

    Shapes: values (..., periods); centre and include broadcast to it; results (...). Units: points.
    Errors: a single number is refused; nothing else.
    Source: Anhoej and Olesen 2014; qicharts2 0.8.1 (numbers).
    """
    y = as_numbers(values, "The series")
    if y.ndim == 0:
        raise UserError("Runs need a series, not one number.", hint="Give the values in order of time.")
    side = np.sign(y - np.broadcast_to(as_numbers(centre, "The centre line"), y.shape))
    useful = (side != 0) & ~np.isnan(side)
    if include is not None:
        useful &= np.broadcast_to(np.asarray(include, dtype=bool), y.shape)
    place = np.arange(y.shape[-1])
    # the place of the last useful point up to and including this one; -1 before the first
    last = np.maximum.accumulate(np.where(useful, place, -1), axis=-1)
    before = np.concatenate([np.full((*y.shape[:-1], 1), -1), last[..., :-1]], axis=-1)
    former = np.take_along_axis(side, np.maximum(before, 0), axis=-1)
    crossing = useful & (before >= 0) & (side != former)
    counted = np.cumsum(useful, axis=-1)
    start = np.maximum.accumulate(np.where(crossing | (useful & (before < 0)), counted, 0), axis=-1)
    length = np.where(useful, counted - start + 1, 0)
    n = useful.sum(-1)
    longest, crossings = length.max(-1, initial=0), crossing.sum(-1)
    most, fewest = run_limits(n)
    return Runs(
        useful=np.asarray(n),
        longest_run=np.asarray(longest),
        longest_run_limit=most,
        crossings=np.asarray(crossings),
        crossings_limit=fewest,
        is_signal=np.asarray((longest > most) | (crossings < fewest)),
    )


def false_alarm_probability(useful: int) -> float:
    """How probable it is that the rules ring on n useful points of a process that did not change.

    Counted exactly, for points that fall independently and evenly on both sides of the centre line: over the points in
    order, the probability of each (crossings so far, length of the present run) with no run over the limit yet.

    Units: probability per series looked at once, with a centre line known beforehand. One estimated from the same points
    makes it smaller: by two thirds at 12 points, by half at 24.
    Errors: fewer than two points are refused.
    Source: our own recursion for the rules of Anhoej and Olesen 2014.
    """
    if useful < 2:
        raise UserError("Fewer than two points hold no runs.", hint="Give the number of points off the centre line.")
    longest, fewest = (int(limit) for limit in run_limits(useful))
    state: Array = np.zeros((useful, longest + 1))
    state[0, 1] = 1.0
    for _ in range(useful - 1):
        ahead = np.zeros_like(state)
        ahead[:, 2:] += state[:, 1:-1] / 2  # the run goes on; one that grows over the limit leaves the table
        ahead[1:, 1] += state[:-1].sum(-1) / 2  # the line is crossed
        state = ahead
    return float(1 - state[fewest:].sum())
