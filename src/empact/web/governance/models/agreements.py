"""Agreements: who promised one another what, signed by whom, with what is added each year, and what takes their place."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Dated, Known, Organisation
from ...territory.models.dated import period_is_whole
from .shared import Lasting, Shown

__all__ = ["Agreement", "Annex", "Party"]


class SignedAgreements(Lasting["Agreement"]):
    def on(self, day: date) -> Self:
        """In force on a day: in its period, and signed by every party that is there from the start."""
        unsigned = Party.objects.filter(Q(signed=None) | Q(signed__gt=day), joins=None).values("agreement")
        return super().on(day).exclude(pk__in=unsigned)

    def ending(self, day: date, until: date) -> Self:
        """In force on a day, ending by another, with nothing that takes its place."""
        return self.on(day).filter(ends__lte=until, renewed_by=None)


class Agreement(Dated):
    """``promises``: what the parties promise one another. ``renews``: the one whose place it takes."""

    class Kind(models.TextChoices):
        TEAM = "team", _("neighbourhood team")
        NEIGHBOURHOOD = "neighbourhood", _("caring neighbourhood")
        ACADEMIC = "academic", _("academic centre")
        TEAM_COACH = "team_coach", _("neighbourhood-team coach")
        DOMAIN_COACH = "domain_coach", _("domain coach")
        ACTION = "action", _("action")
        DATA = "data", _("processing of data")

    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    subject = models.CharField(_("about what"), max_length=200)
    promises = models.TextField(_("what the parties promise one another"))
    renews = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by")

    objects = SignedAgreements.as_manager()

    class Meta:
        ordering = ("kind", "subject", "-starts")
        constraints = (period_is_whole("governance_agreement_period"),)

    def __str__(self) -> str:
        return self.subject


class AgreementParties(Shown["Party"]):
    def to_follow(self, day: date) -> Self:
        """Who is to join later and has not signed, of agreements that have not ended."""
        still = Q(agreement__ends=None) | Q(agreement__ends__gte=day)
        return self.filter(still, signed=None).exclude(joins=None)


class Party(Known):
    """An organisation that is bound once it has signed: ``signed`` on a day, in the name of ``signatory``.

    ``joins``: from when on it wants to follow; empty: it is there from the start. The others do not wait for it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="agreements"
    )
    joins = models.DateField(_("joins later, from"), null=True, blank=True)
    signed = models.DateField(_("signed on"), null=True)
    signatory = models.CharField(_("who signs, in which function"), max_length=200, blank=True)

    objects = AgreementParties.as_manager()

    class Meta:
        ordering = ("organisation__search",)
        constraints = (
            models.UniqueConstraint(name="governance_party_once", fields=("agreement", "organisation")),
            models.CheckConstraint(name="governance_party_signs", condition=Q(signed=None) | ~Q(signatory="")),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.signed}"


class Annexes(Shown["Annex"]):
    pass


class Annex(Known):
    """What is added for a year: the plan and the budget of a team, and whether both were approved."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="annexes")
    year = models.PositiveSmallIntegerField(_("year"))
    plan = models.TextField(_("plan of the year"))
    budget = models.PositiveIntegerField(_("budget (euro)"))
    approved = models.DateField(_("approved on"), null=True)

    objects = Annexes.as_manager()

    class Meta:
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(name="governance_annex_once", fields=("agreement", "year")),
            models.CheckConstraint(name="governance_annex_year", condition=Q(year__gte=2000)),
        )

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.year}"
