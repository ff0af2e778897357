"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import Advice, Agreement, TeamMeeting
from .permissions import ADVISE, MEET

__all__ = ["ADVICE_MOVES", "ADVICE_OWNER", "AGREEMENT_MOVES", "AGREEMENT_OWNER", "TALK_MOVES", "TALK_OWNER"]

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
