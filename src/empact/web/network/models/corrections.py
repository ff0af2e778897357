"""What anybody says is wrong, what became of it, and the log of what changed."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Known
from ..permissions import KEEP
from .offers import Offer
from .shared import Partners

__all__ = ["Change", "Proposal"]


class Proposals(models.QuerySet["Proposal"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """For who keeps the offer."""
        if not may(who, KEEP, purpose):
            return self.none()
        if who.role != "contact":
            return self
        return self.filter(offer__organisation=UUID(who.scope_id)) if who.scope_kind == "organisation" else self.none()

    def held_with(self, key: UUID) -> Self:
        """For who proposed and has no account: the random id in the address is the key."""
        return self.filter(pk=key)

    def waiting(self) -> Self:
        return self.filter(state=Proposal.State.ASKED)


class Proposal(Known):
    """Anybody's word that something is wrong. Nobody says who they are."""

    class About(models.TextChoices):
        CONTACT = "contact", _("telephone, e-mail or website")
        HOURS = "hours", _("opening hours")
        PLACE = "place", _("address or area")
        COST = "cost", _("what it costs")
        WHOM = "whom", _("for whom it is")
        WAIT = "wait", _("how long one waits")
        GONE = "gone", _("it does not exist any more")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        DONE = "done", _("corrected")
        REFUSED = "refused", _("not changed")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="proposals")
    about = models.CharField(_("what is wrong"), max_length=7, choices=About)
    text = models.CharField(_("how it should be"), max_length=500)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = Proposals.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="network_proposal_decided", condition=Q(state="asked", decided_at=None) | Q(decided_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.state}"


class Changes(Partners["Change"]):
    pass


class Change(Known):
    """One line of the log of an offer: what each field held before and after. Lines are added, never changed."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    fields = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)

    objects = Changes.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return f"{self.offer_id} {self.at:%Y-%m-%d}"
