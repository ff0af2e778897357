"""Every write of care, with its line in the audit in the same stroke."""

from .cases import answer_case, ask_case, close_case, lengthen_case
from .coordination import accept, appoint, decline, offer, withdraw_offer
from .exchange import take_in
from .figures import write_facts
from .goals import add_care_goal, add_life_goal, move_goal
from .intake import ask, clarify, close_intake, decide_level, take_level_back
from .limits import say_limits
from .meeting_room import Took, attend, decide, drop_decision, sign_meeting
from .meetings import (
    answer_moments,
    ask_meeting,
    call_off,
    invite_guest,
    invite_member,
    plan_meeting,
    propose_moment,
    reopen_meeting,
    uninvite,
)  # fmt: skip
from .members import approve, change_member, end_member, propose, refuse
from .official import note_official
from .plans import close_plan, review, start_plan, write_text
from .tasks import add_task, change_task, move_task
from .wishes import end_wish, record_wish

__all__ = [
    "Took", "accept", "add_care_goal", "add_life_goal", "add_task", "answer_case", "answer_moments", "appoint", "approve",
    "ask", "ask_case", "ask_meeting", "attend", "call_off", "change_member", "change_task", "clarify", "close_case",
    "close_intake", "close_plan", "decide", "decide_level", "decline", "drop_decision", "end_member", "end_wish",
    "invite_guest", "invite_member", "lengthen_case", "move_goal", "move_task", "note_official", "offer", "plan_meeting",
    "propose", "propose_moment", "record_wish", "refuse", "reopen_meeting", "review", "say_limits", "sign_meeting",
    "start_plan", "take_in", "take_level_back", "uninvite", "withdraw_offer", "write_facts", "write_text",
]  # fmt: skip
