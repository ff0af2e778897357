"""How many records come per month, of a source or a practice: months that are empty, months with far too few.

The rule is simple and robust. What is usual is the median of up to twelve months before that were not themselves found
wanting; of a practice it is the median of its rows per row of all others, times the rows of the others in that month, so that
a quiet August of everybody is nobody's fault. A month is *empty* when at least twenty rows are usual and none came; it
*dropped* when fewer than half came and chance (Poisson, one in a thousand: the outer limit of a funnel) does not explain it.
The last sixty full months are looked at; the month in which delivery ends is seldom full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...stats.funnel import ratio_position

__all__ = ["MONTHS", "USUAL", "Volume", "silent", "volume"]

MONTHS: Final = 60
USUAL: Final = 20
_BEFORE: Final = 12
_FEWEST: Final = 6
_HALF: Final = 0.5
_PEERS: Final = 3
_BEYOND: Final = -2


@dataclass(slots=True)
class Volume:
    """Months judged, and per kind (``gap``, ``drop``) those found: (key, month)."""

    judged: dict[tuple[str, int], int] = field(default_factory=dict)
    found: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: {"gap": [], "drop": []})


def volume(series: Mapping[tuple[str, int], int], loaded: date, *, among_peers: bool) -> Volume:
    """Judge the months of many series (key, month): rows.

    ``among_peers``: each is held against the others, and must last as long as they do, not only until it ends itself.
    """
    result = Volume()
    last_possible = loaded.year * 12 + loaded.month - 1
    months = [m for (_, m), n in series.items() if n and m <= last_possible]
    if not months:
        return result
    end = max(months)
    start = max(min(months), end - MONTHS - _BEFORE)
    keys = sorted({key for key, _ in series})
    place = {key: i for i, key in enumerate(keys)}
    counts = np.zeros((len(keys), end - start), dtype=np.float64)
    ends = np.zeros(len(keys), dtype=np.int64)
    for (key, month), n in series.items():
        if month <= end:
            ends[place[key]] = max(ends[place[key]], month)
        if start <= month < end:
            counts[place[key], month - start] += n
    stops = np.full(len(keys), end) if among_peers else ends
    per = counts.sum(axis=0) - counts if among_peers and len(keys) >= _PEERS else np.ones_like(counts)
    level = np.divide(counts, per, out=np.full(counts.shape, np.nan), where=per > 0)
    usual = np.full(counts.shape, np.nan)  # levels of months not found wanting
    for t in range(counts.shape[1]):
        middle, known = _medians(usual[:, max(0, t - _BEFORE) : t])
        here, expected = counts[:, t], middle * per[:, t]
        judged = (known >= _FEWEST) & (expected >= USUAL) & (start + t < stops) & (t >= counts.shape[1] - MONTHS)
        few = judged & (here < _HALF * expected)
        few[few] = ratio_position(here[few], expected[few]) == _BEYOND
        begun = (here > 0) | (known > 0)
        usual[begun & ~few, t] = level[begun & ~few, t]
        for i in np.flatnonzero(judged):
            result.judged[keys[i], start + t] = int(here[i])
        for i in np.flatnonzero(few):
            result.found["drop" if here[i] else "gap"].append((keys[i], start + t))
    return result


def silent(rows: Mapping[str, int], people: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Practices judged, and those of them without any row although at least twenty would do at the rate of all."""
    everybody = sum(people.values())
    rate = sum(rows.get(k, 0) for k in people) / everybody if everybody else 0.0
    judged = [k for k, n in people.items() if n * rate >= USUAL]
    return judged, [k for k in judged if not rows.get(k)] if len(judged) > 1 else []


def _medians(window: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Median of the known months of each series, and how many they are; 0 where there are none."""
    known = np.count_nonzero(~np.isnan(window), axis=1) if window.shape[1] else np.zeros(len(window), dtype=np.int64)
    middle = np.zeros(len(window))
    some = known > 0
    if some.any():
        middle[some] = np.nanmedian(window[some], axis=1)
    return middle, known
