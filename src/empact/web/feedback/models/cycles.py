"""Improvement cycles: plan, do, study, act. What a team agreed in a meeting, until it was measured again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Practitioner
from .meetings import Meeting
from .owned import OfOwned, Owned, one_owner

__all__ = ["Cycle"]


class Cycles(OfOwned["Cycle"]):
    def going_on(self) -> Cycles:
        return self.filter(state__in=Cycle.GOING_ON)


class Cycle(Owned):
    """One change that is tried. ``before_*`` is where it started from, ``after_*`` what was measured again.

    Values are as released, a share between 0 and 1; ``node`` is the place they are of.
    """

    class State(models.TextChoices):
        AGREED = "agreed", _("agreed")
        BUSY = "busy", _("busy")
        DONE = "done", _("done")
        CLOSED = "closed", _("measured again and closed")
        DROPPED = "dropped", _("dropped")

    GOING_ON: ClassVar = (State.AGREED, State.BUSY, State.DONE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="cycles")
    indicator = models.SlugField(_("indicator"), max_length=60)
    level = models.CharField(max_length=20)
    node = models.CharField(max_length=80)
    question = models.CharField(_("what do you want to know or reach"), max_length=300)
    change = models.CharField(_("what you will do"), max_length=300)
    effect = models.CharField(_("what you expect"), max_length=300)
    measure = models.CharField(_("how you will see it"), max_length=300)
    owner = models.ForeignKey(Practitioner, verbose_name=_("who takes it on"), on_delete=models.PROTECT, related_name="+")
    due = models.DateField(_("ready by"))
    agreed_on = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.AGREED)
    before_period = models.CharField(max_length=20)
    before_value = models.FloatField(null=True)
    after_period = models.CharField(max_length=20, blank=True)
    after_value = models.FloatField(null=True)
    result = models.CharField(_("what you learned"), max_length=500, blank=True)
    ended_on = models.DateField(null=True)

    objects = Cycles.as_manager()

    class Meta:
        ordering = ("-agreed_on", "pk")
        constraints = (
            one_owner("feedback_cycle_owner"),
            # The last door: whatever wrote it, a closed cycle was measured again.
            models.CheckConstraint(
                name="feedback_closed_is_measured",
                condition=~Q(state="closed") | (Q(after_value__isnull=False) & ~Q(after_period="") & ~Q(result="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.agreed_on}"
