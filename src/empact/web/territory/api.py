"""The address book for other systems: what every partner may read, and nothing that the pages do not show."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from ..kernel.api import REFUSALS, Listing, listed
from ..kernel.problems import Missing
from ..kernel.purposes import Purpose
from ..kernel.request import Request
from . import queries
from .models import Organisation, Team, Territory
from .search import fold

__all__ = ["NAMES", "router"]

router = Router(tags=["address book"])
NAMES: Final = ("api_territories", "api_territory", "api_organisations", "api_organisation", "api_teams")
_PURPOSE: Final = Purpose.PROJECT
Page = Annotated[int, Query(ge=1, le=100_000)]
Word = Annotated[str, Query(max_length=100)]
Known = Annotated[str, Query(max_length=40)]


class TerritoryOut(Schema):
    """A territory and what it lies in today."""

    code: str
    name: str
    kind: str
    starts: date
    ends: date | None
    lies_in: list[str] = Field(description="codes of the territories it lies in, largest first")


class TerritoryShort(Schema):
    code: str
    name: str
    kind: str
    starts: date
    ends: date | None


class OrganisationOut(Schema):
    """An organisation as every partner sees it. ``kbo``: ten digits of the enterprise number."""

    id: UUID
    name: str
    short_name: str
    kbo: str
    riziv: str
    category: str | None
    actor_type: str | None
    line: str
    postcode: str
    municipality: str | None
    website: str
    starts: date
    ends: date | None

    @staticmethod
    def resolve_category(one: Organisation) -> str | None:
        return one.category.code if one.category else None

    @staticmethod
    def resolve_actor_type(one: Organisation) -> str | None:
        return one.actor_type.code if one.actor_type else None

    @staticmethod
    def resolve_municipality(one: Organisation) -> str | None:
        return one.municipality.code if one.municipality else None


class TeamOut(Schema):
    id: UUID
    name: str
    kind: str
    territories: list[str]
    mailbox: str
    phone: str

    @staticmethod
    def resolve_territories(one: Team) -> list[str]:
        return sorted(t.code for t in one.territories.all())


@router.get("/territories", response={200: Listing[TerritoryShort], **REFUSALS}, url_name="api_territories")
def territories(request: Request, kind: Known = "", page: Page = 1) -> dict[str, Any]:
    """Territories in force today, by name."""
    rows = Territory.objects.visible_to(request.who, _PURPOSE).on(timezone.localdate())
    return listed(rows.filter(kind=kind) if kind else rows, page)


@router.get("/territories/{code}", response={200: TerritoryOut, **REFUSALS}, url_name="api_territory")
def territory(request: Request, code: str) -> dict[str, Any]:
    """One territory, with what it lies in."""
    today = timezone.localdate()
    one = Territory.objects.visible_to(request.who, _PURPOSE).filter(code=code).first()
    if one is None:
        raise Missing
    said = {name: getattr(one, name) for name in ("code", "name", "kind", "starts", "ends")}
    return said | {"lies_in": [t.code for t in queries.lies_in(one, today)]}


@router.get("/organisations", response={200: Listing[OrganisationOut], **REFUSALS}, url_name="api_organisations")
def organisations(request: Request, q: Word = "", territory: Known = "", page: Page = 1) -> dict[str, Any]:
    """Organisations in force today, in alphabetical order. ``territory``: with a seat, a site or work in it."""
    today = timezone.localdate()
    rows = Organisation.objects.visible_to(request.who, _PURPOSE).kept().on(today)
    for word in fold(q).split():
        rows = rows.filter(search__contains=word)
    if territory:
        rows = rows.located(queries.within(Territory.objects.filter(code=territory), today))
    return listed(rows.select_related("category", "actor_type", "municipality"), page)


@router.get("/organisations/{uuid:pk}", response={200: OrganisationOut, **REFUSALS}, url_name="api_organisation")
def organisation(request: Request, pk: UUID) -> Organisation:
    """One organisation; one that was merged answers with the one it became."""
    rows = Organisation.objects.visible_to(request.who, _PURPOSE).select_related("category", "actor_type", "municipality")
    one = rows.filter(pk=pk).first()
    if one is not None and one.merged_into_id:
        one = rows.filter(pk=one.merged_into_id).first()
    if one is None:
        raise Missing
    return one


@router.get("/teams", response={200: Listing[TeamOut], **REFUSALS}, url_name="api_teams")
def teams(request: Request, page: Page = 1) -> dict[str, Any]:
    """Teams in force today."""
    rows = Team.objects.visible_to(request.who, _PURPOSE).on(timezone.localdate())
    return listed(rows.prefetch_related("territories"), page)
