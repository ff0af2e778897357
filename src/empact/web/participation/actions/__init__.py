"""Every write of participation, with its line in the audit in the same stroke."""

from .consultations import add_nothing, answer, ask, comment, end_round, take_back
from .documents import finish, make_document, next_version, rewrite, take_up_track
from .groups import (
    accept,
    answer_output,
    bring,
    end_group,
    hold,
    invite,
    leave,
    make_group,
    plan_session,
    say_wishes,
    tell,
    thank,
)
from .messages import approve, withdraw, write_message

__all__ = [
    "accept", "add_nothing", "answer", "answer_output", "approve", "ask", "bring", "comment", "end_group", "end_round",
    "finish", "hold", "invite", "leave", "make_document", "make_group", "next_version", "plan_session", "rewrite",
    "say_wishes", "take_back", "take_up_track", "tell", "thank", "withdraw", "write_message",
]  # fmt: skip
