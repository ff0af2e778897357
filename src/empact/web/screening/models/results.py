"""An official result of the BelRAI Screener, kept as it came (R2, R3): never changed, never replaced by an estimate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...care.models.seen import OfPart
from ...people.models import Person
from ...territory.models.dated import Known

__all__ = ["MODULES", "Kept", "Origin", "ScreenerResult", "Standing"]

MODULES: Final = ("iadl", "adl", "cognition", "psychological", "behaviour")
"""The five modules, each from 0 to 6 in half points; their sum is the total."""
M = TypeVar("M", bound=models.Model)


class Origin(models.TextChoices):
    """Where a value comes from (R16), so that what is registered twice can be counted."""

    TYPED = "typed", _("typed here")
    IMPORTED = "imported", _("from a file")
    DERIVED = "derived", _("worked out from what is known")


class Standing(OfPart[M]):
    def standing(self) -> Self:
        """What was not withdrawn."""
        return self.filter(ended_at=None)


class Kept(Known):
    """A line about a person that is withdrawn with a reason, and otherwise never changed.

    ``origins``: name of a value to its :class:`Origin`.
    """

    origins: Any = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    recorder_role = models.CharField(max_length=30, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_why = models.CharField(_("why it is withdrawn"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Results(Standing["ScreenerResult"]):
    part = "screener_total"


def _module(title: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(title, max_digits=2, decimal_places=1)


class ScreenerResult(Kept):
    """``reference``: what the BelRAI application calls it. ``recorded_at``: when we received it.

    ``assessor`` with the first and last day of the certificate; without a first day there was none.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="screener_results")
    assessed_on = models.DateField(_("taken on"))
    iadl = _module(_("household activities (IADL)"))
    adl = _module(_("daily care (ADL)"))
    cognition = _module(_("cognitive problems"))
    psychological = _module(_("psychological problems"))
    behaviour = _module(_("behavioural problems"))
    total = models.DecimalField(_("total score"), max_digits=3, decimal_places=1)
    scale_version = models.CharField(_("version of the scale"), max_length=40)
    assessor = models.CharField(_("taken by"), max_length=120)
    certified_since = models.DateField(_("certified since"), null=True)
    certified_until = models.DateField(_("certified until"), null=True)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Origin)

    objects = Results.as_manager()

    class Meta:
        ordering = ("-assessed_on", "-recorded_at", "id")
        constraints = (
            models.CheckConstraint(
                name="screening_result_total_is_the_sum",
                condition=Q(total=F("iadl") + F("adl") + F("cognition") + F("psychological") + F("behaviour")),
            ),
            *(
                models.CheckConstraint(name=f"screening_result_{name}_in_range", condition=Q(**{f"{name}__range": (0, 6)}))
                for name in MODULES
            ),
            models.UniqueConstraint(
                name="screening_result_reference_once",
                fields=("person", "reference"),
                condition=~Q(reference="") & Q(ended_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"screener {self.pk}"

    @property
    def modules(self) -> dict[str, Decimal]:
        return {name: getattr(self, name) for name in MODULES}
