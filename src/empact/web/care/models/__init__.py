"""The tables of care."""

from .cases import CaseMandate
from .intake import Intake, LevelDecision
from .plans import CareGoal, LifeGoal, Plan, PlanVersion, Task
from .teams import Coordination, CoordinatorOffer, Member
from .wishes import Wish

__all__ = [
    "CareGoal", "CaseMandate", "Coordination", "CoordinatorOffer", "Intake", "LevelDecision", "LifeGoal", "Member", "Plan",
    "PlanVersion", "Task", "Wish",
]  # fmt: skip
