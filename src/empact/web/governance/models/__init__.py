"""The tables of governance: bodies with their seats, decisions with what was said."""

from .agreements import Agreement, Annex, Party
from .bodies import Body, Mandate, Seat
from .decisions import Decision, Voice
from .meetings import Meeting

__all__ = [
    "Agreement", "Annex", "Body", "Decision", "Mandate", "Meeting", "Party", "Seat", "Voice",
]  # fmt: skip
