"""Every write of budgets, with its line in the audit in the same stroke."""

from .booking import bind, move, release, spend, take_back
from .funding import count_brought, keep_call, keep_convention, keep_subsidy, move_call, note_overlap, plan_report, send_report
from .plans import amend, approve, keep_source, make_budget, plan_line
from .staff import approve_hours, drop_estimate, end_position, keep_estimate, keep_position, note_hours, take_up_tables

__all__ = [
    "amend", "approve", "approve_hours", "bind", "count_brought", "drop_estimate", "end_position", "keep_call",
    "keep_convention", "keep_estimate", "keep_position", "keep_source", "keep_subsidy", "make_budget", "move",
    "move_call", "note_hours", "note_overlap", "plan_line", "plan_report", "release", "send_report", "spend", "take_back",
    "take_up_tables",
]  # fmt: skip
