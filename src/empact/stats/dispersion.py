"""Over-dispersion: areas differ more than chance alone explains, so that honest funnel limits are wider.

An area's figure is brought to a scale on which it is about normal with a known standard error s; extreme z-scores are
pulled in or left out, so that outliers do not excuse themselves; what variation is left gives phi and tau squared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_counts, as_denominators, as_numbers, as_tail
from .funnel import INNER, FunnelLimits

__all__ = ["Dispersion", "Kind", "Scaled", "dispersed_funnel", "dispersion", "scaled"]

Kind = Literal["ratio_log", "ratio_root", "proportion", "counts"]
"""``ratio_log``: observed / expected on the log scale (SHMI). ``ratio_root``: the same on the square-root scale (CQC).
``proportion``: arcsine of the root. ``counts``: ratio of two counts on the log scale."""


@dataclass(frozen=True)
class Scaled:
    """Figures on the scale of their kind: y, the target there, the standard error s, and z = (y - target) / s."""

    y: Array
    target: float
    s: Array
    z: Array
    kind: Kind


@dataclass(frozen=True)
class Dispersion:
    """phi (1 where chance explains all), tau squared (variance between areas, on the scale), and which areas counted.

    ``is_extreme`` marks areas whose z lay at or beyond the trimming quantiles.
    """

    phi: float
    tau_squared: float
    is_extreme: Flags


def scaled(x: Numbers, n: Numbers, kind: Kind, target: float | None = None) -> Scaled:
    """Figures x / n on the scale where they are about normal.

        ratio_log    y = log(x/n)                 s = 1/sqrt(n)          target 1
        ratio_root   y = sqrt(x/n)                s = 1/(2 sqrt(n))      target 1
        proportion   y = asin(sqrt(x/n))          s = 1/(2 sqrt(n))      target sum(x)/sum(n)
        counts       y = log((x+.5)/(n+.5))       s = sqrt(x/(x+.5)^2 + n/(n+.5)^2)   target sum(x)/sum(n)

    With ``ratio_log`` no events is read as half an event. ``target`` is given in the unit of x / n.

    Shapes: x and n one-dimensional and equal, one area each. n: expected events, people, or the other count.
    Errors: x < 0, n <= 0, and x > n in a proportion are refused.
    Source: population report 5.2; FunnelPlotR (MIT); Clinical Indicators Team, SHMI specification.
    """
    events, size = np.broadcast_arrays(as_counts(x), as_denominators(n))
    overall = float(events.sum() / size.sum())
    if kind == "ratio_log":
        y, s, goal = np.log(np.where(events == 0, 0.5, events) / size), 1 / np.sqrt(size), np.log(target or 1.0)
    elif kind == "ratio_root":
        y, s, goal = np.sqrt(events / size), 1 / (2 * np.sqrt(size)), np.sqrt(target or 1.0)
    elif kind == "proportion":
        if np.any(events > size):
            raise UserError("A numerator is larger than its denominator.", hint="Leave such rows out of the funnel.")
        y, s = np.arcsin(np.sqrt(events / size)), 1 / (2 * np.sqrt(size))
        goal = np.arcsin(np.sqrt(overall if target is None else target))
    elif kind == "counts":
        y = np.log((events + 0.5) / (size + 0.5))
        s = np.sqrt(events / (events + 0.5) ** 2 + size / (size + 0.5) ** 2)
        goal = np.log(overall if target is None else target)
    else:
        raise UserError(f"There is no scale '{kind}'.", hint="Known: ratio_log, ratio_root, proportion, counts.")
    return Scaled(np.asarray(y), float(goal), np.asarray(s), np.asarray((y - goal) / s), kind)


def dispersion(
    figures: Scaled, *, trim: Literal["winsorise", "truncate", "none"] = "winsorise", share: float = 0.1
) -> Dispersion:
    """How much more areas vary than chance explains.

        phi = sum(z^2) / m
        tau^2 = max(0, (m phi - (m - 1)) / (sum(w) - sum(w^2)/sum(w))) ;  w = 1/s^2

    ``winsorise`` (population report; FunnelPlotR's CQC method) pulls z beyond the ``share`` and 1 - ``share`` quantiles
    in to them and keeps all m areas. ``truncate`` (FunnelPlotR's SHMI method) leaves out the areas at or beyond them, from
    tau squared too. The quantiles interpolate linearly. FunnelPlotR's CQC method weighs tau squared in another way; here
    both methods share Spiegelhalter's denominator above.

    Shapes: one-dimensional. Units: tau squared is a variance on the scale of the kind.
    Errors: fewer than two areas, or a share outside [0, 0.5), is refused.
    Source: Spiegelhalter 2005, doi:10.1002/sim.1970, and Qual. Saf. Health Care 14:347; FunnelPlotR (MIT).
    """
    if figures.z.ndim != 1 or figures.z.size < 2:
        raise UserError("Variation between areas needs at least two of them.", hint="Give one row per area.")
    if not 0 <= share < 0.5:
        raise UserError(f"A trimming share of {share} is not between 0 and 0.5.", hint="Write 0.1 for a tenth on each side.")
    low, high = np.quantile(figures.z, [share, 1 - share])
    extreme = (figures.z <= low) | (figures.z >= high)
    z, s = figures.z, figures.s
    if trim == "winsorise":
        z = np.clip(z, low, high)
    elif trim == "truncate":
        z, s = z[~extreme], s[~extreme]
        if z.size < 2:
            raise UserError("Too few areas are left after trimming.", hint="Winsorise instead, or trim a smaller share.")
    elif trim != "none":
        raise UserError(f"There is no trimming '{trim}'.", hint="Known: winsorise, truncate, none.")
    weights = 1 / s**2
    phi = float(np.mean(z**2))
    excess = z.size * phi - (z.size - 1)
    tau_squared = max(0.0, float(excess / (weights.sum() - (weights**2).sum() / weights.sum())))
    return Dispersion(phi, tau_squared, np.asarray(extreme))


def dispersed_funnel(
    n: Numbers,
    kind: Kind,
    target: float,
    found: Dispersion | None = None,
    *,
    model: Literal["additive", "multiplicative"] = "additive",
    tail: float = INNER,
    multiplier: float = 1,
) -> FunnelLimits:
    """Funnel limits for areas of size n, with over-dispersion (``found`` given) or without.

        additive        back(goal -/+ z sqrt(s^2 + tau^2))
        multiplicative  back(goal -/+ z s sqrt(max(1, phi)))
        without         back(goal -/+ z s)

    where back leads from the scale of the kind to its unit: exp, square, or squared sine. Additive is the usual choice:
    it says that areas truly differ; multiplicative says that counts vary more than Poisson's within each.

    Shapes: that of n. Units: that of target times multiplier. For ``counts``, s is that of target times n events.
    Errors: n <= 0 or a tail outside (0, 0.5) is refused.
    Source: population report 5.2; Spiegelhalter 2005; FunnelPlotR (MIT).
    """
    z, size = float(ndtri(1 - as_tail(tail))), as_denominators(n)
    goal, s = _scale_of(kind, size, target)
    if found is None:
        wide = s
    elif model == "additive":
        wide = np.sqrt(s**2 + found.tau_squared)
    elif model == "multiplicative":
        wide = s * np.sqrt(max(1.0, found.phi))
    else:
        raise UserError(f"There is no model '{model}'.", hint="Known: additive, multiplicative.")
    low, high = goal - z * wide, goal + z * wide
    if kind in ("ratio_log", "counts"):
        lower, upper = np.exp(low), np.exp(high)
    elif kind == "ratio_root":
        lower, upper = np.maximum(low, 0) ** 2, high**2
    else:
        lower, upper = np.sin(np.clip(low, 0, np.pi / 2)) ** 2, np.sin(np.clip(high, 0, np.pi / 2)) ** 2
    return FunnelLimits(np.asarray(multiplier * lower), np.asarray(multiplier * upper), tail)


def _scale_of(kind: Kind, size: Array, target: float) -> tuple[float, Array]:
    """The target and the standard error of areas of a size, on the scale of the kind."""
    goal = as_numbers(target, "The target")
    if kind == "ratio_log":
        return float(np.log(goal)), np.asarray(1 / np.sqrt(size))
    if kind == "ratio_root":
        return float(np.sqrt(goal)), np.asarray(1 / (2 * np.sqrt(size)))
    if kind == "proportion":
        return float(np.arcsin(np.sqrt(goal))), np.asarray(1 / (2 * np.sqrt(size)))
    if kind == "counts":
        other = target * size
        return float(np.log(goal)), np.sqrt(other / (other + 0.5) ** 2 + size / (size + 0.5) ** 2)
    raise UserError(f"There is no scale '{kind}'.", hint="Known: ratio_log, ratio_root, proportion, counts.")
