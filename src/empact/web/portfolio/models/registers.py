"""Short registers beside the actions: what stands in the way, contacts with other networks, strengths, visions, versions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known, Organisation
from .actions import Action
from .shared import Open

__all__ = ["NetworkContact", "Obstacle", "PlanVersion", "Strength", "Vision"]


class Obstacles(Open["Obstacle"]):
    pass


class Obstacle(Known):
    """What stands in the way of a care process. It is closed with what solved it."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="obstacles")
    what = models.CharField(_("what stands in the way"), max_length=300)
    since = models.DateField()
    solution = models.CharField(_("what solved it"), max_length=300, blank=True)
    closed = models.DateField(null=True)

    objects = Obstacles.as_manager()

    class Meta:
        ordering = ("closed", "since", "pk")
        constraints = (
            models.CheckConstraint(
                name="portfolio_obstacle_solved", condition=models.Q(closed=None, solution="") | ~models.Q(solution="")
            ),
        )

    def __str__(self) -> str:
        return self.what


class NetworkContacts(Open["NetworkContact"]):
    pass


class NetworkContact(Known):
    """A talk with another network: with whom, about what, with which result. Networks, not persons."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("network"), on_delete=models.PROTECT, related_name="network_contacts"
    )
    on = models.DateField(_("on"))
    about = models.CharField(_("about what"), max_length=300)
    result = models.CharField(_("with which result"), max_length=300, blank=True)

    objects = NetworkContacts.as_manager()

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.on}"


class Strengths(Open["Strength"]):
    pass


class Strength(Known):
    """What a region has to build on, who holds it, and how one knows."""

    what = models.CharField(_("strength"), max_length=400)
    holder = models.CharField(_("who holds it"), max_length=200, blank=True)
    evidence = models.CharField(_("how we know"), max_length=300, blank=True)
    number = models.PositiveSmallIntegerField()

    objects = Strengths.as_manager()

    class Meta:
        ordering = ("number", "pk")

    def __str__(self) -> str:
        return self.what


class Visions(Open["Vision"]):
    pass


class Vision(Known):
    """What the region wants to reach, in its own words, from a day on. An earlier one stays."""

    text = models.CharField(_("what the region wants to reach"), max_length=400)
    by = models.PositiveSmallIntegerField(_("by which year"), null=True, blank=True)
    starts = models.DateField()
    at = models.DateTimeField()

    objects = Visions.as_manager()

    class Meta:
        ordering = ("-starts", "-at")

    def __str__(self) -> str:
        return self.text


class PlanVersions(Open["PlanVersion"]):
    pass


class PlanVersion(Known):
    """The plan as it was on a day, under a name: number of an action to what the plan says of it."""

    title = models.CharField(_("name"), max_length=120)
    on = models.DateField()
    at = models.DateTimeField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    objects = PlanVersions.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return self.title
