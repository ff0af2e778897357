"""Appending to the chain: one lock, the next number, and a seal over everything before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from ..models import AuditEntry
from ..who import Who
from .head import Head, advance

__all__ = ["GENESIS", "Line", "append", "seal_of"]

GENESIS: Final = bytes(32)
_LOCK: Final = 0x454D_5041_4354  # 'EMPACT': any number nobody else locks on


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one line of the audit says, before it has a number."""

    at: datetime
    kind: AuditEntry.Kind
    event: str
    who: Who
    purpose: str = ""
    subject: str = ""
    person: UUID | None = None
    part: str = ""
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def seal_of(before: bytes, entry: AuditEntry) -> bytes:
    """HMAC-SHA256 over the seal before and every field of the line, in one spelling."""
    said = [
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.kind,
        entry.event,
        str(entry.user or ""),
        entry.role,
        entry.scope,
        entry.purpose,
        entry.subject,
        str(entry.person or ""),
        entry.part,
        entry.reason,
        entry.detail,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), before + text.encode(), hashlib.sha256).digest()


def append(lines: Sequence[Line]) -> list[AuditEntry]:
    """Add lines in this order. The whole of it, with the caller's transaction, or nothing.

    Writers take turns from here to the end of their transaction: so numbers have no gaps and the chain has one end.
    """
    if not lines:
        return []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = AuditEntry.objects.order_by("-seq").values_list("seq", "seal").first()
        number, seal = (last[0], bytes(last[1])) if last else (0, GENESIS)
        entries = []
        for line in lines:
            number += 1
            entry = AuditEntry(
                seq=number,
                at=line.at,
                kind=line.kind,
                event=line.event,
                user=line.who.user_id,
                role=line.who.system or line.who.role,
                scope=line.who.scope,
                purpose=line.purpose,
                subject=line.subject,
                person=line.person,
                part=line.part,
                reason=line.reason,
                detail=line.detail,
            )
            entry.seal = seal = seal_of(seal, entry)
            entries.append(entry)
        AuditEntry.objects.bulk_create(entries)
        head = Head(number, seal.hex())
        transaction.on_commit(lambda: advance(head))
    return entries
