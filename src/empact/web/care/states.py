"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import CaseMandate, CoordinatorOffer, Intake, LifeGoal, Meeting, Member, Plan, Task
from .permissions import CARE, MANAGE_CASE, OWN_PLAN

__all__ = [
    "CASE_MOVES", "CASE_OWNER", "GOAL_MOVES", "GOAL_OWNER", "INTAKE_MOVES", "INTAKE_OWNER", "MEETING_MOVES",
    "MEETING_OWNER", "MEMBER_MOVES", "MEMBER_OWNER", "OFFER_MOVES", "OFFER_OWNER", "PLAN_MOVES", "PLAN_OWNER",
    "TASK_MOVES", "TASK_OWNER",
]  # fmt: skip

_I, _M, _O = Intake.State, Member.State, CoordinatorOffer.State
_C, _P, _G, _T = CaseMandate.State, Plan.State, LifeGoal.State, Task.State

INTAKE_MOVES: Final = {
    (_I.REQUEST, _I.CLARIFIED),
    (_I.CLARIFIED, _I.DECIDED),
    (_I.DECIDED, _I.CLARIFIED),  # the level is taken back
    *((state, _I.CLOSED) for state in (_I.REQUEST, _I.CLARIFIED, _I.DECIDED)),
}
INTAKE_OWNER: Final = {_I.REQUEST: CARE, _I.CLARIFIED: CARE, _I.DECIDED: CARE, _I.CLOSED: ""}

MEMBER_MOVES: Final = {(_M.PROPOSED, _M.APPROVED), (_M.PROPOSED, _M.REFUSED), (_M.PROPOSED, _M.ENDED), (_M.APPROVED, _M.ENDED)}
MEMBER_OWNER: Final = {_M.PROPOSED: OWN_PLAN, _M.APPROVED: CARE, _M.REFUSED: "", _M.ENDED: ""}
"""Who left or was not wanted comes back by a new proposal, and not otherwise."""

OFFER_MOVES: Final = {(_O.OFFERED, to) for to in (_O.ACCEPTED, _O.DECLINED, _O.WITHDRAWN)}
OFFER_OWNER: Final = {_O.OFFERED: CARE, _O.ACCEPTED: "", _O.DECLINED: "", _O.WITHDRAWN: ""}

CASE_MOVES: Final = {
    (_C.ASKED, _C.ACTIVE),
    (_C.ASKED, _C.REFUSED),
    (_C.ACTIVE, _C.ACTIVE),  # longer, with a reason
    (_C.ACTIVE, _C.CLOSED),
}
CASE_OWNER: Final = {_C.ASKED: MANAGE_CASE, _C.ACTIVE: MANAGE_CASE, _C.REFUSED: "", _C.CLOSED: ""}

PLAN_MOVES: Final = {(_P.OPEN, _P.CLOSED), (_P.CLOSED, _P.OPEN)}
PLAN_OWNER: Final = dict.fromkeys(_P, CARE)

GOAL_MOVES: Final = {(a, b) for a in _G for b in _G if a != b}
GOAL_OWNER: Final = dict.fromkeys(_G, CARE)

TASK_MOVES: Final = {(_T.OPEN, _T.DONE), (_T.OPEN, _T.DROPPED), (_T.DONE, _T.OPEN), (_T.DROPPED, _T.OPEN)}
TASK_OWNER: Final = {_T.OPEN: CARE, _T.DONE: CARE, _T.DROPPED: CARE}

_W: Final = Meeting.State
MEETING_MOVES: Final = {
    (_W.ASKED, _W.PLANNED),
    (_W.PLANNED, _W.ASKED),  # the moment does not fit after all
    (_W.PLANNED, _W.HELD),
    (_W.HELD, _W.SIGNED),
    (_W.ASKED, _W.CANCELLED),
    (_W.PLANNED, _W.CANCELLED),
}
MEETING_OWNER: Final = {_W.ASKED: CARE, _W.PLANNED: CARE, _W.HELD: CARE, _W.SIGNED: "", _W.CANCELLED: ""}
