"""Reports as they were frozen on a day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Open

__all__ = ["Report"]


class Reports(Open["Report"]):
    pass


class Report(Known):
    """What the portfolio was on a day, and what happened since another: every page and file of it is drawn from ``content``.

    ``digest``: SHA-256 of the content in one spelling, so that a copy can be held against it.
    """

    title = models.CharField(_("name"), max_length=120)
    since = models.DateField(_("what happened since"))
    on = models.DateField()
    at = models.DateTimeField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = Reports.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return self.title
