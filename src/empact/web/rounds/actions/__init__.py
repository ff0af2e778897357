"""Every write of the round, with its line in the audit in the same stroke."""

from .advice import answer_advice, ask_advice, move_advice
from .days import add_appointment, answer_question, ask_question, end_appointment
from .helping import ask_help, move_help, say_places
from .origins import keep_origins
from .stays import follow_up, plan_home, take_notices
from .talks import add_case, add_topic, agree, close_case, move_agreement, move_talk, plan_talk, take_off, write_minutes
from .work import keep_order, put_off, take_up_again

__all__ = [
    "add_appointment", "add_case", "add_topic", "agree", "answer_advice", "answer_question", "ask_advice", "ask_help",
    "ask_question", "close_case", "end_appointment", "follow_up", "keep_order", "keep_origins", "move_advice",
    "move_agreement", "move_help", "move_talk", "plan_home", "plan_talk", "put_off", "say_places", "take_notices",
    "take_off", "take_up_again", "write_minutes",
]  # fmt: skip
