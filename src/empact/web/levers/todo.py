"""What the levers put on My day: one line for all time that waits, and one for an application to the fund."""

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
from .models import Application, Entry
from .permissions import ASSESS, CONFIRM, KEEP, REGISTER
from .queries import to_confirm, to_confirm_in_kind

__all__ = ["WITHIN", "applications_waiting", "hours_to_confirm"]

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


def applications_waiting(who: Who, today: date) -> Iterator[Todo]:
    """One line: the application that waits longest for this hat, to be weighed, or to go on."""
    if not who.role or not may(who, ASSESS, Purpose.PROJECT):
        return
    rows = Application.objects.order_by("submitted", "number")
    waits = rows.filter(state=Application.State.SUBMITTED).exclude(assessments__by=who.user_id)
    if who.scope_kind == "organisation":
        waits = waits.exclude(organisation=UUID(who.scope_id))
    first = waits.first()
    why = _("Two people weigh each application, each for themselves.")
    if first is None and may(who, KEEP, Purpose.PROJECT):
        first = rows.filter(state=Application.State.ASSESSED).first()
        why = _("Two people weighed it: a body can be asked.")
    if first is not None and first.submitted is not None:
        yield Todo(
            title=_("An application to the fund waits: %(title)s") % {"title": first.title},
            why=why,
            address=reverse("levers:application", args=[first.pk]),
            due=first.submitted + 2 * WITHIN,
        )
