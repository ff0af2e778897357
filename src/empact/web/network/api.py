"""The directory for other systems, as HSDS 3.0 has it: read by anybody, offers for everybody that go on and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field as Described
from pydantic import create_model

from ..kernel.api import REFUSALS
from ..kernel.problems import Missing
from ..kernel.request import Request
from ..kernel.who import NOBODY
from ..territory.models import Organisation
from . import queries
from .finding import find
from .hsds import contract, terms, write
from .kinds import kinds
from .models import Offer
from .models.offers import Offers

__all__ = ["NAMES", "router"]

router = Router(tags=["HSDS"])
NAMES: Final = (
    "hsds_root", "hsds_services", "hsds_service", "hsds_organizations", "hsds_organization", "hsds_service_at_locations",
    "hsds_service_at_location", "hsds_taxonomies", "hsds_taxonomy", "hsds_taxonomy_terms", "hsds_taxonomy_term",
)  # fmt: skip
_PER_PAGE: Final = 50
_MOST: Final = 500
Number = Annotated[int, Query(ge=1, le=100_000)]
PerPage = Annotated[int, Query(ge=1, le=_MOST)]
Word = Annotated[str, Query(max_length=100)]
Known = Annotated[str, Query(max_length=40)]
_TYPES: Final[dict[str, Any]] = {"number": float, "uuid": UUID}
M = TypeVar("M")


def _schemas() -> dict[str, type[Schema]]:
    """A schema for each object of the contract, so that the description says what the contract says."""
    made: dict[str, type[Schema]] = {}

    def make(name: str) -> type[Schema]:
        if name not in made:
            fields: dict[str, Any] = {}
            for field, one in contract.OBJECTS[name].fields.items():
                inner: Any = make(one.kind) if one.kind in contract.OBJECTS else _TYPES.get(one.kind, str)
                kind: Any = list[inner] if one.many else inner
                extra: Any = {"enum": list(one.among)} if one.among else None
                fields[field] = (kind, Described(default=... if one.must else None, json_schema_extra=extra))
            made[name] = create_model(f"hsds_{name}", __base__=Schema, **fields)
        return made[name]

    for name in contract.OBJECTS:
        make(name)
    return made


_S: Final = _schemas()


def _page_of(name: str) -> type[Schema]:
    inner: Any = _S[name]
    counted = dict.fromkeys(("total_items", "total_pages", "page_number", "size"), (int, ...))
    said = dict.fromkeys(("first_page", "last_page", "empty"), (bool, ...))
    fields: Any = {**counted, **said, "contents": (list[inner], ...)}
    return create_model(f"hsds_page_of_{name}", __base__=Schema, **fields)


class Publisher(Schema):
    name: str


class Root(Schema):
    """Which version, which profile, and where the description is."""

    version: str
    profile: str
    openapi_url: str
    description: str
    publisher: Publisher


def _answers(name: str) -> dict[str, Any]:
    return {"response": {200: _S[name], **REFUSALS}, "exclude_none": True}


def _pages(name: str) -> dict[str, Any]:
    return {"response": {200: _page_of(name), **REFUSALS}, "exclude_none": True}


def _paged(
    rows: Any, total: int, page: int, per_page: int, told: Callable[[Sequence[Any]], list[dict[str, Any]]]
) -> dict[str, Any]:
    """A page as HSDS has it; one beyond the last is empty."""
    pages = ceil(total / per_page)
    contents = told(rows[(page - 1) * per_page : page * per_page])
    return {
        "total_items": total, "total_pages": pages, "page_number": page, "size": len(contents), "first_page": page == 1,
        "last_page": page >= pages, "empty": not contents, "contents": contents,
    }  # fmt: skip


def _offers() -> Offers:
    """What leaves, whoever asks."""
    return queries.offers_for(NOBODY).filter(public=True)


def _services(ids: Sequence[UUID], *, full: bool) -> list[dict[str, Any]]:
    by_id = Offer.objects.whole().in_bulk(list(ids))
    rows = [by_id[pk] for pk in ids]
    reach = queries.contacts_of((one.organisation_id for one in rows), timezone.localdate())
    return [write.service_of(one, reach, full=full) for one in rows]


@router.get("/", response={200: Root, **REFUSALS}, url_name="hsds_root")
def root(request: Request) -> dict[str, Any]:
    """What this is."""
    return {
        "version": contract.VERSION,
        "profile": request.build_absolute_uri(reverse("hsds:openapi-json")) + "#profile",
        "openapi_url": request.build_absolute_uri(reverse("hsds:openapi-json")),
        "description": "Help and care in the region: health and welfare alike.",
        "publisher": {"name": "EMPACT"},
    }


@router.get("/services", url_name="hsds_services", **_pages("service"))
def services(
    request: Request, search: Word = "", page: Number = 1, per_page: PerPage = _PER_PAGE, taxonomy_term_id: Known = "",
    organization_id: Known = "", full: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Services that go on. ``search`` finds lay words and typing errors, best first; ``full`` gives all that hangs on each."""
    rows = _offers()
    if organization_id:
        rows = rows.filter(organisation=UUID(organization_id)) if _is_id(organization_id) else rows.none()
    if taxonomy_term_id:
        code = terms.terms().get(taxonomy_term_id, {}).get("code", "")
        rows = queries.found(rows, timezone.localdate(), kind=code) if code in kinds() else rows.none()
    if search:
        order = find(rows, search, timezone.localdate()).order
        return _paged(order, len(order), page, per_page, lambda ids: _services(ids, full=full))
    ids = rows.order_by("pk").values_list("pk", flat=True)
    return _paged(ids, rows.count(), page, per_page, lambda some: _services(list(some), full=full))


@router.get("/services/{uuid:pk}", url_name="hsds_service", **_answers("service"))
def service(request: Request, pk: UUID) -> dict[str, Any]:
    """One service with all that hangs on it."""
    if not _offers().filter(pk=pk).exists():
        raise Missing
    return _services([pk], full=True)[0]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _organisations() -> QuerySet[Organisation]:
    """Those with a service that leaves."""
    return Organisation.objects.filter(pk__in=_offers().values("organisation")).order_by("pk")


def _organizations(rows: Sequence[Organisation]) -> list[dict[str, Any]]:
    found = list(rows)
    reach = queries.contacts_of((one.pk for one in found), timezone.localdate())
    return [write.organization_of(one, reach) for one in found]


@router.get("/organizations", url_name="hsds_organizations", **_pages("organization"))
def organizations(request: Request, page: Number = 1, per_page: PerPage = _PER_PAGE) -> dict[str, Any]:
    """Organisations with a service, with their numbers in the KBO and at the RIZIV."""
    rows = _organisations()
    return _paged(rows, rows.count(), page, per_page, _organizations)


@router.get("/organizations/{uuid:pk}", url_name="hsds_organization", **_answers("organization"))
def organization(request: Request, pk: UUID) -> dict[str, Any]:
    """One organisation."""
    return _only(_organizations(list(_organisations().filter(pk=pk))))


def _only(found: Sequence[M]) -> M:
    if not found:
        raise Missing
    return found[0]


def _links() -> QuerySet[Any]:
    return Offer.sites.through._default_manager.filter(offer__in=_offers().values("pk")).order_by("offer_id", "site_id")


def _at_locations(rows: Any) -> list[dict[str, Any]]:
    pairs = [(link.offer_id, link.site_id) for link in rows]
    by_id = Offer.objects.whole().in_bulk([offer for offer, _site in pairs])
    sites = {(one.pk, site.pk): site for one in by_id.values() for site in one.sites.all()}
    return [write.service_at_location_of(by_id[offer], sites[offer, site]) for offer, site in pairs]


@router.get("/service_at_locations", url_name="hsds_service_at_locations", **_pages("service_at_location"))
def service_at_locations(request: Request, page: Number = 1, per_page: PerPage = _PER_PAGE) -> dict[str, Any]:
    """Which service is at which place."""
    rows = _links()
    return _paged(rows, rows.count(), page, per_page, _at_locations)


@router.get("/service_at_locations/{uuid:pk}", url_name="hsds_service_at_location", **_answers("service_at_location"))
def service_at_location(request: Request, pk: UUID) -> dict[str, Any]:
    """One of them. Its id is made from both, so both are looked through."""
    pairs = _links().values_list("offer_id", "site_id")
    wanted = next(((o, s) for o, s in pairs if terms.identifier("at", o, s) == str(pk)), None)
    if wanted is None:
        raise Missing
    return _at_locations(_links().filter(offer=wanted[0], site=wanted[1]))[0]


@router.get("/taxonomies", url_name="hsds_taxonomies", **_pages("taxonomy"))
def taxonomies(request: Request, page: Number = 1, per_page: PerPage = _PER_PAGE) -> dict[str, Any]:
    """Kinds of help and care, accessibility, and what Belgium says besides."""
    rows = write.taxonomies()
    return _paged(rows, len(rows), page, per_page, list)


@router.get("/taxonomies/{uuid:pk}", url_name="hsds_taxonomy", **_answers("taxonomy"))
def taxonomy(request: Request, pk: UUID) -> dict[str, Any]:
    """One taxonomy."""
    return _only([one for one in write.taxonomies() if one["id"] == str(pk)])


@router.get("/taxonomy_terms", url_name="hsds_taxonomy_terms", **_pages("taxonomy_term"))
def taxonomy_terms(
    request: Request, page: Number = 1, per_page: PerPage = _PER_PAGE, taxonomy_id: Known = "",
    parent_id: Known = "",
) -> dict[str, Any]:  # fmt: skip
    """Terms, each with what names it."""
    rows = [
        write.with_term(one)
        for one in terms.terms().values()
        if taxonomy_id in ("", one["taxonomy_id"]) and parent_id in ("", one.get("parent_id"))
    ]
    return _paged(rows, len(rows), page, per_page, list)


@router.get("/taxonomy_terms/{uuid:pk}", url_name="hsds_taxonomy_term", **_answers("taxonomy_term"))
def taxonomy_term(request: Request, pk: UUID) -> dict[str, Any]:
    """One term."""
    return write.with_term(_only([one for one in terms.terms().values() if one["id"] == str(pk)]))
