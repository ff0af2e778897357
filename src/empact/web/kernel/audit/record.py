"""What actions and views call. Nothing is announced that is not on record, and nobody is seen without a trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from .. import outbox
from ..events import Event
from ..models import AuditEntry
from ..purposes import Purpose
from ..who import Who
from .chain import Line, append

__all__ = ["entered", "record", "record_all", "seen"]


def record(event: Event, *, by: Who, at: datetime, purpose: Purpose = Purpose.ADMINISTRATION, reason: str = "") -> AuditEntry:
    """The line in the audit and the message in the outbox, in one stroke with the write itself.

    Raises :class:`RuntimeError` outside a transaction: a write that can be kept without its record is a fault.
    """
    (entry,) = record_all([event], by=by, at=at, purpose=purpose, reason=reason)
    return entry


def record_all(
    events: Sequence[Event], *, by: Who, at: datetime, purpose: Purpose = Purpose.ADMINISTRATION, reason: str = ""
) -> list[AuditEntry]:
    """As :func:`record`, for what one action does to many things: a line for each, written together."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{', '.join(sorted({e.name for e in events}))} is recorded outside a transaction")
    entries = append(
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
            for event in events
        ]
    )
    for event, entry in zip(events, entries, strict=True):
        outbox.put(event, entry)
    return entries


def seen(
    persons: Iterable[UUID],
    *,
    by: Who,
    at: datetime,
    purpose: Purpose,
    part: str,
    reason: str = "",
    also: Mapping[str, Iterable[UUID]] | None = None,
) -> None:
    """Each of these persons was looked at: one line each, so that each can read who looked, at what, and why.

    ``also``: who else stood on the same page, by the part of them that was seen; the reason is not about them.
    """
    looks = [(person, part, reason) for person in persons]
    looks += [(person, other, "") for other, people in (also or {}).items() for person in people]
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
                part=one,
                reason=why,
            )
            for person, one, why in looks
        ]
    )


def entered(event: str, *, who: Who, at: datetime, **detail: str) -> None:
    """Somebody signed in or out, or was refused: also on record."""
    append([Line(at=at, kind=AuditEntry.Kind.ENTRY, event=event, who=who, detail=detail)])
