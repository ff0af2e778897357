"""What happens in the portfolio. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = ["GrowthSaid", "ReportCommented","SmallKept",
    "ActionCopied", "ActionKept", "ActionMoved", "ActionProposed", "ActionRated", "ActionTakenIn", "ArgumentKept",
    "BaselineTaken", "ComponentScored", "ContactNoted", "ContributionKept", "DecisionAsked", "FileTakenIn",
    "FrameTakenUp", "GoalKept", "GroundworkKept", "KpiKept", "ObstacleKept", "PhaseKept", "PlaceKept", "PlaceNamed",
    "PrecedenceKept", "PromiseKept", "ReadingKept", "ReportFrozen", "StrengthKept", "TaskKept", "UpdateAnswered",
    "UpdateGiven", "VersionKept", "VisionSaid",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FrameTakenUp(Event):
    name = "portfolio.frame_taken_up"
    key: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ActionProposed(Event):
    name = "portfolio.action_proposed"


@dataclass(frozen=True, kw_only=True)
class ActionCopied(Event):
    name = "portfolio.action_copied"
    origin: UUID


@dataclass(frozen=True, kw_only=True)
class ActionKept(Event):
    """``fields`` that changed, not what they hold."""

    name = "portfolio.action_kept"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActionMoved(Event):
    name = "portfolio.action_moved"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class DecisionAsked(Event):
    """A decision is to take the action to that stage."""

    name = "portfolio.decision_asked"
    decision: UUID
    after: str


@dataclass(frozen=True, kw_only=True)
class PlaceKept(Event):
    name = "portfolio.place_kept"
    action: UUID
    role: str
    territory: UUID
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class PhaseKept(Event):
    """``phase`` empty: none begins on that day any more."""

    name = "portfolio.phase_kept"
    action: UUID
    phase: str
    starts: date


@dataclass(frozen=True, kw_only=True)
class TaskKept(Event):
    name = "portfolio.task_kept"
    action: UUID
    due: date
    done: date | None = None


@dataclass(frozen=True, kw_only=True)
class KpiKept(Event):
    """``gone``: it is not an indicator of the action any more."""

    name = "portfolio.kpi_kept"
    action: UUID
    indicator: str
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadingKept(Event):
    name = "portfolio.reading_kept"
    kpi: UUID
    on: date


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    """``how``: expected, confirmed, delivered or ended."""

    name = "portfolio.promise_kept"
    action: UUID
    organisation: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class ArgumentKept(Event):
    name = "portfolio.argument_kept"
    action: UUID
    of: str
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class ContributionKept(Event):
    """``strength`` 0: taken away."""

    name = "portfolio.contribution_kept"
    action: UUID
    item: UUID
    strength: int
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class UpdateGiven(Event):
    name = "portfolio.update_given"
    action: UUID
    light: str
    computed: str


@dataclass(frozen=True, kw_only=True)
class UpdateAnswered(Event):
    name = "portfolio.update_answered"
    action: UUID


@dataclass(frozen=True, kw_only=True)
class PrecedenceKept(Event):
    """``gone``: it does not wait any more."""

    name = "portfolio.precedence_kept"
    before: UUID
    after: UUID
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class BaselineTaken(Event):
    name = "portfolio.baseline_taken"
    tasks: int


@dataclass(frozen=True, kw_only=True)
class ReportFrozen(Event):
    name = "portfolio.report_frozen"
    digest: str


@dataclass(frozen=True, kw_only=True)
class ActionTakenIn(Event):
    """So many rows of the action came from a file."""

    name = "portfolio.action_taken_in"
    rows: int
    new: bool


@dataclass(frozen=True, kw_only=True)
class FileTakenIn(Event):
    """What became of the rows of a file."""

    name = "portfolio.file_taken_in"
    kind: str
    new: int
    changed: int
    same: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class GoalKept(Event):
    """``gone``: it is no goal of the action any more."""

    name = "portfolio.goal_kept"
    action: UUID
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionRated(Event):
    name = "portfolio.action_rated"
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class ComponentScored(Event):
    name = "portfolio.component_scored"
    year: int
    score: int


@dataclass(frozen=True, kw_only=True)
class ObstacleKept(Event):
    name = "portfolio.obstacle_kept"
    action: UUID
    closed: date | None = None


@dataclass(frozen=True, kw_only=True)
class ContactNoted(Event):
    name = "portfolio.contact_noted"
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class StrengthKept(Event):
    name = "portfolio.strength_kept"


@dataclass(frozen=True, kw_only=True)
class VisionSaid(Event):
    name = "portfolio.vision_said"


@dataclass(frozen=True, kw_only=True)
class VersionKept(Event):
    name = "portfolio.version_kept"
    actions: int


@dataclass(frozen=True, kw_only=True)
class PlaceNamed(Event):
    """A place of a list that had no name got one."""

    name = "portfolio.place_named"
    kind: str
    code: str


@dataclass(frozen=True, kw_only=True)
class GroundworkKept(Event):
    """``how``: added, changed or dropped."""

    name = "portfolio.groundwork_kept"
    kind: str
    how: str


@dataclass(frozen=True, kw_only=True)
class SmallKept(Event):
    """A team began a small action by itself, or reckoned anew what it takes; the amount in cents."""

    name = "portfolio.small_kept"
    team: UUID
    cost_minor: int
    hours: int


@dataclass(frozen=True, kw_only=True)
class GrowthSaid(Event):
    """That an organisation answered for a year, not what."""

    name = "portfolio.growth_said"
    organisation: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ReportCommented(Event):
    name = "portfolio.report_commented"
    report: UUID
