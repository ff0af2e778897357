"""Who coordinates: one at a time, handed over by offer and acceptance, without a moment between."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...consent import access
from ...kernel import audit
from ...kernel.problems import Denied, NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from .. import policies, states
from ..events import CoordinationMoved, OfferMoved
from ..models import Coordination, CoordinatorOffer, Member
from ..shared import check_writes, purpose_of, speaks

__all__ = ["accept", "appoint", "decline", "offer", "withdraw_offer"]


@transaction.atomic
def appoint(*, person: Person, member: Member, by: Who, at: datetime) -> Coordination:
    """The first coordinator: whoever acts themselves, or somebody the person names. After that it is handed over."""
    if member.is_of(by):
        purpose = purpose_of(by)
        access.check_may_read(by, person, "team", at)
    else:
        purpose = check_writes(person, "team", by, at)
    _check_in_team(person, member, at)
    if not speaks(person, by, at) and not member.is_of(by):
        raise Denied(_("You can take the coordination up yourself, or offer it."), _("The person may name anybody."))
    if Coordination.objects.filter(person=person, ended_at=None).exists():
        raise NotNow(_("Somebody coordinates already."), _("It is handed over by an offer that is accepted."))
    return _begin(person, member, by, at, purpose)


@transaction.atomic
def offer(*, person: Person, member: Member, note: str = "", by: Who, at: datetime) -> CoordinatorOffer:
    """Offer the coordination to a member of the care team. Until it is accepted, nothing changes."""
    purpose = check_writes(person, "team", by, at)
    _check_in_team(person, member, at)
    if Coordination.objects.filter(person=person, member=member, ended_at=None).exists():
        raise NotNow(_("They coordinate already."))
    try:
        with transaction.atomic():
            row = CoordinatorOffer.objects.create(
                person=person, member=member, note=note.strip(), offered_at=at, offered_by=by.user_id
            )
    except IntegrityError:
        raise NotNow(_("The coordination is offered to somebody already."), _("Take that offer back first.")) from None
    _said(row, by, at, purpose)
    return row


@transaction.atomic
def accept(*, offer: CoordinatorOffer, by: Who, at: datetime) -> Coordination:
    """Whoever was asked takes it up: the former coordination ends in the same stroke. The person answers for themselves."""
    purpose = _check_asked(offer, by)
    row = _answered(offer, CoordinatorOffer.State.ACCEPTED, by, at, purpose)
    _check_in_team(row.person, row.member, at)
    former = Coordination.objects.select_for_update(of=("self",)).filter(person=row.person, ended_at=None).first()
    if former is not None:
        former.ended_at = at
        former.save(update_fields=("ended_at",))
    return _begin(row.person, row.member, by, at, purpose)


@transaction.atomic
def decline(*, offer: CoordinatorOffer, by: Who, at: datetime) -> CoordinatorOffer:
    """Whoever was asked does not take it up. Who coordinated goes on."""
    return _answered(offer, CoordinatorOffer.State.DECLINED, by, at, _check_asked(offer, by))


@transaction.atomic
def withdraw_offer(*, offer: CoordinatorOffer, by: Who, at: datetime) -> CoordinatorOffer:
    """Whoever may change the care team takes the offer back."""
    purpose = check_writes(offer.person, "team", by, at, agreed=False)
    return _answered(offer, CoordinatorOffer.State.WITHDRAWN, by, at, purpose)


def _begin(person: Person, member: Member, by: Who, at: datetime, purpose: Purpose) -> Coordination:
    try:
        with transaction.atomic():
            row = Coordination.objects.create(person=person, member=member, starts_at=at)
    except IntegrityError:
        raise NotNow(_("Somebody coordinates already."), _("Open the page again and look who it is.")) from None
    event = CoordinationMoved(subject=f"care.coordination:{row.pk}", person=person.pk, member=str(member.pk))
    audit.record(event, by=by, at=at, purpose=purpose)
    return row


def _answered(offer: CoordinatorOffer, to: str, by: Who, at: datetime, purpose: Purpose) -> CoordinatorOffer:
    """Locked and as it is now: two answers at once wait for each other, and the second is told."""
    Person.objects.select_for_update(of=("self",)).get(pk=offer.person_id)
    row = CoordinatorOffer.objects.select_related("person", "member__near").get(pk=offer.pk)
    policies.check_move(states.OFFER_MOVES, row.state, to)
    row.state, row.answered_at = to, at
    row.save(update_fields=("state", "answered_at"))
    _said(row, by, at, purpose)
    return row


def _said(row: CoordinatorOffer, by: Who, at: datetime, purpose: Purpose) -> None:
    event = OfferMoved(subject=f"care.offer:{row.pk}", person=row.person_id, state=row.state, member=str(row.member_id))
    audit.record(event, by=by, at=at, purpose=purpose)


def _check_asked(offer: CoordinatorOffer, by: Who) -> Purpose:
    if not offer.member.is_of(by):
        raise Denied(_("Only whoever was asked answers."))
    return Purpose.CARE if offer.member.kind == Member.Kind.PROFESSIONAL else Purpose.OWN


def _check_in_team(person: Person, member: Member, at: datetime) -> None:
    if not Member.objects.in_force(timezone.localdate(at)).filter(pk=member.pk, person=person).exists():
        raise NotNow(_("Who coordinates is in the care team."), _("Add them to the care team first."))
