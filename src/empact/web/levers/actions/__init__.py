"""Every write of the levers, with its line in the audit in the same stroke."""

from .applying import (
    ask_fund_decision,
    assess,
    change_application,
    close_application,
    follow_decision,
    hand_in,
    meet,
    note_return,
    pay,
    plan_parts,
    withdraw_application,
    write_application,
)
from .brought import confirm_in_kind, end_rate, keep_rate, note_in_kind, sign_statement, withdraw_in_kind
from .fund import keep_fund, note_found, offer, open_dossier
from .fund_book import put_in, take_back_entry
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
    "answer_question", "approve_paid", "ask_about", "ask_fund_decision", "assess", "change_application", "close_application",
    "confirm", "confirm_in_kind", "end_rate", "follow_decision", "hand_in", "keep_fund", "keep_rate", "meet", "note_found",
    "note_in_kind", "note_paid", "note_return", "offer", "open_dossier", "pay", "plan_parts", "promise_hours", "put_in",
    "register", "register_meeting", "reverse", "sign_statement", "take_back_entry", "withdraw", "withdraw_application",
    "withdraw_in_kind", "write_application",
]  # fmt: skip
