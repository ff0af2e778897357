"""Every write of governance, with its line in the audit in the same stroke."""

from .agreements import add_annex, approve_annex, make_agreement, sign_agreement
from .bodies import end_body, end_seat, give_mandate, keep_body, make_body, seat
from .closed import add_point, attach_advice, keep_point
from .decisions import answer_voice, move_decision, propose, speak, take
from .desk import answer_desk, ask_desk, end_service, offer_service
from .dossiers import keep_options, weigh
from .handbook import keep_passage, take_up_handbook
from .meetings import hold_meeting, move_meeting, plan_meeting
from .partnerships import end_partnership, name_partnership
from .quarters import plan_year
from .regions import take_up_bodies

__all__ = [
    "add_annex", "add_point", "answer_desk", "answer_voice", "approve_annex", "ask_desk", "attach_advice", "end_body",
    "end_partnership", "end_seat", "end_service", "give_mandate", "hold_meeting", "keep_body", "keep_options",
    "keep_passage", "keep_point", "make_agreement", "make_body", "move_decision", "move_meeting", "name_partnership",
    "offer_service", "plan_meeting", "plan_year", "propose", "seat", "sign_agreement", "speak", "take",
    "take_up_bodies", "take_up_handbook", "weigh",
]  # fmt: skip
