"""Work in the background: jobs with a lease, when which job starts by itself, and the signs of life of who does them."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

__all__ = ["Job", "Schedule", "Worker"]


OPEN: Final = ("waiting", "running")


class Jobs(models.QuerySet["Job"]):
    def open(self) -> Jobs:
        """What waits or runs."""
        return self.filter(state__in=OPEN)


class Job(models.Model):
    """One piece of work. A worker holds it by a lease it must renew; when it dies, the lease runs out and another takes over.

    ``attempt`` is the fence: only the holder of the newest attempt may end the job.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    objects = Jobs.as_manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    once = models.CharField(max_length=120, blank=True)
    asked = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    due = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=3)
    lease = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=120, blank=True)
    done_units = models.PositiveIntegerField(default=0)
    all_units = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked", "id")
        indexes: ClassVar = [models.Index(fields=("state", "due"), name="job_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(name="job_once", fields=("kind", "once"), condition=~Q(once="") & Q(state__in=OPEN))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """Does it wait or run? Else it ended."""
        return self.state in OPEN


class Schedule(models.Model):
    """A job that starts by itself, at a time of day, on all days or one day of the week (0 is Monday)."""

    kind = models.CharField(max_length=60, primary_key=True)
    hour = models.PositiveSmallIntegerField()
    minute = models.PositiveSmallIntegerField(default=0)
    weekday = models.PositiveSmallIntegerField(null=True)
    next = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.hour:02d}:{self.minute:02d}"


class Worker(models.Model):
    """A process that does jobs, and when it last said that it lives."""

    name = models.CharField(max_length=60, primary_key=True)
    seen = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
