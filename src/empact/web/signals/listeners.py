"""Who is told that a report waits: a letter that says nothing of it, at once, however many letters came this week."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..kernel import letters
from ..kernel.models import Hat, Message, User
from ..kernel.permissions import permission
from ..people.permissions import CARERS
from .models import Turn
from .permissions import KEEP_ROUTES

__all__ = ["tell_receivers"]


def tell_receivers(message: Message, at: datetime) -> None:
    """Everybody at the place whose turn it is; for a report that reaches nobody, everybody who names receivers."""
    turn = Turn.objects.select_related("signal").get(
        signal=UUID(message.subject.rpartition(":")[2]), number=message.detail["number"]
    )
    if not turn.signal.is_open or turn.returned_at is not None:
        return
    worn = Hat.objects.worn_on(timezone.localdate(at))
    if turn.kind == Turn.Kind.NOBODY:
        _send(worn.filter(role__in=permission(KEEP_ROUTES).roles), "nobody_reads", "signals:routes", at)
        return
    if turn.user_id is not None:
        reading = Q(user=turn.user_id, role=turn.role)
    elif turn.organisation_id is not None:
        reading = Q(scope_kind="organisation", scope_id=str(turn.organisation_id), role__in=CARERS)
    else:
        reading = Q(scope_kind="team", scope_id=str(turn.team_id), role__in=CARERS)
    # What came often from one place, or was marked, waits on the list without an alarm.
    if not turn.signal.often and not turn.signal.marked:
        _send(worn.filter(reading), "report_waits", "signals:desk", at)


def _send(hats: QuerySet[Hat], letter: str, page: str, at: datetime) -> None:
    for user in User.objects.filter(pk__in=hats.values("user")):
        letters.send(letter, to=user, page=page, at=at, always=True)
