"""Whether taking part let an actor grow, in its own judgement, once a year."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Known, Organisation
from ..permissions import KEEP_FRAME, PROMISE

__all__ = ["Growth"]


class Growths(models.QuerySet["Growth"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """All to the project office, one's own to an organisation; others read counts by category."""
        if may(who, KEEP_FRAME, purpose):
            return self
        if who.scope_kind != "organisation" or not may(who, PROMISE, purpose):
            return self.none()
        return self.filter(organisation=who.scope_id)


class Growth(Known):
    """The answer of an organisation for a year; said again, it takes the place of the one before."""

    class Answer(models.TextChoices):
        BETTER = "better", _("it let us grow")
        SAME = "same", _("it made no difference")
        WORSE = "worse", _("it held us back")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="growth")
    year = models.PositiveSmallIntegerField(_("year"))
    answer = models.CharField(_("what taking part did for your organisation"), max_length=6, choices=Answer)
    why = models.CharField(_("why"), max_length=300, blank=True)

    objects = Growths.as_manager()

    class Meta:
        ordering = ("-year", "organisation__search")
        constraints = (models.UniqueConstraint(name="portfolio_growth_once", fields=("organisation", "year")),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year}"
