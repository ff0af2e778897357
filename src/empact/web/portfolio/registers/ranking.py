"""In which order actions matter, by weighted points, and how far that order hangs on the weights. Pure.

The order is that of the weighted mean. Where one weight moves and the others stay, the difference of two actions is a straight
line, so the weight at which they change places is worked out, not searched.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from typing import Final, Generic, NamedTuple, TypeVar

__all__ = ["LESS_IS_BETTER", "MOST", "Limits", "limits", "points", "ranks", "spread"]

K = TypeVar("K", bound=Hashable)
MOST: Final = 5
LESS_IS_BETTER: Final = frozenset({"effort"})
_EPSILON: Final = 1e-9


def points(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted mean of 1 to 5; what is better when it is less counts from the other end."""
    whole = sum(weights.values())
    return sum(weight * _turned(scores, name) for name, weight in weights.items()) / whole if whole else 0.0


def _turned(scores: Mapping[str, float], name: str) -> float:
    return MOST + 1 - scores[name] if name in LESS_IS_BETTER else scores[name]


def ranks(rated: Mapping[K, Mapping[str, float]], weights: Mapping[str, float]) -> dict[K, int]:
    """1 for the first; equal points, equal rank."""
    found = {key: points(scores, weights) for key, scores in rated.items()}
    return {key: 1 + sum(other > mine + _EPSILON for other in found.values()) for key, mine in found.items()}


class Limits(NamedTuple, Generic[K]):
    """Between ``lower`` and ``upper`` the weight of a criterion changes no order. ``None``: it may be as small or as large as
    one likes. ``below``, ``above``: the two that change places there, who comes to stand first before the other."""

    lower: float | None
    upper: float | None
    below: tuple[K, K] | None
    above: tuple[K, K] | None


def limits(rated: Mapping[K, Mapping[str, float]], weights: Mapping[str, float], criterion: str) -> Limits[K]:
    """How far the weight of one criterion may move, the others as they are. Of two that are equal now, any move parts them."""
    now, found = weights[criterion], Limits[K](None, None, None, None)
    for one, other in combinations(rated, 2):
        slope = _turned(rated[one], criterion) - _turned(rated[other], criterion)
        if slope == 0:
            continue
        rest = sum(
            weight * (_turned(rated[one], name) - _turned(rated[other], name))
            for name, weight in weights.items()
            if name != criterion
        )
        turn = -rest / slope
        rising, falling = ((one, other), (other, one)) if slope > 0 else ((other, one), (one, other))
        if turn >= now - _EPSILON and (found.upper is None or turn < found.upper):
            found = found._replace(upper=turn, above=rising)
        if 0 < turn <= now + _EPSILON and (found.lower is None or turn > found.lower):
            found = found._replace(lower=turn, below=falling)
    return found


def spread(rated: Mapping[K, Mapping[str, float]], weights: Mapping[str, float], factors: Sequence[float]) -> dict[K, range]:
    """The ranks each takes when one weight after the other is multiplied by each of the factors, from best to worst."""
    every = [ranks(rated, weights)]
    every += [ranks(rated, {**weights, name: weights[name] * factor}) for name in weights for factor in factors]
    return {key: range(min(r[key] for r in every), max(r[key] for r in every) + 1) for key in rated}
