"""What is to be done in an action and by when, what waits for what, and how it was planned before."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known, Organisation
from .actions import Action
from .shared import Open

__all__ = ["Baseline", "BaselineTask", "Precedence", "Task"]


class PlannedTasks(Open["Task"]):
    def late(self, day: date) -> Self:
        return self.filter(done=None, due__lt=day)


class Task(Known):
    """Something that is there on a day: ``due`` as planned now, ``done`` when it was.

    Without ``starts`` it is a milestone, which takes no time. With ``organisation`` it is an agreement: that partner does it,
    in the person of ``function``.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(_("what is there then"), max_length=200)
    starts = models.DateField(_("begins on"), null=True, blank=True)
    due = models.DateField(_("by"))
    done = models.DateField(_("done on"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("who does it"), on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    function = models.CharField(_("in which function"), max_length=120, blank=True)

    objects = PlannedTasks.as_manager()

    class Meta:
        ordering = ("due", "title", "pk")
        constraints = (
            models.CheckConstraint(name="portfolio_task_period", condition=Q(starts=None) | Q(starts__lte=F("due"))),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def days(self) -> int:
        """How long it takes; 0 for a milestone."""
        return 0 if self.starts is None else (self.due - self.starts).days + 1


class Precedences(Open["Precedence"]):
    pass


class Precedence(Known):
    """``after`` begins once ``before`` is there; they may be of two actions."""

    before = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="followers")
    after = models.ForeignKey(Task, verbose_name=_("what waits"), on_delete=models.CASCADE, related_name="waits_for")

    objects = Precedences.as_manager()

    class Meta:
        ordering = ("before__due", "after__due")
        constraints = (
            models.UniqueConstraint(name="portfolio_precedence_once", fields=("before", "after")),
            models.CheckConstraint(name="portfolio_precedence_of_two", condition=~Q(before=F("after"))),
        )

    def __str__(self) -> str:
        return f"{self.before_id} > {self.after_id}"


class Baselines(Open["Baseline"]):
    pass


class Baseline(Known):
    """How everything was planned on a day, kept to see later what moved."""

    title = models.CharField(_("name"), max_length=120)
    on = models.DateField()
    at = models.DateTimeField()

    objects = Baselines.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return self.title


class BaselineTasks(Open["BaselineTask"]):
    pass


class BaselineTask(models.Model):
    """When a task was planned then."""

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="planned_before")
    starts = models.DateField(null=True)
    due = models.DateField()

    objects = BaselineTasks.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="portfolio_baseline_task_once", fields=("baseline", "task")),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.due}"
