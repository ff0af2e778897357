"""The parts of what is known of a person: what is shared is shared by part."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Part", "parts_of"]


class Part(models.TextChoices):
    """What is shared is shared by part."""

    GOALS = "goals", _("what matters and goals")
    TEAM = "team", _("care team and contacts")
    TASKS = "tasks", _("tasks and agenda")
    SCREENER_TOTAL = "screener_total", _("total of the BelRAI screener")
    SCREENER_MODULES = "screener_modules", _("modules of the BelRAI screener")
    MEDICATION = "medication", _("medication")
    SOCIAL = "social", _("social notes")
    CRISIS = "crisis", _("crisis and advance care planning")
    LOG = "log", _("who looked")


def parts_of(scope: str) -> frozenset[str]:
    """The parts in a text that has a bar on both sides of each."""
    return frozenset(filter(None, scope.split("|")))
