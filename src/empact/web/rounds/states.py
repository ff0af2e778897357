"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import Advice, Agreement, HelpRequest, TeamMeeting
from .permissions import ADVISE, MEET, WORK

__all__ = [
    "ADVICE_MOVES", "ADVICE_OWNER", "AGREEMENT_MOVES", "AGREEMENT_OWNER", "HELP_MOVES", "HELP_OWNER", "HELP_WHY", "TALK_MOVES",
    "TALK_OWNER",
]  # fmt: skip

_A = Advice.State
ADVICE_MOVES: Final = {
    (_A.ASKED, _A.ANSWERED),
    (_A.ASKED, _A.BACK),
    (_A.ANSWERED, _A.SHARED),
    (_A.SHARED, _A.ANSWERED),  # out of the library again
}
ADVICE_OWNER: Final = {_A.ASKED: ADVISE, _A.ANSWERED: ADVISE, _A.SHARED: ADVISE, _A.BACK: ""}

_T = TeamMeeting.State
TALK_MOVES: Final = {
    (_T.PLANNED, _T.CLOSED),
    (_T.PLANNED, _T.CANCELLED),
    (_T.CLOSED, _T.PLANNED),  # on second thoughts
    (_T.CANCELLED, _T.PLANNED),
}
TALK_OWNER: Final = {_T.PLANNED: MEET, _T.CLOSED: MEET, _T.CANCELLED: MEET}
_G = Agreement.State
AGREEMENT_MOVES: Final = {(_G.OPEN, _G.DONE), (_G.OPEN, _G.DROPPED), (_G.DONE, _G.OPEN), (_G.DROPPED, _G.OPEN)}
AGREEMENT_OWNER: Final = {_G.OPEN: MEET, _G.DONE: MEET, _G.DROPPED: MEET}

_H = HelpRequest.State
HELP_MOVES: Final = {  # may who is asked take this step? The care team may take each of them
    (_H.ASKED, _H.OFFERED): True,
    (_H.ASKED, _H.REFUSED): True,
    (_H.ASKED, _H.WITHDRAWN): False,
    (_H.OFFERED, _H.STARTED): True,
    (_H.OFFERED, _H.ASKED): True,  # the offer does not stand any more
    (_H.OFFERED, _H.WITHDRAWN): False,
    (_H.STARTED, _H.ENDED): True,
    (_H.STARTED, _H.OFFERED): True,  # it had not started after all
    (_H.REFUSED, _H.ASKED): False,  # of somebody else
    (_H.REFUSED, _H.WITHDRAWN): False,
    (_H.ENDED, _H.STARTED): True,  # it goes on
    (_H.WITHDRAWN, _H.ASKED): False,  # on second thoughts
}
HELP_WHY: Final = {_H.REFUSED, _H.WITHDRAWN}
"""No step to one of these without a reason; nor is an offer taken back without one."""
HELP_OWNER: Final = {state: "" if state == _H.WITHDRAWN else WORK for state in _H}
