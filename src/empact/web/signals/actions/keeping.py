"""What was told is not kept for longer than the region chose; what figures count stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import promises
from ..events import SignalWiped
from ..models import Note, Signal
from .turns import subject

__all__ = ["wipe"]

_AT_ONCE = 200


def wipe(*, by: Who, at: datetime) -> int:
    """Reports that are closed for so long, with those joined to them; how many. It asks for no role: time alone decides.

    Name, words, log, who reported and how to reach them go, and whom it was about, unless that person was told of the report:
    they go on reading who looked at it. Where the region has chosen no time, nothing is wiped.
    """
    kept = promises.kept_for()
    if kept is None:
        return 0
    wiped = 0
    while True:
        over = list(Signal.objects.closed_before(at - kept)[:_AT_ONCE])
        over = over or list(Signal.objects.filter(wiped_at=None, joined_to__wiped_at__isnull=False)[:_AT_ONCE])
        if not over:
            return wiped
        _wipe(over, kept.days, by=by, at=at)
        wiped += len(over)


@transaction.atomic
def _wipe(signals: list[Signal], kept_days: int, *, by: Who, at: datetime) -> None:
    for signal in signals:
        signal.about_sealed = signal.about_index = signal.reporter_sealed = ""
        signal.key = str(signal.pk)  # the one before was made of what was told
        signal.reported_by = None
        if signal.told != Signal.Told.YES:
            signal.person = None
        signal.wiped_at = at
    fields = ("about_sealed", "about_index", "reporter_sealed", "key", "reported_by", "person", "wiped_at")
    Signal.objects.bulk_update(signals, fields)
    Note.objects.filter(signal__in=signals).update(text_sealed="")
    events = [SignalWiped(subject=subject(one), kept_days=kept_days) for one in signals]
    audit.record_all(events, by=by, at=at, purpose=Purpose.ADMINISTRATION)
