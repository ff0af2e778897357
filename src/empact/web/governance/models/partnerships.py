"""The legal entity that stands for a partnership, and who answers for the data of persons in its region."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Dated, Organisation, Territory
from ...territory.models.dated import period_is_whole
from .shared import Lasting

__all__ = ["Partnership"]


class Partnerships(Lasting["Partnership"]):
    pass


class Partnership(Dated):
    """``entity`` signs contracts for all; ``controller`` answers for personal data. ``account``: an IBAN, for who keeps it."""

    name = models.CharField(_("name"), max_length=200)
    territory = models.ForeignKey(Territory, verbose_name=_("region"), on_delete=models.PROTECT, related_name="partnerships")
    entity = models.ForeignKey(
        Organisation, verbose_name=_("legal entity that signs"), on_delete=models.PROTECT, related_name="signs_for"
    )
    controller = models.ForeignKey(
        Organisation, verbose_name=_("who answers for personal data"), on_delete=models.PROTECT, related_name="controls"
    )
    mailbox = models.EmailField(_("mailbox for questions about data"), blank=True)
    account = models.CharField(_("bank account"), max_length=34, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = Partnerships.as_manager()

    class Meta:
        ordering = ("name", "starts")
        constraints = (period_is_whole("governance_partnership_period"),)

    def __str__(self) -> str:
        return self.name
