"""Every write of care, with its line in the audit in the same stroke."""

from .cases import answer_case, ask_case, close_case, lengthen_case
from .coordination import accept, appoint, decline, offer, withdraw_offer
from .exchange import take_in
from .goals import add_care_goal, add_life_goal, move_goal
from .intake import ask, clarify, close_intake, decide_level, take_level_back
from .members import approve, change_member, end_member, propose, refuse
from .plans import close_plan, review, start_plan, write_text
from .tasks import add_task, change_task, move_task
from .wishes import end_wish, record_wish

__all__ = [
    "accept", "add_care_goal", "add_life_goal", "add_task", "answer_case", "appoint", "approve", "ask", "ask_case",
    "change_member", "change_task", "clarify", "close_case", "close_intake", "close_plan", "decide_level", "decline",
    "end_member", "end_wish", "lengthen_case", "move_goal", "move_task", "offer", "propose", "record_wish", "refuse", "review",
    "start_plan", "take_in", "take_level_back", "withdraw_offer", "write_text",
]  # fmt: skip
