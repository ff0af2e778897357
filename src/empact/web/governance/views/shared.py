"""What the pages of governance have in common."""

from __future__ import annotations

from typing import Final

from ...kernel.pages import form_page
from ...kernel.purposes import Purpose

__all__ = ["PROJECT", "READ", "form_page"]

PROJECT: Final = Purpose.PROJECT
READ: Final = ["GET", "HEAD", "POST"]
