"""Sessions lie encrypted: while somebody signs in, the library keeps an address and a new secret in them."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from . import sealing

__all__ = ["SessionStore"]


class SessionStore(db.SessionStore):
    """Django's own, in the database; what was changed or sealed with another key is an empty session."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return sealing.encrypt(super().encode(session_dict), place="session")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return super().decode(sealing.decrypt(str(session_data), place="session"))
        except sealing.Unreadable:
            return {}
