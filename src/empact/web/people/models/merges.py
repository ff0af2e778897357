"""Two records that were one person, put together; what was moved is kept, so that it can be moved back."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models.dated import Known
from ..permissions import KEEP_REGISTER
from .persons import Person

__all__ = ["Merge"]


class Merges(models.QuerySet["Merge"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self if may(who, KEEP_REGISTER, purpose) else self.none()


class Merge(Known):
    """``moved``: by column (``app.model.field``), ids of rows that now point to ``kept``. ``filled``: fields it took over."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    filled = models.JSONField(default=list)
    merged_at = models.DateTimeField()
    merged_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    objects = Merges.as_manager()

    class Meta:
        ordering = ("-merged_at",)
        constraints = (models.UniqueConstraint(name="people_merge_once", fields=("gone",), condition=Q(undone_at=None)),)

    def __str__(self) -> str:
        return f"merge {self.pk}"
