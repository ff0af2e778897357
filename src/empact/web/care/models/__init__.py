"""The tables of care."""

from .cases import CaseMandate
from .intake import Intake, LevelDecision
from .limits import CarerLimit
from .meetings import Decision, Fits, Meeting, Moment, Seat
from .official import OfficialRecord
from .plans import CareGoal, LifeGoal, Plan, PlanVersion, Task
from .teams import Coordination, CoordinatorOffer, Member, of_hat
from .wishes import Wish

__all__ = [
    "CareGoal", "CarerLimit", "CaseMandate", "Coordination", "CoordinatorOffer", "Decision", "Fits", "Intake", "LevelDecision",
    "LifeGoal", "Meeting", "Member", "Moment", "OfficialRecord", "Plan", "PlanVersion", "Seat", "Task", "Wish", "of_hat",
]  # fmt: skip
