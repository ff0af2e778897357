"""Territories: adding, correcting, moving to another whole from a day on, populations; a whole region from a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import MembershipEnded, PopulationRecorded, TerritoriesImported, TerritoryKept, TerritoryMoved
from ..imports import TerritoryRow
from ..models import BoundaryVersion, Membership, Population, Postcode, Territory
from ..models.territories import ADMINISTRATIVE
from ..permissions import KEEP_TERRITORIES

__all__ = [
    "add_territory", "correct_territory", "draw_outlines", "end_membership", "import_territories", "move_territory",
    "record_population",
]  # fmt: skip


@transaction.atomic
def add_territory(*, code: str, name: str, kind: str, starts: date, by: Who, at: datetime) -> Territory:
    """A place that lies in nothing yet."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    policies.check_code_free(code)
    territory = Territory.objects.create(code=code, name=name, kind=kind, starts=starts)
    audit.record(TerritoryKept(subject=f"territory.territory:{territory.pk}", kind=kind), by=by, at=at)
    return territory


@transaction.atomic
def correct_territory(*, territory: Territory, values: dict[str, Any], by: Who, at: datetime) -> Territory:
    """Its name, last day, place on the map or outline (a GeoJSON geometry in WGS84)."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    policies.check_period(territory.starts, values.get("ends", territory.ends))
    for name in ("name", "ends", "latitude", "longitude", "outline"):
        if name in values:
            setattr(territory, name, values[name])
    territory.save()
    audit.record(TerritoryKept(subject=f"territory.territory:{territory.pk}", kind=territory.kind), by=by, at=at)
    return territory


@transaction.atomic
def draw_outlines(*, outlines: Mapping[str, Any], by: Who, at: datetime) -> int:
    """Outlines by code, as :func:`..imports.read_outlines` gives them; how many belong to a territory we know."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    drawn = 0
    for territory in Territory.objects.filter(code__in=outlines):
        territory.outline = outlines[territory.code]
        territory.save(update_fields=("outline",))
        drawn += 1
    audit.record(TerritoriesImported(subject="territory.territory", rows=drawn), by=by, at=at)
    return drawn


@transaction.atomic
def move_territory(
    *,
    part: Territory,
    whole: Territory,
    region: Territory,
    starts: date,
    version: str,
    source: str = "",
    by: Who,
    at: datetime,
) -> Membership:
    """From ``starts`` on ``part`` lies in ``whole``, and no longer in another of that kind. Earlier days keep their figures.

    ``version`` names the boundaries of the region from that day on, unless they have a name already.
    """
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    policies.check_movable(part, whole, starts)
    boundary, _made = BoundaryVersion.objects.get_or_create(
        region=region, starts=starts, defaults={"name": version, "source": source}
    )
    membership = _put(part, whole, starts)
    event = TerritoryMoved(subject=f"territory.territory:{part.pk}", whole=whole.pk, starts=starts, boundary=boundary.pk)
    audit.record(event, by=by, at=at)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date | None, by: Who, at: datetime) -> Membership:
    """The last day in a set; ``None`` takes that back. Figures of days before keep the set as it was."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    policies.check_leavable(membership)
    policies.check_period(membership.starts, last_day)
    membership.ends = last_day
    membership.save(update_fields=("ends",))
    subject = f"territory.territory:{membership.part_id}"
    audit.record(MembershipEnded(subject=subject, whole=membership.whole_id, ends=last_day), by=by, at=at)
    return membership


def _put(part: Territory, whole: Territory, starts: date) -> Membership:
    if whole.kind in ADMINISTRATIVE:
        for before in Membership.objects.on(starts).filter(part=part, whole__kind=whole.kind).exclude(whole=whole):
            before.ends = starts - timedelta(days=1)
            before.save(update_fields=("ends",))
    return Membership.objects.create(part=part, whole=whole, starts=starts)


@transaction.atomic
def record_population(*, territory: Territory, on: date, number: int, source: str, by: Who, at: datetime) -> Population:
    """A figure with its day and source. It replaces an earlier figure for the same day; that one stays in the history."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    figure = _count(territory, on, number, source, at)
    event = PopulationRecorded(subject=f"territory.territory:{territory.pk}", on=on, number=number)
    audit.record(event, by=by, at=at)
    return figure


def _count(territory: Territory, on: date, number: int, source: str, at: datetime) -> Population:
    for before in Population.objects.current().filter(territory=territory, on=on):
        if (before.number, before.source) == (number, source):
            return before
        before.replaced_at = at
        before.save(update_fields=("replaced_at",))
    return Population.objects.create(territory=territory, on=on, number=number, source=source, recorded_at=at)


@transaction.atomic
def import_territories(
    *, rows: Iterable[TerritoryRow], starts: date, version: str, source: str = "", by: Who, at: datetime
) -> int:
    """A region from a file (:func:`..imports.read_territories`), whole or not at all. What is there already is kept.

    Returns how many rows there were.
    """
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    known = {t.code: t for t in Territory.objects.all()}
    lying = set(Membership.objects.on(starts).values_list("part__code", "whole__code"))

    def have(code: str, name: str, kind: str) -> Territory:
        if code not in known:
            known[code] = Territory.objects.create(code=code, name=name, kind=kind, starts=starts)
        return known[code]

    def put(part: Territory, whole: Territory) -> None:
        if (part.code, whole.code) not in lying:
            policies.check_movable(part, whole, starts)
            _put(part, whole, starts)
            lying.add((part.code, whole.code))

    count, regions = 0, {}
    for row in rows:
        count += 1
        place = have(row.code, row.name, row.kind)
        if row.latitude is not None and place.latitude is None:
            place.latitude, place.longitude = row.latitude, row.longitude
            place.save(update_fields=("latitude", "longitude"))
        wholes = {kind: have(code, name, kind) for kind, (code, name) in row.wholes.items()}
        for whole in wholes.values():
            put(place, whole)
        region = wholes.get("region")
        if region is not None:
            regions[region.code] = region
            for kind in ("care_region", "zone"):
                if kind in wholes:
                    put(wholes[kind], region)
        for postcode in row.postcodes:
            Postcode.objects.get_or_create(code=postcode, defaults={"municipality": place})
        if row.population is not None and row.population_on is not None:
            _count(place, row.population_on, row.population, row.source or source, at)
    for region in regions.values():
        BoundaryVersion.objects.get_or_create(region=region, starts=starts, defaults={"name": version, "source": source})
    audit.record(TerritoriesImported(subject="territory.territory", rows=count), by=by, at=at)
    return count
