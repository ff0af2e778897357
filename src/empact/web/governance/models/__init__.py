"""The tables of governance: bodies with their seats, decisions with what was said."""

from .bodies import Body, Mandate, Seat
from .decisions import Decision, Voice
from .meetings import Meeting

__all__ = ["Body", "Decision", "Mandate", "Meeting", "Seat", "Voice"]
