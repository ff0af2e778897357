"""What reports put on My day: how many wait, never about whom or what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Enquiry, Signal
from .permissions import ANSWER, HANDLE, KEEP_ROUTES

__all__ = ["questions", "waiting", "without_receiver"]

_S = Signal.State


def waiting(who: Who, today: date) -> Iterator[Todo]:
    """Reports that came to this hat and that nobody has in hand; and what it has in hand itself."""
    if not who.role or not may(who, HANDLE, Purpose.CARE):
        return
    open_now = Signal.objects.visible_to(who, Purpose.CARE).open().filter(marked=False, often=False)
    waits = open_now.filter(state__in=(_S.RECEIVED, _S.PASSED)).aggregate(number=Count("pk"), first=Min("until"))
    if waits["number"]:
        why = ngettext("%(count)d report waits.", "%(count)d reports wait.", waits["number"]) % {"count": waits["number"]}
        due = timezone.localdate(waits["first"]) if waits["first"] else today
        yield Todo(_("Somebody is worried"), why, reverse("signals:desk"), due)
    mine = Signal.objects.open().filter(handler=who.user_id).aggregate(number=Count("pk"), first=Min("until"))
    if mine["number"]:
        why = _("You took up a report and it is not closed.")
        due = timezone.localdate(mine["first"]) if mine["first"] else today
        yield Todo(_("A report you work on"), why, reverse("signals:desk"), due)


def without_receiver(who: Who, today: date) -> Iterator[Todo]:
    """To who names receivers."""
    if not who.role or not may(who, KEEP_ROUTES, Purpose.ADMINISTRATION):
        return
    if Signal.objects.open().exclude(nobody_since=None).exists():
        yield Todo(_("A report reaches nobody"), _("Say who gets it."), reverse("signals:routes"), today)


def questions(who: Who, today: date) -> Iterator[Todo]:
    """Questions of one's desk that nobody has answered, and those to be looked at again."""
    if not who.role or not may(who, ANSWER, Purpose.PROJECT):
        return
    rows = Enquiry.objects.visible_to(who, Purpose.PROJECT).waiting(today)
    found = rows.aggregate(number=Count("pk"), first=Min("moved_at"))
    if found["number"]:
        why = ngettext("%(count)d question waits.", "%(count)d questions wait.", found["number"]) % {"count": found["number"]}
        address = reverse("signals:questions") + "?waits=on"
        yield Todo(_("Questions at the intake desk"), why, address, timezone.localdate(found["first"]))
