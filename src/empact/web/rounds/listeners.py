"""What follows from what happened on the round: letters that say where to read, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ..care.models import Member
from ..consent import access
from ..consent.matrix import Part
from ..kernel import letters
from ..kernel.models import Message
from ..kernel.who import Who

__all__ = ["tell_the_team"]


def tell_the_team(message: Message, at: datetime) -> None:
    """Everybody in the care team who has an account and may read what is agreed, but whoever wrote it."""
    wrote = message.entry.user
    team = Member.objects.in_force(timezone.localdate(at)).filter(person=message.person)
    for member in team.select_related("user", "near__user"):
        user = member.user or (member.near.user if member.near is not None else None)
        if user is None or user.pk == wrote:
            continue
        near = member.near_id is not None
        role = member.role or ("person" if member.kind == Member.Kind.SELF else "carer")
        if message.person is not None and access.may_read(Who(user.pk, role), message.person, Part.TASKS, at):
            letters.send("changed", to=user, page="care:own" if near else "rounds:work", at=at)
