"""Agreements: making them, signing, what is added each year, and renewing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from ..events import AgreementKept
from ..models import Agreement, Annex, Party
from ..permissions import KEEP, check_may_sign

__all__ = ["add_annex", "approve_annex", "make_agreement", "sign_agreement"]


@transaction.atomic
def make_agreement(
    *,
    kind: str,
    subject: str,
    promises: str,
    parties: Iterable[Organisation],
    starts: date,
    ends: date | None = None,
    renews: Agreement | None = None,
    later: Mapping[Organisation, date] | None = None,
    by: Who,
    at: datetime,
) -> Agreement:
    """A text for its parties to sign; with ``renews`` it takes the place of another.

    ``later``: who follows, and from when; those who are ready do not wait for them.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    bound = list(parties)
    if len(bound) < 2:
        raise NotNow(_("An agreement has at least two parties."))
    check_period(starts, ends)
    if renews is not None and hasattr(renews, "renewed_by"):
        raise NotNow(_("Another agreement takes the place of that one already."))
    agreement = Agreement.objects.create(
        kind=kind, subject=check_words(subject), promises=check_words(promises), starts=starts, ends=ends, renews=renews
    )
    follow = {one: day for one, day in (later or {}).items() if one not in bound}
    if any(day <= starts for day in follow.values()):
        raise NotNow(_("Who joins later joins after the agreement has begun."))
    Party.objects.bulk_create(Party(agreement=agreement, organisation=one, joins=follow.get(one)) for one in (*bound, *follow))
    _record(agreement, "made", by, at)
    return agreement


@transaction.atomic
def sign_agreement(*, party: Party, signatory: str, on: date, today: date, by: Who, at: datetime) -> Party:
    """By somebody of that organisation; or on paper, written down by the project office."""
    check_may_sign(by, party.organisation)
    if party.signed is not None:
        raise NotNow(_("This organisation has signed."))
    check_has_come(on, today)
    party.signed, party.signatory = on, check_words(signatory)
    party.save(update_fields=("signed", "signatory"))
    _record(party.agreement, "signed", by, at)
    return party


@transaction.atomic
def add_annex(*, agreement: Agreement, year: int, plan: str, budget: int, by: Who, at: datetime) -> Annex:
    """The plan and the budget of a year."""
    check_may(by, KEEP, Purpose.PROJECT)
    if agreement.annexes.filter(year=year).exists():
        raise NotNow(_("That year has its annex already."))
    annex = Annex.objects.create(agreement=agreement, year=year, plan=check_words(plan), budget=budget)
    _record(agreement, "annexed", by, at)
    return annex


@transaction.atomic
def approve_annex(*, annex: Annex, today: date, by: Who, at: datetime) -> Annex:
    """Plan and budget hold from today on."""
    check_may(by, KEEP, Purpose.PROJECT)
    if annex.approved is not None:
        raise NotNow(_("This annex was approved."))
    annex.approved = today
    annex.save(update_fields=("approved",))
    _record(annex.agreement, "approved", by, at)
    return annex


def _record(agreement: Agreement, how: str, by: Who, at: datetime) -> None:
    event = AgreementKept(subject=f"governance.agreement:{agreement.pk}", how=how)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
