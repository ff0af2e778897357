"""What letters reminded whom of and whether something was done with it; and who wants no reminder of a kind."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from .users import User

__all__ = ["Muted", "Reminded"]


class Muted(models.Model):
    """A kind of reminder that does not stand in the letters of ``user``; without one, a kind that nobody gets any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="muted_once", fields=("user", "kind"), condition=Q(user__isnull=False)),
            models.UniqueConstraint(name="muted_for_all_once", fields=("kind",), condition=Q(user=None)),
        ]

    def __str__(self) -> str:
        return self.kind


class Reminded(models.Model):
    """One thing a letter counted: ``on`` the day of the first letter, ``gone`` the first later day it was no longer there.

    ``address`` is where it is done: ids, never a name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    on = models.DateField()
    gone = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("kind", "on"), name="reminded_kind_on")]
        constraints: ClassVar = [
            models.UniqueConstraint(name="reminded_once", fields=("user", "kind", "address"), condition=Q(gone=None)),
            models.CheckConstraint(name="reminded_gone_later", condition=Q(gone=None) | Q(gone__gte=models.F("on"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
