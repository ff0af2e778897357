"""What a partner promised to bring and brought in euro. Hours are counted in the time bank."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Promise
from ...territory.models import Known
from ..permissions import KEEP, SEE

__all__ = ["Brought"]


class BroughtRows(models.QuerySet["Brought"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """All to the back office, one's own to a partner; others read what a report froze."""
        if may(who, KEEP, purpose):
            return self
        if who.scope_kind != "organisation" or not may(who, SEE, purpose):
            return self.none()
        return self.filter(promise__organisation=who.scope_id)


class Brought(Known):
    """Of one promise: ``promised`` and ``brought``, in cents."""

    promise = models.OneToOneField(Promise, on_delete=models.PROTECT, related_name="counted")
    promised = models.PositiveBigIntegerField(_("promised"))
    brought = models.PositiveBigIntegerField(_("brought"), default=0)

    objects = BroughtRows.as_manager()

    class Meta:
        ordering = ("promise__organisation__search", "promise__action__number")

    def __str__(self) -> str:
        return f"{self.promise_id}"
