"""Transfers between accounts, and what accounts hold after them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from ..terms.errors import UserError
from .units import Amount, Unit

__all__ = ["Book", "Limits", "Movement", "Standing", "Transfer", "balances", "reversal", "standing"]


@dataclass(frozen=True)
class Movement:
    """One account becomes ``amount`` richer (or poorer, below zero)."""

    account: Hashable
    amount: Amount


@dataclass(frozen=True)
class Transfer:
    """``amount`` goes from one account to another on a day. The two movements of a transfer add up to zero by construction.

    ``key`` names it once and for all; ``reverses`` names the transfer that it takes back; ``why`` is what the books show
    (a decision, an exchange, a milestone). Errors: refuses an amount that is not above zero, and an account that pays itself.
    """

    key: Hashable
    source: Hashable
    target: Hashable
    amount: Amount
    on: date
    why: str = ""
    reverses: Hashable | None = None

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise UserError(
                "A transfer moves more than nothing.", hint="Turn source and target round instead of a minus sign."
            )
        if self.source == self.target:
            raise UserError("An account cannot pay itself.", hint="Choose another account to pay to.")

    @property
    def movements(self) -> tuple[Movement, Movement]:
        return Movement(self.source, -self.amount), Movement(self.target, self.amount)


@dataclass(frozen=True)
class Limits:
    """The least and the most an account should hold, in smallest parts; None is no limit.

    A limit that ``blocks`` refuses the transfer (a budget line cannot be spent twice). One that does not lets it pass and
    flags the account: a neighbour in debt to the time bank is called, not refused.
    """

    least: Amount | None = None
    most: Amount | None = None
    blocks: bool = True


class Standing(Enum):
    """Where a balance lies within its limits."""

    WITHIN = "within"
    BELOW = "below"
    ABOVE = "above"


def balances(transfers: Iterable[Transfer], *, on: date | None = None) -> Counter[Hashable]:
    """What each account holds after these transfers, up to and including a day. The sum over all accounts is zero.

    Units: smallest parts. An account without a transfer holds zero (a Counter says so).
    """
    held: Counter[Hashable] = Counter()
    for transfer in transfers:
        if on is None or transfer.on <= on:
            for movement in transfer.movements:
                held[movement.account] += movement.amount
    return held


def reversal(transfer: Transfer, *, key: Hashable, on: date, why: str) -> Transfer:
    """The counter-transfer that takes a transfer back. Errors: a reversal is not reversed (book the first one anew)."""
    if transfer.reverses is not None:
        raise UserError("A reversal is not taken back.", hint="Book the transfer anew instead.")
    return Transfer(key, transfer.target, transfer.source, transfer.amount, on, why, reverses=transfer.key)


def standing(balance: Amount, limits: Limits) -> Standing:
    """Whether a balance keeps its limits; the limits themselves are allowed."""
    if limits.least is not None and balance < limits.least:
        return Standing.BELOW
    if limits.most is not None and balance > limits.most:
        return Standing.ABOVE
    return Standing.WITHIN


@dataclass
class Book:
    """All transfers of one unit in the order they were booked: the memory twin of what an app keeps in its database.

    ``limits`` holds per account; an account that is not named has none. A book only grows.
    """

    unit: Unit
    limits: Mapping[Hashable, Limits] = field(default_factory=dict)
    _transfers: dict[Hashable, Transfer] = field(default_factory=dict, init=False)
    _reversed: set[Hashable] = field(default_factory=set, init=False)
    _held: Counter[Hashable] = field(default_factory=Counter, init=False)

    def __iter__(self) -> Iterator[Transfer]:
        return iter(self._transfers.values())

    def __len__(self) -> int:
        return len(self._transfers)

    def held(self, account: Hashable) -> Amount:
        return self._held[account]

    def book(self, transfer: Transfer) -> None:
        """Adds a transfer, whole or not at all. Sending the same one twice books it once.

        Errors: refuses another transfer under a key that is taken, a second or a wrong reversal, and a balance beyond
        limits that block.
        """
        known = self._transfers.get(transfer.key)
        if known == transfer:
            return
        if known is not None:
            raise UserError(
                "Another transfer has this key.", hint="What is booked is never changed: reverse it and book anew."
            )
        if transfer.reverses is not None:
            self._check_reversal(transfer)
        for movement in transfer.movements:
            self._check_limits(movement)
        for movement in transfer.movements:
            self._held[movement.account] += movement.amount
        self._transfers[transfer.key] = transfer
        if transfer.reverses is not None:
            self._reversed.add(transfer.reverses)

    def flagged(self) -> list[Hashable]:
        """Accounts beyond a limit, which a person should look at, in the order of their names."""
        beyond = (a for a, limits in self.limits.items() if standing(self._held[a], limits) is not Standing.WITHIN)
        return sorted(beyond, key=str)

    def _check_reversal(self, transfer: Transfer) -> None:
        first = self._transfers.get(transfer.reverses)
        if first is None:
            raise UserError("The transfer to reverse is not in this book.", hint="Reverse it in the book in which it stands.")
        if transfer.reverses in self._reversed:
            raise UserError("This transfer was reversed before.", hint="Look at its history.")
        if reversal(first, key=transfer.key, on=transfer.on, why=transfer.why) != transfer:
            raise UserError("A reversal moves the same amount back.", hint="Book a part as a transfer of its own.")

    def _check_limits(self, movement: Movement) -> None:
        limits = self.limits.get(movement.account)
        if limits is None or not limits.blocks:
            return
        before, after = self._held[movement.account], self._held[movement.account] + movement.amount
        # What lies beyond a limit already may come back towards it, also by a part.
        is_worse = (limits.least is not None and after < limits.least and after < before) or (
            limits.most is not None and after > limits.most and after > before
        )
        if is_worse:
            raise UserError(
                "This would take an account beyond its limit.", hint="Move less, or ask who decides about the limit."
            )
