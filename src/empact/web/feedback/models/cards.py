"""The cards of a team or practice, five at most, and the remarks its members make on them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .meetings import Meeting
from .owned import OfOwned, Owned, one_owner
from .publications import Publication

__all__ = ["CardChoice", "Remark"]


class CardChoices(OfOwned["CardChoice"]):
    pass


class CardChoice(Owned):
    """One card. ``place`` runs from 1 to 5, once each, so that a sixth card has no place.

    ``target`` is the group's own, in the unit the indicator is shown in; ``baseline`` the period it starts from.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.PositiveSmallIntegerField()
    indicator = models.SlugField(_("indicator"), max_length=60)
    target = models.DecimalField(_("own target"), max_digits=12, decimal_places=2, null=True, blank=True)
    baseline = models.CharField(_("baseline"), max_length=20, blank=True)

    objects = CardChoices.as_manager()

    class Meta:
        ordering = ("place",)
        constraints = (
            one_owner("feedback_card_owner"),
            models.CheckConstraint(name="feedback_five_cards", condition=Q(place__gte=1, place__lte=5)),
            models.UniqueConstraint(name="feedback_card_team_place", fields=("team", "place"), condition=Q(organisation=None)),
            models.UniqueConstraint(name="feedback_card_home_place", fields=("organisation", "place"), condition=Q(team=None)),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.indicator}"


class Remarks(OfOwned["Remark"]):
    pass


class Remark(Owned):
    """What a member says about the figures. ``kind`` is what policy sees counted; ``text`` stays with the group.

    ``locked_by``: the meeting that closed the talk; from then on it stays as it is.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", _("people or contacts are missing")
        FOREIGN = "foreign", _("people are counted who are not ours")
        DEFINITION = "definition", _("the definition does not fit our work")
        EXPLAINS = "explains", _("this explains the figure")
        OTHER = "other", _("something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="remarks")
    indicator = models.SlugField(_("about"), max_length=60, blank=True)
    kind = models.CharField(_("what kind of remark"), max_length=10, choices=Kind)
    text = models.CharField(_("remark"), max_length=500)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    locked_by = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="remarks")

    objects = Remarks.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (one_owner("feedback_remark_owner"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.indicator}"
