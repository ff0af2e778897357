"""Reads: what waits at the desk, which reports may be about the same worry, where each stands for its reporter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Membership, Territory
from .models import Age, Enquiry, Route, Signal
from .routing import Gap, gaps

__all__ = ["age_of", "desk", "enquiries", "gaps_now", "municipalities", "of_quarters", "questions_of_quarters", "similar"]

_NEAR: Final = timedelta(days=30)
_VERY_NEAR: Final = timedelta(days=3)


def desk(who: Who, *, state: str = "", urgency: str = "", late_at: datetime | None = None) -> QuerySet[Signal]:
    """What came to this hat; what must be done first stands first. ``state`` empty: all that is open."""
    rows = Signal.objects.visible_to(who, Purpose.CARE).select_related("municipality", "handler")
    rows = rows.filter(state=state) if state else rows.open()
    if urgency:
        rows = rows.filter(urgency=urgency)
    if late_at is not None:
        rows = rows.filter(until__lte=late_at)
    return rows.first_to_do() if not state else rows.order_by("-reported_at", "pk")


def similar(signal: Signal, who: Who) -> list[tuple[Signal, bool]]:
    """Reports that may be of the same worry, newest first; true where the same name was told, or it is the same person."""
    since = signal.reported_at - _NEAR
    near = Q(municipality=signal.municipality_id, theme=signal.theme, reported_at__gte=signal.reported_at - _VERY_NEAR)
    same = Q(pk__in=())
    if signal.about_index:
        same |= Q(about_index=signal.about_index, municipality=signal.municipality_id)
    if signal.person_id is not None:
        same |= Q(person=signal.person_id)
    rows = Signal.objects.visible_to(who, Purpose.CARE).filter(wiped_at=None).exclude(pk=signal.pk)
    rows = rows.exclude(state=Signal.State.JOINED)
    found = rows.filter(same | near, reported_at__gte=since).select_related("municipality").order_by("-reported_at")[:5]
    return [(one, _same(one, signal)) for one in found]


def _same(one: Signal, other: Signal) -> bool:
    told = bool(one.about_index) and one.about_index == other.about_index
    return told or (one.person_id is not None and one.person_id == other.person_id)


def municipalities(day: date) -> QuerySet[Territory]:
    """What one may say where somebody lives."""
    return Territory.objects.on(day).filter(kind=Territory.Kind.MUNICIPALITY).order_by("name")


def gaps_now(day: date) -> list[Gap]:
    """Which place, theme and hour of the week reaches nobody. Three queries."""
    inside: dict[UUID, list[UUID]] = {}
    for part, whole in Membership.objects.on(day).values_list("part_id", "whole_id"):
        inside.setdefault(part, []).append(whole)
    places = {one.pk: (one, _above(one.pk, inside)) for one in municipalities(day)}
    return gaps(list(Route.objects.in_force()), places)


def _above(start: UUID, inside: dict[UUID, list[UUID]]) -> list[UUID]:
    found, front = [start], [start]
    while front:
        front = [w for p in front for w in inside.get(p, ()) if w not in found]
        found += front
    return found


def age_of(years: int | None) -> str:
    """The group of somebody whose age is known."""
    if years is None:
        return Age.UNKNOWN
    return Age.CHILD if years < 18 else Age.OLDER if years >= 65 else Age.ADULT


def of_quarters(starts: datetime, ends: datetime) -> Iterable[Signal]:
    """Reports of a period, for counting; nothing that was told is read."""
    return Signal.objects.filter(reported_at__gte=starts, reported_at__lt=ends).only(
        "theme", "reported_at", "first_contact_at", "promised_by", "feedback_at"
    )


def enquiries(who: Who, today: date, *, state: str = "", topic: str = "", waits: bool = False) -> QuerySet[Enquiry]:
    """The questions of this desk, the newest first; ``waits``: without an answer yet, or to be looked at again by today."""
    rows = Enquiry.objects.visible_to(who, Purpose.PROJECT).select_related("municipality", "organisation")
    asked = {name: value for name, value in (("state", state), ("topic", topic)) if value}
    rows = rows.filter(**asked)
    return rows.waiting(today) if waits else rows


def questions_of_quarters(starts: datetime, ends: datetime) -> Iterable[Enquiry]:
    """Questions of all desks in a period, for counting; what was asked is not read."""
    rows = Enquiry.objects.filter(asked_at__gte=starts, asked_at__lt=ends).select_related("municipality")
    return rows.only("topic", "why", "state", "asked_at", "municipality__name")
