"""What insight puts on Mijn dag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..kernel.day import News, Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .figures import Figures, at_hand, waiting
from .permissions import LOADS, RELEASE

__all__ = ["figures_brought", "load_waits"]


def load_waits(who: Who, today: date) -> Iterator[Todo]:
    """To who releases loads: one waits, from the day it was brought in."""
    if not who.role or not may(who, RELEASE, Purpose.POPULATION):
        return
    found = waiting()
    if found is not None:
        yield Todo(
            _("Release a load, or turn it down"),
            _("Nothing of it is used before somebody says so."),
            reverse("insight:loads"),
            _brought(found),
        )


def figures_brought(who: Who, today: date) -> Iterator[News]:
    """To who answers for the loads: the day the figures in force were brought in."""
    if not who.role or not may(who, LOADS, Purpose.POPULATION):
        return
    figures = at_hand()
    if figures is not None:
        yield News(
            _("Figures were brought in: look at the loads and their checks"), _brought(figures), reverse("insight:loads")
        )


def _brought(figures: Figures) -> date:
    return timezone.localdate(datetime.fromtimestamp(figures.path.stat().st_mtime, UTC))
