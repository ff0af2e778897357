"""What happens in governance. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "AgreementKept", "BodyKept", "DecisionMoved", "DecisionProposed", "MandateGiven", "MeetingKept", "SeatKept",
    "VoiceAnswered", "VoiceHeard",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BodyKept(Event):
    name = "governance.body_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class SeatKept(Event):
    name = "governance.seat_kept"
    body: UUID
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class MandateGiven(Event):
    name = "governance.mandate_given"
    giver: UUID
    holder: UUID
    ends: date


@dataclass(frozen=True, kw_only=True)
class DecisionProposed(Event):
    name = "governance.decision_proposed"
    body: UUID


@dataclass(frozen=True, kw_only=True)
class DecisionMoved(Event):
    name = "governance.decision_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class VoiceHeard(Event):
    name = "governance.voice_heard"
    decision: UUID
    seat: UUID
    stance: str


@dataclass(frozen=True, kw_only=True)
class VoiceAnswered(Event):
    name = "governance.voice_answered"
    decision: UUID
    seat: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingKept(Event):
    name = "governance.meeting_kept"
    body: UUID
    on: date
    held: bool


@dataclass(frozen=True, kw_only=True)
class AgreementKept(Event):
    """``how``: made, signed, annexed or approved."""

    name = "governance.agreement_kept"
    how: str
