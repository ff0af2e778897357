"""What the pages of governance have in common."""

from __future__ import annotations

from functools import partial
from typing import Final

from ...kernel import pages
from ...kernel.purposes import Purpose

__all__ = ["PROJECT", "READ", "form_page"]

PROJECT: Final = Purpose.PROJECT
READ: Final = ["GET", "HEAD", "POST"]
form_page: Final = partial(pages.form_page, template="governance/form.html")
