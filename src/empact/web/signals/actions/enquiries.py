"""Questions at an intake desk: written down without who asked, and what became of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Missing, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.policies import check_names_nobody
from ...territory.models import Organisation, Territory
from .. import policies
from ..events import EnquiryMoved
from ..models import Channel, Enquiry
from ..permissions import ANSWER
from ..states import ENQUIRY_MOVES

__all__ = ["answer", "ask"]

_LOOK_AGAIN: Final = timedelta(days=14)
"""After a question was passed on, where no other day is said."""


@transaction.atomic
def ask(
    *, topic: str, text: str, channel: str = Channel.DESK, municipality: Territory | None = None, by: Who, at: datetime
) -> Enquiry:
    """The question, not who asks it: a text that could tell that is refused."""
    check_may(by, ANSWER, Purpose.PROJECT)
    policies.check_desk(by)
    assert by.user_id is not None
    text = check_words(text)
    check_names_nobody(text, by, timezone.localdate(at))
    made = Enquiry.objects.create(
        desk=by.scope, topic=topic, text=text, channel=channel, municipality=municipality, asked_at=at, moved_at=at,
        asked_by_id=by.user_id,
    )  # fmt: skip
    _record(made, by, at)
    return made


@transaction.atomic
def answer(
    *,
    enquiry: Enquiry,
    state: str,
    organisation: Organisation | None = None,
    why: str = "",
    follow_up: date | None = None,
    by: Who,
    at: datetime,
) -> Enquiry:
    """Answered, passed on to an organisation, or not answered for a reason; the last two are looked at again."""
    check_may(by, ANSWER, Purpose.PROJECT)
    found = Enquiry.objects.visible_to(by, Purpose.PROJECT).select_for_update(of=("self",)).filter(pk=enquiry.pk).first()
    if found is None:
        raise Missing
    today = timezone.localdate(at)
    policies.check_move(found.state, state, ENQUIRY_MOVES)
    policies.check_outcome(state, organisation, why, follow_up, today)
    forwarded, unanswered = state == Enquiry.State.FORWARDED, state == Enquiry.State.UNANSWERED
    found.state, found.moved_at = state, at
    found.organisation = organisation if forwarded else None
    found.why = why if unanswered else ""
    found.follow_up = follow_up or today + _LOOK_AGAIN if forwarded else follow_up if unanswered else None
    found.save()
    _record(found, by, at)
    return found


def _record(enquiry: Enquiry, by: Who, at: datetime) -> None:
    event = EnquiryMoved(subject=f"signals.enquiry:{enquiry.pk}", state=str(enquiry.state))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
