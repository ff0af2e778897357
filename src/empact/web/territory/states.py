"""States and the moves between them, as tables: what may follow what, and who moves it on."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .models import JoinRequest, SignatureLine
from .permissions import ENGAGE, MEET, REVIEW_REQUESTS

__all__ = [
    "JOIN_MOVES", "JOIN_OWNER", "MEETING_MOVES", "MEETING_OWNER", "SIGNATURE_MOVES", "SIGNATURE_OWNER", "Meeting", "Signature",
]  # fmt: skip


class Signature(StrEnum):
    """Where an organisation stands with one text."""

    OPEN = "open"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


SIGNATURE_MOVES: Final = {
    (Signature.OPEN, SignatureLine.Move.SIGN): Signature.SIGNED,
    (Signature.SIGNED, SignatureLine.Move.WITHDRAW): Signature.WITHDRAWN,
    (Signature.WITHDRAWN, SignatureLine.Move.SIGN): Signature.SIGNED,
}
SIGNATURE_OWNER: Final = dict.fromkeys(Signature, ENGAGE)

JOIN_MOVES: Final = {
    (JoinRequest.State.ASKED, JoinRequest.State.ACCEPTED),
    (JoinRequest.State.ASKED, JoinRequest.State.REFUSED),
}
JOIN_OWNER: Final = {JoinRequest.State.ASKED: REVIEW_REQUESTS, JoinRequest.State.ACCEPTED: "", JoinRequest.State.REFUSED: ""}
"""Who has the next move; empty: nobody, it has ended."""


class Meeting(StrEnum):
    """Where a meeting of coordinators stands on a day. Missed is planned with its day passed."""

    PLANNED = "planned"
    MISSED = "missed"
    HELD = "held"


MEETING_MOVES: Final = {
    (Meeting.PLANNED, Meeting.PLANNED),
    (Meeting.PLANNED, Meeting.HELD),
    (Meeting.MISSED, Meeting.PLANNED),
    (Meeting.MISSED, Meeting.HELD),
    (Meeting.HELD, Meeting.PLANNED),
}
MEETING_OWNER: Final = dict.fromkeys(Meeting, MEET)
