"""What happens in participation. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "CommentAnswered", "CommentMade", "CommentTakenBack", "ConsultationKept", "DocumentKept", "GroupKept",
    "KeyMessageKept", "OutputKept", "ParticipantKept", "ReplyGiven",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DocumentKept(Event):
    """``how``: made, a version, written anew, finished, or a track taken up."""

    name = "participation.document_kept"
    how: str
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsultationKept(Event):
    name = "participation.consultation_kept"
    version: UUID
    closes: date


@dataclass(frozen=True, kw_only=True)
class CommentMade(Event):
    name = "participation.comment_made"
    consultation: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class CommentTakenBack(Event):
    name = "participation.comment_taken_back"
    consultation: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(Event):
    name = "participation.reply_given"
    consultation: UUID


@dataclass(frozen=True, kw_only=True)
class CommentAnswered(Event):
    name = "participation.comment_answered"
    outcome: str
    change: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class GroupKept(Event):
    """``how``: made, ended, a session planned or held."""

    name = "participation.group_kept"
    how: str


@dataclass(frozen=True, kw_only=True)
class ParticipantKept(Event):
    """``how``: invited, accepted, gone, wishes, thanked or told."""

    name = "participation.participant_kept"
    how: str


@dataclass(frozen=True, kw_only=True)
class OutputKept(Event):
    name = "participation.output_kept"
    how: str


@dataclass(frozen=True, kw_only=True)
class KeyMessageKept(Event):
    """``how``: written, approved or withdrawn."""

    name = "participation.key_message_kept"
    how: str
