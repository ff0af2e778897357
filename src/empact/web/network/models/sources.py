"""What other directories say of an offer, kept beside what is said here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .offers import Offer
from .shared import Partners

__all__ = ["Told"]


class Tolds(Partners["Told"]):
    pass


class Told(models.Model):
    """An offer as a source told it last: ``identifier`` is its name there, ``values`` the fields as it said them."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="told")
    source = models.CharField(_("source"), max_length=200)
    identifier = models.CharField(_("identifier there"), max_length=200)
    values = models.JSONField(default=dict)
    on = models.DateField(_("on"))

    objects = Tolds.as_manager()

    class Meta:
        ordering = ("source", "pk")
        constraints = (models.UniqueConstraint(name="network_told_once", fields=("source", "identifier")),)

    def __str__(self) -> str:
        return f"{self.source} {self.identifier}"
