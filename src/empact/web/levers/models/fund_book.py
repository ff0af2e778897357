"""The books of the fund: accounts and entries in cents that add up to zero. They tell what was moved, and move nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ....ledger import Transfer
from ...governance.models import Decision
from ...territory.models import Known
from .fund import Application, Fund, Instalment, Return
from .shared import Open

__all__ = ["FundAccount", "FundEntry"]


class FundAccounts(Open["FundAccount"]):
    pass


class FundAccount(Known):
    """A fund has one of what lies outside, which says below zero what came in, and one of what is free. A granted
    application has one of what is promised to it, and one of what was paid."""

    class Side(models.TextChoices):
        OUTSIDE = "outside", _("came in")
        FREE = "free", _("free")
        PROMISED = "promised", _("promised")
        PAID = "paid", _("paid out")

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts")
    side = models.CharField(max_length=8, choices=Side)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="accounts")

    objects = FundAccounts.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(name="levers_fund_account_once", fields=("fund", "side"), condition=Q(application=None)),
            models.UniqueConstraint(name="levers_fund_account_of_application_once", fields=("application", "side")),
            models.CheckConstraint(
                name="levers_fund_account_of_one",
                condition=Q(side__in=("outside", "free"), application=None)
                | Q(side__in=("promised", "paid"), application__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.fund_id} {self.side}"


class FundEntries(Open["FundEntry"]):
    pass


class FundEntry(Known):
    """So many cents from one account to another on a day. What was booked stays; ``reverses`` is the entry it takes back."""

    class Kind(models.TextChoices):
        PUT_IN = "put_in", _("put in")
        GRANT = "grant", _("granted")
        PAY = "pay", _("paid out")
        RELEASE = "release", _("set free")
        RETURN = "return", _("came back")

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(_("what"), max_length=7, choices=Kind)
    origin = models.ForeignKey(FundAccount, on_delete=models.PROTECT, related_name="gives")
    target = models.ForeignKey(FundAccount, on_delete=models.PROTECT, related_name="takes")
    cents = models.PositiveBigIntegerField(_("amount"))
    on = models.DateField(_("on"))
    at = models.DateTimeField()
    why = models.CharField(_("what for"), max_length=300)
    proof = models.CharField(_("proof"), max_length=120, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="fund_entries")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, null=True, related_name="entries")
    returned = models.ForeignKey(Return, on_delete=models.PROTECT, null=True, related_name="entries")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects = FundEntries.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(name="levers_fund_entry_moves", condition=Q(cents__gt=0)),
            models.CheckConstraint(name="levers_fund_entry_of_two", condition=~Q(origin=F("target"))),
            models.CheckConstraint(name="levers_fund_entry_decided", condition=~Q(kind="grant") | Q(decision__isnull=False)),
            models.CheckConstraint(name="levers_fund_entry_proved", condition=~Q(kind__in=("pay", "put_in")) | ~Q(proof="")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def transfer(self) -> Transfer:
        """As the ledger knows it."""
        return Transfer(self.pk, self.origin_id, self.target_id, self.cents, self.on, self.why, reverses=self.reverses_id)
