"""Good practices as they were on a day: a card for policy, drawn from the record of an action and from released figures."""

from __future__ import annotations

from typing import Any

from django.db import models

from ...portfolio.models import Action
from ...territory.models import Known
from .shared import Shown

__all__ = ["Card"]


class Cards(Shown["Card"]):
    pass


class Card(Known):
    """``content``: what page and file are drawn from; ``digest``: SHA-256 of it, so that a copy can be held against it."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="cards")
    on = models.DateField()
    at = models.DateTimeField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = Cards.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return f"{self.action_id} {self.on}"
