"""What somebody keeps of their own work list: who is put off until when, and the order they like."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models.dated import Known

__all__ = ["Later", "WorkOrder"]


class Laters(models.QuerySet["Later"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """Only one's own."""
        return self.filter(user=who.user_id, role=who.role) if purpose == Purpose.CARE and who.user_id else self.none()

    def standing(self, on: date) -> Self:
        """Not taken back, and the day has not come."""
        return self.filter(ended_at=None, until__gt=on)


class Later(Known):
    """A person put off in one's own work list, until a day; the newest that was not taken back holds."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    until = models.DateField(_("until"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = Laters.as_manager()

    class Meta:
        ordering = ("-said_at", "id")
        indexes = (models.Index(fields=("user", "role", "until"), name="rounds_later_user"),)
        constraints = (
            models.UniqueConstraint(
                name="rounds_later_once", fields=("person", "user", "role"), condition=Q(ended_at=None)
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"later {self.pk}"


class WorkOrders(models.QuerySet["WorkOrder"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """Only one's own."""
        return self.filter(user=who.user_id, role=who.role) if purpose == Purpose.CARE and who.user_id else self.none()


class WorkOrder(Known):
    """How somebody likes their list, in one hat."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    order = models.CharField(max_length=12)

    objects = WorkOrders.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="rounds_order_once", fields=("user", "role")),)

    def __str__(self) -> str:
        return f"order {self.pk}"
