"""What the tables of the portfolio share: every partner reads it, and nothing in it is about a person."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..permissions import SEE

__all__ = ["Open"]

M = TypeVar("M", bound=models.Model)


class Open(models.QuerySet[M]):
    """Rows that all partners see alike."""

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        return self if may(who, SEE, purpose) else self.none()
