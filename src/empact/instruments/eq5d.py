"""EQ-5D-5L: what a health state is worth to the population of a country, from 1 (full health) down to below 0 (dead is 0).

Formula: 1 for the state 11111, otherwise ``1 - constant - sum of the decrement of each level``. No unit.
Source of the Belgian set: Bouckaert et al. 2022, doi:10.1007/s41669-022-00353-3. The text of the questionnaire is EuroQol's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..terms.errors import UserError
from .instrument import Answers, Instrument, Scored

__all__ = ["ValueSet", "answers_of", "score_value_set"]


@dataclass(frozen=True, slots=True)
class ValueSet:
    """``decrements``: dimension -> what each of its levels takes off, in the order of the five digits of a state."""

    constant: Decimal
    decrements: Mapping[str, tuple[Decimal, ...]]


def score_value_set(instrument: Instrument, answers: Answers) -> Scored:
    """The value of a state. Both parts belong to the instrument: the scale of 0 to 100 stands in ``left_out`` when missing."""
    values = instrument.method
    assert isinstance(values, ValueSet)
    read = instrument.read(answers)
    levels = {dimension: int(read[dimension]) for dimension in values.decrements}
    off = sum((values.decrements[d][level - 1] for d, level in levels.items()), Decimal(0))
    value = Decimal(1) if set(levels.values()) == {1} else 1 - values.constant - off
    left_out = tuple(key for key in instrument.items if key not in read)
    return instrument.scored(value, left_out=left_out)


def answers_of(instrument: Instrument, state: str) -> dict[str, int]:
    """The answers of a state written as its digits, as in 21345."""
    values = instrument.method
    assert isinstance(values, ValueSet)
    if len(state) != len(values.decrements) or not state.isascii() or not state.isdigit():
        raise UserError("That is no state of EQ-5D-5L.", hint="Five digits from 1 to 5, as in 21345.")
    return dict(zip(values.decrements, map(int, state), strict=True))
