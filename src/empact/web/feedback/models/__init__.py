"""The tables of feedback: when figures open, which cards, remarks, meetings, and improvement cycles."""

from .cards import CardChoice, Remark
from .cycles import Cycle
from .meetings import Attendance, Meeting
from .owned import Owned
from .publications import FIRST_DAYS, Publication

__all__ = ["FIRST_DAYS", "Attendance", "CardChoice", "Cycle", "Meeting", "Owned", "Publication", "Remark"]
