"""Reports as they were frozen on a day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...kernel.roles import ROLES
from ...territory.models import Known, Organisation
from .shared import Open

__all__ = ["Report", "ReportComment"]


class Reports(Open["Report"]):
    pass


class Report(Known):
    """What the portfolio was on a day, and what happened since another: every page and file of it is drawn from ``content``.

    ``digest``: SHA-256 of the content in one spelling, so that a copy can be held against it.
    ``quarters``: of a year report, the four it is the sum of.
    """

    title = models.CharField(_("name"), max_length=120)
    since = models.DateField(_("what happened since"))
    on = models.DateField()
    at = models.DateTimeField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)

    quarters = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="years")

    objects = Reports.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return self.title


class ReportComments(Open["ReportComment"]):
    pass


class ReportComment(Known):
    """What a reviewer says of a report, for an organisation or in a role; the report itself stays as it was frozen."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="report_comments")
    role = models.CharField(max_length=60)
    text = models.TextField(_("what you say of this report"))
    on = models.DateField()
    at = models.DateTimeField()

    objects = ReportComments.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.report_id} {self.on}"

    @property
    def who(self) -> str:
        """The organisation it speaks for, else the role."""
        if self.organisation is not None:
            return self.organisation.name
        return str(ROLES[self.role].title) if self.role in ROLES else self.role
