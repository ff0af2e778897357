"""What goes wrong in the house, as sentences: each becomes a page or an API answer with the right status."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = ["Conflict", "Denied", "Missing", "NotNow", "Problem", "check_has_come", "check_period", "check_words"]


class Problem(Exception):
    """``message`` and ``hint`` are for the person who asked, in their language; never with personal data."""

    status = 400

    def __init__(self, message: Any, hint: Any = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


class Denied(Problem):
    """You may not do this, for this purpose."""

    status = 403


class NotNow(Problem):
    """This cannot happen to this thing now, whoever asks."""

    status = 409


class Conflict(Problem):
    """Somebody else changed it in the meantime."""

    status = 409


class Missing(Problem):
    """It does not exist, or you may not see it: the same answer, so that nobody learns which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This does not exist."))


def check_words(text: str, hint: Any = "") -> str:
    """Something is said; without blanks around it. Raises :class:`Problem`."""
    if not text.strip():
        raise Problem(_("Write at least one sentence."), hint)
    return text.strip()


def check_period(starts: date, ends: date | None, hint: Any = "") -> None:
    """It does not end before it begins; ``None``: it goes on. Raises :class:`NotNow`."""
    if ends is not None and ends < starts:
        raise NotNow(_("The last day is before the first day."), hint)


def check_has_come(day: date, today: date) -> None:
    """Nothing is said of a day that is still to come. Raises :class:`NotNow`."""
    if day > today:
        raise NotNow(_("That day has not come yet."))
