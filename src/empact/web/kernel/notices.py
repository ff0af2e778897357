"""Letters that follow from what happened to an account: each is heard from an event, and so written once."""

from __future__ import annotations

from datetime import datetime

from . import letters
from .models import Message, User

__all__ = ["second_factor_reset"]


def second_factor_reset(message: Message, at: datetime) -> None:
    """Whoever did not ask for it must know, however many letters came this week."""
    user = User.objects.get(pk=message.subject.rpartition(":")[2])
    letters.send("second_factor", to=user, page="mfa_index", at=at, always=True)
