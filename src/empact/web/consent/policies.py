"""May this happen now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ..kernel.models import User
from ..kernel.problems import Denied, NotNow, Problem
from ..people.models import Person, Representative
from .matrix import Part
from .models import Consent, Emergency, Exclusion

__all__ = [
    "NEEDS_PROOF", "check_can_be_excluded", "check_can_be_withdrawn", "check_not_excluded", "check_party", "check_period",
    "check_proof", "check_representative", "check_scope", "check_unchecked",
]  # fmt: skip

NEEDS_PROOF: Final = (Consent.How.PAPER, Consent.How.PHONE, Consent.How.ORAL, Consent.How.HELPER, Consent.How.EID)


def check_proof(how: str, proof: str) -> None:
    """Whoever records for another says where the paper lies, or who heard it."""
    if how not in NEEDS_PROOF:
        raise Problem(_("Say how the person told you."), _("On paper, by phone, before a witness, or with a helper."))
    if not proof.strip():
        raise Problem(_("Say what the proof is."), _("Where the paper lies, or who heard it said."))


def check_scope(kind: str, parts: frozenset[str]) -> None:
    if unknown := parts - set(Part.values):
        raise Problem(_("This part is not shared: %(what)s") % {"what": ", ".join(sorted(unknown))})
    if parts and kind in (Consent.Kind.NATIONAL, Consent.Kind.SECONDARY):
        raise Problem(_("This consent is for all or nothing."), _("Choose no parts."))


def check_party(person: Person, kind: str, party: Person | None) -> None:
    """Another person, and only of the kind that is for informal carers and neighbours."""
    if party is None:
        return
    if kind != Consent.Kind.INFORMAL:
        raise Problem(_("Only sharing with informal carers and neighbours names one of them."))
    if party.pk == person.pk:
        raise NotNow(_("This person does not help the person yet."), _("Add them to who helps first."))


def check_representative(person: Person, representative: Representative | None, on: date) -> None:
    """Somebody who may decide for this person today; a person of trust may not."""
    if representative is None:
        return
    if (
        representative.person_id != person.pk
        or not representative.is_on(on)
        or representative.kind == Representative.Kind.TRUST
    ):
        raise NotNow(_("This representative may not decide for this person now."))


def check_period(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise Problem(_("The last day is before the first day."))


def check_can_be_withdrawn(consent: Consent, at: datetime) -> None:
    if consent.withdrawn_at is not None:
        raise NotNow(_("This was withdrawn already."))
    if consent.given_at > at:
        raise NotNow(_("This was not given yet."))


def check_can_be_excluded(person: Person, professional: User) -> None:
    """Not oneself, and not twice."""
    if professional.pk == person.user_id:
        raise NotNow(_("A person cannot shut themselves out."))
    if Exclusion.objects.filter(person=person, professional=professional, lifted_at=None).exists():
        raise NotNow(_("This professional is shut out already."))


def check_not_excluded(person: Person, user_id: UUID | None, at: datetime) -> None:
    """Whoever is shut out does not look in an emergency either: a colleague does."""
    if Exclusion.objects.in_force(at).filter(person=person, professional=user_id).exists():
        raise Denied(_("This person does not share this with you."), _("Ask a colleague to look. For acute danger, call 112."))


def check_unchecked(emergency: Emergency) -> None:
    if emergency.checked_at is not None:
        raise NotNow(_("This was checked already."))
