"""The tables of budgets: sources, budgets with versions and lines, the ledger, positions and hours, calls and files."""

from .brought import Brought
from .entries import Account, Commitment, Entry
from .funding import Call, Convention, Overlap, Subsidy, SubsidyReport
from .plans import Budget, FundingSource, Line, Planned, Version
from .staff import Estimate, Hours, Position, Workload

__all__ = [
    "Account", "Brought", "Budget", "Call", "Commitment", "Convention", "Entry", "Estimate", "FundingSource", "Hours",
    "Line", "Overlap", "Planned", "Position", "Subsidy", "SubsidyReport", "Version", "Workload",
]  # fmt: skip
