"""What the levers put on My day: one line for all time that waits to be confirmed, and one for what was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Entry
from .permissions import CONFIRM, REGISTER
from .queries import to_confirm, to_confirm_in_kind

__all__ = ["WITHIN", "hours_to_confirm"]

WITHIN: Final = timedelta(days=14)
"""So long somebody waits for an answer; after that a report says that it was not confirmed."""


def hours_to_confirm(who: Who, today: date) -> Iterator[Todo]:
    """One line: what was asked of one's own organisation, else what waits for this hat."""
    if not who.role:
        return
    if may(who, REGISTER, Purpose.PROJECT) and who.scope_kind == "organisation":
        asked = (
            Entry.objects.gifts()
            .filter(state=Entry.State.ASKED, giver__organisation=UUID(who.scope_id))
            .order_by("on")
            .first()
        )
        if asked is not None:
            yield Todo(
                title=_("Somebody has a question about hours"),
                why=_("Without an answer they are not confirmed."),
                address=reverse("levers:answer", args=[asked.pk]),
                due=asked.on + WITHIN,
            )
            return
    if not may(who, CONFIRM, Purpose.PROJECT):
        return
    first = to_confirm(who).aggregate(n=Min("on"))["n"] or to_confirm_in_kind(who).aggregate(n=Min("on"))["n"]
    if first is not None:
        yield Todo(
            title=_("Confirm the time that was given"),
            why=_("Colleagues gave time, and wait for your yes or your question."),
            address=reverse("levers:confirm"),
            due=first + WITHIN,
        )
