"""What happens in policy. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..kernel.events import Event

__all__ = [
    "AskKept", "AskMoved", "AuthorityKept", "CardMade", "EngagementChecked", "EngagementsTaken", "GoalKept", "RecipientKept",
    "RepresentationKept", "TalkKept",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AskKept(Event):
    """``how``: raised or changed."""

    name = "policy.ask_kept"
    how: str


@dataclass(frozen=True, kw_only=True)
class AskMoved(Event):
    name = "policy.ask_moved"
    before: str
    after: str
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class EngagementsTaken(Event):
    name = "policy.engagements_taken"
    number: int


@dataclass(frozen=True, kw_only=True)
class EngagementChecked(Event):
    name = "policy.engagement_checked"
    state: str


@dataclass(frozen=True, kw_only=True)
class GoalKept(Event):
    name = "policy.goal_kept"
    actions: int


@dataclass(frozen=True, kw_only=True)
class CardMade(Event):
    name = "policy.card_made"
    digest: str


@dataclass(frozen=True, kw_only=True)
class TalkKept(Event):
    name = "policy.talk_kept"
    kind: str


@dataclass(frozen=True, kw_only=True)
class RepresentationKept(Event):
    name = "policy.representation_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class AuthorityKept(Event):
    name = "policy.authority_kept"
    level: str


@dataclass(frozen=True, kw_only=True)
class RecipientKept(Event):
    """``how``: named, sent or taken off."""

    name = "policy.recipient_kept"
    how: str
