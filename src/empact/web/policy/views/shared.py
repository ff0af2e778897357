"""What the pages of policy have in common."""

from __future__ import annotations

from typing import Final

from ...insight.figures import Figures, in_force
from ...kernel.pages import form_page, the
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose

__all__ = ["PROJECT", "figures", "form_page", "the"]

PROJECT: Final = Purpose.PROJECT


def figures() -> Figures | None:
    """The released results, where there are any that may be shown."""
    try:
        return in_force()
    except NotNow:
        return None
