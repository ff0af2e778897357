"""Writing down what a region begins with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import GroundworkKept
from ..models import Groundwork
from ..permissions import KEEP_FRAME

__all__ = ["add_groundwork", "drop_groundwork", "keep_groundwork"]


@transaction.atomic
def add_groundwork(*, kind: str, text: str, said_by: str = "", by: Who, at: datetime) -> Groundwork:
    """A need, something that moves already, or a wish; the last one stands last."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    last = Groundwork.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    made = Groundwork.objects.create(
        kind=Groundwork.Kind(kind), text=check_words(text), said_by=said_by.strip(), number=int(last) + 1
    )
    _record(made, "added", by, at)
    return made


@transaction.atomic
def keep_groundwork(*, line: Groundwork, text: str, said_by: str = "", by: Who, at: datetime) -> Groundwork:
    """Said otherwise."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    line.text, line.said_by = check_words(text), said_by.strip()
    line.save(update_fields=("text", "said_by"))
    _record(line, "changed", by, at)
    return line


@transaction.atomic
def drop_groundwork(*, line: Groundwork, by: Who, at: datetime) -> None:
    """It is taken off the note."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    _record(line, "dropped", by, at)
    line.delete()


def _record(line: Groundwork, how: str, by: Who, at: datetime) -> None:
    event = GroundworkKept(subject=f"portfolio.groundwork:{line.pk}", kind=line.kind, how=how)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
