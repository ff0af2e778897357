"""Two people who agreed to do things together. It opens no record, of either of them, to the other."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models.dated import Dated, period_is_whole
from ..permissions import JOIN
from .persons import Person
from .relations import Relations

__all__ = ["Buddy"]


class Buddies(Relations["Buddy"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """Who sees the person sees with whom they are buddies; each of the two sees the link, and only that."""
        if purpose == Purpose.OWN and may(who, JOIN, purpose) and who.user_id is not None:
            return self.filter(Q(person__user=who.user_id) | Q(buddy__user=who.user_id))
        return super().visible_to(who, purpose, on)


class Buddy(Dated):
    """``buddy`` does things with ``person``; both said yes, on or before the first day. Either ends it at any time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="buddies")
    buddy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="buddy_of")

    objects = Buddies.as_manager()

    class Meta:
        ordering = ("starts", "id")
        constraints = (
            period_is_whole("people_buddy_period"),
            models.CheckConstraint(name="people_buddy_is_another", condition=~Q(person=models.F("buddy"))),
        )

    def __str__(self) -> str:
        return f"buddy {self.pk}"
