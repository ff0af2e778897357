"""Organisations: adding, correcting, their sites, and how to reach them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from ..models import Code, Contact, Correction, Organisation, Postcode, Site, Team, Territory
from ..numbers import number_of
from ..permissions import IMPORT, KEEP_TERRITORIES, check_may_correct, check_may_keep_team
from ..search import fold

__all__ = [
    "add_contact", "add_organisation", "add_site", "correct_organisation", "end_contact", "end_site", "undo_correction",
]  # fmt: skip

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
    organisation, _before = store(Organisation(starts=starts), values, works_in, starts)
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
    """What was wrong, put right; the entry counts as checked today. What it held before is kept, to take it back."""
    check_may_correct(by, organisation)
    organisation, before = store(organisation, {**values, "checked": today}, works_in, today)
    event = corrected(organisation, before)
    if event.fields:
        Correction.objects.create(organisation=organisation, before=kept(before), at=at)
    audit.record(event, by=by, at=at)
    return organisation


@transaction.atomic
def undo_correction(*, correction: Correction, today: date, by: Who, at: datetime) -> Organisation:
    """The entry as it was before its last correction; then the correction before that one can be taken back."""
    organisation = correction.organisation
    check_may_correct(by, organisation)
    policies.check_correction_undoable(correction)
    said = {name: value for name, value in correction.before.items() if name in FIELDS}
    for name in {"category", "actor_type", "sector"} & set(said):
        said[name] = Code.objects.get(pk=said[name]) if said[name] else None
    for name in {"checked", "ends"} & set(said):
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    works_in = correction.before.get("works_in")
    places = None if works_in is None else Territory.objects.filter(pk__in=works_in)
    organisation, before = store(organisation, said, places, today)
    correction.undone_at = at
    correction.save(update_fields=("undone_at",))
    audit.record(corrected(organisation, before), by=by, at=at)
    return organisation


def corrected(organisation: Organisation, before: dict[str, Any]) -> OrganisationCorrected:
    """Which fields changed; that it was checked goes without saying."""
    fields = tuple(name for name in before if name != "checked")
    return OrganisationCorrected(subject=f"territory.organisation:{organisation.pk}", fields=fields)


def kept(before: dict[str, Any]) -> dict[str, Any]:
    """What fields held, for JSON."""
    return {k: v.isoformat() if isinstance(v, date) else str(v.pk) if isinstance(v, Code) else v for k, v in before.items()}


def store(
    organisation: Organisation, values: dict[str, Any], works_in: Iterable[Territory] | None, today: date
) -> tuple[Organisation, dict[str, Any]]:
    """Check and save; what changed, with what it held before. For the actions of this app."""
    before = fill(organisation, values, today, _municipality)
    policies.check_kbo_free(organisation.kbo, organisation)
    organisation.save()
    if works_in is not None:
        was = {str(pk) for pk in organisation.works_in.values_list("pk", flat=True)}
        if {str(t.pk) for t in works_in} != was:
            organisation.works_in.set(works_in)
            before["works_in"] = sorted(was)
    return organisation, before


def fill(
    organisation: Organisation, values: dict[str, Any], today: date, municipality: Callable[[str], Territory | None]
) -> dict[str, Any]:
    """Check and put the values in, without saving: whoever stores many saves them together. What changed, as it was."""
    before = {name: getattr(organisation, name) for name in FIELDS}
    for name in FIELDS:
        if name in values:
            setattr(organisation, name, values[name])
    reason = organisation.number_reason
    organisation.kbo = number_of(check_kbo, organisation.kbo, reason=reason)
    organisation.riziv = number_of(check_riziv, organisation.riziv, reason=reason)
    organisation.postcode = number_of(check_postcode, organisation.postcode)
    policies.check_period(organisation.starts, organisation.ends)
    policies.check_codes_usable(
        today,
        organisation.category,
        organisation.actor_type,
        organisation.sector,
        kept=(before["category"], before["actor_type"], before["sector"]),
    )
    organisation.municipality = municipality(organisation.postcode)
    place = organisation.municipality.name if organisation.municipality else ""
    organisation.search = fold(organisation.name, organisation.short_name, place)
    return {name: was for name, was in before.items() if was != getattr(organisation, name)}


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
    team: Team | None = None,
    mailbox: str = "",
    phone: str = "",
    by: Who,
    at: datetime,
) -> Contact:
    """How to reach a function. It replaces the earlier one for the same function, from ``starts`` on."""
    _check_may_keep_contact(by, organisation, team)
    if not mailbox and not phone:
        raise NotNow(_("A contact has a mailbox or a phone number."), _("Give one of the two."))
    policies.check_codes_usable(starts, function)
    phone = number_of(check_phone, phone)
    same = Contact.objects.filter(organisation=organisation, territory=territory, team=team, function=function)
    for before in same.on(starts):
        if before.starts >= starts:  # corrected on the day it was made
            before.mailbox, before.phone = mailbox, phone
            before.save(update_fields=("mailbox", "phone"))
            audit.record(ContactKept(subject=f"territory.contact:{before.pk}"), by=by, at=at)
            return before
        before.ends = date.fromordinal(starts.toordinal() - 1)
        before.save(update_fields=("ends",))
    contact = Contact.objects.create(
        organisation=organisation,
        territory=territory,
        team=team,
        function=function,
        mailbox=mailbox,
        phone=phone,
        starts=starts,
    )
    audit.record(ContactKept(subject=f"territory.contact:{contact.pk}"), by=by, at=at)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, last_day: date | None, by: Who, at: datetime) -> Contact:
    """The last day a contact is right; ``None`` brings it back."""
    _check_may_keep_contact(by, contact.organisation, contact.team)
    policies.check_period(contact.starts, last_day)
    contact.ends = last_day
    contact.save(update_fields=("ends",))
    audit.record(ContactKept(subject=f"territory.contact:{contact.pk}", ends=last_day), by=by, at=at)
    return contact


def _check_may_keep_contact(by: Who, organisation: Organisation | None, team: Team | None) -> None:
    if organisation is not None:
        check_may_correct(by, organisation)
    elif team is not None:
        check_may_keep_team(by, team)
    else:
        check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
