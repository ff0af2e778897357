"""What happens in governance. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "AdviceAttached", "AgreementKept", "BodyKept", "DecisionMoved", "DecisionProposed", "DeskAnswered", "DeskAsked",
    "DossierKept", "MandateGiven", "MeetingKept", "PartnershipKept", "PassageKept", "PointKept", "SeatKept",
    "ServiceKept", "VoiceAnswered", "VoiceHeard", "YearPlanned",
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


@dataclass(frozen=True, kw_only=True)
class YearPlanned(Event):
    name = "governance.year_planned"
    year: int
    quarters: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PointKept(Event):
    name = "governance.point_kept"
    meeting: UUID


@dataclass(frozen=True, kw_only=True)
class AdviceAttached(Event):
    name = "governance.advice_attached"
    decision: UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipKept(Event):
    name = "governance.partnership_kept"
    controller: UUID
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class DossierKept(Event):
    name = "governance.dossier_kept"


@dataclass(frozen=True, kw_only=True)
class PassageKept(Event):
    name = "governance.passage_kept"


@dataclass(frozen=True, kw_only=True)
class ServiceKept(Event):
    name = "governance.service_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class DeskAsked(Event):
    name = "governance.desk_asked"
    service: UUID


@dataclass(frozen=True, kw_only=True)
class DeskAnswered(Event):
    """``days``: how long it waited."""

    name = "governance.desk_answered"
    days: int
