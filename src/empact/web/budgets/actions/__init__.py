"""Every write of budgets, with its line in the audit in the same stroke."""

from .booking import bind, move, release, spend, take_back
from .plans import amend, approve, keep_source, make_budget, plan_line
from .staff import approve_hours, end_position, keep_position, note_hours, take_up_tables

__all__ = [
    "amend", "approve", "approve_hours", "bind", "end_position", "keep_position", "keep_source", "make_budget", "move",
    "note_hours", "plan_line", "release", "spend", "take_back", "take_up_tables",
]  # fmt: skip
