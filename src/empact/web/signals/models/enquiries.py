"""A question that reached an intake desk, and what became of it. No column of this table can say who asked."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation, Territory
from ...territory.models.dated import Known
from ..permissions import ANSWER
from .signals import Channel

__all__ = ["Enquiry", "Topic", "Unmet"]


class Topic(models.TextChoices):
    """What is asked for: a proposal, as no list of a region is known."""

    HOME = "home", _("help at home")
    CARE = "care", _("a doctor, nurse or other care")
    MIND = "mind", _("feeling unwell in the mind")
    MONEY = "money", _("money and rights")
    PAPERS = "papers", _("papers, forms and computers")
    HOUSING = "housing", _("a place to live")
    TRANSPORT = "transport", _("getting somewhere")
    COMPANY = "company", _("company and meeting others")
    CARER = "carer", _("time off for who cares for somebody")
    FAMILY = "family", _("children and family")
    OTHER = "other", _("something else")


class Unmet(models.TextChoices):
    """Why a question stays without an answer."""

    NONE = "none", _("nobody offers this here")
    FULL = "full", _("full, or a long wait")
    COST = "cost", _("too expensive")
    FAR = "far", _("too far, or no way to get there")
    RULES = "rules", _("does not meet the conditions")
    UNKNOWN = "unknown", _("we do not know who does this")


class Enquiries(models.QuerySet["Enquiry"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """Those of the desk where the hat is worn. Everybody else reads figures."""
        if not may(who, ANSWER, purpose) or not who.scope:
            return self.none()
        return self.filter(desk=who.scope)

    def waiting(self, today: date) -> Self:
        """What nobody has answered yet, and what was to be looked at again by now."""
        return self.filter(Q(state=Enquiry.State.OPEN) | Q(follow_up__lte=today))


class Enquiry(Known):
    """``desk``: the place of the hat that wrote it down. ``why``: it stays unanswered; ``follow_up``: when to look again."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        FORWARDED = "forwarded", _("passed on")
        UNANSWERED = "unanswered", _("not answered")

    desk = models.CharField(max_length=62)
    channel = models.CharField(_("how it came in"), max_length=5, choices=Channel, default=Channel.DESK)
    municipality = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.CharField(_("what it is about"), max_length=9, choices=Topic)
    text = models.TextField(_("question"), max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("why not"), max_length=7, choices=Unmet, blank=True)
    follow_up = models.DateField(_("look again on"), null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    objects = Enquiries.as_manager()

    class Meta:
        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=("desk", "state", "follow_up"), name="signals_enquiry_desk"),)
        constraints = (
            models.CheckConstraint(
                name="signals_enquiry_passed_to_one",
                condition=Q(state="forwarded", organisation__isnull=False) | (~Q(state="forwarded") & Q(organisation=None)),
            ),
            models.CheckConstraint(
                name="signals_enquiry_says_why",
                condition=(Q(state="unanswered") & ~Q(why="")) | (~Q(state="unanswered") & Q(why="")),
            ),
        )

    def __str__(self) -> str:
        return f"enquiry {self.pk}"
