"""What the rows of many tables have in common: who sees them, and when they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from .permissions import may
from .purposes import Purpose
from .who import Who

__all__ = ["Lasting", "Permitted", "lock"]

M = TypeVar("M", bound=models.Model)


def lock(model: type[models.Model], ids: Iterable[UUID]) -> None:
    """Until the transaction ends, these rows are held: in one order, so that nobody waits for one who waits."""
    list(model._default_manager.select_for_update().filter(pk__in=set(ids)).order_by("pk").values_list("pk"))


class Permitted(models.QuerySet[M]):
    """All who have one ``permission`` see all of them alike; nobody else sees any."""

    permission: ClassVar[str]

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        return self if may(who, self.permission, purpose) else self.none()


class Lasting(Permitted[M]):
    """Those of them with a period: from a day (``starts``) until another (``ends``; empty: still going on), both inside."""

    def on(self, day: date) -> Self:
        """In force on a day."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)
