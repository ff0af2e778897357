"""Is a role still needed? Whoever wears it says so twice a year: a role that nobody needs is a door left open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from .day import Todo
from .models import Hat
from .who import Who

__all__ = ["CONFIRM_WITHIN_DAYS", "to_confirm", "to_confirm_by"]

CONFIRM_WITHIN_DAYS: Final = 182


def to_confirm_by(hat: Hat) -> date:
    """The day by which its owner says that the role is still needed."""
    return (hat.confirmed or hat.starts) + timedelta(days=CONFIRM_WITHIN_DAYS)


def to_confirm(who: Who, today: date) -> Iterator[Todo]:
    """The hat worn now, once its day has come."""
    here = {"role": who.role, "scope_kind": who.scope_kind, "scope_id": who.scope_id}
    for hat in Hat.objects.filter(user=who.user_id, **here).worn_on(today) if who.role else ():
        if to_confirm_by(hat) <= today:
            title, why = _("Do you still need this role?"), _("Nobody has said so for half a year.")
            yield Todo(title, why, reverse("kernel:profile"), to_confirm_by(hat))
