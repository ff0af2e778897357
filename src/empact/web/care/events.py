"""What happens in care, in ids and codes; a name or a sentence of a plan never stands in an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..kernel.events import Event

__all__ = [
    "CaseMoved", "CoordinationMoved", "FactsWritten", "IntakeMoved", "LevelDecided", "LevelTakenBack", "LimitsSaid",
    "MeetingChanged", "MeetingMoved", "MemberMoved", "OfferMoved", "OfficialSeen", "PlanChanged", "PlanMoved", "TaskMoved",
    "WishRecorded",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IntakeMoved(Event):
    name: ClassVar[str] = "care.intake_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class LevelDecided(Event):
    name: ClassVar[str] = "care.level_decided"
    level: str


@dataclass(frozen=True, kw_only=True)
class LevelTakenBack(Event):
    name: ClassVar[str] = "care.level_taken_back"
    level: str


@dataclass(frozen=True, kw_only=True)
class MemberMoved(Event):
    """``kind`` and ``role`` of the member; ``state``: proposed, approved, refused or ended."""

    name: ClassVar[str] = "care.member_moved"
    state: str
    kind: str
    role: str = ""
    emergency: bool = False


@dataclass(frozen=True, kw_only=True)
class LimitsSaid(Event):
    """An informal carer said what they can and cannot do, or took it back; never what."""

    name: ClassVar[str] = "care.limits_said"
    holds: bool


@dataclass(frozen=True, kw_only=True)
class CoordinationMoved(Event):
    """``member`` coordinates from now on."""

    name: ClassVar[str] = "care.coordination_moved"
    member: str


@dataclass(frozen=True, kw_only=True)
class OfferMoved(Event):
    name: ClassVar[str] = "care.offer_moved"
    state: str
    member: str


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    name: ClassVar[str] = "care.case_moved"
    state: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PlanMoved(Event):
    name: ClassVar[str] = "care.plan_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    """``what`` changed (a text, a goal, a date), and the number of the version that holds it."""

    name: ClassVar[str] = "care.plan_changed"
    what: str
    version: int


@dataclass(frozen=True, kw_only=True)
class TaskMoved(Event):
    """``state``: open (new or again), done or dropped."""

    name: ClassVar[str] = "care.task_moved"
    state: str
    version: int


@dataclass(frozen=True, kw_only=True)
class WishRecorded(Event):
    """``category`` of advance care planning, never what is wanted; ``ended``: it does not hold any more."""

    name: ClassVar[str] = "care.wish_recorded"
    category: str
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class OfficialSeen(Event):
    """In which official source somebody looked, and whether it holds something; never what."""

    name: ClassVar[str] = "care.official_seen"
    source: str
    found: bool


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(Event):
    """``state``: asked, planned, held, signed or cancelled; ``before``: what it was, empty when it is new."""

    name: ClassVar[str] = "care.meeting_moved"
    state: str
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """``what`` changed: a moment, an answer, who is invited, who was there, a decision."""

    name: ClassVar[str] = "care.meeting_changed"
    what: str


@dataclass(frozen=True, kw_only=True)
class FactsWritten(Event):
    """For the mill, under the pseudonyms of a project: of how many persons, how many facts."""

    name: ClassVar[str] = "care.facts_written"
    project: str
    persons: int
    facts: int
