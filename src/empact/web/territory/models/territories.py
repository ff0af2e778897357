"""Territories, what lies in what on which day, and how many people live there according to whom."""

from __future__ import annotations

from datetime import date
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .dated import Dated, Known, Lasting, Shared, period_is_whole

__all__ = ["ADMINISTRATIVE", "BoundaryVersion", "Membership", "Population", "Postcode", "Territory"]


class Territories(Lasting["Territory"]):
    def offered(self, day: date) -> Self:
        """What one may choose from: sectors are too many for a list."""
        return self.on(day).exclude(kind=Territory.Kind.SECTOR).defer("outline").order_by("kind", "name")


class Territory(Dated):
    """A place with a name. What lies in it is said by memberships; a set (a living lab) may overlap anything.

    ``code`` stands in addresses and files: the NIS code of a municipality, the code of a sector, else a short word.
    """

    class Kind(models.TextChoices):
        REGION = "region", _("region")
        CARE_REGION = "care_region", _("care region")
        ZONE = "zone", _("primary-care zone")
        MUNICIPALITY = "municipality", _("municipality")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")
        SECTOR = "sector", _("statistical sector")
        LIVING_LAB = "living_lab", _("living lab")
        LEARNING = "learning", _("learning territory")
        HOSPITAL_NETWORK = "hospital_network", _("hospital network")
        REGIONAL_ZONE = "regional_zone", _("regional care zone")
        MENTAL_HEALTH_NETWORK = "mental_health_network", _("mental health network")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    outline = models.JSONField(_("outline"), null=True, blank=True)

    objects = Territories.as_manager()

    class Meta:
        ordering = ("name", "code")
        constraints = (
            period_is_whole("territory_period"),
            models.CheckConstraint(
                name="territory_place_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        )

    def __str__(self) -> str:
        return self.name


ADMINISTRATIVE: Final = ("region", "care_region", "zone", "municipality", "neighbourhood", "sector")
"""From large to small. On one day a territory lies in at most one of each of these kinds."""


class BoundaryVersions(Shared["BoundaryVersion"]):
    pass


class BoundaryVersion(Known):
    """The name of the boundaries of a region from a day on. Figures of a day name the version in force on that day."""

    region = models.ForeignKey(Territory, verbose_name=_("region"), on_delete=models.PROTECT, related_name="boundaries")
    name = models.CharField(_("name"), max_length=80)
    starts = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = BoundaryVersions.as_manager()

    class Meta:
        ordering = ("region", "-starts")
        constraints = (models.UniqueConstraint(name="territory_boundary_once", fields=("region", "starts")),)

    def __str__(self) -> str:
        return self.name


class Memberships(Lasting["Membership"]):
    pass


class Membership(Dated):
    """``part`` lies in ``whole`` in this period."""

    part = models.ForeignKey(Territory, verbose_name=_("part"), on_delete=models.PROTECT, related_name="lies_in")
    whole = models.ForeignKey(Territory, verbose_name=_("whole"), on_delete=models.PROTECT, related_name="holds")

    objects = Memberships.as_manager()

    class Meta:
        constraints = (
            period_is_whole("territory_membership_period"),
            models.UniqueConstraint(name="territory_membership_once", fields=("part", "whole", "starts")),
            models.CheckConstraint(name="territory_not_in_itself", condition=~Q(part=F("whole"))),
        )

    def __str__(self) -> str:
        return f"{self.part} < {self.whole}"


class Populations(Shared["Population"]):
    def current(self) -> Populations:
        """Without the figures that were replaced."""
        return self.filter(replaced_at=None)


class Population(Known):
    """People who lived in a territory on a day, according to a source. A better figure replaces it; the old one stays."""

    territory = models.ForeignKey(Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="populations")
    on = models.DateField(_("on"))
    number = models.PositiveIntegerField(_("inhabitants"))
    source = models.CharField(_("source"), max_length=300)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = Populations.as_manager()

    class Meta:
        ordering = ("-on", "-recorded_at")
        constraints = (
            models.UniqueConstraint(
                name="territory_population_once", fields=("territory", "on"), condition=Q(replaced_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} ({self.on})"


class Postcodes(Shared["Postcode"]):
    pass


class Postcode(models.Model):
    """A postcode and the municipality it is most in."""

    code = models.CharField(_("postcode"), max_length=4, primary_key=True)
    municipality = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="postcodes")

    objects = Postcodes.as_manager()

    def __str__(self) -> str:
        return self.code
