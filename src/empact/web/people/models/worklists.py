"""Lists of pseudonyms that came from the mill, each for one recipient, on one ground."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models.dated import Known
from ..permissions import BRING_WORKLIST, NAME_WORKLIST

__all__ = ["Worklist", "WorklistLine"]


class Worklists(models.QuerySet["Worklist"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """The recipient sees its own; who brings lists sees all of them, without a name."""
        if purpose == Purpose.CARE and may(who, NAME_WORKLIST, purpose) and who.scope_kind in ("organisation", "team"):
            return self.filter(**{f"{who.scope_kind}_id": who.scope_id})
        if purpose == Purpose.POPULATION and may(who, BRING_WORKLIST, purpose):
            return self
        return self.none()


class Worklist(Known):
    """``project``: in which the pseudonyms were made. ``named_at``: when the recipient first read the names."""

    title = models.CharField(_("title"), max_length=120)
    project = models.CharField("project", max_length=60)
    ground = models.CharField(_("legal ground"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=200)
    recipient = models.CharField(_("recipient as written by who made the list"), max_length=200)
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("territory.Team", on_delete=models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    brought_by = models.UUIDField(null=True)
    size = models.PositiveIntegerField()
    named_at = models.DateTimeField(null=True)

    objects = Worklists.as_manager()

    class Meta:
        ordering = ("-brought_at", "id")
        constraints = (
            models.CheckConstraint(
                name="people_worklist_for_one",
                condition=Q(organisation=None, team__isnull=False) | Q(organisation__isnull=False, team=None),
            ),
        )

    def __str__(self) -> str:
        return f"worklist {self.pk}"


class WorklistLines(models.QuerySet["WorklistLine"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(worklist__in=Worklist.objects.visible_to(who, purpose, on))


class WorklistLine(models.Model):
    """One pseudonym, and why it is on the list."""

    worklist = models.ForeignKey(Worklist, on_delete=models.CASCADE, related_name="lines")
    pseudonym = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)

    objects = WorklistLines.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="people_worklist_line_once", fields=("worklist", "pseudonym")),)

    def __str__(self) -> str:
        return f"line {self.pk}"
