"""Organisations: adding, correcting, their sites, and how to reach them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from ....terms.identifiers import check_establishment, check_kbo, check_phone, check_postcode, check_riziv
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import ContactKept, OrganisationAdded, OrganisationCorrected, SiteKept
from ..models import Code, Contact, Organisation, Postcode, Site, Territory
from ..numbers import number_of
from ..permissions import IMPORT, KEEP_TERRITORIES, check_may_correct
from ..search import fold

__all__ = ["add_contact", "add_organisation", "add_site", "correct_organisation", "end_contact", "end_site"]

FIELDS: Final = (
    "name", "short_name", "kbo", "riziv", "number_reason", "category", "actor_type", "sector", "line", "street", "postcode",
    "website", "latitude", "longitude", "checked", "ends",
)  # fmt: skip
"""What one may say of an organisation; ``works_in`` besides."""


@transaction.atomic
def add_organisation(
    *, values: dict[str, Any], works_in: Iterable[Territory] = (), starts: date, by: Who, at: datetime
) -> Organisation:
    """A new partner, who joins on ``starts``."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    organisation, _changed = store(Organisation(starts=starts), values, works_in, starts)
    audit.record(OrganisationAdded(subject=f"territory.organisation:{organisation.pk}"), by=by, at=at)
    return organisation


@transaction.atomic
def correct_organisation(
    *,
    organisation: Organisation,
    values: dict[str, Any],
    works_in: Iterable[Territory] | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Organisation:
    """What was wrong, put right; the entry counts as checked today."""
    check_may_correct(by, organisation)
    organisation, changed = store(organisation, {**values, "checked": today}, works_in, today)
    event = OrganisationCorrected(subject=f"territory.organisation:{organisation.pk}", fields=tuple(changed))
    audit.record(event, by=by, at=at)
    return organisation


def store(
    organisation: Organisation, values: dict[str, Any], works_in: Iterable[Territory] | None, today: date
) -> tuple[Organisation, list[str]]:
    """Check and save; what changed. For the actions of this app."""
    before = {name: getattr(organisation, name) for name in FIELDS}
    for name in FIELDS:
        if name in values:
            setattr(organisation, name, values[name])
    reason = organisation.number_reason
    organisation.kbo = number_of(check_kbo, organisation.kbo, reason=reason)
    organisation.riziv = number_of(check_riziv, organisation.riziv, reason=reason)
    organisation.postcode = number_of(check_postcode, organisation.postcode)
    policies.check_period(organisation.starts, organisation.ends)
    policies.check_kbo_free(organisation.kbo, organisation)
    policies.check_codes_usable(
        today,
        organisation.category,
        organisation.actor_type,
        organisation.sector,
        kept=(before["category"], before["actor_type"], before["sector"]),
    )
    organisation.municipality = _municipality(organisation.postcode)
    place = organisation.municipality.name if organisation.municipality else ""
    organisation.search = fold(organisation.name, organisation.short_name, place)
    organisation.save()
    changed = [name for name in FIELDS if before[name] != getattr(organisation, name) and name != "checked"]
    if works_in is not None and {t.pk for t in works_in} != set(organisation.works_in.values_list("pk", flat=True)):
        organisation.works_in.set(works_in)
        changed.append("works_in")
    return organisation, changed


def _municipality(postcode: str) -> Territory | None:
    found = Postcode.objects.filter(pk=postcode).select_related("municipality").first() if postcode else None
    return found.municipality if found else None


@transaction.atomic
def add_site(
    *,
    organisation: Organisation,
    kind: str,
    name: str,
    starts: date,
    number: str = "",
    care_site: str = "",
    street: str = "",
    postcode: str = "",
    reason: str = "",
    by: Who,
    at: datetime,
) -> Site:
    """An establishment unit or a practice of an organisation."""
    check_may_correct(by, organisation)
    number = number_of(check_establishment, number, reason=reason)
    if number and Site.objects.filter(number=number).exists():
        raise NotNow(_("Another site has this establishment unit number."), _("Check the number in the KBO."))
    postcode = number_of(check_postcode, postcode)
    site = Site.objects.create(
        organisation=organisation,
        kind=kind,
        name=name,
        number=number,
        care_site=care_site,
        street=street,
        postcode=postcode,
        municipality=_municipality(postcode),
        starts=starts,
    )
    event = SiteKept(subject=f"territory.site:{site.pk}", organisation=organisation.pk)
    audit.record(event, by=by, at=at, reason=reason)
    return site


@transaction.atomic
def end_site(*, site: Site, last_day: date | None, by: Who, at: datetime) -> Site:
    """The last day of a site; ``None`` opens it again."""
    check_may_correct(by, site.organisation)
    policies.check_period(site.starts, last_day)
    site.ends = last_day
    site.save(update_fields=("ends",))
    audit.record(SiteKept(subject=f"territory.site:{site.pk}", organisation=site.organisation_id), by=by, at=at)
    return site


@transaction.atomic
def add_contact(
    *,
    function: Code,
    starts: date,
    organisation: Organisation | None = None,
    territory: Territory | None = None,
    mailbox: str = "",
    phone: str = "",
    by: Who,
    at: datetime,
) -> Contact:
    """How to reach a function. It replaces the earlier one for the same function, from ``starts`` on."""
    _check_may_keep_contact(by, organisation)
    if not mailbox and not phone:
        raise NotNow(_("A contact has a mailbox or a phone number."), _("Give one of the two."))
    policies.check_codes_usable(starts, function)
    phone = number_of(check_phone, phone)
    same = Contact.objects.filter(organisation=organisation, territory=territory, function=function)
    for before in same.on(starts):
        if before.starts >= starts:  # corrected on the day it was made
            before.mailbox, before.phone = mailbox, phone
            before.save(update_fields=("mailbox", "phone"))
            audit.record(ContactKept(subject=f"territory.contact:{before.pk}"), by=by, at=at)
            return before
        before.ends = date.fromordinal(starts.toordinal() - 1)
        before.save(update_fields=("ends",))
    contact = Contact.objects.create(
        organisation=organisation, territory=territory, function=function, mailbox=mailbox, phone=phone, starts=starts
    )
    audit.record(ContactKept(subject=f"territory.contact:{contact.pk}"), by=by, at=at)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, last_day: date | None, by: Who, at: datetime) -> Contact:
    """The last day a contact is right; ``None`` brings it back."""
    _check_may_keep_contact(by, contact.organisation)
    policies.check_period(contact.starts, last_day)
    contact.ends = last_day
    contact.save(update_fields=("ends",))
    audit.record(ContactKept(subject=f"territory.contact:{contact.pk}", ends=last_day), by=by, at=at)
    return contact


def _check_may_keep_contact(by: Who, organisation: Organisation | None) -> None:
    if organisation is None:
        check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    else:
        check_may_correct(by, organisation)
