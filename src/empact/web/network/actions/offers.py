"""Offers: kept, moved, assured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Contact, Organisation, Site, Territory
from .. import finding, policies
from ..events import OfferAssured, OfferKept, OfferMoved
from ..kinds import LANGUAGES
from ..models import Change, Offer, Opening, Wording
from ..permissions import check_may_keep
from ..values import PLAIN, TEXTS, changed, codes_of, hours, spaced, values_of

__all__ = ["assure_offer", "keep_offer", "move_offer", "note_offer"]


@transaction.atomic
def keep_offer(
    *, organisation: Organisation, values: Mapping[str, Any], offer: Offer | None = None, source: str | None = None,
    pk: UUID | None = None, today: date, by: Who, at: datetime,
) -> Offer:  # fmt: skip
    """A new offer as a draft (``pk``: under the id that a file gave it), or what is known of one.

    ``values``: those of :mod:`empact.web.network.values` that are said; the others stay.
    """
    check_may_keep(by, organisation)
    if offer is not None:
        check_may_keep(by, offer.organisation)
    kept = offer or Offer(organisation=organisation, made_at=at, changed_at=at, **({"pk": pk} if pk else {}))
    if source is not None:
        kept.source = source.strip()
    store(kept, values, is_new=offer is None, today=today, by=by, at=at)
    return kept


@transaction.atomic
def move_offer(*, offer: Offer, to: str, by: Who, at: datetime) -> Offer:
    """To another state of the table."""
    check_may_keep(by, offer.organisation)
    policies.check_move(offer, to)
    before, offer.state, offer.changed_at = offer.state, to, at
    offer.save(update_fields=("state", "changed_at"))
    Change.objects.create(offer=offer, at=at, fields={"state": [before, to]})
    event = OfferMoved(subject=f"network.offer:{offer.pk}", before=before, after=to)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return offer


@transaction.atomic
def assure_offer(*, offer: Offer, today: date, by: Who, at: datetime) -> Offer:
    """Somebody who keeps it looked, and it is right. A draft is found from then on."""
    check_may_keep(by, offer.organisation)
    policies.check_can_be_assured(offer)
    offer.assured_on, offer.assured_by_id, offer.changed_at = today, by.user_id, at
    offer.save(update_fields=("assured_on", "assured_by", "changed_at"))
    audit.record(OfferAssured(subject=f"network.offer:{offer.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    if offer.state == Offer.State.DRAFT:
        move_offer(offer=offer, to=Offer.State.ACTIVE, by=by, at=at)
    return offer


@transaction.atomic
def note_offer(*, offer: Offer, notes: str, by: Who, at: datetime) -> Offer:
    """What partners should know; it leaves with no file and no file that comes in touches it."""
    check_may_keep(by, offer.organisation)
    offer.notes = notes.strip()
    offer.save(update_fields=("notes",))
    event = OfferKept(subject=f"network.offer:{offer.pk}", organisation=offer.organisation_id, fields=("notes",))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return offer


def store(
    offer: Offer, values: Mapping[str, Any], *, is_new: bool, today: date, by: Who, at: datetime, source: str = ""
) -> dict[str, Any]:
    """Check and save what is said, with its line in the log; what changed, with what it held before. For the actions."""
    before = dict.fromkeys(values, "") if is_new else values_of(offer)
    said = {**({} if is_new else before), **values}
    sites, areas, contact = _places(said)
    _checked(offer, said, sites, contact, today)
    for name in PLAIN:
        if name in values:
            setattr(offer, name, _plain(name, values[name]))
    offer.changed_at = at
    offer.save(force_insert=is_new)
    _texts(offer, said)
    if "sites" in values:
        offer.sites.set(sites)
    if "areas" in values:
        offer.areas.set(areas)
    if "contact" in values:
        offer.contact = contact
    if "openings" in values:
        offer.openings.all().delete()
        for day, opens, closes in hours(str(values["openings"] or "")):
            Opening.objects.create(offer=offer, weekday=day, opens=opens, closes=closes)
    fresh = Offer.objects.whole().get(pk=offer.pk)
    offer.search = finding.words_of(fresh)
    offer.save(update_fields=("search", "contact"))
    fresh.contact = offer.contact
    moved = changed(before, values_of(fresh))
    if moved:
        Change.objects.create(offer=offer, at=at, fields={n: list(two) for n, two in moved.items()}, source=source)
    event = OfferKept(subject=f"network.offer:{offer.pk}", organisation=offer.organisation_id, fields=tuple(moved))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return moved


def _checked(offer: Offer, said: Mapping[str, Any], sites: list[Site], contact: Contact | None, today: date) -> None:
    policies.check_kind(str(said.get("kind") or ""))
    policies.check_names(str(said.get(f"name.{one}") or "") for one in LANGUAGES)
    policies.check_ages(said.get("minimum_age"), said.get("maximum_age"))
    policies.check_wait(said.get("wait_days"), _day(said.get("wait_on")), today)
    policies.check_ours(offer.organisation, sites, contact)


def _places(said: Mapping[str, Any]) -> tuple[list[Site], list[Territory], Contact | None]:
    """The rows of the address book that the values name. Raises :class:`Problem` where one is not there."""
    wanted, named = str(said.get("sites") or "").split(), str(said.get("areas") or "").split()
    sites = list(Site.objects.filter(pk__in=wanted)) if wanted else []
    areas = list(Territory.objects.filter(code__in=named).defer("outline")) if named else []
    contact = Contact.objects.filter(pk=said["contact"]).first() if said.get("contact") else None
    missing = {*named} - {one.code for one in areas} | {*wanted} - {str(one.pk) for one in sites}
    if missing or (said.get("contact") and contact is None):
        raise Problem(
            _("The address book does not have: %(what)s.") % {"what": ", ".join(sorted(missing)) or str(said["contact"])},
            _("Add it there first."),
        )
    return sites, areas, contact


def _plain(name: str, value: Any) -> Any:
    if name in ("spoken", "access"):
        return spaced(codes_of({"spoken": "language"}.get(name, name), str(value or "")))
    if name == "wait_on":
        return _day(value)
    if name in ("minimum_age", "maximum_age", "amount_minor", "wait_days"):
        return None if value in (None, "") else int(value)
    return bool(value) if name == "public" else str(value or "")


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _texts(offer: Offer, said: Mapping[str, Any]) -> None:
    """One row for each language with a name; a language whose name was taken away goes."""
    for language in LANGUAGES:
        texts = {text: str(said.get(f"{text}.{language}") or "").strip() for text in TEXTS}
        if texts["name"]:
            Wording.objects.update_or_create(offer=offer, language=language, defaults=texts)
        elif any(texts.values()):
            raise Problem(_("Give a name in each language in which you say something."))
        else:
            Wording.objects.filter(offer=offer, language=language).delete()
