"""The clock: a report that nobody takes up goes to the next one, exactly once per step, whatever runs how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from empact.web.kernel import jobs, outbox
from empact.web.kernel.models import Job
from empact.web.kernel.who import SYSTEM
from empact.web.signals import actions
from empact.web.signals.models import Signal, Turn

from .conftest import AT, now_of, press

MINUTE = timedelta(minutes=1)


def run_clocks(until):
    """The worker: does what is due, in order, at the moment it is due."""
    while True:
        due = Job.objects.filter(kind="signals.clock", state=Job.State.WAITING, due__lte=until).order_by("due").first()
        if due is None:
            return
        moment = due.due
        found = jobs.claim("worker", lambda at=moment: at)
        assert found is not None
        kind, running = found
        kind.run(running)


def kinds(signal):
    return list(signal.turns.values_list("number", "kind"))


@pytest.mark.shows("F10")
def test_an_unhandled_report_escalates_exactly_once_per_step(care, desk, region):
    """Who coordinates the care, the desk, its backup, the duty service, then nobody with an alarm; never twice the same."""
    signal = press(person=care.person, municipality=region.leuven)
    assert kinds(signal) == [(0, "coordinator")] and signal.until == AT + 30 * MINUTE
    run_clocks(AT + 29 * MINUTE)
    assert kinds(signal) == [(0, "coordinator")]
    for n, kind in enumerate(("receiver", "backup", "region", "nobody"), start=1):
        at = AT + n * 30 * MINUTE
        run_clocks(at)
        for _again in range(3):  # the sweep, a second worker, an old job: all come too late
            assert not actions.escalate(signal=signal, by=SYSTEM, at=at)
        assert kinds(signal)[n:] == [(n, kind)]
    run_clocks(AT + timedelta(days=30))
    assert len(kinds(signal)) == 5 and now_of(signal).nobody_since == AT + 120 * MINUTE
    assert now_of(signal).state == Signal.State.RECEIVED


def test_the_database_itself_keeps_a_step_to_one(desk, region):
    signal = press(municipality=region.leuven)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(signal=signal, number=0, kind="nobody", cause="time", began_at=AT)


def test_who_takes_it_up_stops_the_clock_until_contact_was_promised(desk, region):
    signal = press(municipality=region.leuven)
    signal = actions.take_up(signal=signal, by=desk.wim, at=AT + 10 * MINUTE)
    assert signal.until == signal.promised_by == AT + timedelta(hours=2)
    run_clocks(AT + timedelta(hours=1))
    assert kinds(signal) == [(0, "receiver")]
    run_clocks(AT + timedelta(hours=2))
    late = now_of(signal)
    assert (late.state, late.handler) == (Signal.State.RECEIVED, None) and kinds(signal)[1:] == [(1, "backup")]
    actions.take_up(signal=signal, by=desk.bea, at=AT + timedelta(hours=2))
    actions.contact(signal=signal, text="rang the bell, she is well", by=desk.bea, at=AT + timedelta(hours=3))
    assert now_of(signal).until == AT + timedelta(days=7, hours=3)
    run_clocks(AT + timedelta(days=8))
    late = now_of(signal)  # somebody has it in hand: the duty service is called in, nothing is taken away
    assert (late.state, late.handler_id) == (Signal.State.CONTACT, desk.bea.user_id) and kinds(signal)[2:] == [(2, "region")]


def test_less_urgent_reports_have_longer_steps(desk, region):
    assert press(municipality=region.leuven, urgency="day").until == AT + timedelta(hours=4)
    assert press(municipality=region.leuven, urgency="week").until == AT + timedelta(days=1)


def test_a_closed_report_has_no_clock(desk, region):
    signal = press(municipality=region.leuven)
    done = {"by": desk.wim, "at": AT}
    actions.take_up(signal=signal, **done)
    actions.feedback(signal=signal, code="not_followed", **done)
    actions.tell(signal=signal, told="not_known", why="no name", **done)
    actions.close(signal=signal, outcome="not_followed", **done)
    run_clocks(AT + timedelta(days=30))
    assert kinds(signal) == [(0, "receiver")] and now_of(signal).until is None
    assert not actions.escalate(signal=signal, by=SYSTEM, at=AT + timedelta(days=30))


def test_a_worker_that_dies_in_the_middle_moves_nothing_twice(desk, region, monkeypatch):
    signal = press(municipality=region.leuven)
    at = AT + 30 * MINUTE
    kind, running = jobs.claim("first", lambda: at)
    second = at + jobs.LEASE + MINUTE
    kind2, again = jobs.claim("second", lambda: second)
    assert (kind2.id, again.id) == (kind.id, running.id)
    with pytest.raises(jobs.Lost):
        kind.run(running)
    assert kinds(signal) == [(0, "receiver")]
    kind2.run(again)
    assert kinds(signal)[1:] == [(1, "backup")]


def test_the_morning_sweep_finds_what_a_lost_job_missed(desk, region):
    signal = press(municipality=region.leuven)
    Job.objects.filter(kind="signals.clock").delete()
    jobs.enqueue("signals.sweep", by=SYSTEM, at=AT + timedelta(hours=1))
    kind, running = jobs.claim("worker", lambda: AT + timedelta(hours=1))
    kind.run(running)
    assert kinds(signal)[1:] == [(1, "backup")]
    assert Job.objects.get(kind="signals.sweep").result == {"moved": 1}


def test_a_report_that_reaches_nobody_calls_who_names_receivers_and_goes_on_once_there_is_one(cast, region, places, now):
    keeper = cast.user("Keeper2", "administrator")
    signal = press(municipality=region.tienen)
    outbox.deliver(at=AT)
    assert [m.to for m in mail.outbox] == [[keeper.email]] and signal.nobody_since == AT
    page = cast.client(keeper)
    page.cookies["language"] = "en"
    assert "A report reaches nobody" in page.get("/day/").content.decode()
    actions.make_route(values={"organisation": places.hospital}, by=cast.who(keeper), at=AT + MINUTE)
    signal = now_of(signal)
    assert (signal.nobody_since, signal.until) == (None, AT + 31 * MINUTE)
    assert kinds(signal) == [(0, "nobody"), (1, "receiver")]
    assert "A report reaches nobody" not in page.get("/day/").content.decode()


def test_each_turn_is_told_to_everybody_there_with_a_letter_that_says_nothing(desk, region):
    press(municipality=region.leuven)
    outbox.deliver(at=AT)
    assert sorted(m.to[0] for m in mail.outbox) == ["wim@example.org", "wout@example.org"]
    mail.outbox.clear()
    run_clocks(AT + 30 * MINUTE)
    outbox.deliver(at=AT + 30 * MINUTE)
    assert [m.to[0] for m in mail.outbox] == ["bea@example.org"]
