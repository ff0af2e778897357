"""Letters by e-mail. They say that there is something and where, never what or about whom: a letter is read on any screen.

By construction: a letter is filled with numbers and one address of ours, and with nothing else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from . import limits
from .models import User

__all__ = ["AT_MOST", "send"]

AT_MOST: Final = 5
"""Letters a week to one account, of all kinds together."""


def send(letter: str, *, to: User, page: str, at: datetime, always: bool = False, **numbers: int) -> bool:
    """Write ``letters/LETTER.txt`` (its first line is the subject) in the reader's language, with a link to ``page``.

    False when the account is closed or had its letters for this week; ``always`` does not ask the latter. Raises
    :class:`TypeError` for anything but numbers.
    """
    if wrong := [name for name, value in numbers.items() if type(value) is not int]:
        raise TypeError(f"a letter holds numbers only, not {', '.join(wrong)}")
    if not to.is_active:
        return False
    if limits.count("letter", str(to.pk), at=at, stretch=timedelta(weeks=1)) > AT_MOST and not always:
        return False
    with translation.override(to.language):
        filled = {**numbers, "address": settings.PUBLIC_ADDRESS + reverse(page)}
        subject, _newline, body = render_to_string(f"letters/{letter}.txt", filled).strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[to.email]).send()
    return True
