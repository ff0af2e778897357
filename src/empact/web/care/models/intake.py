"""How care begins: a request, clarified in a talk, and a level that is decided with the person, dated and reversible (R5)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...territory.models.dated import Known
from .seen import OfPart

__all__ = ["Intake", "LevelDecision"]


class Intakes(OfPart["Intake"]):
    part = "goals"


class Intake(Known):
    """``question``: what is really asked, once it was talked through."""

    class State(models.TextChoices):
        REQUEST = "request", _("asked")
        CLARIFIED = "clarified", _("clarified")
        DECIDED = "decided", _("level decided")
        CLOSED = "closed", _("closed")

    class AskedBy(models.TextChoices):
        PERSON = "person", _("the person")
        CARER = "carer", _("informal carer")
        PROFESSIONAL = "professional", _("professional")
        OTHER = "other", _("somebody else")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="intakes")
    state = models.CharField(max_length=9, choices=State, default=State.REQUEST)
    asked_by = models.CharField(_("asked by"), max_length=12, choices=AskedBy)
    asked_on = models.DateField(_("asked on"))
    request = models.TextField(_("request"), max_length=1000)
    question = models.TextField(_("what is really asked"), max_length=1000, blank=True)
    clarified_on = models.DateField(null=True)
    begun_by = models.UUIDField(null=True)

    objects = Intakes.as_manager()

    class Meta:
        ordering = ("-asked_on", "id")
        indexes = (models.Index(fields=("begun_by", "state"), name="care_intake_begun"),)
        constraints = (
            models.UniqueConstraint(
                name="care_one_open_intake", fields=("person",), condition=Q(state__in=("request", "clarified"))
            ),
        )

    def __str__(self) -> str:
        return f"intake {self.pk}"


class LevelDecisions(OfPart["LevelDecision"]):
    part = "goals"

    def standing(self) -> LevelDecisions:
        """Those that were not taken back, newest first."""
        return self.filter(taken_back_at=None)


class LevelDecision(Known):
    """The newest that was not taken back holds. ``how``: how the person took part in the decision."""

    class Level(models.TextChoices):
        LIMITED = "limited", _("limited")
        COMPLEX = "complex", _("complex")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="levels")
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(_("level"), max_length=7, choices=Level)
    how = models.CharField(_("how the person decided along"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.UUIDField(null=True)

    objects = LevelDecisions.as_manager()

    class Meta:
        ordering = ("-decided_at", "id")
        indexes = (models.Index(fields=("person", "decided_at"), name="care_level_person"),)
        constraints = (
            models.CheckConstraint(name="care_level_with_the_person", condition=~Q(how="")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"level {self.pk}"
