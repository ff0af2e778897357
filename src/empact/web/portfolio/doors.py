"""What the portfolio says elsewhere about an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from .models import Promise

__all__ = ["takes_part_in"]


def takes_part_in(organisation: UUID, day: date) -> Iterator[str]:
    """A line per promise that holds, confirmed or expected."""
    for one in Promise.objects.on(day).filter(organisation=organisation).select_related("action"):
        yield f"{one.action.title}: {one.get_contribution_display()}"
