"""What the portfolio says elsewhere about an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from .models import Promise

__all__ = ["takes_part_in"]


def takes_part_in(organisation: UUID, day: date) -> Iterator[str]:
    """A line per promise that holds; what others expect is none yet."""
    held = Promise.objects.on(day).filter(organisation=organisation, confirmed__isnull=False)
    for one in held.select_related("action"):
        yield f"{one.action.title}: {one.get_contribution_display()}"
