"""What everybody chose about the weekly letter, and the week it was last written in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .users import User

__all__ = ["Digest"]


class Digest(models.Model):
    """``weekday``: 0 is Monday. ``week``: the Monday of the week of the last letter, so that there is one a week at most.

    No row: the defaults.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="digest")
    weekday = models.PositiveSmallIntegerField(default=0)
    duties_only = models.BooleanField(default=False)
    week = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="digest_weekday", condition=Q(weekday__lte=4))]

    def __str__(self) -> str:
        return f"day {self.weekday}"
