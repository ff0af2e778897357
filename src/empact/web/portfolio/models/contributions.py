"""What an action adds to what the frame asks: cells of the matrix, and arguments for values and tags."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .actions import Action
from .frames import Item
from .shared import Open

__all__ = ["Argument", "Contribution"]


class Contributions(Open["Contribution"]):
    pass


class Contribution(Known):
    """One cell of the matrix: this action adds to this aim, assignment, topic or component.

    ``confirmed`` empty: taken from a document and still to be confirmed by somebody who knows.
    """

    class Strength(models.IntegerChoices):
        SOME = 1, _("some")
        CLEAR = 2, _("clear")
        STRONG = 3, _("strong")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="contributions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="contributions")
    strength = models.PositiveSmallIntegerField(_("how much"), choices=Strength, default=Strength.CLEAR)
    evidence = models.CharField(_("how we know"), max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    confirmed = models.DateField(null=True)

    objects = Contributions.as_manager()

    class Meta:
        ordering = ("action__number", "item__kind", "item__number")
        constraints = (models.UniqueConstraint(name="portfolio_contribution_once", fields=("action", "item")),)

    def __str__(self) -> str:
        return f"{self.action_id} {self.item_id}"


class Arguments(Open["Argument"]):
    pass


class Argument(Known):
    """Why an action fits a value of the frame, or a tag that a target counts (preventive, vulnerability, social). Never
    empty: what has no argument does not count."""

    class Tag(models.TextChoices):
        PREVENTIVE = "preventive", _("preventive")
        VULNERABILITY = "vulnerability", _("extra attention for vulnerability")
        SOCIAL = "social", _("socially entrepreneurial")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="arguments")
    value = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    tag = models.CharField(max_length=20, choices=Tag, blank=True)
    text = models.CharField(_("why"), max_length=300)

    objects = Arguments.as_manager()

    class Meta:
        ordering = ("value__number", "tag")
        constraints = (
            models.UniqueConstraint(
                name="portfolio_value_once", fields=("action", "value"), condition=models.Q(value__isnull=False)
            ),
            models.UniqueConstraint(name="portfolio_tag_once", fields=("action", "tag"), condition=~models.Q(tag="")),
            models.CheckConstraint(
                name="portfolio_argument_of_one",
                condition=models.Q(value__isnull=False, tag="") | (models.Q(value=None) & ~models.Q(tag="")),
            ),
        )

    def __str__(self) -> str:
        return self.text
