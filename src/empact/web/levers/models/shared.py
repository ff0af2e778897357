"""What the tables of the levers share: who sees what was brought, and what it was for."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel import rows
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action, Item
from ..permissions import CONFIRM, SEE

__all__ = ["Brought", "ForWork", "Open", "is_office"]

M = TypeVar("M", bound=models.Model)


class Open(rows.Permitted[M]):
    """Rows that all partners see alike."""

    permission = SEE


class Brought(models.QuerySet[M]):
    """What an organisation brought: read by it (by ``giver``), by who pulls the action it was for, and by the office."""

    giver: ClassVar[str]
    puller: ClassVar[str] = ""
    those: ClassVar[dict[str, Any]] = {}

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        if not may(who, SEE, purpose):
            return self.none()
        shown = self.filter(**self.those)
        if is_office(who, purpose):
            return shown
        if who.scope_kind != "organisation":
            return self.none()
        asks = bool(self.puller) and may(who, CONFIRM, purpose)
        own = Q(**{self.giver: who.scope_id})
        return shown.filter(own | Q(**{self.puller: who.scope_id}) if asks else own)


def is_office(who: Who, purpose: Purpose) -> bool:
    """Confirms for the whole region."""
    return bool(who.system) or (may(who, CONFIRM, purpose) and not who.scope_kind)


class ForWork:
    """Something for an action, a work package, or the collaboration as a whole."""

    action: Action | None
    package: Item | None

    @property
    def about_name(self) -> str:
        """What it is for, as people call it; empty: the collaboration as a whole."""
        if self.action is not None:
            return f"{self.action.number} {self.action.title}"
        return str(self.package or "")

    @property
    def about_said(self) -> Any:
        return self.about_name or _("the collaboration as a whole")
