"""Offers from a file of another directory, or our own. What was changed here is never overwritten: the difference is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ....terms.identifiers import IdentifierError, check_establishment
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.actions.organisations import add_site
from ...territory.models import Contact, Organisation, Site, Territory
from ..events import OffersImported
from ..hsds.read import Read
from ..kinds import kinds
from ..models import Offer, Told
from ..permissions import IMPORT, check_may_keep
from ..values import changed, values_of
from .offers import store

__all__ = ["AT_ONCE", "Imported", "import_offers", "take_over"]

AT_ONCE = 5000


@dataclass(slots=True)
class Imported:
    """``left_out``: identifier and a sentence. ``unlike``: offers of which something is said otherwise here."""

    added: int = 0
    refreshed: int = 0
    same: int = 0
    unlike: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def import_offers(*, reads: Sequence[Read], source: str, today: date, by: Who, at: datetime) -> Imported:
    """Each offer added, or refreshed in what the source changed since it was last brought and nobody changed here."""
    check_may(by, IMPORT, Purpose.PROJECT)
    source = check_words(source, _("Name the directory that the file is from."))
    if len(reads) > AT_ONCE:
        raise NotNow(_("More than %(n)s offers are in this file.") % {"n": AT_ONCE}, _("Bring it in parts."))
    done = Imported()
    for read in reads:
        try:
            with transaction.atomic():
                _one(read, source, done, today, by, at)
        except Problem as problem:
            done.left_out.append((read.identifier, f"{problem.message} {problem.hint}".strip()))
    event = OffersImported(
        subject=f"network.import:{today}", added=done.added, refreshed=done.refreshed, left_out=len(done.left_out)
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return done


@transaction.atomic
def take_over(*, told: Told, name: str, today: date, by: Who, at: datetime) -> Offer:
    """Say it as the source does. Raises :class:`NotNow` where the two do not differ."""
    offer = told.offer
    check_may_keep(by, offer.organisation)
    if name not in changed(values_of(offer), told.values):
        raise NotNow(_("The source says the same."))
    store(offer, {name: told.values[name]}, is_new=False, today=today, by=by, at=at, source=told.source)
    return offer


def _one(read: Read, source: str, done: Imported, today: date, by: Who, at: datetime) -> None:
    organisation = _organisation(read)
    if read.values.get("kind") not in kinds():
        raise Problem(_("No kind of the directory fits this offer."), _("Name one of its kinds as an attribute."))
    told = Told.objects.select_related("offer").filter(source=source, identifier=read.identifier).first()
    offer = told.offer if told else Offer.objects.filter(pk=read.identifier).first() if _is_id(read.identifier) else None
    if offer is not None and offer.organisation_id != organisation.pk:
        raise NotNow(_("This offer is here of another organisation."))
    values = _resolved(read, organisation, today, by, at)
    if offer is None:
        offer = _added(read, organisation, values, source, today, by, at)
        done.added += 1
    elif _refresh(offer, told, read, values, source, today, by, at):
        done.refreshed += 1
    else:
        done.same += 1
    done.unlike += bool(changed(values_of(Offer.objects.whole().get(pk=offer.pk)), values))
    Told.objects.update_or_create(
        source=source, identifier=read.identifier, defaults={"offer": offer, "values": values, "on": today}
    )


def _added(
    read: Read, organisation: Organisation, values: dict[str, Any], source: str, today: date, by: Who, at: datetime
) -> Offer:
    """Under its own id where it has one. Going on only where the source says so and when it was assured."""
    offer = Offer(organisation=organisation, made_at=at, changed_at=at, source=source)
    if _is_id(read.identifier):
        offer.pk = UUID(read.identifier)
    offer.assured_on = _day(read.assured, today)
    if read.state in Offer.State.values and (read.state != Offer.State.ACTIVE or offer.assured_on):
        offer.state = read.state
    store(offer, values, is_new=True, today=today, by=by, at=at, source=source)
    return offer


def _refresh(
    offer: Offer, told: Told | None, read: Read, values: dict[str, Any], source: str, today: date, by: Who, at: datetime
) -> bool:
    """What the source changed since and nobody changed here; a later day on which it was assured counts here as well."""
    here = values_of(Offer.objects.whole().get(pk=offer.pk))
    before = told.values if told else {}
    news = {name: two[1] for name, two in changed({n: before.get(n) for n in values}, values).items()} if told else {}
    taken = {name: value for name, value in news.items() if not changed({name: here[name]}, {name: before.get(name)})}
    assured = _day(read.assured, today)
    later = assured is not None and (offer.assured_on is None or offer.assured_on < assured)
    if later:
        offer.assured_on, offer.assured_by = assured, None
        offer.save(update_fields=("assured_on", "assured_by"))
    if taken:
        store(offer, taken, is_new=False, today=today, by=by, at=at, source=source)
    return bool(taken) or later


def _organisation(read: Read) -> Organisation:
    """By its id here, else by its enterprise number; one that was merged is the one it became."""
    pk, kbo, _name = read.organisation
    found = Organisation.objects.filter(pk=pk).first() if _is_id(pk) else None
    if found is None and kbo:
        found = Organisation.objects.kept().filter(kbo=kbo.replace(".", "").replace(" ", "")).first()
    if found is None:
        raise Problem(
            _("The address book does not have the organisation of this offer."), _("Add or import the organisation first.")
        )
    return found.merged_into or found


def _resolved(read: Read, organisation: Organisation, today: date, by: Who, at: datetime) -> dict[str, Any]:
    """The values with rows of the address book in place of what the file calls them; what it does not have is left out.

    An establishment unit that is not known yet is added to it: its number says what it is.
    """
    values = dict(read.values)
    if "sites" in values:
        own = {str(one.pk): one for one in Site.objects.filter(organisation=organisation)}
        by_number = {one.number: one for one in own.values() if one.number}
        found = []
        for pk in str(values["sites"] or "").split():
            site = own.get(pk) or by_number.get(_unit(read.units.get(pk, "")))
            if site is None and (number := _unit(read.units.get(pk, ""))):
                if not Site.objects.filter(number=number).exists():
                    kind, name = Site.Kind.ESTABLISHMENT, organisation.name
                    site = add_site(organisation=organisation, kind=kind, name=name, number=number, starts=today, by=by, at=at)
            found += [str(site.pk)] if site else []
        values["sites"] = " ".join(sorted(found))
    if "areas" in values:
        wanted = str(values["areas"] or "").split()
        values["areas"] = " ".join(sorted(Territory.objects.filter(code__in=wanted).values_list("code", flat=True)))
    if values.get("contact"):
        known = Contact.objects.filter(organisation=organisation)
        values["contact"] = (
            values["contact"] if _is_id(values["contact"]) and known.filter(pk=values["contact"]).exists() else ""
        )
    return values


def _unit(number: str) -> str:
    """The digits of an establishment unit number; empty where it is none."""
    try:
        return check_establishment(number).digits if number else ""
    except IdentifierError:
        return ""


def _day(text: str, today: date) -> date | None:
    """A day that has come; anything else is no day of assurance."""
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is None or found <= today else None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
