"""What most tables of the address book share: an id that means nothing, a period, and equal sight for all partners."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel import rows
from ..permissions import SEE

__all__ = ["Dated", "Known", "Lasting", "Shared", "period_is_whole"]

M = TypeVar("M", bound=models.Model)


class Shared(rows.Permitted[M]):
    """Rows that every partner may see alike: a large hospital no more than a small association."""

    permission = SEE


class Lasting(rows.Lasting[M]):
    """Those of them with a period."""

    permission = SEE


class Known(models.Model):
    """A row with a random id: the id is what stands in addresses, logs and events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Dated(Known):
    """``starts`` is the first day, ``ends`` the last; without ``ends`` it goes on."""

    starts = models.DateField(_("from"))
    ends = models.DateField(_("until and including"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or self.ends >= day)


def period_is_whole(name: str) -> models.CheckConstraint:
    """The database's own check that a period does not end before it begins."""
    return models.CheckConstraint(name=name, condition=Q(ends=None) | Q(ends__gte=F("starts")))
