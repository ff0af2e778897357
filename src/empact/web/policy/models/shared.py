"""What the tables of policy share: every partner reads what is asked of government and what it says."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from ...kernel import rows
from ..permissions import SEE

__all__ = ["Lasting", "Shown"]

M = TypeVar("M", bound=models.Model)


class Shown(rows.Permitted[M]):
    """Rows that all partners see alike."""

    permission = SEE


class Lasting(rows.Lasting[M]):
    """Those of them with a period."""

    permission = SEE
