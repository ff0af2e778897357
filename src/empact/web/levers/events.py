"""What happens with the levers. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "ApplicationMoved", "FundBooked", "FundKept", "HoursMoved", "HoursPromised", "HoursRegistered", "InKindMoved", "RateKept",
    "StatementSigned",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HoursRegistered(Event):
    """``reverses``: the entry that this one takes back."""

    name = "levers.hours_registered"
    giver: UUID
    activity: UUID
    on: date
    seconds: int
    reverses: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class HoursMoved(Event):
    name = "levers.hours_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class HoursPromised(Event):
    name = "levers.hours_promised"
    promise: UUID
    seconds: int


@dataclass(frozen=True, kw_only=True)
class InKindMoved(Event):
    name = "levers.in_kind_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class RateKept(Event):
    """Cents an hour."""

    name = "levers.rate_kept"
    function: UUID | None
    cents: int
    starts: date
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class StatementSigned(Event):
    name = "levers.statement_signed"
    year: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FundKept(Event):
    """A fund, what it is open for, an assessment, a part, a return or a note was written down."""

    name = "levers.fund_kept"


@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(Event):
    """``decision``: the one that was asked, or that decided."""

    name = "levers.application_moved"
    state: str
    decision: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FundBooked(Event):
    """One entry of the books, in cents; ``reverses``: the one that it takes back."""

    name = "levers.fund_booked"
    kind: str
    origin: UUID
    target: UUID
    cents: int
    reverses: UUID | None = None
