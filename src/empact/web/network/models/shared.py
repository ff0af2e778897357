"""What the tables share: a row of an offer is read by who reads the offer."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from ...kernel import rows
from ..permissions import KEEP, SEE

__all__ = ["Kept", "Partners"]

M = TypeVar("M", bound=models.Model)


class Partners(rows.Permitted[M]):
    """Rows that every partner sees alike."""

    permission = SEE


class Kept(rows.Permitted[M]):
    """Rows for those who keep offers; whose they are is asked of the offer."""

    permission = KEEP
