"""What a region decided on the limits of the screener (R1), and what a result or a new rule asks somebody to decide (R4)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...care.models.seen import OfPart
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models.dated import Known
from ..permissions import KEEP_RULES, SCREEN
from .results import ScreenerResult

__all__ = ["FollowUp", "RuleVersion"]


class RuleVersions(models.QuerySet["RuleVersion"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """Whoever keeps rules or works with them; there is nothing of a person in a rule."""
        return self if may(who, KEEP_RULES, purpose) or may(who, SCREEN, purpose) else self.none()


class RuleVersion(Known):
    """A version decided by the region, beside those of the library. Met when either limit is reached.

    ``valid_from`` and ``valid_to`` bound the assessments it is about; ``decided_on`` may be later.
    """

    class Name(models.TextChoices):
        HEAVY_NEED = "heavy_need", _("heavy care need")
        FULL_ASSESSMENT = "full_assessment", _("full BelRAI")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        IN_FORCE = "in_force", _("in force")
        DROPPED = "dropped", _("dropped")

    name = models.CharField(_("rule on"), max_length=15, choices=Name)
    version = models.PositiveSmallIntegerField()
    total = models.DecimalField(_("total from"), max_digits=3, decimal_places=1, null=True)
    activities = models.DecimalField(_("IADL and ADL together from"), max_digits=3, decimal_places=1, null=True)
    valid_from = models.DateField(_("for assessments from"))
    valid_to = models.DateField(_("for assessments until"), null=True)
    decided_on = models.DateField(_("decided on"))
    decision = models.CharField(_("number of the decision"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    moved_at = models.DateTimeField()
    moved_by = models.UUIDField(null=True)

    objects = RuleVersions.as_manager()

    class Meta:
        ordering = ("name", "-version")
        constraints = (
            models.UniqueConstraint(name="screening_rule_version_once", fields=("name", "version")),
            models.CheckConstraint(name="screening_rule_has_a_limit", condition=~Q(total=None, activities=None)),
            models.CheckConstraint(name="screening_rule_has_a_decision", condition=~Q(decision="")),
        )

    def __str__(self) -> str:
        return f"rule {self.name} {self.version}"


class FollowUps(OfPart["FollowUp"]):
    part = "screener_total"
    to_person = "result__person"


class FollowUp(Known):
    """Somebody has to decide what follows. ``rule`` is empty where the result itself asks for it by the rule of its day.

    ``met``: what the rule says now; with a new rule, it said the opposite before.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        DROPPED = "dropped", _("not done")

    result = models.ForeignKey(ScreenerResult, on_delete=models.PROTECT, related_name="follow_ups")
    name = models.CharField(max_length=15, choices=RuleVersion.Name)
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, related_name="follow_ups")
    met = models.BooleanField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    note = models.CharField(_("what was done, or why not"), max_length=200, blank=True)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    moved_by = models.UUIDField(null=True)

    objects = FollowUps.as_manager()

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.UniqueConstraint(name="screening_step_of_rule_once", fields=("result", "rule")),
            models.UniqueConstraint(name="screening_step_once", fields=("result", "name"), condition=Q(rule=None)),
        )

    def __str__(self) -> str:
        return f"step {self.pk}"
