"""A file between preview and taking in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Open

__all__ = ["Incoming"]


class Incomings(Open["Incoming"]):
    pass


class Incoming(Known):
    """Sheets of a file as they came; read again when they are taken in, and not kept after that.

    ``outcome``: how many rows were new, changed and equal, and which were refused and why.
    """

    class Kind(models.TextChoices):
        PORTFOLIO = "portfolio", _("sheets of the portfolio")
        MATRIX = "matrix", _("the matrix")
        CALENDAR = "calendar", _("a calendar")
        BOARD = "board", _("a board of another tool")

    kind = models.CharField(max_length=9, choices=Kind)
    sheets: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    by_user = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    outcome: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    objects = Incomings.as_manager()

    class Meta:
        ordering = ("-asked_at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at}"
