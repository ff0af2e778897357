"""What was promised beside what was brought: hours of a promise, means in kind, what an hour counts for, signed statements."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel import rows
from ...portfolio.models import Action, Item, Promise
from ...territory.models import Code, Dated, Known, Organisation
from ...territory.models.dated import period_is_whole
from ..permissions import KEEP
from .shared import Brought, ForWork

__all__ = ["InKind", "PromisedHours", "Rate", "Statement"]


class Rates(rows.Lasting["Rate"]):
    """Of the office alone: nobody else has to know what a colleague counts for."""

    permission = KEEP


class Rate(Dated):
    """Cents that an hour of a function counts for, from a day on; ``function`` empty: of every other function."""

    function = models.ForeignKey(
        Code, verbose_name=_("function"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cents = models.PositiveIntegerField(_("what an hour counts for (euro)"))

    objects = Rates.as_manager()

    class Meta:
        ordering = ("function__code", "-starts")
        constraints = (
            period_is_whole("levers_rate_period"),
            models.UniqueConstraint(name="levers_rate_once", fields=("function", "starts")),
            models.UniqueConstraint(name="levers_rate_of_others_once", fields=("starts",), condition=Q(function=None)),
        )

    def __str__(self) -> str:
        return f"{self.function_id} {self.starts}"


class Promised(Brought["PromisedHours"]):
    giver = "promise__organisation"


class PromisedHours(Known):
    """How many seconds of work a promise of time means. What was brought of it is what the time bank says."""

    promise = models.OneToOneField(Promise, on_delete=models.PROTECT, related_name="promised_hours")
    seconds = models.PositiveBigIntegerField(_("hours promised"))

    objects = Promised.as_manager()

    class Meta:
        ordering = ("promise__organisation__search", "promise__action__number")

    def __str__(self) -> str:
        return f"{self.promise_id}"


class InKinds(Brought["InKind"]):
    giver = "organisation"
    puller = "action__puller"

    def confirmed(self) -> Self:
        return self.filter(state=InKind.State.CONFIRMED)


class InKind(ForWork, Known):
    """Means that are neither hours nor money: a room, material, a licence. ``how_much``: in the words of who brought it.

    ``cents``: what it counts for; kept and shown only where the region values what is brought.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("taken back")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="brought_in_kind"
    )
    on = models.DateField(_("on"))
    what = models.CharField(_("what was brought"), max_length=200)
    how_much = models.CharField(_("how much of it"), max_length=80)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="brought_in_kind")
    package = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="brought_in_kind")
    cents = models.PositiveBigIntegerField(_("what it counts for (euro)"), null=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed = models.DateField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=300, blank=True)

    objects = InKinds.as_manager()

    class Meta:
        ordering = ("-on", "what", "pk")
        constraints = (
            models.CheckConstraint(name="levers_in_kind_for_one", condition=Q(action=None) | Q(package=None)),
            models.CheckConstraint(
                name="levers_in_kind_confirmed", condition=~Q(state="confirmed") | Q(confirmed__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def brought_by(self) -> UUID | None:
        return self.organisation_id

    @property
    def puller(self) -> UUID | None:
        return None if self.action is None else self.action.puller_id


class Statements(Brought["Statement"]):
    giver = "organisation"


class Statement(Known):
    """What an organisation brought in a year, as somebody of it signed it: ``content`` stays whatever is corrected later.

    ``digest``: of the content, and printed with it. ``signer``: in which function, by the account on record.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statements")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField()
    seconds = models.BigIntegerField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)
    signed = models.DateField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signer = models.CharField(_("your function in the organisation"), max_length=120)

    objects = Statements.as_manager()

    class Meta:
        ordering = ("-year", "-number")
        constraints = (models.UniqueConstraint(name="levers_statement_once", fields=("organisation", "year", "number")),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year}"
