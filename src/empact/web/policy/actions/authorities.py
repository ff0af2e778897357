"""Authorities, and to whom a report or a card is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Report
from ...territory.models import Organisation
from ..events import AuthorityKept, RecipientKept
from ..models import Authority, Card, Recipient
from ..permissions import KEEP

__all__ = ["address", "drop_authority", "make_authority", "mark_sent"]


@transaction.atomic
def make_authority(*, organisation: Organisation, level: str, by: Who, at: datetime) -> Authority:
    """An organisation of the address book decides at a level."""
    check_may(by, KEEP, Purpose.PROJECT)
    if Authority.objects.filter(organisation=organisation, level=level).exists():
        raise NotNow(_("This organisation stands there already at that level."))
    made = Authority.objects.create(organisation=organisation, level=level)
    event = AuthorityKept(subject=f"policy.authority:{made.pk}", level=level)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made


@transaction.atomic
def drop_authority(*, authority: Authority, by: Who, at: datetime) -> None:
    """A mistake: nothing was asked of it, sent to it or said with it."""
    check_may(by, KEEP, Purpose.PROJECT)
    if authority.asks.exists() or authority.received.exists() or authority.talks.exists():
        raise NotNow(_("Something was asked of it, sent to it or said with it: it stays."))
    event = AuthorityKept(subject=f"policy.authority:{authority.pk}", level="")
    authority.delete()
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)


@transaction.atomic
def address(
    *, report: Report | None = None, card: Card | None = None, authorities: Iterable[Authority], by: Who, at: datetime
) -> list[Recipient]:
    """For whom it is. Who got it already stays on the list."""
    check_may(by, KEEP, Purpose.PROJECT)
    if (report is None) == (card is None):
        raise Problem(_("Say what is sent: a report or a card."))
    wanted = {a.pk for a in authorities}
    there = Recipient.objects.filter(report=report, card=card)
    if there.exclude(sent=None).exclude(authority__in=wanted).exists():
        raise NotNow(_("Who got it already stays on the list."))
    for one in there.exclude(authority__in=wanted):
        _record(one, "taken off", by, at)
    there.exclude(authority__in=wanted).delete()
    has = set(there.values_list("authority", flat=True))
    for pk in sorted(wanted - has, key=str):
        _record(Recipient.objects.create(report=report, card=card, authority_id=pk), "named", by, at)
    return list(there.all())


@transaction.atomic
def mark_sent(*, recipient: Recipient, today: date | None, by: Who, at: datetime) -> Recipient:
    """It went out today; ``None`` takes that back."""
    check_may(by, KEEP, Purpose.PROJECT)
    recipient.sent = today
    recipient.save(update_fields=("sent",))
    _record(recipient, "sent" if today else "taken back", by, at)
    return recipient


def _record(recipient: Recipient, how: str, by: Who, at: datetime) -> None:
    event = RecipientKept(subject=f"policy.recipient:{recipient.pk}", how=how)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
