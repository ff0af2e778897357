"""The table of states: every legal move is made by an action, every other one is refused with a sentence."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.signals import actions, policies, states
from empact.web.signals.models import Note, Signal, Turn

from .conftest import AT, now_of, press

S = Signal.State


def in_state(state, desk, region):
    """A report in a state, by the actions that lead there."""
    signal = press(municipality=region.leuven)
    done = {"by": desk.wim, "at": AT}
    if state == S.RECEIVED:
        return signal
    if state == S.JOINED:
        return actions.join(signal=signal, to=press(municipality=region.leuven), **done)
    actions.take_up(signal=signal, **done)
    if state == S.PASSED:
        actions.pass_on(signal=signal, organisation=desk.backup, **done)
    if state in (S.CONTACT, S.ACTION):
        actions.contact(signal=signal, text="we spoke", **done)
    if state == S.ACTION:
        actions.agree(signal=signal, text="a nurse comes", **done)
    if state == S.CLOSED:
        actions.feedback(signal=signal, code="contact", **done)
        actions.tell(signal=signal, told="yes", **done)
        actions.close(signal=signal, outcome="help", **done)
    signal = now_of(signal)
    assert signal.state == state
    return signal


def attempts(signal, desk, region):
    """Every action that moves, with all it needs beside the state."""
    done = {"by": desk.wim, "at": AT + timedelta(days=90)}
    Signal.objects.filter(pk=signal.pk).update(feedback="contact", feedback_at=AT, told="yes", until=AT)
    if signal.state not in (S.RECEIVED, S.PASSED):
        Signal.objects.filter(pk=signal.pk).update(handler=desk.wim.user_id)
    other = press(municipality=region.leuven)
    passed_to_me = {"by": desk.bea, "at": AT} if signal.state == S.PASSED else done
    return {
        "take_up": (lambda: actions.take_up(signal=signal, **passed_to_me), S.TRIAGE),
        "contact": (lambda: actions.contact(signal=signal, text="x", **done), S.CONTACT),
        "agree": (lambda: actions.agree(signal=signal, text="x", **done), S.ACTION),
        "pass_on": (lambda: actions.pass_on(signal=signal, organisation=desk.backup, **done), S.PASSED),
        "return_it": (lambda: actions.return_it(signal=signal, why="x", **passed_to_me), S.RECEIVED),
        "close": (lambda: actions.close(signal=signal, outcome="help", **done), S.CLOSED),
        "reopen": (lambda: actions.reopen(signal=signal, **done), S.TRIAGE),
        "join": (lambda: actions.join(signal=signal, to=other, **done), S.JOINED),
        "part": (lambda: actions.part(signal=signal, **done), S.TRIAGE),
    }


LEGAL = {
    S.RECEIVED: {"take_up", "join"},
    S.TRIAGE: {"contact", "pass_on", "close", "join"},
    S.PASSED: {"take_up", "return_it"},
    S.CONTACT: {"agree", "pass_on", "close"},
    S.ACTION: {"pass_on", "close"},
    S.CLOSED: {"reopen"},
    S.JOINED: {"part"},
}
EVERY = ("take_up", "contact", "agree", "pass_on", "return_it", "close", "reopen", "join", "part")


@pytest.mark.parametrize(("state", "name"), list(product(S, EVERY)))
def test_every_move_is_legal_or_refused_with_a_sentence(state, name, desk, region):
    signal = in_state(state, desk, region)
    act, to = attempts(signal, desk, region)[name]
    if name in LEGAL[state]:
        act()
        assert now_of(signal).state == to and (state, to) in states.SIGNAL_MOVES
    else:
        with pytest.raises(NotNow) as refused:
            act()
        assert str(refused.value).endswith(".") and now_of(signal).state == state


@pytest.mark.parametrize("state", S)
def test_the_clock_moves_what_is_open_and_nothing_else(state, desk, region):
    signal = in_state(state, desk, region)
    Signal.objects.filter(pk=signal.pk).update(until=AT)
    moved = actions.escalate(signal=signal, by=SYSTEM, at=AT + timedelta(days=1))
    assert moved == (state in states.CLOCK_MOVES)
    assert now_of(signal).state == states.CLOCK_MOVES.get(state, state)


def test_the_table_is_whole():
    made = {(state, to) for state, names in LEGAL.items() for to in names}
    assert {a for a, _b in states.SIGNAL_MOVES} == set(S) == set(states.OWNER) and len(made) == 15
    assert {(a, b) for a, b in states.CLOCK_MOVES.items() if a != b or a == S.RECEIVED} <= states.SIGNAL_MOVES
    for now, to in product(S, S):
        if (now, to) not in states.SIGNAL_MOVES:
            with pytest.raises(NotNow):
                policies.check_move(now, to)


def test_feedback_comes_before_closing_and_the_database_says_so_too(desk, region):
    signal, done = in_state(S.TRIAGE, desk, region), {"by": desk.wim, "at": AT}
    with pytest.raises(NotNow, match="heard nothing"):
        actions.close(signal=signal, outcome="help", **done)
    actions.feedback(signal=signal, code="contact", **done)
    with pytest.raises(NotNow, match="Does the person know"):
        actions.close(signal=signal, outcome="help", **done)
    actions.tell(signal=signal, told="yes", **done)
    actions.close(signal=signal, outcome="help", **done)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(feedback="")


def test_not_telling_the_person_needs_a_reason_and_a_second_reader(desk, region):
    signal, done = in_state(S.TRIAGE, desk, region), {"by": desk.wim, "at": AT}
    actions.feedback(signal=signal, code="cannot_say", **done)
    with pytest.raises(Problem):
        actions.tell(signal=signal, told="unsafe", why=" ", **done)
    actions.tell(signal=signal, told="unsafe", why="who does harm reads along", **done)
    with pytest.raises(NotNow, match="nobody else"):
        actions.close(signal=signal, outcome="help", **done)
    with pytest.raises(Denied):
        actions.second_read(signal=signal, **done)
    actions.second_read(signal=signal, by=desk.wout, at=AT)
    assert actions.close(signal=signal, outcome="help", **done).state == S.CLOSED


def test_two_who_take_it_up_at_once_and_only_one_has_it(desk, region):
    signal = press(municipality=region.leuven)
    actions.take_up(signal=signal, by=desk.wim, at=AT)
    with pytest.raises(NotNow, match="Somebody has taken up"):
        actions.take_up(signal=signal, by=desk.wout, at=AT)
    with pytest.raises(NotNow, match="not taken up"):
        actions.contact(signal=signal, text="x", by=desk.wout, at=AT)
    assert actions.note(signal=signal, kind="fact", text="she moved", by=desk.wout, at=AT).text == "she moved"


def test_passed_on_it_is_accepted_or_given_back_with_a_reason(desk, region):
    signal = in_state(S.PASSED, desk, region)
    assert list(Signal.objects.visible_to(desk.bea, "care")) == [signal]
    actions.return_it(signal=signal, why="not our quarter", by=desk.bea, at=AT)
    assert not Signal.objects.visible_to(desk.bea, "care").exists()
    assert signal.turns.last().organisation == desk.welfare and now_of(signal).state == S.RECEIVED
    assert [n.text for n in signal.notes.filter(kind=Note.Kind.RETURNED)] == ["not our quarter"]
    with pytest.raises(Denied):
        actions.take_up(signal=signal, by=desk.bea, at=AT)
    actions.take_up(signal=signal, by=desk.wout, at=AT)


def test_the_desk_passes_on_to_who_coordinates_where_the_name_is_sure(care, desk, region):
    person = care.person
    person.municipality = region.leuven
    person.save()
    done = {"by": desk.wim, "at": AT}
    unsure = press(municipality=region.leuven, name="Zzpeeters")
    actions.take_up(signal=unsure, **done)
    with pytest.raises(NotNow, match="for sure"):
        actions.pass_on(signal=unsure, coordinator=True, **done)
    signal = press(municipality=region.leuven, name="Test zzPeeters")
    actions.take_up(signal=signal, **done)
    turn = actions.pass_on(signal=signal, coordinator=True, **done)
    assert (turn.kind, turn.user) == (Turn.Kind.COORDINATOR, care.town.coordinator)
    assert actions.take_up(signal=signal, by=care.who.coordinator, at=AT).state == S.TRIAGE


def test_reports_of_one_worry_are_joined_and_both_reporters_hear(desk, region):
    first, second = press(municipality=region.leuven, name="Zz Test"), press(municipality=region.leuven, name="zz  test")
    done = {"by": desk.wim, "at": AT}
    actions.join(signal=second, to=first, **done)
    with pytest.raises(NotNow):
        actions.join(signal=first, to=second, **done)
    with pytest.raises(NotNow, match="joined"):
        actions.feedback(signal=second, code="contact", **done)
    actions.take_up(signal=first, **done)
    actions.feedback(signal=first, code="contact", **done)
    assert {now_of(s).feedback for s in (first, second)} == {"contact"}
    actions.part(signal=second, **done)
    assert now_of(second).state == S.TRIAGE and now_of(second).joined_to is None and now_of(second).until


def test_a_marked_report_stays_and_is_answered(desk, region):
    signal, done = press(municipality=region.leuven), {"by": desk.wim, "at": AT}
    with pytest.raises(Problem):
        actions.mark(signal=signal, marked=True, why="", **done)
    actions.mark(signal=signal, marked=True, why="the same joke as yesterday", **done)
    assert now_of(signal).marked and now_of(signal).until == signal.until
    actions.mark(signal=signal, marked=False, why="it was no joke", **done)
    assert not now_of(signal).marked and signal.notes.count() == 2


@pytest.mark.parametrize(("discretion", "known"), [("desk", False), ("team", True), ("open", True)])
def test_the_reporter_is_known_to_the_desk_and_to_who_cares_only_where_they_allow_it(discretion, known, care, desk, region):
    told = {"municipality": region.leuven, "reporter": "neighbour", "discretion": discretion}
    signal = press(person=care.person, **told)
    signal_by_desk = press(**told)
    if known:
        assert actions.show_reporter(signal=signal, by=care.who.coordinator, at=AT) == "neighbour"
    else:
        with pytest.raises(Denied):
            actions.show_reporter(signal=signal, by=care.who.coordinator, at=AT)
    assert actions.show_reporter(signal=signal_by_desk, by=desk.wim, at=AT) == "neighbour"
    actions.take_up(signal=signal_by_desk, by=desk.wim, at=AT)
    actions.pass_on(signal=signal_by_desk, organisation=desk.backup, by=desk.wim, at=AT)
    if not known:
        with pytest.raises(Denied):
            actions.show_reporter(signal=signal_by_desk, by=desk.bea, at=AT)
