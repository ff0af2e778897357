"""Looking in an emergency, and what is owed after it: the person reads of it, and somebody independent checks it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ....terms.identifiers import Insz
from ...kernel import audit, region
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people import queries as people
from ...people.models import Person
from .. import policies
from ..access import decides
from ..events import EmergencyChecked, EmergencyOpened, EmergencySeen
from ..models import Emergency
from ..permissions import BREAK_GLASS, RECORD, REVIEW

__all__ = ["acknowledge", "break_glass", "check_emergency"]


@transaction.atomic
def break_glass(*, number: Insz, family_name: str, reason: str, by: Who, at: datetime) -> Emergency:
    """Open the plan of somebody, found by national number and family name, for the hours the region allows.

    Raises :class:`NotNow` with one sentence for all that does not fit, so that it cannot be used to ask who is on record.
    """
    check_may(by, BREAK_GLASS, Purpose.CARE)
    assert by.user_id is not None  # a hat is worn by somebody
    if len(reason.strip()) < 10:
        raise Problem(_("Say why you must look now."), _("In a sentence: the person reads it."))
    person = people.by_number(number, family_name)
    if person is None:
        raise NotNow(_("The number and the family name do not fit together."), _("Check both on the identity card."))
    policies.check_not_excluded(person, by.user_id, at)
    hours = int(region.read("consent.emergency_hours"))
    row = Emergency.objects.create(
        person=person,
        professional_id=by.user_id,
        role=by.role,
        scope=by.scope,
        reason=reason.strip(),
        opened_at=at,
        until=at + timedelta(hours=hours),
    )
    event = EmergencyOpened(subject=f"consent.emergency:{row.pk}", person=person.pk, hours=hours)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE, reason=row.reason)
    return row


@transaction.atomic
def acknowledge(*, person: Person, by: Who, at: datetime) -> int:
    """The person read of the looks in an emergency, or, without an account, was told by who cares; how many there were."""
    purpose = Purpose.OWN
    if not decides(by, person, at):
        check_may(by, RECORD, Purpose.CARE)
        cares = Person.objects.visible_to(by, Purpose.CARE, timezone.localdate(at)).filter(pk=person.pk, user=None)
        if not cares.exists() or Emergency.objects.filter(person=person, professional=by.user_id, seen_at=None).exists():
            raise Denied(_("Only the person decides this, or who may decide for them."))
        purpose = Purpose.CARE
    unread = list(Emergency.objects.filter(person=person, seen_at=None))
    for row in unread:
        row.seen_at = at
        row.save(update_fields=("seen_at",))
        event = EmergencySeen(subject=f"consent.emergency:{row.pk}", person=person.pk)
        audit.record(event, by=by, at=at, purpose=purpose)
    return len(unread)


@transaction.atomic
def check_emergency(*, emergency: Emergency, verdict: str, by: Who, at: datetime) -> Emergency:
    """The data-protection officer asked the professional, and says whether the look was needed."""
    check_may(by, REVIEW, Purpose.OVERSIGHT)
    if verdict not in Emergency.Verdict.values:
        raise Problem(_("Say whether the look was needed."))
    emergency = Emergency.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
    policies.check_unchecked(emergency)
    emergency.checked_at, emergency.checked_by, emergency.verdict = at, by.user_id, verdict
    emergency.save(update_fields=("checked_at", "checked_by", "verdict"))
    event = EmergencyChecked(subject=f"consent.emergency:{emergency.pk}", person=emergency.person_id, verdict=verdict)
    audit.record(event, by=by, at=at, purpose=Purpose.OVERSIGHT)
    return emergency
