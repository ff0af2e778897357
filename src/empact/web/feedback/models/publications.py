"""When figures open: to the teams and practices they are about first, to policy two weeks later at the earliest."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..permissions import PUBLISH, READ_PUBLISHED, SEE

__all__ = ["Publication"]


class Publications(models.QuerySet["Publication"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        if may(who, PUBLISH, purpose):
            return self
        if may(who, SEE, purpose):
            return self.open_to_teams()
        return self.filter(state=Publication.State.POLICY) if may(who, READ_PUBLISHED, purpose) else self.none()

    def open_to_teams(self) -> Self:
        return self.filter(state__in=(Publication.State.TEAM, Publication.State.POLICY))


class Publication(models.Model):
    """The figures of one period. ``period``: its name in the released results; ``ends``: its last day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("planned")
        TEAM = "team", _("open to teams")
        POLICY = "policy", _("open to policy")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(_("period"), max_length=20, unique=True)
    team_from = models.DateField(_("opens to teams on"))
    policy_from = models.DateField(_("opens to policy on"))
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)

    objects = Publications.as_manager()

    class Meta:
        ordering = ("-team_from", "-period")
        constraints = (models.CheckConstraint(name="feedback_team_first", condition=Q(policy_from__gt=F("team_from"))),)

    def __str__(self) -> str:
        return self.period
