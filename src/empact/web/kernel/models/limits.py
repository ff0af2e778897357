"""How often somebody did something in a stretch of time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

__all__ = ["Count"]


class Count(models.Model):
    """``key`` names what, whose (an id or a keyed hash, never an address) and which stretch; gone after ``until``."""

    key = models.CharField(max_length=120, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("until",), name="count_until")]

    def __str__(self) -> str:
        return self.key
