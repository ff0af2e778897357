"""Meetings of a team or practice about its figures, and who was there by discipline, never by name."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Code
from .owned import OfOwned, Owned, one_owner
from .publications import Publication

__all__ = ["Attendance", "Meeting"]


class Meetings(OfOwned["Meeting"]):
    pass


class Meeting(Owned):
    """``publication``: the figures talked about; empty for another theme. ``started_at`` sets the times of the agenda."""

    class State(models.TextChoices):
        OPEN = "open", _("going on")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    theme = models.CharField(_("theme"), max_length=120)
    on = models.DateField(_("date"))
    started_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)

    objects = Meetings.as_manager()

    class Meta:
        ordering = ("-on", "-started_at")
        constraints = (one_owner("feedback_meeting_owner"),)

    def __str__(self) -> str:
        return f"{self.theme} {self.on}"


class Attendances(models.QuerySet["Attendance"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(who, purpose, on))


class Attendance(models.Model):
    """How many of a discipline took part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    discipline = models.ForeignKey(Code, verbose_name=_("discipline"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("how many"))

    objects = Attendances.as_manager()

    class Meta:
        ordering = ("discipline__number", "discipline__code")
        constraints = (
            models.UniqueConstraint(name="feedback_discipline_once", fields=("meeting", "discipline")),
            models.CheckConstraint(name="feedback_somebody", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.discipline}: {self.number}"
