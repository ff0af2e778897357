"""The tables of the portfolio. One record of an action, whatever it is measured, decided or paid by."""

from .actions import Action, Decided, Phase, Place, StageMove
from .contributions import Argument, Contribution
from .frames import Frame, Item
from .incoming import Incoming
from .progress import Kpi, Promise, Reading, Update
from .reports import Report
from .tasks import Baseline, BaselineTask, Precedence, Task

__all__ = [
    "Action", "Argument", "Baseline", "BaselineTask", "Contribution", "Decided", "Frame", "Incoming", "Item", "Kpi", "Phase",
    "Place", "Precedence", "Promise", "Reading", "Report", "StageMove", "Task", "Update",
]  # fmt: skip
