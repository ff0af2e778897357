"""The tables of governance: bodies with their seats, decisions with what was said, and how they are prepared."""

from .agreements import Agreement, Annex, Party
from .bodies import Body, Mandate, Seat
from .closed import Advice, Point
from .decisions import Decision, Voice
from .desk import Asked, Service
from .dossiers import Criterion, Option, Weighing
from .handbook import Passage
from .meetings import Meeting
from .partnerships import Partnership
from .quarters import Evaluation

__all__ = [
    "Advice", "Agreement", "Annex", "Asked", "Body", "Criterion", "Decision", "Evaluation", "Mandate", "Meeting", "Option",
    "Partnership", "Party", "Passage", "Point", "Seat", "Service", "Voice", "Weighing",
]  # fmt: skip
