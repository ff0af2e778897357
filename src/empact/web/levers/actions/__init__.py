"""Every write of the levers, with its line in the audit in the same stroke."""

from .brought import confirm_in_kind, end_rate, keep_rate, note_in_kind, sign_statement, withdraw_in_kind
from .hours import (
    answer_question,
    approve_paid,
    ask_about,
    confirm,
    note_paid,
    promise_hours,
    register,
    register_meeting,
    reverse,
    withdraw,
)

__all__ = [
    "answer_question", "approve_paid", "ask_about", "confirm", "confirm_in_kind", "end_rate", "keep_rate", "note_in_kind",
    "note_paid", "promise_hours", "register", "register_meeting", "reverse", "sign_statement", "withdraw", "withdraw_in_kind",
]  # fmt: skip
