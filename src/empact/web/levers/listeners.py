"""What follows in the fund from what a body decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from ..kernel.models import Message
from ..kernel.who import SYSTEM
from . import actions
from .models import Application

__all__ = ["move_by_decision"]


def move_by_decision(message: Message, at: datetime) -> None:
    """A decision was taken or not: the application it is about goes where it takes it."""
    for one in Application.objects.filter(decision=UUID(message.subject.rpartition(":")[2])):
        actions.follow_decision(application=one, today=timezone.localdate(at), by=SYSTEM, at=at)
