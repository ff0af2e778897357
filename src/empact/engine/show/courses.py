"""The course of every indicator at every place with its limits of chance: of all places of a level at once, for the package.

Made of released values only. A series with a gap, as where one of its values is hidden, has no limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import nan
from typing import Any, Final

import numpy as np

from ..indicators.results import Measures
from ..release.released import Released
from .indicators import FEWEST_PERIODS, alike, limits_of

__all__ = ["COURSE_COLUMNS", "Courses"]

COURSE_COLUMNS: Final = ("indicator", "level", "node", "first", "last", "periods", "centre", "lower", "upper", "signals")


class Courses:
    """Takes released values period by period, and gives a row per series."""

    def __init__(self, measures: Measures) -> None:
        self._described: Mapping[str, Mapping[str, Any]] = measures.indicators
        grids = {i: alike(measures, i) for i, said in measures.indicators.items() if not said["waits_for"]}
        self._places = {i: {p.name: at for at, p in enumerate(grid)} for i, grid in grids.items()}
        self._values: dict[tuple[str, str], dict[str, np.ndarray[Any, np.dtype[np.float64]]]] = {}

    def add(self, released: Released) -> None:
        """One indicator, period and level. Periods of another length than most, and strata, have no part in it."""
        places = self._places[released.indicator]
        at = places.get(released.period.name)
        if at is None or released.stratum or len(places) < FEWEST_PERIODS:
            return
        for row in released.rows:
            known = self._values.setdefault((released.indicator, row.level), {})
            series = known.get(row.node)
            if series is None:
                series = known[row.node] = np.full(len(places), nan)
            series[at] = nan if row.value is None else row.value

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """By indicator and level. ``signals``: periods that are more than chance, and what they are: ``2023-04/concern``."""
        for (indicator, level), known in self._values.items():
            whole = {node: series for node, series in known.items() if not np.isnan(series).any()}
            if not whole:
                continue
            periods = list(self._places[indicator])
            chart = limits_of(np.stack(list(whole.values())), self._described[indicator])
            for i, node in enumerate(whole):
                signals = " ".join(
                    f"{name}/{kind}" for name, kind in zip(periods, chart.point_type[i], strict=True) if kind != "common_cause"
                )
                limits = (float(chart.mean[i, 0]), float(chart.lower[i, 0]), float(chart.upper[i, 0]))
                yield indicator, level, node, periods[0], periods[-1], len(periods), *limits, signals
