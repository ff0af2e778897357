"""The relations this app keeps: the care team, its coordinator, and the mandate of a case manager."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..consent.relations import Relation, Tie
from ..kernel.roles import CITIZENS
from ..kernel.who import Who
from .models import CaseMandate, Coordination, Member
from .policies import mandate_parts

__all__ = ["in_the_care_team", "of_care"]

_K: Final = Member.Kind


def of_care(who: Who, at: datetime) -> Iterable[Tie]:
    """A professional is in a care team in the role they are there with; a carer or neighbour as the person they are."""
    on = timezone.localdate(at)
    members = Member.objects.in_force(on)
    near = members.filter(near__user=who.user_id)
    mine = members.filter(user=who.user_id, role=who.role)
    if who.role in CITIZENS:
        yield Tie(Relation.NEAR, near.filter(kind=_K.CARER).values("person"))
        yield Tie(Relation.NEIGHBOUR, near.filter(kind=_K.NEIGHBOUR).values("person"))
        mine = near
    else:
        yield Tie(Relation.MEMBER, mine.values("person"))
    if who.role == "case_manager":
        mandates = CaseMandate.objects.in_force(on).filter(manager=who.user_id)
        yield Tie(Relation.MANDATE, mandates.values("person"))
        for part in mandate_parts():
            yield Tie(Relation.MANDATE, mandates.filter(scope__contains=f"|{part.value}|").values("person"), part.value)
    coordinates = Coordination.objects.filter(_begun(at), member__in=mine.values("pk"))
    yield Tie(Relation.COORDINATOR, coordinates.values("person"))


def in_the_care_team(who: Who, on: date) -> QuerySet[Any, Any]:
    """Whom a professional also cares for, beside those of the place of the hat: ids of persons."""
    if who.role == "case_manager":
        return CaseMandate.objects.in_force(on).filter(manager=who.user_id).values("person")
    return Member.objects.in_force(on).filter(user=who.user_id, role=who.role).values("person")


def _begun(at: datetime) -> Q:
    return (Q(ended_at=None) | Q(ended_at__gt=at)) & Q(starts_at__lte=at)
