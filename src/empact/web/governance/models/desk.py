"""What the back office does for teams and partners, and the desk where they ask for it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Dated, Known, Organisation, Team
from ...territory.models.dated import period_is_whole
from .shared import Lasting, Shown

__all__ = ["Activity", "Asked", "Service"]


class Activity(models.TextChoices):
    """The six core activities of integration management."""

    EXPERTISE = "expertise", _("knowledge brought in")
    TRAINING = "training", _("training and learning")
    SUPPORT = "support", _("services and support")
    ADVOCACY = "advocacy", _("advocacy")
    REPRESENTATION = "representation", _("representation")
    NETWORK = "network", _("networking and communication")


class Services(Lasting["Service"]):
    pass


class Service(Dated):
    """Something that can be asked for, and to which core activity it belongs."""

    title = models.CharField(_("service"), max_length=200)
    about = models.TextField(_("what you get"), blank=True)
    activity = models.CharField(_("core activity"), max_length=14, choices=Activity)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = Services.as_manager()

    class Meta:
        ordering = ("title", "starts")
        constraints = (period_is_whole("governance_service_period"),)

    def __str__(self) -> str:
        return self.title


class DeskQuestions(Shown["Asked"]):
    pass


class Asked(Known):
    """A question to the desk: of which service, for whom, and how it was answered. ``by_user``: who gets the answer."""

    service = models.ForeignKey(Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="asked")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="asked_of_desk")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="asked_of_desk")
    by_user = models.UUIDField(null=True)
    text = models.TextField(_("what you need"))
    on = models.DateField()
    answer = models.TextField(_("answer"), blank=True)
    answered = models.DateField(null=True)

    objects = DeskQuestions.as_manager()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.service_id} {self.on}"

    def age(self, today: date) -> int:
        """Days from the question to its answer, or to today."""
        return ((self.answered or today) - self.on).days
