"""How an action goes: what it is measured by, what partners promise, and what is said about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known, Organisation
from .actions import Action
from .shared import Lasting, Open

__all__ = ["Kpi", "Promise", "Reading", "Update"]


class Kpis(Open["Kpi"]):
    pass


class Kpi(Known):
    """What an action is judged by: an indicator of the released figures, or something counted by hand (``title``)."""

    class Direction(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="kpis")
    indicator = models.CharField(_("indicator"), max_length=60, blank=True)
    title = models.CharField(_("or what is counted by hand"), max_length=200, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    target = models.FloatField(_("target"), null=True, blank=True)
    by = models.DateField(_("to be reached by"), null=True, blank=True)

    objects = Kpis.as_manager()

    class Meta:
        ordering = ("title", "indicator")
        constraints = (
            models.UniqueConstraint(name="portfolio_kpi_once", fields=("action", "indicator"), condition=~Q(indicator="")),
            models.CheckConstraint(
                name="portfolio_kpi_is_one", condition=(Q(title="") & ~Q(indicator="")) | (Q(indicator="") & ~Q(title=""))
            ),
        )

    def __str__(self) -> str:
        return self.title or self.indicator


class Readings(Open["Reading"]):
    pass


class Reading(Known):
    """What was counted by hand, on a day, with where the number comes from."""

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="readings")
    on = models.DateField(_("on"))
    value = models.FloatField(_("value"))
    source = models.CharField(_("where the number comes from"), max_length=200)

    objects = Readings.as_manager()

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(name="portfolio_reading_once", fields=("kpi", "on")),)

    def __str__(self) -> str:
        return f"{self.value:g}"


class Promises(Lasting["Promise"]):
    """On a day: those that hold, confirmed or not."""


class Promise(Known):
    """What a partner brings to an action. ``confirmed`` empty: expected by others, not yet promised by the partner itself.

    ``due``: when it is there; ``delivered``: when it was. ``ends``: the last day it holds, when it was taken back.
    """

    class Contribution(models.TextChoices):
        LEAD = "lead", _("lead")
        TIME = "time", _("time")
        MONEY = "money", _("money")
        DATA = "data", _("data")
        SPACE = "space", _("space")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="promises")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="promises"
    )
    contribution = models.CharField(_("contribution"), max_length=5, choices=Contribution)
    what = models.CharField(_("what exactly"), max_length=200, blank=True)
    due = models.DateField(_("by"), null=True, blank=True)
    starts = models.DateField()
    confirmed = models.DateField(null=True)
    delivered = models.DateField(null=True)
    ends = models.DateField(null=True)

    objects = Promises.as_manager()

    class Meta:
        ordering = ("organisation__search", "contribution")
        constraints = (
            models.UniqueConstraint(
                name="portfolio_promise_once", fields=("action", "organisation", "contribution"), condition=Q(ends=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.contribution}"


class Updates(Open["Update"]):
    pass


class Update(Known):
    """What the puller says of an action: how it goes in their own judgement, what changed, what comes next, what is asked.

    ``computed``: how it went by dates alone, on that day. Where the two differ, ``why`` says it.
    ``role``: the hat that wrote it.
    """

    class Light(models.TextChoices):
        GREEN = "green", _("on track")
        AMBER = "amber", _("needs attention")
        RED = "red", _("stuck")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    on = models.DateField()
    at = models.DateTimeField()
    light = models.CharField(_("how it goes"), max_length=5, choices=Light)
    computed = models.CharField(max_length=5, choices=Light)
    changed = models.CharField(_("what changed"), max_length=500)
    next = models.CharField(_("next step"), max_length=300)
    asked = models.CharField(_("help asked"), max_length=300, blank=True)
    why = models.CharField(_("why this is on track all the same"), max_length=300, blank=True)
    role = models.CharField(max_length=30, blank=True)
    answered = models.CharField(_("answer"), max_length=300, blank=True)
    answered_on = models.DateField(null=True)

    objects = Updates.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.light}"
