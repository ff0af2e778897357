"""How much an action matters, by several raters and as they agreed; and how far components are, by their region itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .actions import Action
from .frames import Frame, Item
from .shared import Open

__all__ = ["Rating", "SelfScore"]


class Ratings(Open["Rating"]):
    pass


class Rating(Known):
    """Points of one rater, or those that were agreed. Nothing is written over: the last of a rater counts.

    ``scores``: criterion to points of 1 to 5. ``rater``: the account; ``role``: the hat it wore.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="ratings")
    scores: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()
    agreed = models.BooleanField(default=False)
    note = models.CharField(_("what was said about it"), max_length=500, blank=True)
    rater = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    on = models.DateField()
    at = models.DateTimeField()

    objects = Ratings.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.action_id} {self.on}"


class SelfScores(Open["SelfScore"]):
    pass


class SelfScore(Known):
    """How far a region says it is with a component in a year, 0 to 4. A change is a new row, and the last one counts."""

    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="self_scores")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="self_scores")
    year = models.PositiveSmallIntegerField(_("year"))
    score = models.PositiveSmallIntegerField(_("score, 0 to 4"))
    reason = models.CharField(_("why it is another score"), max_length=300, blank=True)
    role = models.CharField(max_length=30)
    on = models.DateField()
    at = models.DateTimeField()

    objects = SelfScores.as_manager()

    class Meta:
        ordering = ("year", "at", "pk")
        constraints = (models.CheckConstraint(name="portfolio_self_score", condition=models.Q(score__lte=4)),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.year}: {self.score}"
