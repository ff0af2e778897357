"""What all tables of this app share: a row belongs to one part of one person, and who may read the part sees the row."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.db import models

from ...consent import access
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person

__all__ = ["OfPart"]

M = TypeVar("M", bound=models.Model)


class OfPart(models.QuerySet[M]):
    """``part`` of the sharing matrix, and the way from a row to the person."""

    part: ClassVar[str]
    to_person: ClassVar[str] = "person"

    def visible_to(self, who: Who, purpose: Purpose, at: datetime) -> Self:
        """Rows of persons who share this part with this hat; a look in an emergency is never in a list."""
        if purpose not in (Purpose.CARE, Purpose.OWN):
            return self.none()
        shared = Person.objects.filter(access.readable(who, self.part, at), merged_into=None)
        return self.filter(**{f"{self.to_person}__in": shared.values("pk")})
