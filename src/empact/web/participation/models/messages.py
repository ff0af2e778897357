"""The message bank: what the region says of itself, in approved words, in three languages."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known, Organisation
from .shared import Shown

__all__ = ["KeyMessage"]


class KeyMessages(Shown["KeyMessage"]):
    def holding(self, day: date) -> Self:
        """Approved, and not withdrawn by that day."""
        return self.filter(approved__lte=day).filter(Q(withdrawn=None) | Q(withdrawn__gt=day))


class KeyMessage(Known):
    """``owner``: who answers for it. ``approved`` empty: a proposal. ``withdrawn``: the first day it is not said any more.

    ``follows``: the one whose place it takes.
    """

    subject = models.CharField(_("about what"), max_length=120)
    nl = models.TextField(_("in Dutch"))
    fr = models.TextField(_("in French"))
    de = models.TextField(_("in German"))
    owner = models.ForeignKey(
        Organisation, verbose_name=_("who answers for it"), on_delete=models.PROTECT, related_name="key_messages"
    )
    made = models.DateField()
    approved = models.DateField(null=True)
    withdrawn = models.DateField(null=True)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    objects = KeyMessages.as_manager()

    class Meta:
        ordering = ("subject", "-made")

    def __str__(self) -> str:
        return self.subject

    @property
    def text(self) -> str:
        """In the reader's language; in Dutch where that is not one of the three."""
        language = (get_language() or "nl")[:2]
        return str(getattr(self, language if language in ("nl", "fr", "de") else "nl"))
