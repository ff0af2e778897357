"""Whom may this hat see, for this purpose, on this day? The only place where that is decided.

Which *part* of a person, ``web/consent`` decides; apps above tell here which other relations bring professionals to a person
(a care team), and whom a person shut out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import CareRelation, InformalCarer, Representative
from .permissions import KEEP_REGISTER, SEE_CARED, SEE_OWN, SEE_PERSONS

__all__ = ["bring_in", "care_relations_of", "seen_by", "shut_out"]

NOBODY = Q(pk__in=())
Persons = Callable[[Who, date], "QuerySet[Any, Any]"]
"""Ids of persons, for a hat on a day."""
_WAYS: Final[list[Persons]] = []
_BARS: Final[list[Persons]] = []


def bring_in(persons: Persons) -> None:
    """An app tells whom a hat also sees, for care."""
    _WAYS.append(persons)


def shut_out(persons: Persons) -> None:
    """An app tells whom a hat does not see, for care, whatever brings it to them."""
    _BARS.append(persons)


def seen_by(who: Who, purpose: Purpose, on: date, one: UUID | None = None) -> Q:
    """A condition on persons. A role or a purpose that is not named here sees nobody.

    ``one``: it is asked of this person alone, so that not all whom the hat sees are looked up to find them among.
    """
    if purpose == Purpose.CARE and may(who, SEE_PERSONS, purpose):
        # One list of ids, whatever the number of ways: of several lists PostgreSQL looks up every person of a region in each.
        ways = [_of(way, one) for way in (care_relations_of(who, on).values("person"), *(way(who, on) for way in _WAYS))]
        seen = Q(pk__in=ways[0].union(*ways[1:], all=True))
        for bar in _BARS:
            seen &= ~Q(pk__in=_of(bar(who, on), one))
        return seen
    if purpose == Purpose.ADMINISTRATION and may(who, KEEP_REGISTER, purpose):
        return Q()
    if purpose == Purpose.OWN and who.user_id is not None:
        if may(who, SEE_OWN, purpose):
            return Q(user=who.user_id)
        if may(who, SEE_CARED, purpose):
            return _near(who, on)
    return NOBODY


def _of(persons: QuerySet[Any, Any], one: UUID | None) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = persons.order_by()
    return found if one is None else found.filter(person=one)


def care_relations_of(who: Who, on: date) -> QuerySet[CareRelation]:
    """Relations in force at the very organisation or team of the hat, and with this professional where they name one."""
    if who.scope_kind not in ("organisation", "team") or not who.scope_id:
        return CareRelation.objects.none()
    # Asked as a list of ids, not a question per person: a region has 360,000, a practice 1,500 (benchmarks/web.py).
    return CareRelation.objects.on(on).filter(
        Q(professional=None) | Q(professional=who.user_id), **{f"{who.scope_kind}_id": who.scope_id}
    )


def _near(who: Who, on: date) -> Q:
    """Whom they help, if that person opened the record to them; and whom they may decide for (not: a person of trust)."""
    helped = InformalCarer.objects.on(on).filter(person=OuterRef("pk"), carer__user=who.user_id, may_look=True)
    spoken_for = Representative.objects.deciding(on).filter(person=OuterRef("pk"), by__user=who.user_id)
    return Q(Exists(helped)) | Q(Exists(spoken_for))
