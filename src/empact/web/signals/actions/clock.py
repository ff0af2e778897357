"""The clock: what nobody took up in time goes to the next one, once per step. It asks for no role: time alone decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from ...kernel.who import Who
from .. import routing
from ..models import Signal, Turn
from ..promises import FOLLOW_UP
from ..states import CLOCK_MOVES
from .turns import begin, locked, move

__all__ = ["begin_waiting", "escalate"]


@transaction.atomic
def escalate(*, signal: Signal, by: Who, at: datetime) -> bool:
    """If the clock of the report has run out, it is the next one's turn; true when that began now.

    When all had their turn it is nobody's, with an alarm: the clock stops until somebody takes it up or a receiver is named.
    """
    signal = locked(signal)
    if not signal.is_open or signal.until is None or signal.until > at:
        return False
    receiver, to = routing.next_receiver(signal, at), CLOCK_MOVES[Signal.State(signal.state)]
    if to == Signal.State.RECEIVED:
        begin(signal, receiver, Turn.Cause.TIME, by=by, at=at)
        move(signal, to, by=by, at=at, handler=None)
        return True
    # Somebody has it in hand and takes long: another one is called in, and nothing is taken away.
    signal.until = None
    if receiver is not None:
        begin(signal, replace(receiver, minutes=FOLLOW_UP // timedelta(minutes=1)), Turn.Cause.TIME, by=by, at=at)
    signal.save(update_fields=("until", "nobody_since"))
    return receiver is not None


@transaction.atomic
def begin_waiting(*, signal: Signal, by: Who, at: datetime) -> bool:
    """A report that reached nobody, or nobody any more, goes to whoever is named now; true when there is one."""
    signal = locked(signal)
    receiver = routing.next_receiver(signal, at) if signal.is_open and signal.nobody_since is not None else None
    if receiver is None:
        return False
    begin(signal, receiver, Turn.Cause.ROUTED, by=by, at=at)
    signal.save()
    return True
