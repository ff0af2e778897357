"""The time bank: accounts, and hours that go from who gave them to what they were given for, so that all add up to zero."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from ....ledger import Transfer
from ...governance.models import Meeting
from ...portfolio.models import Action, Item
from ...territory.models import Code, Known, Organisation, Post
from .shared import Brought, ForWork, Open

__all__ = ["Account", "Entry"]


def _once(name: str, field: str, **condition: Any) -> models.UniqueConstraint:
    return models.UniqueConstraint(name=name, fields=(field,), condition=Q(**condition))


class TimeAccounts(Open["Account"]):
    pass


class Account(ForWork, Known):
    """An organisation gives from one, or one per person in a function (``post``); ``paid``: hours that are paid, no gift.

    An organisation has several once it became one with another: what it gave is summed by organisation, never by account.
    On the other side stands what the hours are for: an action, a work package, or the collaboration as a whole.
    """

    class Side(models.TextChoices):
        GIVES = "gives", _("gives")
        PAID = "paid", _("paid")
        FOR = "for", _("for")

    side = models.CharField(max_length=5, choices=Side)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="time_accounts")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="time_accounts")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="time_accounts")
    package = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="time_accounts")

    objects = TimeAccounts.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            _once("levers_account_for_action", "action", action__isnull=False),
            _once("levers_account_for_package", "package", package__isnull=False),
            _once("levers_account_for_the_whole", "side", side="for", action=None, package=None),
            models.CheckConstraint(
                name="levers_account_of_one",
                condition=Q(side="gives", organisation__isnull=False, action=None, package=None)
                | Q(side="paid", post=None, action=None, package=None)
                | (Q(side="for", organisation=None, post=None) & (Q(action=None) | Q(package=None))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.organisation_id or self.action_id or self.package_id}"


class TimeEntries(Brought["Entry"]):
    """Hours that are paid are read where they are paid for, not here."""

    giver = "giver__organisation"
    puller = "activity__action__puller"
    those = {"giver__side": Account.Side.GIVES}

    def gifts(self) -> Self:
        return self.filter(giver__side=Account.Side.GIVES)

    def confirmed(self) -> Self:
        return self.filter(state=Entry.State.CONFIRMED)

    def waiting(self) -> Self:
        """Not confirmed yet; what the giver is asked about waits, too."""
        return self.filter(state__in=(Entry.State.WAITING, Entry.State.ASKED))

    def summed(self, *by: str) -> list[dict[str, Any]]:
        """Seconds (``n``) by these fields; what was taken back is taken off."""
        return list(self.order_by().values(*by).annotate(n=Sum(SIGNED)))

    def seconds(self) -> int:
        return int(self.aggregate(n=Sum(SIGNED))["n"] or 0)


SIGNED = Case(When(reverses=None, then=F("seconds")), default=-F("seconds"), output_field=models.BigIntegerField())
"""Seconds, below zero where an entry takes another back."""


class Entry(Known):
    """So many seconds of work on a day, in quarters of an hour. What was confirmed stays; ``reverses``: what it takes back.

    ``work``: the kind of work; ``function``: in which it was done, for what an hour counts for. ``why``: of a counter-entry.
    ``question`` is asked of who registered it, ``answer`` is what they said.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be confirmed")
        ASKED = "asked", _("a question is open")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("taken back")

    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="given")
    activity = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="received")
    on = models.DateField(_("on"))
    seconds = models.PositiveIntegerField(_("hours"))
    work = models.ForeignKey(Code, verbose_name=_("kind of work"), on_delete=models.PROTECT, null=True, related_name="+")
    function = models.ForeignKey(Code, verbose_name=_("function"), on_delete=models.PROTECT, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="time_entries")
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    noted = models.DateTimeField()
    question = models.CharField(_("question"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    confirmed = models.DateField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    why = models.CharField(_("why"), max_length=300, blank=True)

    objects = TimeEntries.as_manager()

    class Meta:
        ordering = ("-on", "-noted", "pk")
        indexes = (models.Index(fields=("giver", "on"), name="levers_entry_given"),)
        constraints = (
            models.CheckConstraint(name="levers_entry_moves", condition=Q(seconds__gt=0)),
            models.CheckConstraint(
                name="levers_entry_confirmed", condition=~Q(state="confirmed") | Q(confirmed__isnull=False)
            ),
            models.CheckConstraint(name="levers_entry_why", condition=Q(reverses=None) | (Q(state="confirmed") & ~Q(why=""))),
        )

    def __str__(self) -> str:
        return f"{self.giver_id} {self.on}"

    @property
    def signed(self) -> int:
        return self.seconds if self.reverses_id is None else -self.seconds

    @property
    def transfer(self) -> Transfer:
        """As the ledger knows it."""
        ends = (self.giver_id, self.activity_id)
        source, target = ends if self.reverses_id is None else ends[::-1]
        return Transfer(self.pk, source, target, self.seconds, self.on, self.why, reverses=self.reverses_id)

    @property
    def brought_by(self) -> UUID | None:
        """The organisation that gave them."""
        return self.giver.organisation_id

    @property
    def puller(self) -> UUID | None:
        """The organisation that asked for them: who pulls the action."""
        action = self.activity.action
        return None if action is None else action.puller_id
