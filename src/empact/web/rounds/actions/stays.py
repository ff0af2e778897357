"""Stays in hospital: what a notice says, typed or from a file, and the call after going home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ...care import policies as care_policies
from ...care.shared import check_writes
from ...consent.models import Consent, Exclusion
from ...kernel import audit, sealing
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people import actions as people
from ...people import insz
from ...people.models import CareRelation, Person
from .. import policies
from ..caseload import FOLLOW_UP_DAYS
from ..events import FollowedUp, StayMoved
from ..models import Stay
from ..notices import Notice
from ..permissions import KEEP_STAYS

__all__ = ["Taken", "follow_up", "plan_home", "take_notices"]


@dataclass(frozen=True, slots=True)
class Taken:
    """``changed``: stays that are new or different; ``same``: told before; ``unknown``: of nobody with a shared plan here."""

    changed: int
    same: int
    unknown: int


@transaction.atomic
def take_notices(*, notices: Iterable[Notice], by: Who, at: datetime) -> Taken:
    """Of the hospital of the hat. Of who shares no plan nothing is kept, not even that there was a notice."""
    check_may(by, KEEP_STAYS, Purpose.CARE)
    place = policies.check_hospital(by)
    changed = same = unknown = 0
    for notice in notices:
        person = _shares_a_plan(notice, by, at)
        if person is None:
            unknown += 1
        elif _take(notice, person, place, by, at):
            changed += 1
        else:
            same += 1
    return Taken(changed, same, unknown)


@transaction.atomic
def plan_home(*, stay: Stay, home_on: date, by: Who, at: datetime) -> Stay:
    """The day on which somebody is to go home."""
    check_may(by, KEEP_STAYS, Purpose.CARE)
    policies.check_own_hospital(stay, by)
    policies.check_going_home(stay, home_on)
    if stay.home_on != home_on:
        stay.home_on, stay.changed_at = home_on, at
        stay.save(update_fields=("home_on", "changed_at"))
        _told(stay, by, at)
    return stay


@transaction.atomic
def follow_up(*, stay: Stay, by: Who, at: datetime) -> Stay:
    """Somebody called after going home; the first who says so is kept."""
    purpose = check_writes(stay.person, "tasks", by, at)
    stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    policies.check_at_home(stay)
    if stay.followed_up_on is None:
        stay.followed_up_on, stay.followed_up_by = timezone.localdate(at), by.user_id
        stay.save(update_fields=("followed_up_on", "followed_up_by"))
        event = FollowedUp(subject=f"rounds.stay:{stay.pk}", person=stay.person_id)
        audit.record(event, by=by, at=at, purpose=purpose)
    return stay


def _shares_a_plan(notice: Notice, by: Who, at: datetime) -> Person | None:
    person = Person.objects.filter(insz_index=insz.index(notice.number), merged_into=None).first()
    if person is None or care_policies.plan_of(person) is None:
        return None
    kind = Consent.Kind.PARTICIPATION
    agreed = Consent.objects.in_force(at).filter(person=person, kind=kind, organisation=None).exists()
    out = Exclusion.objects.in_force(at).filter(person=person, professional=by.user_id).exists()
    return person if agreed and not out else None


def _take(notice: Notice, person: Person, place: UUID, by: Who, at: datetime) -> bool:
    """One more word about a stay: did it change anything?"""
    visit = sealing.blind_index(f"{place}:{notice.visit}", place="rounds.stay:visit")
    known = Stay.objects.select_for_update(of=("self",)).filter(person=person, organisation=place)
    stay = known.filter(Q(visit=visit) | Q(admitted_on=notice.admitted_on)).exclude(state=Stay.State.BACK).first()
    state = Stay.State.BACK if notice.cancelled else (Stay.State.HOME if notice.left_on else Stay.State.IN)
    if stay is None:
        if state == Stay.State.BACK:
            return False
        going_on = known.filter(state=Stay.State.IN).first() if state == Stay.State.IN else None
        if going_on is None:
            stay = Stay(person=person, organisation_id=place, told_at=at, admitted_on=notice.admitted_on, notices=0)
        else:
            stay = going_on
    before = None if stay.notices == 0 else (stay.state, stay.home_on, stay.left_on)
    if stay.state == Stay.State.HOME and state == Stay.State.IN and notice.source != "adt":
        state = Stay.State.HOME  # an older word that came later
    stay.state = state
    stay.home_on = notice.home_on or stay.home_on
    stay.left_on = (notice.left_on or stay.left_on) if state == Stay.State.HOME else None
    stay.visit, stay.source, stay.notices = visit, notice.source, stay.notices + 1
    changed = before != (stay.state, stay.home_on, stay.left_on)
    if changed:
        stay.changed_at = at
    stay.save()
    if changed:
        _relate(stay, by, at)
        _told(stay, by, at)
    return changed


def _relate(stay: Stay, by: Who, at: datetime) -> None:
    """The hospital sees the plan while somebody stays, and until the call after going home."""
    on = timezone.localdate(at)
    here = CareRelation.objects.filter(person=stay.person_id, organisation=stay.organisation_id, kind=CareRelation.Kind.STAY)
    relation = here.filter(Q(ends=None) | Q(ends__gte=on)).first()
    if relation is None and stay.state != Stay.State.BACK:
        others = CareRelation.objects.on(on).filter(person=stay.person_id, organisation=stay.organisation_id)
        if not others.filter(professional=None).exists():
            ground = CareRelation.Ground.ADMITTED
            relation = people.begin_care_relation(
                person=stay.person, kind=CareRelation.Kind.STAY, ground=ground, starts=stay.admitted_on, by=by, at=at
            )
    if relation is None or stay.state == Stay.State.IN:
        return
    last = on if stay.left_on is None else max(on, stay.left_on + timedelta(days=FOLLOW_UP_DAYS))
    if relation.ends is None or relation.ends > last:
        people.end_care_relation(relation=relation, last_day=last, by=by, at=at)


def _told(stay: Stay, by: Who, at: datetime) -> None:
    event = StayMoved(subject=f"rounds.stay:{stay.pk}", person=stay.person_id, state=stay.state)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
