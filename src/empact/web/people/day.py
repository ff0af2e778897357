"""The day on which something is asked, as the region counts days."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

__all__ = ["day_of"]


def day_of(at: datetime) -> date:
    """The date of an instant in the region's time zone."""
    return timezone.localtime(at).date()
