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
from .models import Signal
from .permissions import HANDLE, KEEP_ROUTES

__all__ = ["waiting", "without_receiver"]

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
