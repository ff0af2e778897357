"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import Handover, Worklist
from .permissions import APPROVE_WORKLIST, HAND_OVER

__all__ = ["HANDOVER_ENDED", "HANDOVER_MOVES", "HANDOVER_OWNER", "WORKLIST_MOVES", "WORKLIST_OWNER"]

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
