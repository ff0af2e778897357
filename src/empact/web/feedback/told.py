"""What everybody may know of teams that look at their own figures: how often, and how many changes were agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from ..kernel.modules import Told
from .models import Cycle, Meeting

__all__ = ["of_feedback"]


def of_feedback(day: date) -> Iterator[Told]:
    """Talks that were held, and changes that were agreed in them."""
    held = Meeting.objects.filter(state=Meeting.State.CLOSED, on__lte=day).count()
    said = ngettext("%(all)s talk of a team about its own figures", "%(all)s talks of teams about their own figures", held)
    yield Told(held, said % {"all": held})
    many = Cycle.objects.count()
    text = ngettext("%(all)s change agreed and tried", "%(all)s changes agreed and tried", many)
    yield Told(many, text % {"all": many})
