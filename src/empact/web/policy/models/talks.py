"""Talks with policy, and who speaks for the region in which forum."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...governance.models import Decision
from ...territory.models import Dated, Known, Organisation, Practitioner
from ...territory.models.dated import period_is_whole
from .authorities import Authority, Level
from .goals import PolicyGoal
from .shared import Lasting, Shown

__all__ = ["Representation", "Talk"]


class Talks(Shown["Talk"]):
    pass


class Talk(Known):
    """A consultation, an interview or another talk, with notes. ``functions``: whom one met, by function, never by name."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("consultation about a plan of policy")
        INTERVIEW = "interview", _("interview with policy")
        PLANNING = "planning", _("care-strategic planning")
        OTHER = "other", _("other talk")

    on = models.DateField(_("on"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    subject = models.CharField(_("about what"), max_length=200)
    authorities = models.ManyToManyField(Authority, verbose_name=_("with"), blank=True, related_name="talks")
    functions = models.CharField(_("with whom, by function"), max_length=200, blank=True)
    said = models.TextField(_("what we brought"), blank=True)
    notes = models.TextField(_("notes"))
    goals = models.ManyToManyField(
        PolicyGoal, verbose_name=_("goals of policy it was about"), blank=True, related_name="talks"
    )

    objects = Talks.as_manager()

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.subject}"


class Representations(Lasting["Representation"]):
    pass


class Representation(Dated):
    """Somebody speaks for the region in a forum, for a time. ``holder`` empty: the place is open.

    ``decision``: the one that gave the mandate.
    """

    forum = models.CharField(_("forum"), max_length=200)
    level = models.CharField(_("level"), max_length=9, choices=Level)
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        Practitioner, verbose_name=_("who"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    brings = models.TextField(_("what is brought there, and how it is told at home"), blank=True)
    decision = models.ForeignKey(
        Decision, verbose_name=_("by this decision"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = Representations.as_manager()

    class Meta:
        ordering = ("forum", "organisation__search", "starts")
        constraints = (period_is_whole("policy_representation_period"),)

    def __str__(self) -> str:
        return f"{self.forum} {self.organisation_id}"
