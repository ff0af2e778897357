"""The achievable benchmark of care: what the best already reach, so that nobody is compared with the mean alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..terms.errors import UserError
from .arguments import Array, Flags, Numbers, as_counts, as_denominators

__all__ = ["Benchmark", "achievable_benchmark"]


@dataclass(frozen=True)
class Benchmark:
    """``value``: the proportion reached by the best; ``is_best``: who they are; their share of people.

    ``adjusted`` is the proportion by which providers were ranked.
    """

    value: float
    is_best: Flags
    best_share: float
    adjusted: Array


def achievable_benchmark(x: Numbers, n: Numbers, *, share: float = 0.1, is_higher_better: bool = True) -> Benchmark:
    """The pared mean: all who received care at the best providers, over all their people.

        adjusted = (x + 1) / (n + 2) ;  rank by adjusted, best first, until they hold at least ``share`` of all n
        benchmark = sum(x) / sum(n) over those

    The adjustment keeps a provider with 2 of 2 from leading. Providers tied with the last one taken are taken too, so
    that the order of rows does not matter. ``is_higher_better=False``: the lowest proportions are best.

    Shapes: one-dimensional, one provider each. Units: proportion. Providers with a gap are left out.
    Errors: x > n, negative numbers, n <= 0, a share outside (0, 1] and no provider at all are refused.
    Source: Kiefe et al. 1998, doi:10.1093/intqhc/10.5.443; Weissman et al. 1999, doi:10.1046/j.1365-2753.1999.00203.x.
    """
    if not 0 < share <= 1:
        raise UserError(f"A share of {share} is not between 0 and 1.", hint="Write 0.1 for the best tenth.")
    events, people = np.broadcast_arrays(as_counts(x), as_denominators(n))
    if events.ndim != 1:
        raise UserError("A benchmark is taken over one row of providers.", hint="Give one number per provider.")
    present = ~np.isnan(events) & ~np.isnan(people)
    if not present.any():
        raise UserError("There is no provider to take a benchmark from.", hint="Give one number per provider.")
    if np.any(events[present] > people[present]):
        raise UserError("A numerator is larger than its denominator.", hint="Leave such providers out, or mend their numbers.")
    adjusted = (events + 1) / (people + 2)
    merit = np.where(present, adjusted if is_higher_better else -adjusted, -np.inf)
    order = np.argsort(-merit, kind="stable")
    size = np.where(present, people, 0.0)
    needed = share * size.sum() * (1 - 1e-12)  # a tenth is a tenth, whatever the last digit
    last = order[np.searchsorted(np.cumsum(size[order]), needed)]
    best = present & (merit >= merit[last])
    held = float(people[best].sum())
    return Benchmark(float(events[best].sum() / held), np.asarray(best), held / float(size.sum()), np.asarray(adjusted))
