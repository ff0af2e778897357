"""What who got a report does with it: take it up, call, pass it on or give it back, make contact, agree, join, mark."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation, Team
from .. import policies, routing
from ..events import SignalMarked, SignalNoted, SignalRead
from ..models import Note, Signal, Turn, Urgency
from ..permissions import HANDLE
from .turns import begin, last_turn, locked, move, run_until, subject, time_of_turn

__all__ = [
    "agree", "contact", "join", "mark", "note", "open_signal", "part", "pass_on", "return_it", "show_reporter", "take_up",
]  # fmt: skip

_S = Signal.State


def seen(signal: Signal, by: Who) -> Signal:
    """The report, locked, for who got it."""
    check_may(by, HANDLE, Purpose.CARE)
    signal = locked(signal)
    policies.check_sees(signal, by)
    return signal


def mine(signal: Signal, by: Who, *, handles: bool = True) -> Signal:
    """The report, locked, for who may follow it up and (``handles``) took it up."""
    signal = seen(signal, by)
    policies.check_answerable(signal)
    if handles:
        policies.check_handles(signal, by)
    return signal


def in_hand_again(signal: Signal, before: Signal.State, *, by: Who, at: datetime, **fields: Any) -> Signal:
    """From a state in which nobody answers it into the hand of who says so, with a clock."""
    signal = seen(signal, by)
    policies.check_kept(signal)
    policies.check_move(signal.state, _S.TRIAGE, {(before, _S.TRIAGE)})
    run_until(signal, at + time_of_turn(signal, at), by=by, at=at)
    return move(signal, _S.TRIAGE, by=by, at=at, handler_id=by.user_id, **fields)


def write(signal: Signal, kind: str, text: str, *, by: Who, at: datetime) -> Note:
    """A line of the log."""
    line = Note(signal=signal, kind=kind, at=at, by_id=by.user_id)
    line.seal(text)
    line.save(force_insert=True)
    audit.record(SignalNoted(subject=subject(signal), kind=str(kind)), by=by, at=at, purpose=Purpose.CARE)
    return line


@transaction.atomic
def open_signal(*, signal: Signal, by: Who, at: datetime) -> dict[str, str]:
    """What was told, with a line in the audit for who read it."""
    check_may(by, HANDLE, Purpose.CARE)
    policies.check_sees(signal, by)
    audit.record(SignalRead(subject=subject(signal), part="report"), by=by, at=at, purpose=Purpose.CARE)
    return signal.about


@transaction.atomic
def show_reporter(*, signal: Signal, by: Who, at: datetime) -> str:
    """How to reach who reported; with a line in the audit. Refused to who may not know it."""
    check_may(by, HANDLE, Purpose.CARE)
    policies.check_sees(signal, by)
    own = signal.turns.of(by).filter(returned_at=None)
    if not policies.may_know_reporter(signal, list(own)):
        raise Denied(_("The reporter asked that only who reads the report first knows who they are."))
    audit.record(SignalRead(subject=subject(signal), part="reporter"), by=by, at=at, purpose=Purpose.CARE)
    return signal.open_reporter()


@transaction.atomic
def take_up(*, signal: Signal, by: Who, at: datetime) -> Signal:
    """In hand, or, where it was passed on, accepted. The clock now runs until contact."""
    signal = mine(signal, by, handles=False)
    if signal.state == _S.TRIAGE:
        raise NotNow(_("Somebody has taken up this report already."))
    if signal.state == _S.CLOSED:
        raise NotNow(_("This report is closed."), _("Open it again first."))
    signal.nobody_since = None
    # Never later than what the reporter was promised, but with the time of one turn at least.
    least = at + time_of_turn(signal, at)
    run_until(signal, max(least, min(signal.promised_by, at + timedelta(days=7))), by=by, at=at)
    return move(signal, _S.TRIAGE, by=by, at=at, handler_id=by.user_id)


@transaction.atomic
def note(*, signal: Signal, kind: str, text: str, by: Who, at: datetime) -> Note:
    """A call with the reporter, or a fact, not a label. A call is a first contact."""
    signal = mine(signal, by, handles=False)
    if kind not in (Note.Kind.CALL, Note.Kind.FACT):
        raise NotNow(_("Only a call or a fact is written here."))
    line = write(signal, kind, check_words(text), by=by, at=at)
    if kind == Note.Kind.CALL and signal.first_contact_at is None:
        signal.first_contact_at = at
        signal.save(update_fields=("first_contact_at",))
    return line


@transaction.atomic
def pass_on(
    *,
    signal: Signal,
    organisation: Organisation | None = None,
    team: Team | None = None,
    coordinator: bool = False,
    why: str = "",
    by: Who,
    at: datetime,
) -> Turn:
    """To who coordinates the care, to an organisation or to a team: they accept it or give it back."""
    signal = mine(signal, by)
    if coordinator:
        if signal.person_id is None:
            signal.person = routing.found_person(signal)
        receiver = routing.coordinator_for(signal, at.date())
        if receiver is None:
            raise NotNow(
                _("We do not know for sure who coordinates the care of this person."), _("Choose an organisation or team.")
            )
    elif (organisation is None) == (team is None):
        raise NotNow(_("Choose one organisation or one team."))
    else:
        place = ("organisation", organisation.pk) if organisation is not None else ("team", team.pk)  # type: ignore[union-attr]
        minutes = routing.COORDINATOR_MINUTES[Urgency(signal.urgency)]
        receiver = routing.Receiver(Turn.Kind.RECEIVER, place, minutes)
    if why.strip():
        write(signal, Note.Kind.FACT, why.strip(), by=by, at=at)
    policies.check_move(signal.state, _S.PASSED)
    turn = begin(signal, receiver, Turn.Cause.PASSED, by=by, at=at)
    move(signal, _S.PASSED, by=by, at=at, handler=None)
    return turn


@transaction.atomic
def return_it(*, signal: Signal, why: str, by: Who, at: datetime) -> Signal:
    """Not for us: those who had it before have it again, and we see it no more."""
    signal = mine(signal, by, handles=False)
    turn = last_turn(signal)
    if signal.state != _S.PASSED or turn is None or not signal.turns.of(by).filter(pk=turn.pk).exists():
        raise NotNow(_("This report was not passed on to you."))
    write(signal, Note.Kind.RETURNED, check_words(why), by=by, at=at)
    turn.returned_at = at
    turn.save(update_fields=("returned_at",))
    before = signal.turns.filter(returned_at=None).order_by("-number").first()
    back = None
    if before is not None and before.kind != Turn.Kind.NOBODY:
        back = routing.Receiver(before.kind, _place(before), routing.minutes_of(before, signal, at), before.role)
    begin(signal, back, Turn.Cause.RETURNED, by=by, at=at)
    # Nobody in particular has it in hand: who passed it on may be off duty by now.
    return move(signal, _S.RECEIVED, by=by, at=at, handler=None)


@transaction.atomic
def contact(*, signal: Signal, text: str, by: Who, at: datetime) -> Signal:
    """Somebody spoke with the person concerned."""
    signal = mine(signal, by)
    policies.check_move(signal.state, _S.CONTACT)
    write(signal, Note.Kind.CONTACT, check_words(text), by=by, at=at)
    return move(signal, _S.CONTACT, by=by, at=at, first_contact_at=signal.first_contact_at or at)


@transaction.atomic
def agree(*, signal: Signal, text: str, by: Who, at: datetime) -> Signal:
    """What happens now, and who does it."""
    signal = mine(signal, by)
    policies.check_move(signal.state, _S.ACTION)
    write(signal, Note.Kind.ACTION, check_words(text), by=by, at=at)
    return move(signal, _S.ACTION, by=by, at=at)


@transaction.atomic
def join(*, signal: Signal, to: Signal, by: Who, at: datetime) -> Signal:
    """Two reports of one worry: the other one is followed up, and both reporters hear of it."""
    signal = mine(signal, by, handles=False)
    to = locked(to)
    policies.check_sees(to, by)
    policies.check_can_join(signal, to)
    heard = {"feedback": to.feedback, "feedback_at": to.feedback_at and at}
    return move(signal, _S.JOINED, by=by, at=at, joined_to=to, handler=None, **heard)


@transaction.atomic
def part(*, signal: Signal, by: Who, at: datetime) -> Signal:
    """It was another matter: it stands by itself again, in the hand of who says so."""
    return in_hand_again(signal, _S.JOINED, by=by, at=at, joined_to=None)


@transaction.atomic
def mark(*, signal: Signal, marked: bool, why: str, by: Who, at: datetime) -> Signal:
    """It looks like abuse of the button, or does so no more. A marked report stays, with its clock and its feedback."""
    signal = mine(signal, by, handles=False)
    write(signal, Note.Kind.MARK, check_words(why), by=by, at=at)
    signal.marked = marked
    signal.save(update_fields=("marked",))
    audit.record(SignalMarked(subject=subject(signal), marked=marked), by=by, at=at, purpose=Purpose.CARE)
    return signal


def _place(turn: Turn) -> tuple[str, Any]:
    if turn.organisation_id is not None:
        return "organisation", turn.organisation_id
    return ("team", turn.team_id) if turn.team_id is not None else ("user", turn.user_id)
