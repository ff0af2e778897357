"""What was told is not kept for longer than the region chose; what figures count stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ...kernel import audit
from ...kernel.who import Who
from .. import promises
from ..events import SignalWiped
from ..models import Note, Signal
from .turns import subject

__all__ = ["wipe"]

_AT_ONCE = 200


@transaction.atomic
def wipe(*, by: Who, at: datetime) -> int:
    """Reports that are closed for so long, with those joined to them; how many. It asks for no role: time alone decides.

    Of many, a part at a time: again until there is none. Name, words, log, who reported and how to reach them go, and whom it
    was about, unless that person was told of the report: they go on reading who looked at it. Where the region has chosen no
    time, nothing is wiped.
    """
    kept = promises.kept_for()
    if kept is None:
        return 0
    over = list(Signal.objects.closed_before(at - kept)[:_AT_ONCE])
    over += Signal.objects.filter(wiped_at=None).filter(Q(joined_to__in=over) | Q(joined_to__wiped_at__isnull=False))
    for signal in over:
        signal.about_sealed = signal.about_index = signal.reporter_sealed = ""
        signal.key = str(signal.pk)  # the one before was made of what was told
        signal.reported_by = None
        if signal.told != Signal.Told.YES:
            signal.person = None
        signal.wiped_at = at
    fields = ("about_sealed", "about_index", "reporter_sealed", "key", "reported_by", "person", "wiped_at")
    Signal.objects.bulk_update(over, fields)
    Note.objects.filter(signal__in=over).update(text_sealed="")
    audit.record_all([SignalWiped(subject=subject(one), kept_days=kept.days) for one in over], by=by, at=at)
    return len(over)
