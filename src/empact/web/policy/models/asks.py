"""What the region asks of an authority: room in a rule, a bottleneck taken away, a recommendation followed."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...portfolio.models import Action
from ...territory.models import Known
from .authorities import Authority, Level
from .shared import Shown

__all__ = ["Ask", "Move"]


class Asks(Shown["Ask"]):
    def waiting(self) -> Self:
        """Neither answered nor closed."""
        return self.filter(state__in=(Ask.State.NOTED, Ask.State.SENT))


class Ask(Known):
    """``rule`` and ``law``: what stands in the way and where it is written; ``evidence``: how we know that it does.

    ``outcome`` and ``answer`` are of the last answer; those before it stand with the moves.
    """

    class Kind(models.TextChoices):
        RELIEF = "relief", _("regulatory room")
        BOTTLENECK = "bottleneck", _("bottleneck")
        RECOMMENDATION = "recommendation", _("recommendation")

    class State(models.TextChoices):
        NOTED = "noted", _("written down")
        SENT = "sent", _("sent")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("yes")
        PARTLY = "partly", _("in part")
        REFUSED = "refused", _("no")
        OTHER = "other", _("neither yes nor no")

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    level = models.CharField(_("who can change it"), max_length=9, choices=Level)
    title = models.CharField(_("in one sentence"), max_length=200)
    rule = models.TextField(_("the rule that stands in the way"), blank=True)
    law = models.CharField(_("where it is written (law and article)"), max_length=300, blank=True)
    obstacle = models.TextField(_("what it hinders"))
    evidence = models.TextField(_("how we know"), blank=True)
    proposal = models.TextField(_("what we propose"), blank=True)
    actions = models.ManyToManyField(Action, verbose_name=_("actions it is about"), blank=True, related_name="+")
    addressee = models.ForeignKey(
        Authority, verbose_name=_("asked of"), on_delete=models.PROTECT, null=True, blank=True, related_name="asks"
    )
    state = models.CharField(max_length=8, choices=State, default=State.NOTED)
    raised = models.DateField()
    sent = models.DateField(null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered = models.DateField(null=True)
    search = models.TextField(editable=False, default="")

    objects = Asks.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(name="policy_ask_sent", condition=~Q(state__in=("sent", "answered")) | ~Q(sent=None)),
            models.CheckConstraint(
                name="policy_ask_answered",
                condition=Q(answered=None, answer="", outcome="") | (~Q(answered=None) & ~Q(answer="") & ~Q(outcome="")),
            ),
            models.CheckConstraint(name="policy_answered_has_answer", condition=~Q(state="answered") | ~Q(answered=None)),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def waits(self, day: date) -> int:
        """Days since it was sent; before that, since it was written down."""
        return (day - (self.sent or self.raised)).days


class Moves(Shown["Move"]):
    pass


class Move(Known):
    """One dated step of an ask, with what was said."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=8, choices=Ask.State)
    on = models.DateField()
    at = models.DateTimeField()
    text = models.TextField(blank=True)

    objects = Moves.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.ask_id} {self.after}"
