"""Where each field of a plan comes from, and whether it was known already (R16)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...care.models.seen import OfPart
from ...people.models import Person
from ...territory.models.dated import Known

__all__ = ["Origin"]


class Origins(OfPart["Origin"]):
    part = "goals"


class Origin(Known):
    """One entry in one field of a plan: ``version`` of the plan that holds it. What was written is not here.

    ``twice``: the same stood already elsewhere in the plan, or in the record of the person, and was typed again.
    """

    class How(models.TextChoices):
        TYPED = "typed", _("typed here")
        IMPORTED = "imported", _("brought from another system")
        DERIVED = "derived", _("worked out from other fields")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    plan = models.UUIDField()
    field = models.CharField(max_length=20)
    row = models.CharField(max_length=36, blank=True)
    how = models.CharField(max_length=8, choices=How)
    role = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField()
    twice = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = Origins.as_manager()

    class Meta:
        ordering = ("-at", "field", "row")
        indexes = (models.Index(fields=("person", "field"), name="rounds_origin_person"),)
        constraints = (
            models.UniqueConstraint(name="rounds_origin_once", fields=("plan", "version", "field", "row")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"origin {self.pk}"
