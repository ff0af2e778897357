"""Who cares for whom, and who speaks for whom: beginning and ending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.search import fold
from .. import policies
from ..events import (
    CarerAdded,
    CareRelationBegun,
    CareRelationEnded,
    CarerEnded,
    CarerLetIn,
    CarerShutOut,
    PersonAdded,
    RepresentativeAdded,
    RepresentativeEnded,
)
from ..models import CareRelation, InformalCarer, Person, Representative
from ..permissions import EDIT_PERSON, SEE_OWN

__all__ = [
    "add_carer",
    "add_representative",
    "begin_care_relation",
    "end_care_relation",
    "end_carer",
    "end_representative",
    "let_carer_look",
]


@transaction.atomic
def begin_care_relation(
    *, person: Person, kind: str, ground: str, starts: date, only_me: bool = False, by: Who, at: datetime
) -> CareRelation:
    """At the organisation or team of the hat, and nowhere else; ``only_me``: with whoever begins it, unseen by colleagues."""
    check_may(by, EDIT_PERSON, Purpose.CARE)
    if by.scope_kind not in ("organisation", "team"):
        raise Denied(
            _("You work for no organisation or team in this role."), _("Ask your administrator for a role at a place.")
        )
    place = {f"{by.scope_kind}_id": by.scope_id}
    professional = by.user_id if only_me else None
    if CareRelation.objects.on(timezone.localdate(at)).filter(person=person, professional=professional, **place).exists():
        raise NotNow(_("Your organisation or team cares for this person already."), _("Look in the list."))
    relation = CareRelation.objects.create(
        person=person, professional_id=professional, kind=kind, ground=ground, starts=starts, **place
    )
    event = CareRelationBegun(
        subject=f"people.carerelation:{relation.pk}", person=person.pk, place=by.scope, kind=kind, ground=ground
    )
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return relation


@transaction.atomic
def end_care_relation(*, relation: CareRelation, last_day: date, by: Who, at: datetime) -> CareRelation:
    """By whoever has it: after the last day this organisation or team sees the person no more."""
    check_may(by, EDIT_PERSON, Purpose.CARE)
    if not (by.at("organisation", relation.organisation_id) or by.at("team", relation.team_id)):
        raise Denied(_("This is a relation with another organisation or team."))
    policies.check_last_day(relation, last_day)
    relation.ends = last_day
    relation.save(update_fields=("ends",))
    subject = f"people.carerelation:{relation.pk}"
    event = CareRelationEnded(subject=subject, person=relation.person_id, place=by.scope, last_day=last_day)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return relation


@transaction.atomic
def add_representative(
    *, person: Person, who: Mapping[str, str], kind: str, ground: str, starts: date, by: Who, at: datetime
) -> Representative:
    """``who``: name and phone of the one who speaks for the person; a record of its own is made."""
    _check_cares(person, by, at)
    other = near_person(who, by, at)
    row = Representative.objects.create(person=person, by=other, kind=kind, ground=ground, starts=starts)
    event = RepresentativeAdded(subject=f"people.representative:{row.pk}", person=person.pk, kind=kind)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return row


@transaction.atomic
def end_representative(*, representative: Representative, last_day: date, by: Who, at: datetime) -> Representative:
    _check_cares(representative.person, by, at)
    policies.check_last_day(representative, last_day)
    representative.ends = last_day
    representative.save(update_fields=("ends",))
    subject = f"people.representative:{representative.pk}"
    event = RepresentativeEnded(subject=subject, person=representative.person_id, last_day=last_day)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return representative


@transaction.atomic
def add_carer(*, person: Person, who: Mapping[str, str], relation: str, starts: date, by: Who, at: datetime) -> InformalCarer:
    """Who helps, as the person says. It opens nothing: see :func:`let_carer_look`."""
    _check_cares(person, by, at)
    other = near_person(who, by, at)
    row = InformalCarer.objects.create(person=person, carer=other, relation=relation, starts=starts)
    audit.record(CarerAdded(subject=f"people.informalcarer:{row.pk}", person=person.pk), by=by, at=at, purpose=Purpose.CARE)
    return row


@transaction.atomic
def end_carer(*, carer: InformalCarer, last_day: date, by: Who, at: datetime) -> InformalCarer:
    _check_cares(carer.person, by, at)
    policies.check_last_day(carer, last_day)
    carer.ends = last_day
    carer.save(update_fields=("ends",))
    event = CarerEnded(subject=f"people.informalcarer:{carer.pk}", person=carer.person_id, last_day=last_day)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return carer


@transaction.atomic
def let_carer_look(*, carer: InformalCarer, may_look: bool, by: Who, at: datetime) -> InformalCarer:
    """The person opens the own record to a carer, or closes it; at once, and by nobody else."""
    check_may(by, SEE_OWN, Purpose.OWN)
    if carer.person.user_id != by.user_id:
        raise Denied(_("Only the person decides who may look."))
    if carer.may_look != may_look:
        carer.may_look = may_look
        carer.save(update_fields=("may_look",))
        said = CarerLetIn if may_look else CarerShutOut
        event = said(subject=f"people.informalcarer:{carer.pk}", person=carer.person_id)
        audit.record(event, by=by, at=at, purpose=Purpose.OWN)
    return carer


def _check_cares(person: Person, by: Who, at: datetime) -> None:
    check_may(by, EDIT_PERSON, Purpose.CARE)
    policies.check_cares(person, by, timezone.localdate(at))


def near_person(who: Mapping[str, str], by: Who, at: datetime) -> Person:
    """Always a new record: looking for an existing one would tell who is on record. Double ones are put together later."""
    person = Person.objects.create(
        family_name=who["family_name"],
        given_names=who.get("given_names", ""),
        phone=who.get("phone", ""),
        search=fold(who.get("given_names", ""), who["family_name"]),
    )
    audit.record(PersonAdded(subject=f"people.person:{person.pk}", person=person.pk), by=by, at=at, purpose=Purpose.CARE)
    return person
