"""S93: the environment analysis of a place. Which places a hat may ask for, and the file that answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from ..kernel.who import Who
from . import mill
from .figures import Area, Figures, in_force
from .levels import views_of

__all__ = ["KIND", "LANGUAGES", "LEVELS", "file_of", "may_see", "places"]

KIND: Final = "insight.environment"
LEVELS: Final = ("zone", "municipality")
LANGUAGES: Final = ("nl", "fr", "de", "en")


def places(figures: Figures, who: Who, today: date) -> list[Area]:
    """Zones and municipalities that this hat sees figures of, zones first."""
    found = []
    for view in views_of(who, today):
        if view.level in LEVELS:
            found += figures.areas(view.nodes, view.level)
    return sorted(found, key=lambda a: (LEVELS.index(a.level), a.name))


def may_see(who: Who, node: str, today: date) -> bool:
    """Is this one of the places of the hat?"""
    figures = in_force()
    return figures is not None and any(a.node == node for a in places(figures, who, today))


def file_of(node: str, language: str, period: str) -> Path:
    """Where the document of a place about a period lies, once it is made."""
    return mill.document("environment", node, language, period, ending="docx")
