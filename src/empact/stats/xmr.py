"""The XmR chart of 'Making Data Count': what is chance, what is a signal, and whether a target is within reach.

Improvement and concern are said only when a direction was declared; without one a signal is neutral, high or low.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_numbers
from .charts import moving_ranges, screened_mean_range

__all__ = ["FEWEST_POINTS", "Assurance", "Direction", "PointType", "Rule", "XmR", "xmr"]

Direction = Literal["increase", "decrease"]
PointType = Literal["common_cause", "improvement", "concern", "neutral_high", "neutral_low"]
Rule = Literal["", "outside", "trend", "two_of_three", "one_side"]
Assurance = Literal["", "consistently_pass", "consistently_fail", "inconsistent"]
Text = npt.NDArray[np.str_]

REACH = 2.66
"""3 / 1.128: limits in mean moving ranges. Near limits lie at two thirds."""
RUN = 7
FEWEST_POINTS = 13
"""Fewer points in a segment than this give limits too weak to rely on."""


@dataclass(frozen=True)
class XmR:
    """Per point: mean, limits, near limits, :data:`PointType` and the :data:`Rule` that fired first.

    ``assurance`` (one per series) looks at the last point; it is empty without a target or a direction.
    ``short_segments`` holds (start, stop) of segments with fewer than 13 points in their limits: say so beside the chart.
    """

    value: Array
    mean: Array
    lower: Array
    upper: Array
    near_lower: Array
    near_upper: Array
    mean_range: Array
    point_type: Text
    rule: Text
    assurance: Text
    short_segments: tuple[tuple[int, int], ...]


def xmr(
    values: Numbers,
    *,
    direction: Direction | None = None,
    target: Numbers | None = None,
    rebase: Sequence[int] = (),
    freeze: int | None = None,
) -> XmR:
    """Limits from moving ranges, a type for every point, assurance for the target.

        mr_i = |y_i - y_(i-1)| ;  amr = mean(mr), again after ranges >= 3.267 amr are left out
        limits = mean -/+ 2.66 amr ;  near limits = mean -/+ (2/3) 2.66 amr

    A point is a signal by the first rule that holds: outside the limits; part of 7 points that all rise or all fall;
    beyond a near limit (and inside the limit) with another such among 3 points on one side of the mean; part of 7
    points on one side. A signal on the side of the ``direction`` is an improvement, on the other a concern. The target
    is passed consistently when it lies beyond the limits on the unwanted side.

    ``rebase``: places (from 0) where a new mean and limits begin; rules do not reach over them. ``freeze``: only the
    first so many points of a segment make its mean and limits.

    Shapes: values (..., periods), target (...); per point (..., periods). Units: those of the values.
    Errors: a gap (NaN), fewer than two points in a segment, an unknown direction or a place outside is refused.
    Source: NHSRplotthedots 0.2.2 (MIT), rules; population report 5.2.
    """
    y = as_numbers(values, "The series")
    if y.ndim == 0 or np.isnan(y).any():
        raise UserError("The series has gaps.", hint="Give one value for every period, in order of time.")
    if direction not in (None, "increase", "decrease"):
        raise UserError(f"There is no direction '{direction}'.", hint="Known: increase, decrease; none when undeclared.")
    periods = y.shape[-1]
    if [place for place in rebase if not 0 < place < periods]:
        raise UserError("A segment begins outside the series.", hint="Places count from 0; the first segment needs none.")
    mean, reach = np.empty(y.shape), np.empty(y.shape)
    rule = np.zeros(y.shape, dtype="<U12")
    cuts, short = sorted({0, *rebase, periods}), []
    for start, stop in zip(cuts, cuts[1:], strict=False):
        fixed = y[..., start : min(stop, start + freeze) if freeze else stop]
        if fixed.shape[-1] < 2:
            raise UserError("A segment has fewer than two points to take limits from.", hint="Rebase or freeze later.")
        part = y[..., start:stop]
        centre, ranges = fixed.mean(-1, keepdims=True), screened_mean_range(moving_ranges(fixed))[..., None]
        mean[..., start:stop], reach[..., start:stop] = centre, ranges
        rule[..., start:stop] = _first_rule(part, centre, REACH * ranges)
        if fixed.shape[-1] < FEWEST_POINTS:
            short.append((start, stop))
    lower, upper = mean - REACH * reach, mean + REACH * reach
    return XmR(
        value=y,
        mean=mean,
        lower=lower,
        upper=upper,
        near_lower=mean - REACH * 2 / 3 * reach,
        near_upper=mean + REACH * 2 / 3 * reach,
        mean_range=reach,
        point_type=_types(rule, y > mean, direction),
        rule=rule,
        assurance=_assurance(target, lower[..., -1], upper[..., -1], direction),
        short_segments=tuple(short),
    )


def _first_rule(y: Array, mean: Array, reach: Array) -> Text:
    side = np.sign(y - mean)
    outside = np.abs(y - mean) > reach
    near = ~outside & (np.abs(y - mean) > reach * 2 / 3)
    step = np.sign(np.diff(y, axis=-1))
    trend = _part_of(np.abs(_window_sum(step, RUN - 1)) == RUN - 1, RUN, y.shape)
    one_side = _part_of(np.abs(_window_sum(side, RUN)) == RUN, RUN, y.shape)
    pair = (_window_sum(near.astype(float), 3) >= 2) & (np.abs(_window_sum(side, 3)) == 3)
    two_of_three = near & _part_of(pair, 3, y.shape)
    return np.select([outside, trend, two_of_three, one_side], ["outside", "trend", "two_of_three", "one_side"], "")


def _window_sum(values: Array, length: int) -> Array:
    """Sum over every window of so many neighbours; none when the series is shorter."""
    if values.shape[-1] < length:
        return np.empty((*values.shape[:-1], 0))
    return np.asarray(sliding_window_view(values, length, axis=-1).sum(-1))


def _part_of(window: Flags, length: int, shape: tuple[int, ...]) -> Flags:
    """Points that lie in any window that is true; window i covers points i to i + length - 1."""
    found = np.zeros(shape, dtype=bool)
    for offset in range(length):
        found[..., offset : offset + window.shape[-1]] |= window
    return found


def _types(rule: Text, is_high: Flags, direction: Direction | None) -> Text:
    if direction is None:
        high, low = "neutral_high", "neutral_low"
    else:
        high, low = ("improvement", "concern") if direction == "increase" else ("concern", "improvement")
    return np.where(rule == "", "common_cause", np.where(is_high, high, low))


def _assurance(target: Numbers | None, lower: Array, upper: Array, direction: Direction | None) -> Text:
    if target is None or direction is None:
        return np.full(lower.shape, "", dtype="<U17")
    goal = np.broadcast_to(as_numbers(target, "The target"), lower.shape)
    above, below = ("consistently_fail", "consistently_pass")
    if direction == "decrease":
        above, below = below, above
    return np.select([goal > upper, goal < lower], [above, below], "inconsistent")
