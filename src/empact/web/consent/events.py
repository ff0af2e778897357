"""What happens to consent, in ids and codes."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.events import Event

__all__ = [
    "ConsentGiven", "ConsentWithdrawn", "EmergencyChecked", "EmergencyOpened", "EmergencySeen", "ExclusionLifted",
    "ProfessionalExcluded",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    name = "consent.given"
    kind: str
    how: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    name = "consent.withdrawn"
    kind: str


@dataclass(frozen=True, kw_only=True)
class ProfessionalExcluded(Event):
    """``account``: who may not look any more."""

    name = "consent.professional_excluded"
    account: str


@dataclass(frozen=True, kw_only=True)
class ExclusionLifted(Event):
    name = "consent.exclusion_lifted"
    account: str


@dataclass(frozen=True, kw_only=True)
class EmergencyOpened(Event):
    name = "consent.emergency_opened"
    hours: int


@dataclass(frozen=True, kw_only=True)
class EmergencySeen(Event):
    name = "consent.emergency_seen"


@dataclass(frozen=True, kw_only=True)
class EmergencyChecked(Event):
    name = "consent.emergency_checked"
    verdict: str
