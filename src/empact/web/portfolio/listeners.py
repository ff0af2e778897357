"""What follows in the portfolio from what happened elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from ..kernel.models import Message
from ..kernel.who import SYSTEM
from . import actions
from .models import Decided

__all__ = ["follow_names", "move_by_decision"]


def move_by_decision(message: Message, at: datetime) -> None:
    """A decision was taken: the action it is about goes where it takes it."""
    rows = Decided.objects.select_related("decision").filter(decision=UUID(message.subject.rpartition(":")[2]))
    for decided in rows:
        actions.follow_decision(decided=decided, today=timezone.localdate(at), by=SYSTEM, at=at)


def follow_names(message: Message, at: datetime) -> None:
    """An organisation was corrected, became one with another, or two again."""
    told = (message.subject.rpartition(":")[2], message.detail.get("gone"), message.detail.get("back"))
    actions.follow_names(pullers=[UUID(one) for one in told if one], by=SYSTEM, at=at)
