"""What everybody chose about the weekly letter, and the week it was last written in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .users import User

__all__ = ["Digest"]


class Digest(models.Model):
    """``weekday``: 0 is Monday. ``week``: the Monday of the week that was looked at last, so that there is one letter a week
    at most; ``sent``: the same of the last letter. ``weeks``: one letter in so many, unless somebody waits for something;
    0: as is usual for the role.

    No row: the defaults.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="digest")
    weekday = models.PositiveSmallIntegerField(default=0)
    duties_only = models.BooleanField(default=False)
    weeks = models.PositiveSmallIntegerField(default=0)
    week = models.DateField(null=True)
    sent = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="digest_weekday", condition=Q(weekday__lte=4)),
            models.CheckConstraint(name="digest_weeks", condition=Q(weeks__in=(0, 1, 2, 4))),
        ]

    def __str__(self) -> str:
        return f"day {self.weekday}"
