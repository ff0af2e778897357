"""What the frame around every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from . import region
from .menu import entries

__all__ = ["frame"]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who asks, their hats, the menu they may use, and the languages."""
    who = getattr(request, "who", None)
    return {
        "who": who,
        "user": getattr(request, "user", None),
        "hat": getattr(request, "hat", None),
        "hats": getattr(request, "hats", ()),
        "menu": entries(who) if who is not None else (),
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "region": region.name(),
    }
