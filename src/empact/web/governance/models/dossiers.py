"""A decision with several ways to go: options by criteria, in one table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .decisions import Decision
from .shared import Shown

__all__ = ["Criterion", "Option", "Weighing"]


class Options(Shown["Option"]):
    pass


class Option(Known):
    """One way to go, in the order in which it was named."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="options")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("possible choice"), max_length=200)

    objects = Options.as_manager()

    class Meta:
        ordering = ("place", "pk")
        constraints = (models.UniqueConstraint(name="governance_option_once", fields=("decision", "title")),)

    def __str__(self) -> str:
        return self.title


class Criteria(Shown["Criterion"]):
    pass


class Criterion(Known):
    """What each option is looked at for."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("criterion"), max_length=200)

    objects = Criteria.as_manager()

    class Meta:
        ordering = ("place", "pk")
        constraints = (models.UniqueConstraint(name="governance_criterion_once", fields=("decision", "title")),)

    def __str__(self) -> str:
        return self.title


class Weighings(Shown["Weighing"]):
    pass


class Weighing(Known):
    """What is said of an option by a criterion."""

    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="weighings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="weighings")
    text = models.TextField()

    objects = Weighings.as_manager()

    class Meta:
        ordering = ("option__place", "criterion__place")
        constraints = (models.UniqueConstraint(name="governance_weighing_once", fields=("option", "criterion")),)

    def __str__(self) -> str:
        return f"{self.option_id} {self.criterion_id}"
