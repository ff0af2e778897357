"""Goal attainment scaling: how far a person came on goals of their own, as one number around 50.

Formula (Kiresuk and Sherman 1968, doi:10.1007/BF01530764), with level x from -2 to +2, weight w > 0, correlation r::

    T = 50 + 10 * sum(w x) / sqrt((1 - r) * sum(w ** 2) + r * sum(w) ** 2)

No unit. 50: all as expected. With the correlation of 0.3 that they propose, one goal moves T by 10 a level.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..terms.errors import UserError
from .instrument import Instrument, Scored, as_decimal

__all__ = ["Attainment", "Goal", "change", "goal_of", "score_attainment", "t_score"]


@dataclass(frozen=True, slots=True)
class Attainment:
    """``correlation`` between goals of one person, assumed; ``lowest`` and ``highest`` level of a goal."""

    correlation: Decimal
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What a goal weighs (importance, or importance times difficulty), where it began and where it stands.

    ``name``: whatever its keeper finds it again by, on another day; it plays no part in the score.
    """

    level: int
    weight: Decimal = Decimal(1)
    began: int | None = None
    name: str = ""


def t_score(method: Attainment, goals: Iterable[tuple[Decimal, int]]) -> Decimal:
    """T of (weight, level) pairs. Raises :class:`UserError` without goals, for a weight not above 0, a level off the scale."""
    pairs = list(goals)
    if not pairs:
        raise UserError("There is no goal to score.", hint="At least one goal with a level is needed.")
    for weight, level in pairs:
        if not weight > 0:
            raise UserError("A goal weighs nothing.", hint="A weight is above 0; leave the goal out if it does not count.")
        if not method.lowest <= level <= method.highest:
            raise UserError("A level lies off the scale.", hint=f"From {method.lowest} to {method.highest}; 0 is as expected.")
    sum_wx = sum((w * x for w, x in pairs), Decimal(0))
    sum_w, sum_w2 = sum(w for w, _ in pairs), sum(w * w for w, _ in pairs)
    spread = math.sqrt((1 - method.correlation) * sum_w2 + method.correlation * sum_w**2)
    return Decimal(repr(50 + 10 * float(sum_wx) / spread))


def score_attainment(instrument: Instrument, goals: Iterable[Goal]) -> Scored:
    """T of where the goals stand now."""
    assert isinstance(instrument.method, Attainment)
    value = t_score(instrument.method, ((g.weight, g.level) for g in goals))
    return instrument.scored(value, instrument.label_of(value))


def change(instrument: Instrument, goals: Iterable[Goal]) -> Decimal:
    """T now less T at the beginning, of the same goals. Raises :class:`UserError` where a goal has no beginning."""
    assert isinstance(instrument.method, Attainment)
    listed = list(goals)
    began = [(g.weight, g.began) for g in listed if g.began is not None]
    if len(began) < len(listed):
        raise UserError("A goal has no level at the beginning.", hint="Write down where it began, mostly -1 or -2.")
    return score_attainment(instrument, listed).value - t_score(instrument.method, began)


def goal_of(given: object) -> Goal:
    """A goal as plain data has it: ``{level, weight, began, name}``, of which only the level is needed."""
    if not isinstance(given, dict) or not set(given) <= {"level", "weight", "began", "name"}:
        raise UserError(
            "A goal is given by its level, and may have weight, began and name.", hint="As in {level: 0, weight: 2}."
        )
    level, weight = as_decimal(given.get("level")), as_decimal(given.get("weight", 1))
    began = as_decimal(given["began"]) if given.get("began") is not None else None
    if level is None or weight is None or level % 1 or (began is not None and began % 1):
        raise UserError("A goal has a level in whole steps and a weight.", hint="As in {level: 0, weight: 2}.")
    return Goal(int(level), weight, None if began is None else int(began), str(given.get("name", "")))
