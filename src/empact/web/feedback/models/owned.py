"""What most tables of this app share: they belong to one team or one practice, and only that one sees them."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation, Team
from ..groups import Group, owned_by

__all__ = ["OfOwned", "Owned", "one_owner"]

M = TypeVar("M", bound=models.Model)


class OfOwned(models.QuerySet[M]):
    """Rows of a team or practice."""

    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(owned_by(who, on)) if purpose == Purpose.POPULATION else self.none()

    def of(self, group: Group) -> Self:
        return self.filter(**group.columns)


class Owned(models.Model):
    """Exactly one of ``team`` and ``organisation`` (its practice) is filled."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def group(self) -> Group:
        return Group(team=self.team, organisation=self.organisation)


def one_owner(name: str) -> models.CheckConstraint:
    """The database's own check that a row belongs to one team or one practice."""
    condition = Q(team__isnull=False, organisation__isnull=True) | Q(team__isnull=True, organisation__isnull=False)
    return models.CheckConstraint(name=name, condition=condition)
