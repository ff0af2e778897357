"""What an action wants to reach. How far it is follows from milestones and indicators, and is never written down."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .actions import Action
from .progress import Kpi
from .shared import Open
from .tasks import Task

__all__ = ["Goal"]


class Goals(Open["Goal"]):
    pass


class Goal(Known):
    """One goal of an action. It is reached when all of its milestones are there and all of its indicators reached."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="goals")
    title = models.CharField(_("what is reached then"), max_length=300)
    milestones = models.ManyToManyField(Task, verbose_name=_("milestones"), blank=True, related_name="goals")
    kpis = models.ManyToManyField(Kpi, verbose_name=_("indicators"), blank=True, related_name="goals")

    objects = Goals.as_manager()

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title
