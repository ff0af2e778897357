"""What somebody saw in an official source: that it is there and from when, or that it was not found. Nothing is copied."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...consent import access
from ...kernel import audit
from ...kernel.problems import Problem
from ...kernel.who import Who
from ...people.models import Person
from ..events import OfficialSeen
from ..links import check_below
from ..models import OfficialRecord
from ..official import base_of
from ..shared import check_writes

__all__ = ["note_official"]


@transaction.atomic
def note_official(
    *, person: Person, source: str, updated_on: date | None, address: str = "", by: Who, at: datetime
) -> OfficialRecord:
    """By whoever works on the plan and reads medication. ``updated_on``: as the source says; ``None``: it was not found."""
    purpose = check_writes(person, "tasks", by, at)
    access.check_may_read(by, person, "medication", at)
    today = timezone.localdate(at)
    if source not in OfficialRecord.Source.values:
        raise Problem(_("Choose one of the official sources."))
    if updated_on is not None and updated_on > today:
        raise Problem(_("It cannot be updated after today."), _("Check the day in the source."))
    if address:
        if updated_on is None:
            raise Problem(_("What was not found has no address."))
        check_below(address, [base_of(source)], today)
    row = OfficialRecord.objects.create(
        person=person, source=source, updated_on=updated_on, address=address, seen_at=at, seen_by=by.user_id, role=by.role
    )
    event = OfficialSeen(
        subject=f"care.officialrecord:{row.pk}", person=person.pk, source=source, found=updated_on is not None
    )
    audit.record(event, by=by, at=at, purpose=purpose)
    return row
