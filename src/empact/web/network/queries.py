"""Reads that span tables: who serves a place, where nobody does, how many offers there are for those who live there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from ..kernel.purposes import Purpose
from ..kernel.who import NOBODY, Who
from ..territory.models import Contact, Population, Territory
from ..territory.queries import surroundings, within
from . import finding
from .kinds import Kind, within_group
from .models import Offer, Proposal
from .models.offers import Offers

__all__ = [
    "Cell", "Line", "Rate", "Shown", "contacts_of", "differences", "found", "gaps", "offers_for", "parts_to_cover",
    "per_thousand", "searched", "to_look_at", "waiting_for",
]  # fmt: skip


def contacts_of(organisations: Iterable[UUID], day: date) -> dict[UUID, Contact]:
    """How to reach each in general: its function of contact."""
    rows = Contact.objects.on(day).filter(organisation__in=set(organisations), function__code="contact").order_by("starts")
    return {one.organisation_id: one for one in rows if one.organisation_id}


def offers_for(who: Who) -> Offers:
    """What is found: what goes on, and this hat may see."""
    return Offer.objects.visible_to(who, Purpose.PROJECT).active()


def found(rows: Offers, day: date, *, kind: str = "", place: Territory | None = None, language: str = "") -> Offers:
    """Of these offers those of a kind or a group, for who lives in a place, in a language."""
    if kind:
        rows = rows.filter(kind__in=[one.code for one in within_group(kind)])
    if place is not None:
        rows = rows.serving(surroundings([place], day)[place.pk])
    return rows.speaking(language) if language else rows


@dataclass(frozen=True, slots=True)
class Shown:
    """What a search in the directory shows: its address and how many offers there are today."""

    address: str
    number: int


def searched(question: str, day: date) -> Shown:
    """A search as it stands in the address of the page, asked again as everybody may."""
    asked = QueryDict(question)
    code = asked.get("place", "")
    place = Territory.objects.on(day).filter(code=code).first() if code else None
    rows = found(offers_for(NOBODY), day, kind=asked.get("kind", ""), place=place, language=asked.get("language", ""))
    if code and place is None:
        rows = rows.none()
    number = len(finding.find(rows, asked.get("q", ""), day).order)
    return Shown(f"{reverse('network:search')}?{question}", number)


@dataclass(frozen=True, slots=True)
class Cell:
    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A neighbourhood, and how many offers of each kind are for who lives there; none is a gap."""

    place: Territory
    cells: list[Cell]


def parts_to_cover(place: Territory | None, day: date) -> list[Territory]:
    """The neighbourhoods of a place (``None``: of the region); where none are known its municipalities; else itself."""
    known = Territory.objects.on(day).defer("outline")
    if place is not None:
        known = known.filter(pk__in=within([place], day))
    for kind in (Territory.Kind.NEIGHBOURHOOD, Territory.Kind.MUNICIPALITY):
        if parts := list(known.filter(kind=kind)):
            return parts
    return [place] if place is not None else []


def gaps(who: Who, parts: Sequence[Territory], of: Iterable[Kind], day: date) -> list[Line]:
    """DIR-06: each part by each kind. A number is what the search with the same kind and place finds."""
    columns = list(of)
    rows = offers_for(who).filter(kind__in=[kind.code for kind in columns])
    reach = _reach(rows)
    kind_of = dict(rows.order_by().values_list("pk", "kind"))
    near = surroundings(parts, day)
    lines = []
    for part in parts:
        count: dict[str, int] = defaultdict(int)
        for pk, areas in reach.items():
            if areas & near[part.pk]:
                count[kind_of[pk]] += 1
        lines.append(Line(part, [Cell(kind, count[kind.code]) for kind in columns]))
    return lines


def _reach(rows: Offers) -> dict[UUID, set[UUID]]:
    """Offer to the places it serves: as :meth:`Offers.serving` says it, for all of them at once."""
    areas: dict[UUID, set[UUID]] = defaultdict(set)
    sites: dict[UUID, set[UUID]] = defaultdict(set)
    at = rows.order_by()
    for pk, area in at.exclude(areas=None).values_list("pk", "areas"):
        areas[pk].add(area)
    for pk, place in at.exclude(sites=None).values_list("pk", "sites__municipality"):
        sites[pk] |= {place} - {None}
    seats = dict(at.values_list("pk", "organisation__municipality"))
    return {pk: areas.get(pk) or (sites[pk] if pk in sites else {seat} - {None}) for pk, seat in seats.items()}


@dataclass(frozen=True, slots=True)
class Rate:
    """DIR-07: offers for who lives in a place, and inhabitants of a day according to a source; ``None``: nobody said."""

    place: Territory
    number: int
    people: Population | None

    @property
    def per_thousand(self) -> float | None:
        return 1000 * self.number / self.people.number if self.people and self.people.number else None


def per_thousand(who: Who, parts: Sequence[Territory], day: date, kind: str = "") -> list[Rate]:
    """Offers per 1,000 inhabitants of each part, with the latest figure known for a day on or before this one."""
    reach = _reach(found(offers_for(who), day, kind=kind))
    near = surroundings(parts, day)
    latest: dict[UUID, Population] = {}
    for row in Population.objects.current().filter(territory__in=parts, on__lte=day).order_by("on"):
        latest[row.territory_id] = row
    return [Rate(p, sum(bool(areas & near[p.pk]) for areas in reach.values()), latest.get(p.pk)) for p in parts]


def to_look_at(rows: Offers, day: date) -> Offers:
    """Of offers somebody keeps those to be looked at, longest ago first: stale ones, drafts, and what somebody corrects."""
    waits = Count("proposals", filter=Q(proposals__state=Proposal.State.ASKED))
    stale = Q(pk__in=Offer.objects.stale(day).values("pk"))
    return rows.annotate(corrections=waits).filter(stale | Q(corrections__gt=0)).order_by("assured_on", "pk")


def waiting_for(who: Who) -> QuerySet[Proposal]:
    """Corrections that wait for this hat."""
    return Proposal.objects.visible_to(who, Purpose.PROJECT).waiting().select_related("offer__organisation")


def differences(offer: Offer) -> list[tuple[Any, str, Any, Any]]:
    """Told row, field, what the source says and what is said here, of each field in which they differ."""
    from .values import changed, values_of

    here = values_of(offer)
    return [(told, name, there, own) for told in offer.told.all() for name, (own, there) in changed(here, told.values).items()]
