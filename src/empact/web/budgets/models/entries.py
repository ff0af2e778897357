"""The ledger: accounts, and entries that each move an amount from one to another, so that all of them add up to zero."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ....ledger import Transfer
from ...governance.models import Decision
from ...territory.models import Known, Team
from .plans import FundingSource, Line
from .shared import Open

__all__ = ["Account", "Commitment", "Entry"]


class Accounts(Open["Account"]):
    pass


class Account(Known):
    """A source has one, which says below zero what it gave. A line has three: what is free, bound and spent."""

    class Side(models.TextChoices):
        GIVEN = "given", _("given")
        FREE = "free", _("free")
        BOUND = "bound", _("bound")
        SPENT = "spent", _("spent")

    side = models.CharField(max_length=5, choices=Side)
    source = models.OneToOneField(FundingSource, on_delete=models.PROTECT, null=True, related_name="account")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="accounts")

    objects = Accounts.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(name="budgets_account_once", fields=("line", "side")),
            models.CheckConstraint(
                name="budgets_account_of_one",
                condition=Q(side="given", source__isnull=False, line=None)
                | (~Q(side="given") & Q(source=None, line__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id or self.line_id} {self.side}"


class Commitments(Open["Commitment"]):
    pass


class Commitment(Known):
    """Means of a line that are bound: an order, a contract. What is left of it is what its entries say."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="commitments")
    what = models.CharField(_("what is bound, and to whom"), max_length=200)
    on = models.DateField(_("on"))

    objects = Commitments.as_manager()

    class Meta:
        ordering = ("-on", "what", "pk")

    def __str__(self) -> str:
        return self.what


class Entries(Open["Entry"]):
    pass


class Entry(Known):
    """So many cents from one account to another on a day. What was booked stays; ``reverses`` is the entry it takes back.

    ``number``: that of its line in the audit. ``proof``: number of the invoice or other paper of what was spent.
    ``decision``: of what was given or moved.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("given")
        MOVE = "move", _("moved")
        BIND = "bind", _("bound")
        RELEASE = "release", _("set free")
        SPEND = "spend", _("spent")

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(_("what"), max_length=7, choices=Kind)
    origin = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="gives")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="takes")
    amount_minor = models.PositiveBigIntegerField(_("amount"))
    on = models.DateField(_("on"))
    at = models.DateTimeField()
    why = models.CharField(_("what for"), max_length=300)
    proof = models.CharField(_("proof"), max_length=120, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="entries")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="entries")
    team = models.ForeignKey(
        Team, verbose_name=_("for which team"), on_delete=models.PROTECT, null=True, blank=True, related_name="budget_entries"
    )
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects = Entries.as_manager()

    class Meta:
        ordering = ("-number",)
        indexes = (
            models.Index(fields=("origin", "kind"), name="budgets_entry_gives"),
            models.Index(fields=("target", "kind"), name="budgets_entry_takes"),
        )
        constraints = (
            models.CheckConstraint(name="budgets_entry_moves", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="budgets_entry_of_two", condition=~Q(origin=F("target"))),
            models.CheckConstraint(
                name="budgets_entry_decided", condition=~Q(kind__in=("grant", "move")) | Q(decision__isnull=False)
            ),
            models.CheckConstraint(name="budgets_entry_proved", condition=~Q(kind="spend") | ~Q(proof="")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def transfer(self) -> Transfer:
        """As the ledger knows it."""
        return Transfer(
            self.pk, self.origin_id, self.target_id, self.amount_minor, self.on, self.why, reverses=self.reverses_id
        )
