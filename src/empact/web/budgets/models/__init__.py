"""The tables of budgets: sources, budgets with versions and lines, the ledger, positions and hours."""

from .entries import Account, Commitment, Entry
from .plans import Budget, FundingSource, Line, Planned, Version
from .staff import Hours, Position, Workload

__all__ = [
    "Account", "Budget", "Commitment", "Entry", "FundingSource", "Hours", "Line", "Planned", "Position", "Version", "Workload",
]  # fmt: skip
