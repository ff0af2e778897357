"""The tables of the portfolio. One record of an action, whatever it is measured, decided or paid by."""

from .actions import Action, Decided, Phase, Place, StageMove
from .contributions import Argument, Contribution
from .frames import Frame, Item
from .goals import Goal
from .growth import Growth
from .incoming import Incoming
from .progress import Kpi, Promise, Reading, Update
from .ratings import Rating, SelfScore
from .registers import NetworkContact, Obstacle, PlanVersion, Strength, Vision
from .reports import Report, ReportComment
from .startup import Groundwork
from .tasks import Baseline, BaselineTask, Precedence, Task

__all__ = [
    "Action", "Argument", "Baseline", "BaselineTask", "Contribution", "Decided", "Frame", "Goal", "Groundwork", "Growth",
    "Incoming", "Item", "Kpi", "NetworkContact", "Obstacle", "Phase", "Place", "PlanVersion", "Precedence", "Promise",
    "Rating", "Reading", "Report", "ReportComment", "SelfScore", "StageMove", "Strength", "Task", "Update", "Vision",
]  # fmt: skip
