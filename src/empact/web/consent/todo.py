"""What consent puts on Mijn dag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Emergency
from .permissions import REVIEW, SHARE

__all__ = ["emergencies_to_check", "emergency_looks_at_me"]


def emergencies_to_check(who: Who, today: date) -> Iterator[Todo]:
    """Looks in an emergency that nobody has checked yet, in one line."""
    if may(who, REVIEW, Purpose.OVERSIGHT):
        waiting = Emergency.objects.visible_to(who, Purpose.OVERSIGHT, today).filter(checked_at=None)
        days = list(waiting.values_list("opened_at", flat=True))
        if days:
            why = ngettext("%(count)d look waits for a check.", "%(count)d looks wait for a check.", len(days))
            first = timezone.localdate(min(days))
            yield Todo(_("Looks in an emergency"), why % {"count": len(days)}, reverse("consent:emergencies"), first)


def emergency_looks_at_me(who: Who, today: date) -> Iterator[Todo]:
    """Somebody looked at one's own plan in an emergency."""
    if may(who, SHARE, Purpose.OWN):
        unread = Emergency.objects.visible_to(who, Purpose.OWN, today).filter(seen_at=None).order_by("opened_at")
        for one in unread[:2]:
            why = _("Read who it was, and why.")
            address = reverse("consent:near", args=(one.person_id,))
            yield Todo(_("Somebody looked in an emergency"), why, address, timezone.localdate(one.opened_at))
