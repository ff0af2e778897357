"""What the tables of budgets share: every partner reads what was given and spent, and for what it is."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from ...governance.models import Body
from ...kernel import rows
from ...portfolio.models import Action, Item
from ..permissions import SEE

__all__ = ["About", "Lasting", "Open", "about_at_most_one", "about_one"]

M = TypeVar("M", bound=models.Model)


class Open(rows.Permitted[M]):
    """Rows that all partners see alike."""

    permission = SEE


class Lasting(rows.Lasting[M]):
    """Those of them with a period."""

    permission = SEE


class About(models.Model):
    """For an action, for a work package (a programme of the frame) or for a body."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    package = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def about(self) -> Any:
        """What it is for; ``None``: for the whole."""
        return self.action or self.package or self.body

    @property
    def about_id(self) -> Any:
        return self.action_id or self.package_id or self.body_id

    @property
    def about_said(self) -> str:
        """As people call it."""
        if self.action is not None:
            return f"{self.action.number} {self.action.title}"
        return str(self.about or "")


def _pairs() -> tuple[Q, ...]:
    names = ("action", "package", "body")
    return tuple(Q(**{f"{other}__isnull": True for other in names if other != name}) for name in names)


def about_one(name: str) -> models.CheckConstraint:
    """The database's own check that it is for one thing."""
    action, package, body = _pairs()
    is_one = (Q(action__isnull=False) & action) | (Q(package__isnull=False) & package) | (Q(body__isnull=False) & body)
    return models.CheckConstraint(name=name, condition=is_one)


def about_at_most_one(name: str) -> models.CheckConstraint:
    action, package, body = _pairs()
    return models.CheckConstraint(name=name, condition=action | package | body)
