"""What insight puts on Mijn dag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..kernel.day import News
from ..kernel.permissions import may
from ..kernel.problems import NotNow
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .figures import in_force
from .permissions import LOADS

__all__ = ["figures_brought"]


def figures_brought(who: Who, today: date) -> Iterator[News]:
    """To who answers for the loads: the day the figures in force were brought in."""
    if not who.role or not may(who, LOADS, Purpose.POPULATION):
        return
    try:
        figures = in_force()
    except NotNow:
        return
    if figures is not None:
        brought = timezone.localdate(datetime.fromtimestamp(figures.path.stat().st_mtime, UTC))
        yield News(_("Figures were brought in: look at the loads and their checks"), brought, reverse("insight:loads"))
