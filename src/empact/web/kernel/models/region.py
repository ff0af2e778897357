"""What a region chose."""

from __future__ import annotations

from django.db import models

__all__ = ["RegionChoice"]


class RegionChoice(models.Model):
    """A value other than the default, under the id it was declared with (``kernel.region``)."""

    id = models.CharField(primary_key=True, max_length=60)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.id
