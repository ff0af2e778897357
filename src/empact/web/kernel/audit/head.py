"""The newest line, kept outside the database, so that a tail that was cut off is missed."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass

from django.conf import settings

__all__ = ["Head", "advance", "read_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """Number and seal (hex) of a line that has been written."""

    seq: int
    seal: str


def read_head() -> Head | None:
    """The newest line this machine has seen written; ``None`` before the first."""
    try:
        with settings.WORKSPACE.audit_head.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return _parsed(file.read())
    except FileNotFoundError:
        return None


def advance(head: Head) -> None:
    """Remember a newer line; an older one is left where it is."""
    path = settings.WORKSPACE.audit_head
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = _parsed(file.read())
        if known is None or known.seq < head.seq:
            file.seek(0)
            file.write(json.dumps({"seq": head.seq, "seal": head.seal}).encode())
            file.truncate()


def _parsed(text: bytes) -> Head | None:
    try:
        said = json.loads(text)
        return Head(int(said["seq"]), str(said["seal"]))
    except (ValueError, KeyError, TypeError):
        return None
