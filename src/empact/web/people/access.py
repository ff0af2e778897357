"""Whom may this hat see, for this purpose, on this day? The only place where that is decided; consent will be asked here."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import CareRelation, InformalCarer, Representative
from .permissions import KEEP_REGISTER, SEE_CARED, SEE_OWN, SEE_PERSONS

__all__ = ["seen_by"]

NOBODY = Q(pk__in=())


def seen_by(who: Who, purpose: Purpose, on: date) -> Q:
    """A condition on persons. A role or a purpose that is not named here sees nobody."""
    if purpose == Purpose.CARE and may(who, SEE_PERSONS, purpose):
        return _cared_for(who, on)
    if purpose == Purpose.ADMINISTRATION and may(who, KEEP_REGISTER, purpose):
        return Q()
    if purpose == Purpose.OWN and who.user_id is not None:
        if may(who, SEE_OWN, purpose):
            return Q(user=who.user_id)
        if may(who, SEE_CARED, purpose):
            return _near(who, on)
    return NOBODY


def _cared_for(who: Who, on: date) -> Q:
    """A relation in force at the very organisation or team of the hat, and with this professional where it names one."""
    if who.scope_kind not in ("organisation", "team") or not who.scope_id:
        return NOBODY
    relations = CareRelation.objects.on(on).filter(
        Q(professional=None) | Q(professional=who.user_id), **{f"{who.scope_kind}_id": who.scope_id}
    )
    # A list of ids, not a question per person: a region has 360,000, a practice 1,500 (benchmarks/web.py).
    return Q(pk__in=relations.values("person"))


def _near(who: Who, on: date) -> Q:
    """Whom they help, if that person opened the record to them; and whom they may decide for (not: a person of trust)."""
    helped = InformalCarer.objects.on(on).filter(person=OuterRef("pk"), carer__user=who.user_id, may_look=True)
    spoken_for = Representative.objects.on(on).filter(
        person=OuterRef("pk"), by__user=who.user_id, kind__in=(Representative.Kind.LEGAL, Representative.Kind.MANDATE)
    )
    return Q(Exists(helped)) | Q(Exists(spoken_for))
