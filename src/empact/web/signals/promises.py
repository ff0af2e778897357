"""What a reporter is promised, how long each state may last and a closed report is kept: choices of the region."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from .models import Urgency

__all__ = ["FOLLOW_UP", "hours", "kept_for", "phone", "promised_by"]

FOLLOW_UP: Final = timedelta(days=7)
"""After contact was made, or something agreed: until somebody looks again."""


def hours() -> dict[str, int]:
    """Of each urgency, within how many somebody calls or goes there."""
    return dict(zip(Urgency.values, map(int, str(region.read("signals.promise")).split()), strict=True))


def promised_by(urgency: str, at: datetime) -> datetime:
    """Until when somebody calls or goes there."""
    return at + timedelta(hours=hours()[urgency])


def kept_for() -> timedelta | None:
    """How long what was told is kept after a report is closed; ``None`` where the region has not chosen."""
    days = int(region.read("signals.kept_days"))
    return timedelta(days=days) if days else None


def phone() -> str:
    """The number for who would rather call."""
    return str(region.read("signals.phone"))


def _hours() -> forms.Field:
    def three(value: str) -> None:
        numbers = [int(part) for part in value.split()] if re.fullmatch(r"[0-9 ]{1,20}", value) else []
        if len(numbers) != len(Urgency) or not 0 < numbers[0] <= numbers[1] <= numbers[2] <= 24 * 14:
            raise ValidationError(
                _("Write three numbers of hours, the smallest first, at most two weeks. For example: 2 24 168")
            )

    return forms.CharField(max_length=20, validators=[three])


def _number() -> forms.Field:
    def callable_number(value: str) -> None:
        if value and not re.fullmatch(r"\+?[0-9 /.]{3,20}", value):
            raise ValidationError(_("Write a phone number."))

    return forms.CharField(max_length=20, required=False, validators=[callable_number])


region.declare(
    "signals.promise",
    _("Red button: hours until somebody calls"),
    _("For what cannot wait, for a day, and for a week. Who reports reads it on the receipt."),
    default="2 24 168",
    field=_hours,
)
region.declare(
    "signals.phone",
    _("Red button: phone number"),
    _("For who would rather call. Empty where there is none."),
    default="",
    field=_number,
)
region.declare(
    "signals.kept_days",
    _("Red button: days that a closed report is kept"),
    _("After that, each night, what was told is wiped; the figures stay. 0: nothing is wiped. Ask who protects your data."),
    default=0,  # no rule for it is known: a region decides, and until then nothing is lost
    field=lambda: forms.IntegerField(min_value=0, max_value=36525),
)
