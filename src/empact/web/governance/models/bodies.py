"""Bodies that decide, and who sits in them for whom. No body stands above another: there is no tree."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...territory.models import Code, Dated, Known, Organisation, Practitioner
from ...territory.models.dated import period_is_whole
from .shared import Lasting, Shown

__all__ = ["Body", "Mandate", "Seat"]


class Bodies(Lasting["Body"]):
    pass


class Body(Dated):
    """Who decides together. ``quorum``: of a hundred seats so many must speak before anything is decided.

    ``up_to``: in euro, what it decides by its own mandate; empty: nothing. ``stakes_vote``: does somebody with a stake vote?
    ``tasks``, ``composition`` and ``rules``: a line each. ``closed``: its advice and its own points are read by its members
    alone. ``source``: the plan it was taken from.
    """

    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"))
    quorum = models.PositiveSmallIntegerField(_("seats of a hundred that must speak"), validators=[MaxValueValidator(100)])
    up_to = models.PositiveIntegerField(_("decides by itself up to (euro)"), null=True, blank=True)
    stakes_vote = models.BooleanField(_("who has a stake votes, too"), default=False)
    tasks = models.TextField(_("tasks, one a line"), blank=True)
    composition = models.TextField(_("whom it represents, one a line"), blank=True)
    rules = models.TextField(_("further rules, one a line"), blank=True)
    meets = models.CharField(_("how often it meets"), max_length=200, blank=True)
    closed = models.BooleanField(_("only its members read its own points and advice"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = Bodies.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (period_is_whole("governance_body_period"),)

    def __str__(self) -> str:
        return self.name


class BodySeats(Lasting["Seat"]):
    pass


class Seat(Dated):
    """A place in a body for a group that is represented, held by somebody of an organisation, for a term.

    ``holder`` empty: nobody holds it. ``share``: percent of a working week that goes with it.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    group = models.ForeignKey(Code, verbose_name=_("speaks for"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=120, blank=True)
    duties = models.TextField(_("responsible for"), blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    holder = models.ForeignKey(
        Practitioner, verbose_name=_("who"), on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    share = models.PositiveSmallIntegerField(_("percent of the week"), default=0, validators=[MaxValueValidator(100)])

    objects = BodySeats.as_manager()

    class Meta:
        ordering = ("organisation__search", "group__number", "starts")
        constraints = (period_is_whole("governance_seat_period"),)

    def __str__(self) -> str:
        return f"{self.body_id} {self.group_id}"


class SeatMandates(Shown["Mandate"]):
    def on(self, day: date) -> Self:
        return self.filter(starts__lte=day, ends__gte=day)


class Mandate(Known):
    """A seat speaks for another one for a time; never on: what was given is not given on."""

    giver = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="given")
    holder = models.ForeignKey(Seat, verbose_name=_("who speaks for you"), on_delete=models.PROTECT, related_name="held")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until and including"))

    objects = SeatMandates.as_manager()

    class Meta:
        ordering = ("-starts", "pk")
        constraints = (
            models.CheckConstraint(name="governance_mandate_period", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(name="governance_mandate_of_two", condition=~Q(giver=F("holder"))),
        )

    def __str__(self) -> str:
        return f"{self.giver_id} > {self.holder_id}"
