"""The tables of the round."""

from .advice import Advice
from .days import Appointment, Question, Route
from .helping import FreePlaces, HelpRequest, HelpStep
from .origins import Origin
from .stays import Stay
from .talks import AgendaItem, Agreement, TeamMeeting
from .work import Later, WorkOrder

__all__ = [
    "Advice", "AgendaItem", "Agreement", "Appointment", "FreePlaces", "HelpRequest", "HelpStep", "Later", "Origin",
    "Question", "Route", "Stay", "TeamMeeting", "WorkOrder",
]  # fmt: skip
