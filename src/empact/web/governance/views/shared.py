"""What the pages of governance have in common."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.dateparse import parse_date

from ...kernel.pages import form_page
from ...kernel.purposes import Purpose
from ...kernel.request import Request

__all__ = ["PROJECT", "day_of", "form_page"]

PROJECT: Final = Purpose.PROJECT


def day_of(request: Request) -> date:
    """The day a register is asked of (``?on=``); today where none is said, or none that exists."""
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()
