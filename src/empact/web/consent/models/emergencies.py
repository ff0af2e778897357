"""Breaking the glass: somebody looks without relation or consent, for a reason, for a few hours, and everybody is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person, Representative
from ...territory.models.dated import Known
from ..permissions import REVIEW

__all__ = ["Emergency"]


class Emergencies(models.QuerySet["Emergency"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """Who checks sees all, without a name; the person, and who speaks for them, theirs."""
        if purpose == Purpose.OVERSIGHT and may(who, REVIEW, purpose):
            return self
        if purpose == Purpose.OWN:
            spoken_for = Representative.objects.deciding(on).filter(by__user=who.user_id)
            theirs = Q(person__user=who.user_id) | Q(person__in=spoken_for.values("person"))
            return self.filter(theirs, person__in=Person.objects.visible_to(who, purpose, on))
        return self.none()

    def open_at(self, at: datetime) -> Self:
        return self.filter(opened_at__lte=at, until__gt=at)


class Emergency(Known):
    """``seen_at``: when the person read of it. ``checked_at``: when the data-protection officer asked and was answered."""

    class Verdict(models.TextChoices):
        NEEDED = "needed", _("it was needed")
        NOT_NEEDED = "not_needed", _("it was not needed")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="emergencies")
    professional = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    scope = models.CharField(max_length=62, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.UUIDField(null=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)

    objects = Emergencies.as_manager()

    class Meta:
        ordering = ("-opened_at", "id")
        indexes = (models.Index(fields=("professional", "until"), name="consent_emergency_open"),)
        constraints = (
            models.CheckConstraint(name="consent_emergency_ends", condition=Q(until__gt=F("opened_at"))),
            models.CheckConstraint(name="consent_emergency_has_reason", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"emergency {self.pk}"
