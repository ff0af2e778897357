"""Where money may come from next: calls, files with their conditions and reports, conventions and where they overlap."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...portfolio.models import Item
from ...territory.models import Dated, Known
from ...territory.models.dated import period_is_whole
from .plans import FundingSource
from .shared import Lasting, Open

__all__ = ["Call", "Convention", "Overlap", "Subsidy", "SubsidyReport"]


class Calls(Open["Call"]):
    def due(self, day: date, until: date) -> Self:
        """Open, with a deadline from a day until another."""
        return self.filter(state=Call.State.OPEN, deadline__gte=day, deadline__lte=until)


class Call(Known):
    """A call of somebody who pays: until when one may ask, and how well it fits what the region wants to do."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        APPLIED = "applied", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        LEFT = "left", _("left aside")

    class Fit(models.TextChoices):
        GOOD = "good", _("fits well")
        PARTLY = "partly", _("fits in part")
        LITTLE = "little", _("fits little")

    title = models.CharField(_("name"), max_length=200)
    funder = models.CharField(_("who calls"), max_length=120)
    deadline = models.DateField(_("deadline"))
    amount_minor = models.PositiveBigIntegerField(_("at most (euro)"), null=True, blank=True)
    fit = models.CharField(_("how it fits"), max_length=6, choices=Fit)
    why = models.CharField(_("why it fits"), max_length=300, blank=True)
    topics = models.ManyToManyField(Item, verbose_name=_("for which topics"), blank=True, related_name="calls")
    link = models.URLField(_("where to read more"), blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)

    objects = Calls.as_manager()

    class Meta:
        ordering = ("deadline", "title")

    def __str__(self) -> str:
        return self.title


class Subsidies(Lasting["Subsidy"]):
    pass


class Subsidy(Dated):
    """A file of money that was granted: under which conditions, by which source it is spent, and where its papers lie."""

    title = models.CharField(_("name"), max_length=200)
    call = models.ForeignKey(
        Call, verbose_name=_("came of this call"), on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    reference = models.CharField(_("reference of who pays"), max_length=120, blank=True)
    source = models.ForeignKey(
        FundingSource, verbose_name=_("funding source"), on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    conditions = models.TextField(_("conditions"), blank=True)
    papers = models.CharField(_("where the papers are kept"), max_length=200, blank=True)

    objects = Subsidies.as_manager()

    class Meta:
        ordering = ("title", "starts")
        constraints = (period_is_whole("budgets_subsidy_period"),)

    def __str__(self) -> str:
        return self.title


class SubsidyReports(Open["SubsidyReport"]):
    def waiting(self) -> Self:
        return self.filter(sent=None)


class SubsidyReport(Known):
    """What who pays is told by a day; ``proof``: how one knows that it was sent."""

    subsidy = models.ForeignKey(Subsidy, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(_("which report"), max_length=200)
    due = models.DateField(_("by"))
    sent = models.DateField(_("sent on"), null=True, blank=True)
    proof = models.CharField(_("proof"), max_length=200, blank=True)

    objects = SubsidyReports.as_manager()

    class Meta:
        ordering = ("due", "title")
        constraints = (models.CheckConstraint(name="budgets_report_sent", condition=Q(sent=None) | ~Q(proof="")),)

    def __str__(self) -> str:
        return self.title


class Conventions(Lasting["Convention"]):
    pass


class Convention(Dated):
    """A convention under which others are paid in the region: for what, and for whom."""

    title = models.CharField(_("name"), max_length=200, unique=True)
    field = models.CharField(_("field"), max_length=60)
    scope = models.TextField(_("for what and for whom"))

    objects = Conventions.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (period_is_whole("budgets_convention_period"),)

    def __str__(self) -> str:
        return self.title


class Overlaps(Open["Overlap"]):
    pass


class Overlap(Known):
    """Where two conventions pay for the same, and what could be done together."""

    one = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Convention, verbose_name=_("with which other"), on_delete=models.PROTECT, related_name="+")
    same = models.TextField(_("what both pay for"))
    together = models.TextField(_("what could be done together"), blank=True)

    objects = Overlaps.as_manager()

    class Meta:
        ordering = ("one__title", "other__title")
        constraints = (
            models.UniqueConstraint(name="budgets_overlap_once", fields=("one", "other")),
            models.CheckConstraint(name="budgets_overlap_of_two", condition=~Q(one=F("other"))),
        )

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
