"""What policy wants, laid beside what the region does for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...portfolio.models import Action
from ...territory.models import Known
from .authorities import Level
from .shared import Shown

__all__ = ["PolicyGoal"]


class PolicyGoals(Shown["PolicyGoal"]):
    pass


class PolicyGoal(Known):
    """One thing a policy document wants. ``source``: which document, and where in it."""

    title = models.CharField(_("what policy wants"), max_length=300)
    level = models.CharField(_("level"), max_length=9, choices=Level)
    source = models.CharField(_("where it is written"), max_length=300)
    actions = models.ManyToManyField(Action, verbose_name=_("actions that do something for it"), blank=True, related_name="+")
    made = models.DateField()

    objects = PolicyGoals.as_manager()

    class Meta:
        ordering = ("source", "title")

    def __str__(self) -> str:
        return self.title
