"""Advice among colleagues, about nobody in particular."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.roles import ROLES
from ...kernel.who import Who
from ...territory.models.dated import Known
from ..permissions import ADVISE

__all__ = ["Advice"]


class Advices(models.QuerySet["Advice"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """One's own questions, those to one's own field, and the library."""
        if not may(who, ADVISE, purpose):
            return self.none()
        return self.filter(Q(asked_by=who.user_id) | Q(field=who.role) | Q(state=Advice.State.SHARED))


class Advice(Known):
    """``field``: the role that is asked. No column of this table can say about whom it is."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        SHARED = "shared", _("in the library")
        BACK = "back", _("taken back")

    field = models.CharField(_("asked of"), max_length=30)
    text = models.TextField(_("question"), max_length=1500)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=3000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = Advices.as_manager()

    class Meta:
        ordering = ("due", "asked_at", "id")
        indexes = (models.Index(fields=("field", "state", "due"), name="rounds_advice_field"),)
        constraints = (
            models.CheckConstraint(
                name="rounds_advice_answered_by_somebody",
                condition=~Q(state__in=("answered", "shared")) | (Q(answered_by__isnull=False) & ~Q(answer="")),
            ),
        )

    def __str__(self) -> str:
        return f"advice {self.pk}"

    @property
    def asked_of(self) -> Any:
        """The field, in words."""
        return ROLES[self.field].title if self.field in ROLES else self.field
