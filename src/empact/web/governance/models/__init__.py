"""The tables of governance: bodies with their seats, decisions with what was said."""

from .bodies import Body, Mandate, Seat
from .decisions import Decision, Voice

__all__ = ["Body", "Decision", "Mandate", "Seat", "Voice"]
