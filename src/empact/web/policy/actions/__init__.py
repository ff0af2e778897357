"""Every write of policy, with its line in the audit in the same stroke."""

from .asks import answer, change, close, raise_ask, reopen, send
from .authorities import address, drop_authority, make_authority, mark_sent
from .cards import make_card
from .engagements import check_engagement, take_up_engagements
from .goals import keep_goal, make_goal
from .talks import end_representation, keep_talk, represent

__all__ = [
    "address", "answer", "change", "check_engagement", "close", "drop_authority", "end_representation", "keep_goal",
    "keep_talk", "make_authority", "make_card", "make_goal", "mark_sent", "raise_ask", "reopen", "represent", "send",
    "take_up_engagements",
]  # fmt: skip
