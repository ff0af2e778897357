"""When figures open: to the teams and practices they are about first, to policy two weeks later at the earliest."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..permissions import PUBLISH, READ_PUBLISHED, SEE

__all__ = ["FIRST_DAYS", "Publication"]

FIRST_DAYS: Final = timedelta(days=14)
"""So long a team has its figures before policy has the whole of them."""


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
    """The figures of one period, by its name in the released results. The two days are a plan; what was opened on which day
    is kept beside it, because figures that arrive late open late.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("planned")
        TEAM = "team", _("open to teams")
        POLICY = "policy", _("open to policy")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(_("period"), max_length=20, unique=True)
    team_from = models.DateField(_("opens to teams on"))
    policy_from = models.DateField(_("opens to policy on"))
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    team_opened = models.DateField(null=True, editable=False)
    policy_opened = models.DateField(null=True, editable=False)

    objects = Publications.as_manager()

    class Meta:
        ordering = ("-team_from", "-period")
        constraints = (models.CheckConstraint(name="feedback_team_first", condition=Q(policy_from__gt=F("team_from"))),)

    def __str__(self) -> str:
        return self.period

    @property
    def policy_day(self) -> date:
        """The first day policy can have it: as planned, or later when the teams had it later than planned."""
        return self.policy_opened or max(self.policy_from, (self.team_opened or self.team_from) + FIRST_DAYS)
