"""Messages: written, approved, and withdrawn or replaced."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from ..events import KeyMessageKept
from ..models import KeyMessage
from ..permissions import KEEP, check_may_comment

__all__ = ["approve", "withdraw", "write_message"]


@transaction.atomic
def write_message(
    *, subject: str, nl: str, fr: str, de: str, owner: Organisation, follows: KeyMessage | None = None, today: date, by: Who,
    at: datetime,
) -> KeyMessage:  # fmt: skip
    """A proposal, in three languages; with ``follows`` it takes the place of another once it is approved."""
    check_may(by, KEEP, Purpose.PROJECT)
    if follows is not None and hasattr(follows, "followed_by"):
        raise NotNow(_("Another message takes the place of that one already."))
    said = {"subject": check_words(subject), "nl": check_words(nl), "fr": check_words(fr), "de": check_words(de)}
    made = KeyMessage.objects.create(**said, owner=owner, follows=follows, made=today)
    _record(made, "written", by, at)
    return made


@transaction.atomic
def approve(*, message: KeyMessage, today: date, by: Who, at: datetime) -> KeyMessage:
    """By who answers for it; from today on it is said in these words, and what it follows is not."""
    check_may_comment(by, message.owner)
    if message.approved is not None:
        raise NotNow(_("This message was approved."))
    message.approved = today
    message.save(update_fields=("approved",))
    before = message.follows
    if before is not None and before.withdrawn is None:
        before.withdrawn = today
        before.save(update_fields=("withdrawn",))
    _record(message, "approved", by, at)
    return message


@transaction.atomic
def withdraw(*, message: KeyMessage, today: date | None, by: Who, at: datetime) -> KeyMessage:
    """Not said any more; ``None`` takes that back."""
    check_may(by, KEEP, Purpose.PROJECT)
    message.withdrawn = today
    message.save(update_fields=("withdrawn",))
    _record(message, "withdrawn", by, at)
    return message


def _record(message: KeyMessage, how: str, by: Who, at: datetime) -> None:
    event = KeyMessageKept(subject=f"participation.key_message:{message.pk}", how=how)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
