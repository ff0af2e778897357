"""Anybody reports. A send that is repeated is one report; what comes often from one place is marked, and never dropped."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from ....terms.identifiers import RECEIPT_CHARACTERS, check_receipt
from ...kernel import audit, sealing
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models import Territory
from ...territory.search import fold
from .. import promises, routing
from ..events import SignalReported
from ..models import Channel, Signal, Turn
from .turns import begin, subject

__all__ = ["report"]


@transaction.atomic
def report(
    *,
    key: UUID,
    municipality: Territory | None,
    theme: str,
    urgency: str,
    words: str,
    name: str = "",
    age: str = "",
    reporter: str = "",
    discretion: str = Signal.Discretion.DESK,
    channel: str = Channel.WEB,
    person: Person | None = None,
    often: bool = False,
    by: Who,
    at: datetime,
) -> Signal:
    """``key`` is of the form that was sent: the same words with the same key are the report that is there already, other
    words are another one. ``person`` only where it is sure who it is about. ``reporter``: how to reach who reports.
    """
    words = check_words(words)
    told = "\0".join((str(key), str(municipality and municipality.pk), theme, urgency, words, name, age, reporter, discretion))
    index = sealing.blind_index(told, place="signals.signal:key")
    made = Signal(
        municipality=municipality, theme=theme, urgency=urgency, age=age, discretion=discretion, channel=channel,
        person=person, often=often, reported_at=at, reported_by=by.user_id, ticket=uuid4(), receipt=_receipt(), key=index,
        promised_by=promises.promised_by(urgency, at),
        about_index=sealing.blind_index(fold(name), place="signals.signal:about") if name else "",
    )  # fmt: skip
    made.seal({"name": name.strip(), "words": words}, reporter.strip())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        again = Signal.objects.filter(key=index).first()
        if again is None:
            raise
        return again
    event = SignalReported(subject=subject(made), channel=str(channel), urgency=str(urgency))
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    begin(made, routing.next_receiver(made, at), Turn.Cause.REPORTED, by=by, at=at)
    made.save(update_fields=("until", "nobody_since"))
    return made


def _receipt() -> str:
    """A code that nobody else has; a thousand million are possible."""
    while True:
        code = check_receipt("".join(secrets.choice(RECEIPT_CHARACTERS) for _n in range(6)))
        if not Signal.objects.filter(receipt=code).exists():
            return code
