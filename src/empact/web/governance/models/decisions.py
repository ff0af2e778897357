"""Decisions: what was asked, by which rule, what was said, what was decided, and when it is looked at again."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .bodies import Body, Seat
from .shared import Shown

__all__ = ["Decision", "Voice"]


class BodyDecisions(Shown["Decision"]):
    def holding(self) -> Self:
        """Taken, and not followed by another."""
        return self.filter(state=Decision.State.TAKEN, followed_by=None)


class Decision(Known):
    """``proposal`` is what is to be decided, in the words that hold once it is taken. ``follows``: the one it replaces.

    ``plan``: the objective or action of the plan that it serves; ``aims``: at least one of the five. ``cost`` in euro and
    ``hours`` a year are the means it takes.
    """

    class Kind(models.TextChoices):
        CONSENT = "consent", _("consent")
        ADVICE = "advice", _("after advice")
        MAJORITY = "majority", _("majority")
        MANDATE = "mandate", _("by own mandate")

    class Aim(models.TextChoices):
        """The quintuple aim; by the codes that frames have for it."""

        EXPERIENCE = "experience", _("patient experience")
        VALUE = "value", _("more value with available means")
        HEALTH = "health", _("population health")
        EQUITY = "equity", _("equity")
        WORKFORCE = "workforce", _("job satisfaction")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("not taken")

    number = models.PositiveIntegerField(unique=True)
    body = models.ForeignKey(Body, verbose_name=_("who decides"), on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("how"), max_length=8, choices=Kind, default=Kind.CONSENT)
    question = models.CharField(_("question"), max_length=300)
    proposal = models.TextField(_("proposal"))
    reasons = models.TextField(_("why"))
    alternatives = models.TextField(_("what else was looked at"), blank=True)
    plan = models.CharField(_("what of the plan it serves"), max_length=300)
    aims: models.JSONField[list[str], list[str]] = models.JSONField(_("aims it serves"), default=list)
    cost = models.PositiveIntegerField(_("cost (euro)"), default=0)
    hours = models.PositiveIntegerField(_("hours a year"), default=0)
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    proposed = models.DateField()
    opened = models.DateField(null=True)
    decided = models.DateField(null=True)
    starts = models.DateField(_("holds from"), null=True)
    review_by = models.DateField(_("looked at again by"), null=True)
    conditions = models.TextField(_("conditions"), blank=True)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    search = models.TextField(editable=False, default="")

    objects = BodyDecisions.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                name="governance_taken_is_reviewed",
                condition=~Q(state="taken") | Q(decided__isnull=False, starts__isnull=False, review_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.question

    @property
    def aims_said(self) -> list[Any]:
        """In the reader's words."""
        return [self.Aim(aim).label for aim in self.aims]


class SeatVoices(Shown["Voice"]):
    def objections(self) -> Self:
        """Nothing that was answered."""
        return self.filter(stance=Voice.Stance.OBJECTS, answer="")


class Voice(Known):
    """What a seat says to an open decision. ``by``: the seat that said it, by mandate. ``answer``: how an objection or an
    advice was taken up. ``stake``: who speaks gains or loses by it."""

    class Stance(models.TextChoices):
        AGREES = "agrees", _("agrees")
        ABSTAINS = "abstains", _("abstains")
        OBJECTS = "objects", _("objects")
        ADVISES = "advises", _("advises")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="voices")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="voices")
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    stance = models.CharField(_("what you say"), max_length=8, choices=Stance)
    reason = models.TextField(_("why"), blank=True)
    stake = models.CharField(_("which stake you have in it"), max_length=200, blank=True)
    answer = models.TextField(_("how it was taken up"), blank=True)
    at = models.DateTimeField()

    objects = SeatVoices.as_manager()

    class Meta:
        ordering = ("seat__organisation__search", "pk")
        constraints = (models.UniqueConstraint(name="governance_voice_once", fields=("decision", "seat")),)

    def __str__(self) -> str:
        return f"{self.seat_id} {self.stance}"
