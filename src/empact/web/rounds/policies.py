"""May this happen now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from ..kernel.problems import Denied, Problem
from ..kernel.who import Who
from .models import Later

__all__ = ["LONGEST_LATER", "check_later", "check_own"]

LONGEST_LATER: Final = timedelta(days=183)


def check_later(until: date | None, today: date) -> None:
    """From tomorrow on, within half a year: nobody is put off for good."""
    if until is None or not today < until <= today + LONGEST_LATER:
        raise Problem(_("Choose a day from tomorrow on, within half a year."))


def check_own(later: Later, by: Who) -> None:
    if later.user_id != by.user_id or later.role != by.role:
        raise Denied(_("This is the work list of somebody else."))
