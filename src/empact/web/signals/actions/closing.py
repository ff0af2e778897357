"""How a report ends: feedback to the reporter, a word to the person, a result; and how it opens again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import SignalFeedback, SignalTold
from ..models import Note, Signal
from .handling import in_hand_again, mine, write
from .turns import move, subject

__all__ = ["close", "feedback", "reopen", "second_read", "tell"]

_S = Signal.State


@transaction.atomic
def feedback(*, signal: Signal, code: str, how: str = "", by: Who, at: datetime) -> Signal:
    """One of a few sentences, which say nothing of health; the reporter reads it with the code, whoever they are.

    ``how`` (a call, say) is for the log. Reporters of joined reports hear the same.
    """
    signal = mine(signal, by)
    code = Signal.Feedback(code)
    write(signal, Note.Kind.FEEDBACK, how.strip(), by=by, at=at)
    for one in (signal, *signal.joined.all()):
        one.feedback, one.feedback_at = code, at
        one.save(update_fields=("feedback", "feedback_at"))
        audit.record(SignalFeedback(subject=subject(one), code=str(code)), by=by, at=at, purpose=Purpose.CARE)
    return signal


@transaction.atomic
def tell(*, signal: Signal, told: str, why: str = "", by: Who, at: datetime) -> Signal:
    """The person was told of the report; or why not. That telling is not safe needs a reason and a second reader."""
    signal = mine(signal, by)
    told = Signal.Told(told)
    policies.check_told(signal, told)
    text = check_words(why) if told != Signal.Told.YES else why.strip()
    write(signal, Note.Kind.TOLD, text, by=by, at=at)
    signal.told, signal.told_by, signal.second_reader = told, by.user_id, None
    signal.save(update_fields=("told", "told_by", "second_reader"))
    audit.record(SignalTold(subject=subject(signal), told=str(told)), by=by, at=at, purpose=Purpose.CARE)
    return signal


@transaction.atomic
def second_read(*, signal: Signal, by: Who, at: datetime) -> Signal:
    """A second one agrees that telling the person is not safe."""
    signal = mine(signal, by, handles=False)
    policies.check_second_reader(signal, by)
    signal.second_reader = by.user_id
    signal.save(update_fields=("second_reader",))
    audit.record(SignalTold(subject=subject(signal), told=signal.told, second=True), by=by, at=at, purpose=Purpose.CARE)
    return signal


@transaction.atomic
def close(*, signal: Signal, outcome: str, text: str = "", by: Who, at: datetime) -> Signal:
    """With a result, once the reporter has heard and the person knows."""
    signal = mine(signal, by)
    policies.check_move(signal.state, _S.CLOSED)
    policies.check_closable(signal)
    write(signal, Note.Kind.CLOSED, text.strip(), by=by, at=at)
    return move(signal, _S.CLOSED, by=by, at=at, outcome=Signal.Outcome(outcome), closed_at=at)


@transaction.atomic
def reopen(*, signal: Signal, by: Who, at: datetime) -> Signal:
    """It was not over after all: back in the hand of who opens it again, with a clock."""
    return in_hand_again(signal, _S.CLOSED, by=by, at=at, outcome="", closed_at=None)
