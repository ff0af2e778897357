"""What people puts on Mijn dag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.day import Todo
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .day import day_of
from .models import Worklist

__all__ = ["unread_lists"]


def unread_lists(who: Who, today: date) -> Iterator[Todo]:
    """Lists that were brought and nobody has read yet; the oldest first."""
    for one in Worklist.objects.visible_to(who, Purpose.CARE, today).filter(named_at=None).order_by("brought_at")[:4]:
        why = _("This list was brought on %(day)s and nobody has read it yet.") % {
            "day": day_of(one.brought_at).strftime("%d/%m/%Y")
        }
        yield Todo(one.title, why, reverse("people:worklist", args=(one.pk,)), day_of(one.brought_at))
