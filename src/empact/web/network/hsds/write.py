"""Offers, organisations and places as HSDS objects. What is empty is left out: HSDS knows no null.

The text of an offer is in its first language of nl, fr, de, en; the others stand beside it as attributes: nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils import translation

from ...territory.models import Contact, Organisation, Site
from ..kinds import LANGUAGES, codes
from ..models import Offer, Wording
from ..values import TEXTS
from .terms import ACCESS, KIND, SAID, TAXONOMIES, identifier, term

__all__ = ["DAYS", "STATUS", "organization_of", "service_at_location_of", "service_of", "taxonomies", "with_term"]

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
STATUS: Final = {
    Offer.State.DRAFT: "inactive", Offer.State.ACTIVE: "active", Offer.State.CLOSED: "temporarily closed",
    Offer.State.ENDED: "defunct",
}  # fmt: skip
_FIELD: Final = {
    "name": "name", "description": "description", "eligibility": "eligibility_description", "referral": "application_process",
    "cost": "fees_description",
}  # fmt: skip
_PROVINCES: Final = (
    (1000, "Brussels"), (1300, "Walloon Brabant"), (1500, "Flemish Brabant"), (2000, "Antwerp"), (3000, "Flemish Brabant"),
    (3500, "Limburg"), (4000, "Liège"), (5000, "Namur"), (6000, "Hainaut"), (6600, "Luxembourg"), (7000, "Hainaut"),
    (8000, "West Flanders"), (9000, "East Flanders"),
)  # fmt: skip
"""From which postcode on; HSDS insists on a province."""


def _full(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def service_of(offer: Offer, reach: Mapping[Any, Contact], *, full: bool) -> dict[str, Any]:
    """One service; ``full``: with all that hangs on it. ``reach``: the general contact of each organisation."""
    first, others = _wordings(offer)
    texts = {field: getattr(first, text) for text, field in _FIELD.items()} if first else {}
    contact = offer.contact or reach.get(offer.organisation_id)
    general = reach.get(offer.organisation_id)
    said = {
        "id": str(offer.pk), "organization_id": str(offer.organisation_id), **texts, "url": offer.url,
        "email": contact.mailbox if contact else "", "status": STATUS[Offer.State(offer.state)],
        "minimum_age": offer.minimum_age, "maximum_age": offer.maximum_age,
        "assured_date": offer.assured_on.isoformat() if offer.assured_on else "",
        "assurer_email": general.mailbox if general and offer.assured_on else "",
    }  # fmt: skip
    said["name"] = said.get("name") or offer.name
    if full:
        said |= {
            "organization": organization_of(offer.organisation, reach),
            "phones": _phones(offer, contact),
            "contacts": _contacts(offer),
            "schedules": _schedules(offer),
            "service_areas": _areas(offer),
            "service_at_locations": [service_at_location_of(offer, site) for site in offer.sites.all()],
            "languages": _languages(offer),
            "cost_options": _costs(offer),
            "attributes": list(_attributes(offer, first, others)),
        }
    return _full(said)


def organization_of(organisation: Organisation, reach: Mapping[Any, Contact]) -> dict[str, Any]:
    """With its numbers in the KBO and at the RIZIV. HSDS insists on a description: its category, else its name."""
    contact = reach.get(organisation.pk)
    numbers = (("BE-BCE_KBO", "KBO", organisation.kbo), ("BE-RIZIV", "RIZIV", organisation.riziv))
    return _full(
        {
            "id": str(organisation.pk), "name": organisation.name, "alternate_name": organisation.short_name,
            "description": organisation.name, "email": contact.mailbox if contact else "", "website": organisation.website,
            "organization_identifiers": [
                {
                    "id": identifier("number", organisation.pk, kind), "organization_id": str(organisation.pk),
                    "identifier_scheme": scheme, "identifier_type": kind, "identifier": number,
                }
                for scheme, kind, number in numbers
                if number
            ],
        }
    )  # fmt: skip


def service_at_location_of(offer: Offer, site: Site) -> dict[str, Any]:
    return {
        "id": identifier("at", offer.pk, site.pk), "service_id": str(offer.pk), "location_id": str(site.pk),
        "location": _location(offer, site),
    }  # fmt: skip


def _location(offer: Offer, site: Site) -> dict[str, Any]:
    """An establishment unit has its number of the KBO. A place without a whole address has none in HSDS."""
    city = site.municipality.name if site.municipality else ""
    whole = site.street and site.postcode and city
    address = {
        "id": identifier("address", site.pk), "location_id": str(site.pk), "address_1": site.street, "city": city,
        "state_province": _province(site.postcode), "postal_code": site.postcode, "country": "BE", "address_type": "physical",
    }  # fmt: skip
    access = ", ".join(_english("access", offer.access))
    return _full(
        {
            "id": str(site.pk), "location_type": "physical", "organization_id": str(site.organisation_id), "name": site.name,
            "external_identifier": site.number, "external_identifier_type": "KBO establishment unit" if site.number else "",
            "addresses": [address] if whole else [],
            "accessibility": [
                {"id": identifier("access", offer.pk, site.pk), "location_id": str(site.pk), "description": access}
            ] if access else [],
        }
    )  # fmt: skip


def _province(postcode: str) -> str:
    return next((name for first, name in reversed(_PROVINCES) if postcode and int(postcode) >= first), "")


def _phones(offer: Offer, contact: Contact | None) -> list[dict[str, Any]]:
    if contact is None or not contact.phone:
        return []
    return [{"id": identifier("phone", offer.pk), "service_id": str(offer.pk), "number": contact.phone, "type": "voice"}]


def _contacts(offer: Offer) -> list[dict[str, Any]]:
    """The function to turn to, never a name; only where it is another than the general one."""
    one = offer.contact
    if one is None:
        return []
    title = one.function.en
    return [_full({"id": str(one.pk), "service_id": str(offer.pk), "title": title, "email": one.mailbox})]


def _schedules(offer: Offer) -> list[dict[str, Any]]:
    return [
        {
            "id": identifier("open", offer.pk, one), "service_id": str(offer.pk), "wkst": "MO", "freq": "WEEKLY",
            "interval": 1, "byday": DAYS[one.weekday - 1],
            "opens_at": f"{one.opens:%H:%M}", "closes_at": f"{one.closes:%H:%M}",
        }
        for one in offer.openings.all()
    ]  # fmt: skip


def _areas(offer: Offer) -> list[dict[str, Any]]:
    return [
        {
            "id": identifier("area", offer.pk, one.pk), "service_id": str(offer.pk), "name": one.name, "description": one.kind,
            "uri": f"urn:empact:territory:{one.code}",
        }
        for one in offer.areas.all()
    ]  # fmt: skip


def _english(codelist: str, text: str) -> list[str]:
    with translation.override("en"):
        named = codes(codelist)
    return [named.get(one, one) for one in text.split()]


def _languages(offer: Offer) -> list[dict[str, Any]]:
    pairs = zip(offer.spoken.split(), _english("language", offer.spoken), strict=True)
    return [
        {"id": identifier("spoken", offer.pk, code), "service_id": str(offer.pk), "name": name, "code": code}
        for code, name in pairs
    ]


def _costs(offer: Offer) -> list[dict[str, Any]]:
    if offer.amount_minor is None:
        return []
    said = {"id": identifier("cost", offer.pk), "service_id": str(offer.pk), "option": offer.cost, "currency": "EUR"}
    return [_full(said) | {"amount": offer.amount_minor / 100}]


def _attributes(offer: Offer, first: Wording | None, others: Iterable[Wording]) -> Iterable[dict[str, Any]]:
    yield _attribute(offer, KIND, offer.kind, "")
    for code in offer.access.split():
        yield _attribute(offer, ACCESS, code, "")
    for field in ("convention", "cost", "wait_days", "wait_on"):
        value = getattr(offer, field)
        if value not in (None, ""):
            yield _attribute(offer, SAID, field, str(value))
    if first is not None:
        yield _attribute(offer, SAID, "language", first.language)
    for one in others:
        for text in TEXTS:
            if getattr(one, text):
                yield _attribute(offer, SAID, f"{text}.{one.language}", getattr(one, text))


def _attribute(offer: Offer, taxonomy: str, code: str, value: str) -> dict[str, Any]:
    one = term(taxonomy, code)
    said = {
        "id": identifier("attribute", offer.pk, taxonomy, code), "link_id": str(offer.pk), "taxonomy_term_id": one["id"],
        "link_type": taxonomy, "link_entity": "service", "value": value, "taxonomy_term": one,
    }  # fmt: skip
    return _full(said)


def with_term(one: dict[str, Any]) -> dict[str, Any]:
    """A term with the taxonomy it is of."""
    return one | {"taxonomy_detail": next(t for t in taxonomies() if t["id"] == one["taxonomy_id"])}


def taxonomies() -> list[dict[str, Any]]:
    return [
        {"id": identifier(code), "name": name, "description": about, "version": "1"}
        for code, (name, about) in TAXONOMIES.items()
    ]


def _wordings(offer: Offer) -> tuple[Wording | None, list[Wording]]:
    """The first language that it is said in, and the others."""
    by = {one.language: one for one in offer.wordings.all()}
    said = [by[one] for one in LANGUAGES if one in by]
    return (said[0], said[1:]) if said else (None, [])
