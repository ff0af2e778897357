"""What all actions do with turns: whose turn begins, its clock, and the lock under which a report changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from ...kernel import audit, jobs
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies, routing
from ..events import SignalMoved, TurnBegan
from ..models import Signal, Turn
from ..promises import FOLLOW_UP

__all__: list[str] = []

_CLOCK: Final = "signals.clock"


def locked(signal: Signal) -> Signal:
    """The report as it is now; two who act at once take turns."""
    now = Signal.objects.select_for_update(of=("self",)).filter(pk=signal.pk).first()
    if now is None:
        raise Missing
    return now


def subject(signal: Signal) -> str:
    return f"signals.signal:{signal.pk}"


def begin(signal: Signal, receiver: routing.Receiver | None, cause: str, *, by: Who, at: datetime) -> Turn:
    """The next turn, with its clock. Without a receiver it is nobody's, and who names receivers is called."""
    number = signal.turns.count()
    until = at + timedelta(minutes=receiver.minutes) if receiver else None
    fields = receiver.fields() if receiver else {"kind": Turn.Kind.NOBODY}
    turn = Turn.objects.create(signal=signal, number=number, cause=cause, began_at=at, until=until, **fields)
    signal.nobody_since = None if receiver else signal.nobody_since or at
    run_until(signal, until, by=by, at=at)
    event = TurnBegan(subject=subject(signal), number=number, kind=str(turn.kind), cause=str(cause))
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return turn


def run_until(signal: Signal, until: datetime | None, *, by: Who, at: datetime) -> None:
    """Set the clock of the report, and ask for the job that looks when it runs out."""
    signal.until = until
    if until is not None:
        arguments = {"signal": str(signal.pk), "until": until.isoformat()}
        jobs.enqueue(_CLOCK, arguments, by=by, at=at, due=until, once=f"{signal.pk}:{until.timestamp():.6f}")


def move(signal: Signal, to: str, *, by: Who, at: datetime, **fields: Any) -> Signal:
    """To another state, as the table says; with these fields."""
    policies.check_move(signal.state, to)
    for name, value in fields.items():
        setattr(signal, name, value)
    signal.state = to
    if to in (Signal.State.CONTACT, Signal.State.ACTION):
        run_until(signal, at + FOLLOW_UP, by=by, at=at)
    elif not signal.is_open:
        signal.until = None
    signal.save()
    audit.record(SignalMoved(subject=subject(signal), state=str(to)), by=by, at=at, purpose=Purpose.CARE)
    return signal


def last_turn(signal: Signal) -> Turn | None:
    return signal.turns.order_by("-number").first()


def time_of_turn(signal: Signal, at: datetime) -> timedelta:
    """How long whoever had it last has."""
    turn = last_turn(signal)
    return timedelta(minutes=routing.minutes_of(turn, signal, at) if turn is not None else 0)
