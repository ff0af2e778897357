"""Where money comes from, and what it is planned for: budgets in versions, each with its lines."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...governance.models import Decision
from ...territory.models import Dated, Known, Organisation, Team
from ...territory.models.dated import period_is_whole
from .shared import About, Lasting, Open, about_one

__all__ = ["Budget", "FundingSource", "Line", "Planned", "Version"]


class FundingSources(Lasting["FundingSource"]):
    pass


class FundingSource(Dated):
    """Who pays, by which name. ``terms``: what it may be used for. A *gain* was earned by working better together."""

    class Kind(models.TextChoices):
        SUBSIDY = "subsidy", _("subsidy")
        PARTNERS = "partners", _("means of partners")
        GAIN = "gain", _("efficiency gain")

    title = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SUBSIDY)
    payer = models.ForeignKey(
        Organisation, verbose_name=_("who pays"), on_delete=models.PROTECT, null=True, blank=True, related_name="pays"
    )
    terms = models.TextField(_("what it may be used for"), blank=True)

    objects = FundingSources.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (period_is_whole("budgets_source_period"),)

    def __str__(self) -> str:
        return self.title


class Budgets(Open["Budget"]):
    pass


class Budget(About, Known):
    """What is planned for one thing in one year. What it holds now is what the ledger says, not a field here."""

    year = models.PositiveSmallIntegerField(_("year"))

    objects = Budgets.as_manager()

    class Meta:
        ordering = ("-year", "action__number", "package__code", "body__name")
        constraints = (
            about_one("budgets_budget_for_one"),
            models.UniqueConstraint(name="budgets_once_per_action", fields=("action", "year")),
            models.UniqueConstraint(name="budgets_once_per_package", fields=("package", "year")),
            models.UniqueConstraint(name="budgets_once_per_body", fields=("body", "year")),
            models.CheckConstraint(name="budgets_budget_year", condition=Q(year__gte=2000)),
        )

    def __str__(self) -> str:
        return f"{self.about_said}, {self.year}"


class Lines(Open["Line"]):
    pass


class Line(Known):
    """One thing that a budget is for, from one source. ``partner``: who uses it; empty: the collaboration itself.

    ``teams``: for whom it is earmarked; empty: it is not.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("what for"), max_length=200)
    source = models.ForeignKey(FundingSource, verbose_name=_("funding source"), on_delete=models.PROTECT, related_name="lines")
    partner = models.ForeignKey(
        Organisation,
        verbose_name=_("who uses it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
    )
    teams = models.ManyToManyField(Team, verbose_name=_("only for these teams"), blank=True, related_name="budget_lines")

    objects = Lines.as_manager()

    class Meta:
        ordering = ("budget", "number")
        constraints = (models.UniqueConstraint(name="budgets_line_once", fields=("budget", "number")),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def sides(self) -> dict[str, Any]:
        """Its accounts: free, bound and spent; none before a version with it was approved."""
        return {one.side: one for one in self.accounts.all()}


class BudgetVersions(Open["Version"]):
    def approved(self) -> Self:
        return self.filter(state=Version.State.APPROVED)


class Version(Known):
    """A budget as it is proposed, or as a body approved it by ``decision``: from then on it is frozen.

    What changes later is another version, an amendment; ``why`` says what for.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    why = models.CharField(_("why it changes"), max_length=300, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="budget_versions")
    approved = models.DateField(null=True)

    objects = BudgetVersions.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(name="budgets_version_once", fields=("budget", "number")),
            models.UniqueConstraint(name="budgets_one_draft", fields=("budget",), condition=Q(state="draft")),
            models.CheckConstraint(
                name="budgets_approved_by_decision",
                condition=~Q(state="approved") | Q(decision__isnull=False, approved__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.budget_id} {self.number}"


class PlannedLines(Open["Planned"]):
    pass


class Planned(Known):
    """What a version gives a line: cents, and percents of a full week's work."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="planned")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="planned")
    amount_minor = models.PositiveBigIntegerField(_("amount"))
    percent = models.PositiveSmallIntegerField(_("work, in percent of a full week"), default=0)

    objects = PlannedLines.as_manager()

    class Meta:
        ordering = ("line__number",)
        constraints = (models.UniqueConstraint(name="budgets_planned_once", fields=("version", "line")),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.line_id}"
