"""Who works on it for which part of a week, paid from what; which hours are paid; what documents estimate."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...levers.models import Entry
from ...portfolio.models import Item
from ...territory.models import Dated, Known, Organisation, Practitioner, Team
from ...territory.models.dated import period_is_whole
from ..permissions import SEE_HOURS
from .plans import FundingSource
from .shared import About, Lasting, Open, about_at_most_one

__all__ = ["Estimate", "Hours", "Position", "Workload"]


class Positions(Lasting["Position"]):
    pass


class Position(About, Dated):
    """A function that is paid for. ``percent`` of a full week; empty: paid by the hour, for ``rate_minor`` cents each.

    ``many``: so many who are written down as one. ``is_vacant``: nobody works in it. ``employer_said``: as a document names
    the employer, where no organisation of the address book is meant yet. ``said_in``: which document; empty: typed here.
    """

    class Form(models.TextChoices):
        EMPLOYED = "employed", _("employed")
        SECONDED = "seconded", _("seconded")
        SELF_EMPLOYED = "self_employed", _("self-employed")
        PROJECT = "project", _("for a project")

    function = models.CharField(_("function"), max_length=120)
    holder = models.ForeignKey(
        Practitioner, verbose_name=_("who"), on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    is_vacant = models.BooleanField(_("vacant"), default=False)
    form = models.CharField(_("employed or self-employed"), max_length=13, choices=Form)
    employer = models.ForeignKey(
        Organisation, verbose_name=_("employer"), on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    employer_said = models.CharField(max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent of a full week"), null=True, blank=True)
    rate_minor = models.PositiveIntegerField(_("per hour (euro)"), null=True, blank=True)
    many = models.PositiveSmallIntegerField(default=1)
    source = models.ForeignKey(
        FundingSource,
        verbose_name=_("funding source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
    )
    team = models.ForeignKey(
        Team, verbose_name=_("for which team"), on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    said_in = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField()

    objects = Positions.as_manager()

    class Meta:
        ordering = ("number", "pk")
        constraints = (
            period_is_whole("budgets_position_period"),
            about_at_most_one("budgets_position_for_one"),
            models.CheckConstraint(name="budgets_vacant_has_nobody", condition=Q(is_vacant=False) | Q(holder=None)),
        )

    def __str__(self) -> str:
        return self.function

    @property
    def is_hourly(self) -> bool:
        return self.percent is None

    @property
    def employer_named(self) -> str:
        return self.employer.name if self.employer else self.employer_said


class HourRows(models.QuerySet["Hours"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """All to those who approve; else what is one's own, of the own organisation, or of the own team."""
        if may(who, SEE_HOURS, purpose):
            return self
        if not who.role or not may(who, Hours.NOTED_BY, purpose):
            return self.none()
        own: Any = Q(position__holder__user=who.user_id)
        if who.scope_kind in ("organisation", "team"):
            own |= Q(**{"position__employer" if who.scope_kind == "organisation" else "position__team": who.scope_id})
        return self.filter(own)

    def approved(self) -> Self:
        return self.filter(entry__state=Entry.State.CONFIRMED)

    def waiting(self) -> Self:
        return self.filter(entry__state=Entry.State.WAITING)


class Hours(Known):
    """Which hours of the time bank are paid: those of somebody who is paid by the hour, in a month.

    The hours themselves, who wrote them down and who approved them stand there (``entry``) and nowhere else.
    """

    NOTED_BY = "budgets.note_hours"

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="hours")
    month = models.DateField(_("month"))
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="paid")

    objects = HourRows.as_manager()

    class Meta:
        ordering = ("-month", "position__number")
        constraints = (
            models.UniqueConstraint(name="budgets_hours_once", fields=("position", "month")),
            models.CheckConstraint(name="budgets_hours_of_a_month", condition=Q(month__day=1)),
        )

    def __str__(self) -> str:
        return f"{self.position_id} {self.month}"

    @property
    def seconds(self) -> int:
        return self.entry.seconds

    @property
    def is_approved(self) -> bool:
        return self.entry.state == Entry.State.CONFIRMED


class Estimates(Open["Estimate"]):
    pass


class Estimate(Known):
    """What a function would cost a year, before there is a budget: a share of a full-time year with its overhead."""

    function = models.CharField(_("function"), max_length=120)
    percent = models.PositiveSmallIntegerField(_("work, in percent of a full week"))
    full_time_minor = models.PositiveBigIntegerField(_("a full-time year, overhead inside (euro)"))
    overhead_percent = models.PositiveSmallIntegerField(_("overhead, in percent of wages"))
    at = models.DateTimeField()

    objects = Estimates.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.function


class Workloads(Open["Workload"]):
    pass


class Workload(Known):
    """What a document estimates for a work package: which activity takes which work, paid from what, and what partners add.

    Where two places of a document differ, both stand: ``said_in`` says which place it is.
    """

    package = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="workloads")
    said_in = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField()
    activity = models.TextField(blank=True)
    sources = models.ManyToManyField(FundingSource, related_name="workloads")
    percent = models.PositiveSmallIntegerField()
    partners_add = models.TextField(blank=True)

    objects = Workloads.as_manager()

    class Meta:
        ordering = ("package__code", "said_in", "number")
        constraints = (models.UniqueConstraint(name="budgets_workload_once", fields=("said_in", "number")),)

    def __str__(self) -> str:
        return f"{self.package_id} {self.percent}"
