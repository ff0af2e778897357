"""Networks whose coordinators meet again and again: what was planned, what was held, what was decided."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .dated import Dated, Known, Lasting, Shared, period_is_whole
from .organisations import Organisation
from .territories import Territory

__all__ = ["Coordination", "CoordinationMeeting"]


class Networks(Lasting["Coordination"]):
    pass


class Coordination(Dated):
    """A network that meets so many times a year: a list of organisations, a territory (mostly a set), or both.

    Its coordinators are the contacts of the organisations and the staff of the territory: functions, not persons.
    """

    class Kind(models.TextChoices):
        GENERAL = "general", _("consultation of coordinators")
        MEDICATION = "medication", _("medical-pharmaceutical consultation")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GENERAL)
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), blank=True, related_name="coordinations"
    )
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, null=True, blank=True, related_name="coordinations"
    )
    per_year = models.PositiveSmallIntegerField(
        _("meetings a year"), default=2, validators=(MinValueValidator(1), MaxValueValidator(52))
    )

    objects = Networks.as_manager()

    class Meta:
        ordering = ("name", "starts")
        constraints = (period_is_whole("territory_coordination_period"),)

    def __str__(self) -> str:
        return self.name


class CoordinationMeetings(Shared["CoordinationMeeting"]):
    def missed(self, day: date) -> Self:
        """The day has passed and nobody wrote down that it was held."""
        return self.filter(held=None, planned__lt=day)

    def to_review(self, day: date) -> Self:
        """What was agreed is to be looked at again by a day, and nobody has yet."""
        return self.filter(review_by__lte=day, reviewed=None)


class CoordinationMeeting(Known):
    """One meeting of a network. ``held``: the day it took place; empty until then.

    ``figures``: what was looked at, or where it is. ``review_by``: when what was agreed is looked at again; ``outcome``: what
    came of it.
    """

    coordination = models.ForeignKey(Coordination, on_delete=models.PROTECT, related_name="meetings")
    planned = models.DateField(_("planned on"))
    agenda = models.TextField(_("agenda"), max_length=4000, blank=True)
    held = models.DateField(_("held on"), null=True, blank=True)
    decisions = models.TextField(_("decisions"), max_length=4000, blank=True)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    figures = models.TextField(_("figures that are looked at, or where they are"), max_length=2000, blank=True)
    review_by = models.DateField(_("looked at again by"), null=True, blank=True)
    reviewed = models.DateField(_("looked at again on"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=4000, blank=True)

    objects = CoordinationMeetings.as_manager()

    class Meta:
        ordering = ("-planned", "pk")
        constraints = (models.UniqueConstraint(name="territory_meeting_once", fields=("coordination", "planned")),)

    def __str__(self) -> str:
        return f"{self.coordination} {self.planned}"
