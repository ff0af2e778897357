"""What the frame around every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from . import region
from .menu import chapters, red_button
from .purposes import Purpose
from .roles import CITIZENS

__all__ = ["frame"]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who asks, their hats, the menu they may use, the languages, whom to call, and the way out of a sensitive page."""
    who = getattr(request, "who", None)
    asked = ("region.name", "region.languages", "region.leave_to", "region.emergency")
    name, spoken, leave_to, emergency = region.read_many(*asked)
    citizen = who is not None and who.role in CITIZENS
    return {
        "who": who,
        "user": getattr(request, "user", None),
        "hat": getattr(request, "hat", None),
        "hats": getattr(request, "hats", ()),
        "menu": chapters(who, request.path) if who is not None else (),
        "languages": [pair for part in region.languages(spoken) for pair in part],
        "demo": settings.DEMO,
        "region_name": name,
        "leave_to": leave_to,
        "emergency": region.emergency(emergency),
        "red_button": red_button(),
        "citizen": citizen,
        "sensitive": citizen or getattr(request, "purpose", None) == Purpose.CARE,
    }
