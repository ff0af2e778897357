"""Which official sources hold something about a person, and from when: that it is there, and never what it says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...territory.models.dated import Known
from .seen import OfPart

__all__ = ["OfficialRecord"]


class OfficialRecords(OfPart["OfficialRecord"]):
    part = "medication"


class OfficialRecord(Known):
    """What somebody saw in an official source on a day. ``updated_on`` is null where it was looked for and not found.

    ``address``: where the source opens it for this very person. Lines are added and never changed: the newest holds.
    """

    class Source(models.TextChoices):
        RECORD = "record", _("shared patient record")
        SUMMARY = "summary", _("summary of the general practitioner (Sumehr)")
        SCHEME = "scheme", _("medication scheme")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="official_records")
    source = models.CharField(max_length=7, choices=Source)
    updated_on = models.DateField(_("updated there on"), null=True, blank=True)
    address = models.URLField(_("where it opens for this person"), max_length=300, blank=True)
    seen_at = models.DateTimeField()
    seen_by = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)

    objects = OfficialRecords.as_manager()

    class Meta:
        ordering = ("source", "-seen_at", "id")
        indexes = (models.Index(fields=("person", "source", "-seen_at"), name="care_official_newest"),)
        constraints = (
            models.CheckConstraint(
                name="care_official_opens_what_is_there", condition=Q(address="") | Q(updated_on__isnull=False)
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"official record {self.pk}"
