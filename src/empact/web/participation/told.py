"""What everybody may know of taking part: working groups that go on, and messages the region has approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import ngettext

from ..kernel.modules import Told
from .models import Group, KeyMessage

__all__ = ["of_groups", "of_messages"]


def of_groups(day: date) -> Iterator[Told]:
    """Those that go on."""
    many = Group.objects.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day).count()
    text = ngettext("%(all)s working group goes on", "%(all)s working groups go on", many)
    yield Told(many, text % {"all": many})


def of_messages(day: date) -> Iterator[Told]:
    """Approved, and not withdrawn."""
    many = KeyMessage.objects.holding(day).count()
    yield Told(many, ngettext("%(all)s approved message", "%(all)s approved messages", many) % {"all": many})
