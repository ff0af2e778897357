"""What everybody may know of who decides: how many bodies there are, and how many decisions were taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from ..kernel.modules import Told
from .models import Body, Decision

__all__ = ["of_governance"]


def of_governance(day: date) -> Iterator[Told]:
    """Bodies of that day, decisions taken until then."""
    many = Body.objects.on(day).count()
    text = ngettext("%(all)s body that decides", "%(all)s bodies that decide", many)
    yield Told(many, text % {"all": many})
    taken = Decision.objects.filter(state=Decision.State.TAKEN, decided__lte=day).count()
    yield Told(taken, ngettext("%(all)s decision taken", "%(all)s decisions taken", taken) % {"all": taken})
