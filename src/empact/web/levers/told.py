"""What everybody may know of the levers: hours that were given and confirmed, and what a fund granted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from ..kernel.modules import Told
from .models import Application, Entry, Fund

__all__ = ["of_fund", "of_time_bank"]


def of_time_bank(day: date) -> Iterator[Told]:
    """Whole hours that were given and confirmed until that day, and by how many organisations."""
    given = Entry.objects.gifts().confirmed().filter(on__lte=day)
    hours = given.seconds() // 3600
    yield Told(
        hours, ngettext("%(all)s hour given and confirmed", "%(all)s hours given and confirmed", hours) % {"all": hours}
    )
    many = given.order_by().values("giver__organisation").distinct().count()
    yield Told(many, ngettext("by %(all)s partner", "by %(all)s partners", many) % {"all": many})


def of_fund(day: date) -> Iterator[Told]:
    """Funds of that day, applications that were granted."""
    many = Fund.objects.on(day).count()
    yield Told(many, ngettext("%(all)s fund", "%(all)s funds", many) % {"all": many})
    granted = Application.objects.filter(state__in=(Application.State.GRANTED, Application.State.CLOSED)).count()
    text = ngettext("%(all)s application granted", "%(all)s applications granted", granted)
    yield Told(granted, text % {"all": granted})
