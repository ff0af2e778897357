"""What happens in budgets. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "BroughtCounted", "BudgetMade", "Entered", "EstimateKept", "FundingKept", "HoursKept", "LineKept", "PositionKept",
    "SourceKept", "TablesTakenUp", "VersionKept",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SourceKept(Event):
    name = "budgets.source_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class BudgetMade(Event):
    name = "budgets.budget_made"
    year: int


@dataclass(frozen=True, kw_only=True)
class LineKept(Event):
    """A line of a draft; amounts in cents."""

    name = "budgets.line_kept"
    version: UUID
    amount_minor: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class VersionKept(Event):
    """``decision``: the one that approved it."""

    name = "budgets.version_kept"
    state: str
    decision: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Entered(Event):
    """One entry of the ledger; ``reverses``: the one that it takes back."""

    name = "budgets.entered"
    kind: str
    origin: UUID
    target: UUID
    amount_minor: int
    reverses: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PositionKept(Event):
    name = "budgets.position_kept"
    percent: int | None
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class HoursKept(Event):
    """``approved``: the hours are approved and not only written down."""

    name = "budgets.hours_kept"
    month: date
    seconds: int
    approved: bool


@dataclass(frozen=True, kw_only=True)
class TablesTakenUp(Event):
    """The staff and workload tables of a plan, by its key."""

    name = "budgets.tables_taken_up"
    key: str


@dataclass(frozen=True, kw_only=True)
class FundingKept(Event):
    """A call, a file, a report of it, a convention or an overlap was written down."""

    name = "budgets.funding_kept"


@dataclass(frozen=True, kw_only=True)
class BroughtCounted(Event):
    """In cents."""

    name = "budgets.brought_counted"
    promise: UUID
    promised: int
    brought: int


@dataclass(frozen=True, kw_only=True)
class EstimateKept(Event):
    name = "budgets.estimate_kept"
