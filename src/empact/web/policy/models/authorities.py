"""Organisations of the address book that decide about rules or money, each at its level; and to whom a report or card went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...portfolio.models import Report
from ...territory.models import Known, Organisation
from .cards import Card
from .shared import Shown

__all__ = ["Authority", "Level", "Recipient"]


class Level(models.TextChoices):
    """Who can take a bottleneck away."""

    OWN = "own", _("own region")
    ZONE = "zone", _("primary-care zone")
    COMMUNITY = "community", _("Flemish, or of another community")
    FEDERAL = "federal", _("federal")


class Authorities(Shown["Authority"]):
    pass


class Authority(Known):
    """At which level an organisation decides."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="authorities"
    )
    level = models.CharField(_("level"), max_length=9, choices=Level)

    objects = Authorities.as_manager()

    class Meta:
        ordering = ("level", "organisation__search")
        constraints = (models.UniqueConstraint(name="policy_authority_once", fields=("organisation", "level")),)

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_level_display()})"


class Recipients(Shown["Recipient"]):
    pass


class Recipient(Known):
    """An authority that a frozen report or a card is for. ``sent`` empty: not sent yet."""

    authority = models.ForeignKey(Authority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="received")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="recipients")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, null=True, related_name="recipients")
    sent = models.DateField(_("sent on"), null=True)

    objects = Recipients.as_manager()

    class Meta:
        ordering = ("authority__level", "authority__organisation__search")
        constraints = (
            models.CheckConstraint(
                name="policy_recipient_of_one",
                condition=Q(report__isnull=False, card=None) | Q(report=None, card__isnull=False),
            ),
            models.UniqueConstraint(name="policy_recipient_of_report_once", fields=("authority", "report")),
            models.UniqueConstraint(name="policy_recipient_of_card_once", fields=("authority", "card")),
        )

    def __str__(self) -> str:
        return f"{self.authority_id} {self.sent}"
