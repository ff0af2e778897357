"""Health literacy: how easy somebody finds it to read and use what they are told. For the person and who coordinates, alone.

A table of its own, which no list, file, interface, indicator or fact of care reads: what is not there cannot leave with them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...care.models.seen import OfPart
from ...consent.relations import Relation, ties
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models.dated import Known
from ..permissions import LITERACY, OWN_LITERACY

__all__ = ["LiteracyResult"]


class LiteracyResults(OfPart["LiteracyResult"]):
    part = "goals"

    def visible_to(self, who: Who, purpose: Purpose, at: datetime) -> Self:
        """The person's own; and of whom this hat coordinates the care of, while the person shares the plan. Nobody else's."""
        if purpose == Purpose.OWN and may(who, OWN_LITERACY, purpose) and who.user_id is not None:
            return self.filter(person__user=who.user_id)
        if purpose == Purpose.CARE and may(who, LITERACY, purpose):
            mine = models.Q(pk__in=())
            for tie in ties(who, at):
                if tie.relation is Relation.COORDINATOR:
                    mine |= models.Q(person__in=tie.persons)
            return super().visible_to(who, purpose, at).filter(mine)
        return self.none()


class LiteracyResult(Known):
    """What was answered is not kept, the score is. It is taken away whole, and leaves nothing behind."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="literacy_results")
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    asked_on = models.DateField(_("asked on"))
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=3)
    label = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    objects = LiteracyResults.as_manager()

    class Meta:
        ordering = ("-asked_on", "-recorded_at", "id")

    def __str__(self) -> str:
        return f"literacy {self.pk}"
