"""States and the moves between them, as tables: what may follow what, and who moves it on."""

from __future__ import annotations

from typing import Final

from .models import Cycle, Meeting, Publication
from .permissions import CHAIR, PUBLISH

__all__ = ["CYCLE_MOVES", "CYCLE_OWNER", "MEETING_MOVES", "MEETING_OWNER", "PUBLICATION_MOVES", "PUBLICATION_OWNER"]

PUBLICATION_MOVES: Final = {
    (Publication.State.DRAFT, Publication.State.TEAM),
    (Publication.State.TEAM, Publication.State.POLICY),
}
PUBLICATION_OWNER: Final = {Publication.State.DRAFT: PUBLISH, Publication.State.TEAM: PUBLISH, Publication.State.POLICY: ""}
"""Who has the next move; empty: nobody, it has ended."""

MEETING_MOVES: Final = {
    (Meeting.State.OPEN, Meeting.State.CLOSED),
    (Meeting.State.CLOSED, Meeting.State.OPEN),  # on the same day, to take the end back
}
MEETING_OWNER: Final = dict.fromkeys(Meeting.State, CHAIR)

_C: Final = Cycle.State
CYCLE_MOVES: Final = {
    (_C.AGREED, _C.BUSY),
    (_C.AGREED, _C.DONE),
    (_C.BUSY, _C.DONE),
    (_C.DONE, _C.BUSY),
    (_C.AGREED, _C.DROPPED),
    (_C.BUSY, _C.DROPPED),
    (_C.DONE, _C.DROPPED),
    (_C.DROPPED, _C.BUSY),
    (_C.DONE, _C.CLOSED),
}
CYCLE_OWNER: Final = {_C.AGREED: CHAIR, _C.BUSY: CHAIR, _C.DONE: CHAIR, _C.DROPPED: CHAIR, _C.CLOSED: ""}
