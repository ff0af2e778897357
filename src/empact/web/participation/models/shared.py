"""What the tables of participation share: every partner reads along; others read what their own working group is asked."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from ...kernel import rows
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..permissions import KEEP, SEE, TAKE_PART

__all__ = ["Kept", "Lasting", "Read", "Shown"]

M = TypeVar("M", bound=models.Model)


class Shown(rows.Permitted[M]):
    """Rows that all partners see alike, and nobody else."""

    permission = SEE


class Lasting(rows.Lasting[M]):
    """Those of them with a period."""

    permission = SEE


class Read(models.QuerySet[M]):
    """Rows that all partners see alike; who takes part in a working group sees those that lead to it by ``path``."""

    path: ClassVar[str]

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        if may(who, SEE, purpose):
            return self
        if not may(who, TAKE_PART, purpose):
            return self.none()
        return self.filter(**{f"{self.path}__user": who.user_id}).distinct()


class Kept(models.QuerySet[M]):
    """What is of somebody who takes part: for themselves (by ``own``), and for those who keep the groups."""

    own: ClassVar[str]

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        if may(who, KEEP, purpose):
            return self
        return self.filter(**{self.own: who.user_id}) if may(who, TAKE_PART, purpose) else self.none()
