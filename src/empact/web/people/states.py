"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import Gathering, Handover, SignUp, Worklist
from .permissions import APPROVE_WORKLIST, HAND_OVER

__all__ = [
    "GATHERING_MOVES", "HANDOVER_ENDED", "HANDOVER_MOVES", "HANDOVER_OWNER", "SIGN_UP_MOVES", "WORKLIST_MOVES",
    "WORKLIST_OWNER",
]  # fmt: skip

_L, _H = Worklist.State, Handover.State

WORKLIST_MOVES: Final = {
    (_L.BROUGHT, _L.APPROVED),
    (_L.BROUGHT, _L.CLOSED),
    (_L.APPROVED, _L.CLOSED),
    (_L.CLOSED, _L.APPROVED),
}
WORKLIST_OWNER: Final = {_L.BROUGHT: APPROVE_WORKLIST, _L.APPROVED: APPROVE_WORKLIST, _L.CLOSED: ""}
"""Who has the next move; empty: nobody."""

HANDOVER_ENDED: Final = (_H.DECLINED, _H.REFUSED, _H.UNREACHED, _H.DONE)
HANDOVER_MOVES: Final = {
    *((_H.OPEN, to) for to in (_H.ASKED, _H.ACCEPTED, _H.POSTPONED, _H.DECLINED, _H.REFUSED)),
    *((_H.ASKED, to) for to in (_H.OPEN, _H.ASKED, _H.ACCEPTED, _H.POSTPONED, _H.DECLINED, _H.REFUSED)),
    *((_H.POSTPONED, to) for to in (_H.ASKED, _H.ACCEPTED, _H.POSTPONED, _H.DECLINED, _H.REFUSED)),
    *((_H.ACCEPTED, to) for to in (_H.ASKED, _H.ACCEPTED, _H.POSTPONED, _H.DECLINED, _H.REFUSED, _H.UNREACHED, _H.DONE)),
}
"""Whoever ended is brought back by taking the last move back, and not otherwise."""
HANDOVER_OWNER: Final = {state: "" if state in HANDOVER_ENDED else HAND_OVER for state in _H}

_G, _S = Gathering.State, SignUp.State

GATHERING_MOVES: Final = {(_G.PLANNED, _G.OFF), (_G.OFF, _G.PLANNED)}

SIGN_UP_MOVES: Final = {(_S.IN, _S.OFF), (_S.WAITING, _S.OFF), (_S.WAITING, _S.IN), (_S.OFF, _S.IN), (_S.OFF, _S.WAITING)}
"""Who comes back after signing off stands at the end; who waits gets the place that falls free."""
