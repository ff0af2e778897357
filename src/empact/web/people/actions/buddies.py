"""Buddies: two people who both said yes, from a day until a day. No right to a record follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import BuddyEnded, BuddyLinked
from ..models import Buddy, Person
from ..permissions import EDIT_PERSON, JOIN
from .relations import near_person

__all__ = ["end_buddy", "link_buddy"]


@transaction.atomic
def link_buddy(*, person: Person, who: Mapping[str, str], both_agreed: bool, starts: date, by: Who, at: datetime) -> Buddy:
    """``who``: name and phone of the buddy; a record of its own is made. Without two times yes there is no link."""
    check_may(by, EDIT_PERSON, Purpose.CARE)
    policies.check_cares(person, by, timezone.localdate(at))
    if not both_agreed:
        raise Problem(_("Ask both of them first."), _("Two people are buddies when both said yes."))
    row = Buddy.objects.create(person=person, buddy=near_person(who, by, at), starts=starts)
    audit.record(BuddyLinked(subject=f"people.buddy:{row.pk}", person=person.pk), by=by, at=at, purpose=Purpose.CARE)
    return row


@transaction.atomic
def end_buddy(*, buddy: Buddy, last_day: date, by: Who, at: datetime) -> Buddy:
    """By either of the two, or by who cares for the person."""
    if by.user_id is not None and by.user_id in (buddy.person.user_id, buddy.buddy.user_id):
        check_may(by, JOIN, Purpose.OWN)
        purpose = Purpose.OWN
    else:
        check_may(by, EDIT_PERSON, Purpose.CARE)
        policies.check_cares(buddy.person, by, timezone.localdate(at))
        purpose = Purpose.CARE
    policies.check_last_day(buddy, last_day)
    buddy.ends = last_day
    buddy.save(update_fields=("ends",))
    event = BuddyEnded(subject=f"people.buddy:{buddy.pk}", person=buddy.person_id, last_day=last_day)
    audit.record(event, by=by, at=at, purpose=purpose)
    return buddy
