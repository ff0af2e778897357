"""What a region begins with before anything is counted: what it needs, what moves already, and what it wishes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Open

__all__ = ["Groundwork"]


class Groundworks(Open["Groundwork"]):
    pass


class Groundwork(Known):
    """One line of the start-up note. ``said_by``: who brought it, an organisation or a group, never a person."""

    class Kind(models.TextChoices):
        NEED = "need", _("need")
        DYNAMIC = "dynamic", _("what moves already")
        WISH = "wish", _("wish")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    text = models.CharField(_("in one or two sentences"), max_length=400)
    said_by = models.CharField(_("which partner or group says so"), max_length=200, blank=True)
    number = models.PositiveSmallIntegerField()

    objects = Groundworks.as_manager()

    class Meta:
        ordering = ("kind", "number", "pk")

    def __str__(self) -> str:
        return self.text
