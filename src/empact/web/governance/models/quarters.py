"""The four evaluations of a year: each belongs to a meeting, and its days follow from the day of that meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .meetings import Meeting
from .shared import Shown

__all__ = ["FREEZE_BEFORE", "REMIND_BEFORE", "Evaluation"]

REMIND_BEFORE: Final = timedelta(days=14)
FREEZE_BEFORE: Final = timedelta(days=10)
"""Days before the meeting: first whoever has something to tell is asked for it, then the figures are frozen."""


class Evaluations(Shown["Evaluation"]):
    def between(self, first: date, last: date) -> Evaluations:
        """Those whose figures are frozen from one day to another, both inside."""
        return self.filter(meeting__on__gte=first + FREEZE_BEFORE, meeting__on__lte=last + FREEZE_BEFORE)


class Evaluation(Known):
    """What goes on is looked at as a whole, once a quarter. Another day for the meeting moves all of its days."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="evaluation")
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))

    objects = Evaluations.as_manager()

    class Meta:
        ordering = ("year", "quarter")
        constraints = (models.CheckConstraint(name="governance_four_quarters", condition=Q(quarter__gte=1, quarter__lte=4)),)

    def __str__(self) -> str:
        return f"{self.year} Q{self.quarter}"

    @property
    def remind_on(self) -> date:
        return self.meeting.on - REMIND_BEFORE

    @property
    def freeze_on(self) -> date:
        return self.meeting.on - FREEZE_BEFORE
