"""What government engaged itself to, and what was seen of it since."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Shown

__all__ = ["Check", "Engagement"]


class Engagements(Shown["Engagement"]):
    pass


class Engagement(Known):
    """In the words of its ``source``. ``said``: by when, as it stands there; ``year``: where a year does; ``due``: a whole
    date, where one was agreed later. ``state`` is that of the last check.
    """

    class State(models.TextChoices):
        UNSEEN = "unseen", _("nothing seen of it yet")
        PARTLY = "partly", _("kept in part")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("not kept")

    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(_("in one sentence"), max_length=200)
    by = models.CharField(_("by whom"), max_length=200)
    said = models.CharField(_("by when, in the words of the source"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    due = models.DateField(_("by"), null=True)
    text = models.TextField(_("what was promised"))
    source = models.CharField(_("source"), max_length=300)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=6, choices=State, default=State.UNSEEN)

    objects = Engagements.as_manager()

    class Meta:
        ordering = ("source", "number")
        constraints = (models.UniqueConstraint(name="policy_engagement_once", fields=("source", "code")),)

    def __str__(self) -> str:
        return self.title

    def is_late(self, day: date) -> bool:
        """Its day, or the whole of its year, is past, and it is not kept."""
        past = self.due < day if self.due else self.year is not None and self.year < day.year
        return past and self.state != self.State.KEPT


class Checks(Shown["Check"]):
    pass


class Check(Known):
    """What was seen on a day, and what proves it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField(_("on"))
    at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=6, choices=Engagement.State)
    proof = models.TextField(_("proof"))

    objects = Checks.as_manager()

    class Meta:
        ordering = ("-on", "-at", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.state}"
