"""What an informal carer says they can and cannot do. A line is dated and never changed; a newer one takes its place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...territory.models.dated import Known
from .seen import OfPart
from .teams import Member

__all__ = ["CarerLimit"]


class CarerLimits(OfPart["CarerLimit"]):
    part, to_person = "team", "member__person"

    def standing(self) -> CarerLimits:
        """What holds now."""
        return self.filter(ended_at=None)


class CarerLimit(Known):
    """``days``: weekdays on which they cannot, as digits from Monday (1); ``tasks``: at most so many open at once.

    ``hours`` and ``tasks`` are null where nothing was said. ``on_paper``: they agreed that it stands on the printed plan.
    ``how``: how they said it, where somebody else typed it.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="limits")
    words = models.TextField(_("in your own words"), max_length=600, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours a week, at most"), null=True, blank=True)
    tasks = models.PositiveSmallIntegerField(_("tasks at the same time, at most"), null=True, blank=True)
    days = models.CharField(_("days on which you cannot"), max_length=7, blank=True)
    no_nights = models.BooleanField(_("not at night"), default=False)
    on_paper = models.BooleanField(_("may stand on the printed plan"), default=False)
    how = models.CharField(_("how they said it"), max_length=200, blank=True)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CarerLimits.as_manager()

    class Meta:
        ordering = ("-said_at", "id")
        constraints = (
            models.UniqueConstraint(name="care_one_limit", fields=("member",), condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="care_limit_says_something", condition=~Q(words="", hours=None, tasks=None, days="", no_nights=False)
            ),
        )

    def __str__(self) -> str:
        return f"limit {self.pk}"
