"""Meetings of a body: planned, held, with an agenda that is made of what is due, and minutes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .bodies import Body, Seat
from .shared import Shown

__all__ = ["Meeting"]


class BodyMeetings(Shown["Meeting"]):
    pass


class Meeting(Known):
    """``agenda`` is empty until the meeting was held, and then holds what was due on that day: title, why and address.

    ``guests``: how many listened without a seat; they are not named.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField(_("on"))
    where = models.CharField(_("where, or the link"), max_length=200, blank=True)
    held = models.BooleanField(default=False)
    present = models.ManyToManyField(Seat, blank=True, related_name="meetings")
    guests = models.PositiveSmallIntegerField(_("guests who listened"), default=0)
    minutes_long = models.PositiveSmallIntegerField(_("how long it took, in minutes"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    agenda: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)

    objects = BodyMeetings.as_manager()

    class Meta:
        ordering = ("-on", "pk")
        constraints = (models.UniqueConstraint(name="governance_meeting_once", fields=("body", "on")),)

    def __str__(self) -> str:
        return f"{self.body_id} {self.on}"
