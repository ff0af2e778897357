"""What only the members of a body read: its own points with what was said of them, and the advice it was given."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Known
from ..permissions import READ_CLOSED, SEE
from .bodies import Seat
from .decisions import Decision
from .meetings import Meeting

__all__ = ["Advice", "Point", "sat_in"]


def sat_in(who: Who, day: date) -> models.QuerySet[Seat]:
    """The seats of whoever asks: named as the holder, or a steering-group member of the organisation where nobody is named."""
    if who.user_id is None or not may(who, READ_CLOSED, Purpose.PROJECT):
        return Seat.objects.none()
    own = Q(holder__user=who.user_id)
    if who.role == "steering" and who.scope_kind == "organisation":
        own |= Q(organisation=who.scope_id, holder=None) | Q(organisation=who.scope_id, holder__user=None)
    return Seat.objects.on(day).filter(own)


class Points(models.QuerySet["Point"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """Of an open body to all partners; of a closed one to who sits in it on that day."""
        if not may(who, SEE, purpose):
            return self.none()
        inside = sat_in(who, on).values("body")
        return self.filter(Q(meeting__body__closed=False) | Q(meeting__body__in=inside))


class Point(Known):
    """A point of its own on the agenda of a meeting, by what it is about, and what was said."""

    class Topic(models.TextChoices):
        STAFF = "staff", _("staff")
        CONVENTION = "convention", _("convention with the government")
        INFRASTRUCTURE = "infrastructure", _("rooms and equipment")
        ACCOUNTING = "accounting", _("accounting")
        OTHER = "other", _("something else")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points")
    topic = models.CharField(_("about"), max_length=14, choices=Topic)
    title = models.CharField(_("title"), max_length=200)
    minutes = models.TextField(_("what was said"), blank=True)

    objects = Points.as_manager()

    class Meta:
        ordering = ("topic", "title", "pk")

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.topic}"


class Advices(models.QuerySet["Advice"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """To who sits in the body that decides, on that day, and to nobody else."""
        return self.filter(decision__body__in=sat_in(who, on).values("body")) if may(who, SEE, purpose) else self.none()


class Advice(Known):
    """What somebody outside the body advises on a decision, attached to it for its members."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="advice")
    source = models.CharField(_("who advises"), max_length=200)
    text = models.TextField(_("advice"))
    on = models.DateField(_("on"))

    objects = Advices.as_manager()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.on}"
