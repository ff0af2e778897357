"""The tables of the round."""

from .advice import Advice
from .days import Appointment, Question, Route
from .origins import Origin
from .stays import Stay
from .work import Later, WorkOrder

__all__ = ["Advice", "Appointment", "Later", "Origin", "Question", "Route", "Stay", "WorkOrder"]
