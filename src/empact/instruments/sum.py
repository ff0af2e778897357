"""A questionnaire that is scored by adding up the codes of its items, as most short ones are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .instrument import Answers, Instrument, Scored

__all__ = ["Sum", "score_sum"]


@dataclass(frozen=True, slots=True)
class Sum:
    """It has no numbers of its own: an item that was left out adds nothing."""


def score_sum(instrument: Instrument, answers: Answers) -> Scored:
    """The sum of all answers, in the unit of the instrument, with the name of its band."""
    read = instrument.read(answers)
    value = sum((Decimal(int(given)) for given in read.values()), Decimal(0))
    return instrument.scored(value, instrument.label_of(value), tuple(key for key in instrument.items if key not in read))
