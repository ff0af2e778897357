"""One's own work list: putting off, several at once, taking back, and the order one likes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..caseload import caseload
from ..events import PutOff, TakenUpAgain
from ..models import Later, WorkOrder
from ..permissions import WORK

__all__ = ["keep_order", "put_off", "take_up_again"]


@transaction.atomic
def put_off(*, persons: Collection[UUID], until: date, why: str = "", by: Who, at: datetime) -> list[Later]:
    """These persons of one's own list, until a day; who is not on it is left alone. What was said before ends."""
    check_may(by, WORK, Purpose.CARE)
    assert by.user_id is not None
    policies.check_later(until, timezone.localdate(at))
    mine = list(caseload(by, at).filter(pk__in=persons))
    Later.objects.filter(person__in=mine, user=by.user_id, role=by.role, ended_at=None).update(ended_at=at)
    made = []
    for person in mine:
        one = Later.objects.create(
            person=person, user_id=by.user_id, role=by.role, until=until, why=why.strip(), said_at=at
        )  # fmt: skip
        event = PutOff(subject=f"rounds.later:{one.pk}", person=person.pk, until=until)
        audit.record(event, by=by, at=at, purpose=Purpose.CARE)
        made.append(one)
    return made


@transaction.atomic
def take_up_again(*, later: Later, by: Who, at: datetime) -> Later:
    """Back to where the person stood."""
    check_may(by, WORK, Purpose.CARE)
    policies.check_own(later, by)
    if later.ended_at is None:
        later.ended_at = at
        later.save(update_fields=("ended_at",))
        event = TakenUpAgain(subject=f"rounds.later:{later.pk}", person=later.person_id)
        audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return later


@transaction.atomic
def keep_order(*, order: str, by: Who, at: datetime) -> WorkOrder:
    """The order one likes, in this hat, from now on. It says nothing of anybody, so it is not on record."""
    check_may(by, WORK, Purpose.CARE)
    assert by.user_id is not None
    kept, _new = WorkOrder.objects.update_or_create(user_id=by.user_id, role=by.role, defaults={"order": order})
    return kept
