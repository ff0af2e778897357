"""What actions and views call. Nothing is announced that is not on record, and nobody is seen without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from .. import outbox
from ..events import Event
from ..models import AuditEntry
from ..purposes import Purpose
from ..who import Who
from .chain import Line, append

__all__ = ["entered", "record", "seen"]


def record(event: Event, *, by: Who, at: datetime, purpose: Purpose = Purpose.ADMINISTRATION, reason: str = "") -> AuditEntry:
    """The line in the audit and the message in the outbox, in one stroke with the write itself.

    Raises :class:`RuntimeError` outside a transaction: a write that can be kept without its record is a fault.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name} is recorded outside a transaction")
    (entry,) = append(
        [
            Line(
                at=at,
                kind=AuditEntry.Kind.WRITE,
                event=event.name,
                who=by,
                purpose=purpose,
                subject=event.subject,
                person=event.person,
                reason=reason,
                detail=event.detail(),
            )
        ]
    )
    outbox.put(event, entry)
    return entry


def seen(persons: Iterable[UUID], *, by: Who, at: datetime, purpose: Purpose, part: str, reason: str = "") -> None:
    """Each of these persons was looked at: one line each, so that each can read who looked, at what, and why."""
    append(
        [
            Line(
                at=at,
                kind=AuditEntry.Kind.READ,
                event="person.seen",
                who=by,
                purpose=purpose,
                subject=f"people.person:{person}",
                person=person,
                part=part,
                reason=reason,
            )
            for person in persons
        ]
    )


def entered(event: str, *, who: Who, at: datetime, **detail: str) -> None:
    """Somebody signed in or out, or was refused: also on record."""
    append([Line(at=at, kind=AuditEntry.Kind.ENTRY, event=event, who=who, detail=detail)])
