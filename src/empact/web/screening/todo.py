"""What scores put on Mijn dag: no name and no score stands here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..consent import access
from ..consent.parts import Part
from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from .permissions import RECORD
from .queries import open_steps

__all__ = ["steps"]


def steps(who: Who, today: date) -> Iterator[Todo]:
    """What a result or a new rule asks of who may write it down, in one line."""
    if not may(who, RECORD, Purpose.CARE):
        return
    now = timezone.now()
    at = now if timezone.localdate(now) == today else timezone.make_aware(datetime(today.year, today.month, today.day, 12))
    mine = Person.objects.filter(access.writable(who, Part.SCREENER_TOTAL, at)).values("pk")
    days = list(open_steps(who, at).filter(result__person__in=mine).values_list("opened_at", flat=True)[:100])
    if days:
        why = ngettext(
            "%(count)d result of a screener asks for a next step.", "%(count)d results of a screener ask for a next step.",
            len(days),
        )  # fmt: skip
        first = timezone.localdate(min(days))
        yield Todo(_("After a screener"), why % {"count": len(days)}, reverse("screening:steps"), first)
