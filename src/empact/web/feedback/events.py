"""What happens in feedback. Codes and ids only; no figure and no remark leaves by an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "AttendanceCounted",
    "CardsChosen",
    "CycleAgreed",
    "CycleMoved",
    "MeetingMoved",
    "MeetingStarted",
    "PublicationMoved",
    "PublicationPlanned",
    "RemarkMade",
]


@dataclass(frozen=True, kw_only=True)
class PublicationPlanned(Event):
    name = "feedback.publication_planned"
    period: str
    team_from: date
    policy_from: date


@dataclass(frozen=True, kw_only=True)
class PublicationMoved(Event):
    name = "feedback.publication_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class CardsChosen(Event):
    name = "feedback.cards_chosen"
    indicators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RemarkMade(Event):
    name = "feedback.remark_made"
    publication: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class MeetingStarted(Event):
    name = "feedback.meeting_started"
    on: date


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(Event):
    name = "feedback.meeting_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class AttendanceCounted(Event):
    name = "feedback.attendance_counted"
    discipline: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class CycleAgreed(Event):
    name = "feedback.cycle_agreed"
    indicator: str
    due: date


@dataclass(frozen=True, kw_only=True)
class CycleMoved(Event):
    name = "feedback.cycle_moved"
    state: str
    before: str
