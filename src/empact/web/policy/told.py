"""What everybody may know of good practices: how many were written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from ..kernel.modules import Told
from .models import Card

__all__ = ["of_practices"]


def of_practices(day: date) -> Iterator[Told]:
    """Actions with a card, however many cards each has."""
    many = Card.objects.filter(on__lte=day).order_by().values("action").distinct().count()
    yield Told(
        many, ngettext("%(all)s good practice written down", "%(all)s good practices written down", many) % {"all": many}
    )
