"""Work in the background: each job ends once, whatever is killed."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock

import pytest
from django.db import transaction

from empact.terms.errors import UserError
from empact.web.kernel import jobs
from empact.web.kernel.jobs_schedule import ask_due, next_time, sow
from empact.web.kernel.models import Job, Schedule
from empact.web.kernel.who import SYSTEM
from empact.web.kernel.worker import Worker

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def kinds(monkeypatch):
    """A register of kinds for one test."""
    known: dict[str, jobs.Kind] = {}
    monkeypatch.setattr(jobs, "KINDS", known)
    return known


def job(kinds, run, **more):
    jobs.kind("test.one", "One", **more)(run)
    return jobs.enqueue("test.one", {"n": 1}, by=SYSTEM, at=AT)


def claim(at=AT):
    return jobs.claim("w", lambda: at)


@pytest.mark.django_db
def test_a_job_is_done_once_and_keeps_its_result(kinds):
    def run(running):
        with running.ending(pages=3):
            pass

    asked = job(kinds, run)
    kind, running = claim()
    kind.run(running)
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.attempt) == ("done", {"pages": 3}, 1)
    assert claim() is None


@pytest.mark.django_db
def test_whoever_lost_the_lease_changes_nothing(kinds):
    job(kinds, lambda running: None)
    _, first = claim()
    _, second = claim(AT + jobs.LEASE + timedelta(seconds=1))
    with pytest.raises(jobs.Lost), first.ending():
        Schedule.objects.create(kind="x", hour=1, next=AT)
    assert not Schedule.objects.exists()
    with second.ending():
        Schedule.objects.create(kind="x", hour=1, next=AT)
    assert Schedule.objects.exists()


@pytest.mark.django_db
def test_a_sign_of_life_keeps_the_lease_and_shows_how_far_the_job_is(kinds):
    asked = job(kinds, lambda running: None)
    _, running = claim()
    running.step("Reading", 10)
    running.advance(4)
    running.now = lambda: AT + timedelta(seconds=50)
    running.hold()
    assert claim(AT + jobs.LEASE + timedelta(seconds=1)) is None
    asked.refresh_from_db()
    assert (asked.step, asked.done_units, asked.all_units) == ("Reading", 4, 10)


@pytest.mark.django_db
def test_an_effect_that_fails_leaves_the_job_to_be_tried_later(kinds):
    asked = job(kinds, lambda running: None)
    _, running = claim()
    with pytest.raises(ZeroDivisionError), running.ending():
        1 / 0  # noqa: B018
    jobs.fail(running, ZeroDivisionError("of Jozef Peeters"))
    asked.refresh_from_db()
    assert (asked.state, asked.problem, asked.due) == ("waiting", "ZeroDivisionError", AT + timedelta(seconds=60))
    assert claim() is None
    assert claim(asked.due) is not None


@pytest.mark.django_db
def test_after_its_attempts_a_job_lies_failed_and_can_be_asked_anew(kinds):
    asked = job(kinds, lambda running: None, attempts=1)
    _, running = claim()
    jobs.fail(running, ValueError())
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert jobs.try_again(asked.pk, at=AT)
    assert claim() is not None


@pytest.mark.django_db
def test_what_a_person_must_mend_is_not_tried_again(kinds):
    asked = job(kinds, lambda running: None)
    _, running = claim()
    jobs.fail(running, UserError("The file has no heading."))
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("failed", "The file has no heading.")


@pytest.mark.django_db
def test_a_job_whose_worker_dies_each_time_fails_in_the_end(kinds):
    asked = job(kinds, lambda running: None, attempts=2)
    at = AT
    for _ in range(2):
        assert claim(at)
        at += jobs.LEASE + timedelta(seconds=1)
    assert claim(at) is None
    asked.refresh_from_db()
    assert asked.state == "failed"


@pytest.mark.django_db
def test_asking_twice_for_what_waits_gives_the_same_job(kinds):
    jobs.kind("test.one", "One")(lambda running: None)
    first = jobs.enqueue("test.one", by=SYSTEM, at=AT, once="region")
    assert jobs.enqueue("test.one", by=SYSTEM, at=AT, once="region").pk == first.pk
    _, running = claim()
    assert jobs.enqueue("test.one", by=SYSTEM, at=AT, once="region").pk == first.pk
    with running.ending():
        pass
    assert jobs.enqueue("test.one", by=SYSTEM, at=AT, once="region").pk != first.pk


@pytest.mark.django_db
def test_a_job_asked_for_in_a_write_that_fails_was_never_asked(kinds):
    jobs.kind("test.one", "One")(lambda running: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("test.one", by=SYSTEM, at=AT)
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_schedule_asks_once_however_many_look(kinds):
    jobs.kind("test.daily", "Daily", daily=clock(3, 15))(lambda running: None)
    sow(at=AT)
    sow(at=AT)
    tomorrow = datetime(2026, 11, 26, 2, 15, tzinfo=UTC)  # 3:15 in Brussels
    assert Schedule.objects.get().next == tomorrow
    assert [ask_due(at=tomorrow) for _ in range(3)] == [1, 0, 0]
    assert Schedule.objects.get().next == tomorrow + timedelta(days=1)
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "after, at, weekday, expected",
    [
        ("2026-11-25T12:00", clock(7), 0, "2026-11-30T06:00"),  # Monday
        ("2027-03-28T00:00", clock(2, 30), None, "2027-03-28T01:30"),  # the hour that is missing
        ("2026-10-25T00:00", clock(2, 30), None, "2026-10-25T00:30"),  # the hour that comes twice: the first
        ("2026-10-25T00:30", clock(2, 30), None, "2026-10-26T01:30"),  # ... and not again
    ],
)
def test_the_next_time_follows_the_clock_on_the_wall(after, at, weekday, expected):
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_time(moment, at, weekday) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_waits_and_says_that_it_lived(kinds):
    done = []

    def run(running):
        done.append(running.arguments["n"])

    jobs.kind("test.one", "One")(run)
    for n in range(5):
        jobs.enqueue("test.one", {"n": n}, by=SYSTEM, at=AT, due=AT + timedelta(microseconds=n))
    Worker("w", lambda: datetime.now(UTC), pause=0.01).run(until_idle=True)
    assert done == [0, 1, 2, 3, 4]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


ASK = """
from datetime import UTC, datetime
from empact.web.kernel import jobs
from empact.web.kernel.who import SYSTEM
import tests.web.kernel.killed_worker
for number in range({n}):
    jobs.enqueue("test.count", {{"number": number}}, by=SYSTEM, at=datetime.now(UTC))
print("null")
"""
COUNT = """
from collections import Counter
from empact.web.kernel import audit
from empact.web.kernel.models import AuditEntry, Job
print(json.dumps({
    "states": Counter(Job.objects.values_list("state", flat=True)),
    "attempts": sum(Job.objects.values_list("attempt", flat=True)),
    "effects": sorted(Counter(AuditEntry.objects.values_list("subject", flat=True)).values()),
    "audit": [audit.verify()[0], [f.kind for f in audit.verify()[1]]],
}))
"""


def test_killed_at_any_moment_each_job_still_ends_exactly_once(installation):
    """Workers are killed with -9 at random moments; their jobs are taken over, and no effect happens twice or never."""
    number, kills, dice = 150, 0, random.Random(7)
    installation.ask(ASK.format(n=number))
    program = ("-m", "tests.web.kernel.killed_worker")
    workers = [installation.start(*program, stdout=-3, stderr=-3) for _ in range(3)]
    try:
        ends = time.monotonic() + 9
        while time.monotonic() < ends:
            time.sleep(dice.uniform(0.2, 0.7))
            at = dice.randrange(3)
            workers[at].kill()
            workers[at].wait()
            kills += 1
            workers[at] = installation.start(*program, stdout=-3, stderr=-3)
    finally:
        for one in workers:
            one.kill()
            one.wait()
    time.sleep(1.6)  # leases of the dead run out
    last = installation.start(*program, "until-idle")
    _, said = last.communicate(timeout=60)
    assert last.returncode == 0, said
    found = installation.ask(COUNT)
    assert kills >= 10
    assert found["states"] == {"done": number}
    assert found["effects"] == [1] * number
    assert found["audit"] == [number, []]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same_job(kinds):
    from django.db import connection

    jobs.kind("test.one", "One")(lambda running: None)
    for n in range(30):
        jobs.enqueue("test.one", {"n": n}, by=SYSTEM, at=AT)
    taken, lock = [], threading.Lock()

    def take():
        while claimed := claim():
            with lock:
                taken.append(claimed[1].id)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 30
