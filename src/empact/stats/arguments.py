"""What every function of this room accepts, and how it refuses: numbers or arrays, never a table.

A missing value is NaN and gives NaN in its own row. What no measurement can be (a negative count, a population of
none, a confidence of 2) is refused as a whole with a sentence, because such a row means that columns were mixed up.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..terms.errors import UserError

__all__ = [
    "Array",
    "Flags",
    "Numbers",
    "as_confidence",
    "as_counts",
    "as_denominators",
    "as_numbers",
    "as_populations",
    "as_tail",
    "check_strata",
]

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.ArrayLike


def as_numbers(values: Numbers, name: str) -> Array:
    """Floats of any shape; text that is no number is refused."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UserError(
            f"{name} holds something that is not a number.", hint="Give numbers; NaN where one is missing."
        ) from error


def as_counts(values: Numbers, name: str = "The numerator") -> Array:
    """Events: zero or more, whole or weighted."""
    found = as_numbers(values, name)
    _refuse(found < 0, f"{name} holds a negative number", "Counts are zero or more; NaN where one is missing.")
    _refuse(np.isinf(found), f"{name} holds an infinite number", "Counts are finite; NaN where one is missing.")
    return found


def as_denominators(values: Numbers, name: str = "The denominator") -> Array:
    """People or person-years, more than zero."""
    found = as_numbers(values, name)
    _refuse(
        found <= 0,
        f"{name} holds a zero or a negative number",
        "Leave out areas without people, or give NaN for them: they have no rate.",
    )
    _refuse(np.isinf(found), f"{name} holds an infinite number", "Denominators are finite; NaN where one is missing.")
    return found


def as_populations(values: Numbers, name: str = "The population") -> Array:
    """People or person-years per stratum: zero is possible, because real strata can be empty."""
    return as_counts(values, name)


def as_confidence(confidence: float) -> float:
    """Between 0 and 1, both excluded: 0.95, not 95."""
    if not 0 < confidence < 1:
        raise UserError(f"A confidence of {confidence} is not between 0 and 1.", hint="Write 0.95 for ninety-five per cent.")
    return float(confidence)


def as_tail(tail: float) -> float:
    """The probability in one tail of a funnel: more than 0, less than one half."""
    if not 0 < tail < 0.5:
        raise UserError(f"A tail of {tail} is not between 0 and 0.5.", hint="Write 0.025 for 95 % limits, 0.001 for 99.8 %.")
    return float(tail)


def check_strata(shape: tuple[int, ...], strata: int, name: str) -> None:
    """The last axis of ``name`` runs over strata and must be as long as the standard."""
    if not shape or shape[-1] != strata:
        has = shape[-1] if shape else 1
        raise UserError(
            f"{name} has {has} strata where {strata} are needed.", hint="The last axis runs over strata, in one order."
        )


def _refuse(wrong: npt.NDArray[np.bool_], sentence: str, hint: str) -> None:
    rows = int(np.count_nonzero(wrong))
    if rows:
        raise UserError(f"{sentence} ({rows} of {wrong.size}).", hint=hint)
