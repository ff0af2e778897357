"""What hours count for in euro, where the region chose to say so: by function, by the rate of the day. Hours come first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ...ledger import HOUR
from ..kernel import region
from .models import Rate

__all__ = ["Rates", "cents_of", "declare", "is_valued", "rates"]

_CHOICE = "levers.value_hours"

Rates = Mapping[UUID | None, list[Rate]]
"""By function; ``None``: of functions without one of their own."""


def declare() -> None:
    """Asked of the region once, at start."""
    region.declare(
        _CHOICE,
        _("Say what hours count for in euro"),
        _("Reports of the time bank then say it after the hours. Without it no euro stands anywhere in the time bank."),
        default=False,
        field=lambda: forms.BooleanField(required=False),
    )


def is_valued() -> bool:
    return bool(region.read(_CHOICE))


def rates() -> Rates:
    """All there are."""
    found: dict[UUID | None, list[Rate]] = {}
    for rate in Rate.objects.all():
        found.setdefault(rate.function_id, []).append(rate)
    return found


def _rate(known: Rates, function: UUID | None, on: date) -> int | None:
    for asked in dict.fromkeys((function, None)):
        for rate in known.get(asked, ()):
            if rate.is_on(on):
                return rate.cents
    return None


def cents_of(rows: Iterable[Mapping[str, Any]], known: Rates) -> tuple[int, int]:
    """Of rows with ``function``, ``on`` and seconds ``n``: cents, and seconds that no rate says anything of.

    Whole seconds times whole cents are added up, and rounded once.
    """
    parts, unvalued = 0, 0
    for row in rows:
        rate = _rate(known, row["function"], row["on"])
        if rate is None:
            unvalued += row["n"]
        else:
            parts += rate * row["n"]
    return (2 * parts + HOUR.parts) // (2 * HOUR.parts), unvalued
