"""What the tables of the portfolio share: every partner reads it, and nothing in it is about a person."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from ...kernel import rows
from ..permissions import SEE

__all__ = ["Lasting", "Open"]

M = TypeVar("M", bound=models.Model)


class Open(rows.Permitted[M]):
    """Rows that all partners see alike."""

    permission = SEE


class Lasting(rows.Lasting[M]):
    """Those of them with a period."""

    permission = SEE
