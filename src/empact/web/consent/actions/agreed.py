"""Giving and withdrawing consent, shutting a professional out and letting in again: by the person, or recorded for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.models import User
from ...kernel.permissions import check_may, may
from ...kernel.problems import Denied
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person, Representative
from ...people.policies import check_cares
from ...territory.models import Organisation
from .. import policies
from ..access import decides
from ..events import ConsentGiven, ConsentWithdrawn, ExclusionLifted, ProfessionalExcluded
from ..matrix import Part
from ..models import Consent, Exclusion
from ..permissions import RECORD, SHARE

__all__ = ["exclude", "give", "lift", "withdraw"]


@transaction.atomic
def give(
    *,
    person: Person,
    kind: str,
    parts: Collection[str] = (),
    organisation: Organisation | None = None,
    party: Person | None = None,
    how: str = Consent.How.OWN,
    proof: str = "",
    text_version: str,
    representative: Representative | None = None,
    starts: date | None = None,
    ends: date | None = None,
    by: Who,
    at: datetime,
) -> Consent:
    """Record what the person agreed to. Whoever records it for the person needs a proof; the person needs none.

    An equal consent that is in force is replaced: the former stays in the history, withdrawn at this moment.
    """
    today = timezone.localdate(at)
    purpose = _check_says(person, by, at)
    named = frozenset(parts)
    if purpose == Purpose.CARE:
        policies.check_proof(how, proof)
    else:
        how = Consent.How.OWN
        representative = representative or _speaks(person, by, today)
    policies.check_scope(kind, named)
    policies.check_party(person, kind, party)
    policies.check_representative(person, representative, today)
    policies.check_period(starts or today, ends)
    same = Consent.objects.in_force(at).filter(person=person, kind=kind, organisation=organisation, party=party)
    for former in same.select_for_update(of=("self",)):
        _withdraw(former, by, at, purpose)
    consent = Consent.objects.create(
        person=person,
        kind=kind,
        scope=f"|{'|'.join(p for p in Part.values if p in named)}|" if named else "",
        organisation=organisation,
        party=party,
        how=how,
        proof=proof.strip(),
        language=person.language,
        text_version=text_version,
        representative=representative,
        starts=starts or today,
        ends=ends,
        given_at=at,
        recorded_by=by.user_id,
    )
    event = ConsentGiven(
        subject=f"consent.consent:{consent.pk}", person=person.pk, kind=kind, how=how, parts=tuple(sorted(named))
    )
    audit.record(event, by=by, at=at, purpose=purpose)
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, by: Who, at: datetime) -> Consent:
    """At once: the next request is refused. No reason is asked."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
    purpose = _check_says(consent.person, by, at)
    policies.check_can_be_withdrawn(consent, at)
    return _withdraw(consent, by, at, purpose)


@transaction.atomic
def exclude(*, person: Person, professional: User, how: str = Consent.How.OWN, by: Who, at: datetime) -> Exclusion:
    """This professional does not see the person any more, from this moment, in any role."""
    purpose = _check_says(person, by, at)
    policies.check_can_be_excluded(person, professional)
    row = Exclusion.objects.create(person=person, professional=professional, how=how, said_at=at, recorded_by=by.user_id)
    event = ProfessionalExcluded(
        subject=f"consent.exclusion:{row.pk}", person=person.pk, account=str(professional.pk)
    )  # fmt: skip
    audit.record(event, by=by, at=at, purpose=purpose)
    return row


@transaction.atomic
def lift(*, exclusion: Exclusion, by: Who, at: datetime) -> Exclusion:
    """The professional may look again, as far as relation and consent go."""
    purpose = _check_says(exclusion.person, by, at)
    if exclusion.lifted_at is None:
        exclusion.lifted_at, exclusion.lifted_by = at, by.user_id
        exclusion.save(update_fields=("lifted_at", "lifted_by"))
        subject = f"consent.exclusion:{exclusion.pk}"
        event = ExclusionLifted(subject=subject, person=exclusion.person_id, account=str(exclusion.professional_id))
        audit.record(event, by=by, at=at, purpose=purpose)
    return exclusion


def _withdraw(consent: Consent, by: Who, at: datetime, purpose: Purpose) -> Consent:
    consent.withdrawn_at, consent.withdrawn_by = at, by.user_id
    consent.save(update_fields=("withdrawn_at", "withdrawn_by"))
    subject = f"consent.consent:{consent.pk}"
    event = ConsentWithdrawn(subject=subject, person=consent.person_id, kind=consent.kind)
    audit.record(event, by=by, at=at, purpose=purpose)
    return consent


def _check_says(person: Person, by: Who, at: datetime) -> Purpose:
    """For what whoever acts may say it: the person, who decides for them, or who cares and writes down what was said."""
    if may(by, SHARE, Purpose.OWN):
        if not decides(by, person, at):
            raise Denied(_("Only the person decides this, or who may decide for them."))
        return Purpose.OWN
    check_may(by, RECORD, Purpose.CARE)
    check_cares(person, by, timezone.localdate(at))
    return Purpose.CARE


def _speaks(person: Person, by: Who, on: date) -> Representative | None:
    """By whom it was said, where it was not the person."""
    if person.user_id == by.user_id:
        return None
    return Representative.objects.deciding(on).filter(person=person, by__user=by.user_id).first()
