"""Every write of governance, with its line in the audit in the same stroke."""

from .agreements import add_annex, approve_annex, make_agreement, sign_agreement
from .bodies import end_body, end_seat, give_mandate, keep_body, make_body, seat
from .decisions import answer_voice, move_decision, propose, speak, take
from .meetings import hold_meeting, move_meeting, plan_meeting
from .regions import take_up_bodies

__all__ = [
    "add_annex", "answer_voice", "approve_annex", "end_body", "end_seat", "give_mandate", "hold_meeting", "keep_body",
    "make_agreement", "make_body", "move_decision", "move_meeting", "plan_meeting", "propose", "seat",
    "sign_agreement", "speak", "take", "take_up_bodies",
]  # fmt: skip
