"""What of reports stands in 'who looked'."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Signal

__all__ = ["READ", "known_to"]

READ: Final[Any] = _("what was told about you with the red button")


def known_to(persons: Set[UUID]) -> Iterable[str]:
    """Reports about these persons that they were told of, with those joined to them; of another one they know nothing."""
    told = Q(person__in=persons, told=Signal.Told.YES) | Q(joined_to__person__in=persons, joined_to__told=Signal.Told.YES)
    return (f"signals.signal:{pk}" for pk in Signal.objects.filter(told).values_list("pk", flat=True))
