"""What we work out ourselves: an estimate of the screener, which opens no right, and scores of other instruments."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from .results import Kept, Standing

__all__ = ["Estimate", "Measurement"]


class Estimates(Standing["Estimate"]):
    part = "screener_modules"


class Measurements(Standing["Measurement"]):
    part = "screener_modules"


class Estimate(Kept):
    """``modules``: name to score as text; ``missing``: names of modules that cannot be scored here. ``answers``: codes only.

    Without all five modules there is no total.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="screener_estimates")
    assessed_on = models.DateField(_("taken on"))
    instrument_version = models.PositiveSmallIntegerField()
    modules: Any = models.JSONField(default=dict)
    missing: Any = models.JSONField(default=list)
    answers: Any = models.JSONField(default=dict)
    total = models.DecimalField(_("total score"), max_digits=3, decimal_places=1, null=True)

    objects = Estimates.as_manager()

    class Meta:
        ordering = ("-assessed_on", "-recorded_at", "id")

    def __str__(self) -> str:
        return f"estimate {self.pk}"


class Measurement(Kept):
    """A score of an instrument in one version, with its unit. ``answers``: what was answered, by item."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measurements")
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    measured_on = models.DateField(_("measured on"))
    answers: Any = models.JSONField(default=dict)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    label = models.CharField(max_length=40, blank=True)

    objects = Measurements.as_manager()

    class Meta:
        ordering = ("-measured_on", "-recorded_at", "id")
        indexes = (models.Index(fields=("person", "instrument"), name="screening_of_instrument"),)

    def __str__(self) -> str:
        return f"measurement {self.pk}"
