"""A case manager: from outside the care team, for one of three reasons, for a time, and gone with a report (R6)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...territory.models.dated import Known
from .seen import OfPart

__all__ = ["CaseMandate"]


class CaseMandates(OfPart["CaseMandate"]):
    part = "team"

    def in_force(self, on: date) -> Self:
        """Taken up, begun, and not past its last day: a mandate ends by itself."""
        return self.filter(state=CaseMandate.State.ACTIVE, starts__lte=on, ends__gte=on)


class CaseMandate(Known):
    """``scope``: parts of the matrix that need a mandate by name, with a bar on both sides."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACTIVE = "active", _("taken up")
        REFUSED = "refused", _("not taken up")
        CLOSED = "closed", _("closed")

    class Urgency(models.TextChoices):
        NOW = "now", _("today")
        WEEK = "week", _("this week")
        MONTH = "month", _("this month")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_mandates")
    asked_of = models.ForeignKey("territory.Team", on_delete=models.PROTECT, related_name="+", verbose_name=_("asked of"))
    very_complex = models.BooleanField(_("the situation is very complex"), default=False)
    team_in_crisis = models.BooleanField(_("the care team is in crisis"), default=False)
    refuses_care = models.BooleanField(_("the person does not want care now"), default=False)
    urgency = models.CharField(_("how soon"), max_length=5, choices=Urgency)
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="case_mandates")
    scope = models.CharField(max_length=200, blank=True)
    starts = models.DateField(_("first day"), null=True)
    ends = models.DateField(_("last day"), null=True)
    answer = models.CharField(_("why not"), max_length=300, blank=True)
    longer = models.CharField(_("why longer"), max_length=300, blank=True)
    report = models.TextField(_("exit report"), max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = CaseMandates.as_manager()

    class Meta:
        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=("manager", "state"), name="care_case_manager"),)
        constraints = (
            models.CheckConstraint(
                name="care_case_has_a_criterion",
                condition=Q(very_complex=True) | Q(team_in_crisis=True) | Q(refuses_care=True),
            ),
            models.CheckConstraint(
                name="care_case_active_is_whole",
                condition=~Q(state="active") | Q(manager__isnull=False, starts__isnull=False, ends__gte=F("starts")),
            ),
            models.CheckConstraint(name="care_case_closes_with_a_report", condition=~Q(state="closed") | ~Q(report="")),
            models.UniqueConstraint(name="care_one_open_case", fields=("person",), condition=Q(state__in=("asked", "active"))),
        )

    def __str__(self) -> str:
        return f"case {self.pk}"
