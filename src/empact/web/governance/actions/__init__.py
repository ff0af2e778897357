"""Every write of governance, with its line in the audit in the same stroke."""

from .bodies import end_body, end_seat, give_mandate, make_body, seat
from .decisions import answer_voice, move_decision, propose, speak, take
from .meetings import hold_meeting, move_meeting, plan_meeting

__all__ = [
    "answer_voice", "end_body", "end_seat", "give_mandate", "hold_meeting", "make_body", "move_decision",
    "move_meeting", "plan_meeting", "propose", "seat", "speak", "take",
]  # fmt: skip
