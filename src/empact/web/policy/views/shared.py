"""What the pages of policy have in common."""

from __future__ import annotations

from typing import Final

from ...kernel.pages import form_page, the
from ...kernel.purposes import Purpose

__all__ = ["PROJECT", "form_page", "the"]

PROJECT: Final = Purpose.PROJECT
