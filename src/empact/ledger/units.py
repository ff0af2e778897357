"""What a book counts: whole numbers of the smallest part of a unit, so that no sum ever rounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..terms.errors import UserError

__all__ = ["COIN", "EURO", "HOUR", "Amount", "Unit"]

Amount = int
"""Cents, seconds or coins: always whole."""


@dataclass(frozen=True)
class Unit:
    """A unit, and how many of its smallest parts make one of it."""

    code: str
    parts: int

    def read(self, said: Decimal | int | str) -> Amount:
        """An amount as a person says it (``"70000.00"`` euro, ``"1.5"`` hours) in smallest parts.

        Errors: refuses what is no number, and what is finer than a smallest part (half a cent, a third of a coin).
        """
        try:
            parts = Decimal(said) * self.parts
            whole = int(parts)
        except (ArithmeticError, ValueError):
            raise UserError(f"'{said}' is no amount.", hint=f"Give a number of {self.code}s, such as 12.50.") from None
        if parts != whole:
            raise UserError(
                f"{said} {self.code} is finer than this book counts.", hint=f"One {self.code} has {self.parts} parts."
            )
        return whole

    def say(self, amount: Amount) -> Decimal:
        """Smallest parts back as a decimal number of units, exactly where a decimal can say it (a second cannot: 1/3600)."""
        return Decimal(amount) / self.parts


EURO = Unit("euro", 100)
HOUR = Unit("hour", 3600)  # kept in seconds, as time banks do
COIN = Unit("coin", 1)
