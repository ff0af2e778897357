"""May a value that was entered by hand be shown? Its cells are not ours to protect; its own small numbers are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .indicators import SENSITIVE, THRESHOLD

__all__ = ["may_be_shown"]


def may_be_shown(value: float, n: int, indicator: Mapping[str, Any], threshold: int = THRESHOLD) -> bool:
    """Not a proportion of ``n`` people where those in it, or those not in it, are fewer than the threshold; nobody, too.

    A mean over ``n`` people may: below the minimum of the indicator it is not shown at all.
    """
    if indicator["scoring"] != "proportion":
        return True
    limit = max(threshold, SENSITIVE if indicator["sensitive"] else THRESHOLD)
    counted = round(value * n)
    return min(counted, n - counted) >= limit
