"""What the tables of governance share: every partner reads who decides and what was decided."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..permissions import SEE

__all__ = ["Shown"]

M = TypeVar("M", bound=models.Model)


class Shown(models.QuerySet[M]):
    """Rows that all partners see alike."""

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        return self if may(who, SEE, purpose) else self.none()
