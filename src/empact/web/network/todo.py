"""What the directory puts on My day: one line at most, for who keeps offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Offer
from .models.offers import ASSURED_FOR
from .permissions import KEEP
from .queries import to_look_at, waiting_for

__all__ = ["offers_to_assure"]

_ANSWER_WITHIN = timedelta(days=7)


def offers_to_assure(who: Who, today: date) -> Iterator[Todo]:
    """To the contact of the organisation: a correction waits, or an offer was assured more than a year ago."""
    if who.role != "contact" or who.scope_kind != "organisation" or not may(who, KEEP, Purpose.PROJECT):
        return
    rows = to_look_at(Offer.objects.filter(organisation=UUID(who.scope_id)), today)
    known = [(one.assured_on, one.made_at) for one in rows]
    if not known:
        return
    asked = waiting_for(who).order_by("asked_at").first()
    days = [(assured or timezone.localdate(made)) + (ASSURED_FOR if assured else _ANSWER_WITHIN) for assured, made in known]
    if asked is not None:
        days.append(timezone.localdate(asked.asked_at) + _ANSWER_WITHIN)
    number = len(known)
    yield Todo(
        title=ngettext("Look at %(n)s offer of yours", "Look at %(n)s offers of yours", number) % {"n": number},
        why=_("Somebody says that something is wrong.") if asked else _("Nobody assured it in the last year."),
        address=reverse("network:mine"),
        due=min(days),
    )
