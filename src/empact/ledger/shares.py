"""An amount divided by keys, to the last part."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

from ..terms.errors import UserError
from .units import Amount

__all__ = ["split"]

Name = TypeVar("Name", bound=Hashable)


def split(amount: Amount, keys: Mapping[Name, int | Fraction]) -> dict[Name, Amount]:
    """Divides an amount over names in proportion to their keys; the parts add up to the amount.

    What rounding leaves over goes one by one to the largest remainders, and among equals to whom is named first
    (Hamilton's method, so the outcome can be checked by hand). Units: smallest parts in and out; an amount below zero is
    a loss and divided the same way. Errors: no keys, a key below zero, or keys that are all zero.
    """
    total = sum((Fraction(key) for key in keys.values()), Fraction(0))
    if total <= 0 or any(key < 0 for key in keys.values()):
        raise UserError("An amount is divided by keys above zero.", hint="Give at least one name a share.")
    sign = -1 if amount < 0 else 1
    exact = {name: Fraction(key) / total * abs(amount) for name, key in keys.items()}
    parts = {name: int(share) for name, share in exact.items()}
    left = abs(amount) - sum(parts.values())
    for name in sorted(exact, key=lambda name: parts[name] - exact[name])[:left]:
        parts[name] += 1
    return {name: sign * part for name, part in parts.items()}
