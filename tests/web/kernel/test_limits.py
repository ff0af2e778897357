"""How often is too often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from empact.web.kernel.limits import count
from empact.web.kernel.models import Count

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_a_count_begins_anew_with_each_stretch():
    assert [count("write", "anna", at=AT, stretch=MINUTE) for _ in range(3)] == [1, 2, 3]
    assert count("write", "bram", at=AT, stretch=MINUTE) == 1
    assert count("write", "anna", at=AT + MINUTE, stretch=MINUTE) == 1


@pytest.mark.django_db(transaction=True)
def test_a_count_is_exact_however_many_ask_at_once():
    found, lock = [], threading.Lock()

    def ask():
        for _ in range(10):
            number = count("write", "anna", at=AT, stretch=MINUTE)
            with lock:
                found.append(number)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 61))


def test_whoever_writes_too_often_waits_and_reads_on(cast, settings):
    settings.WRITE_LIMITS = {"account": 3, "address": 2}
    anna = cast.client(cast.user("Anna", "nurse"))
    said = [anna.post("/language/", {"language": "fr"}).status_code for _ in range(4)]
    assert said == [302, 302, 302, 429]
    assert anna.get("/day/").status_code == 200
    assert cast.client(cast.user("Bram", "nurse")).post("/language/").status_code == 302


def test_an_address_is_counted_by_a_hash(cast, settings):
    settings.WRITE_LIMITS = {"account": 3, "address": 2}
    nobody = cast.client()
    said = [nobody.post("/language/", {"language": "fr"}, REMOTE_ADDR="203.0.113.9").status_code for _ in range(3)]
    assert said == [302, 302, 429]
    assert nobody.post("/language/", REMOTE_ADDR="203.0.113.10").status_code == 302
    assert not [k for k in Count.objects.values_list("key", flat=True) if "203.0" in k]


def test_guessing_a_password_is_stopped_whatever_is_guessed(cast):
    """Five wrong ones for one account in five minutes; then the right one is refused too, until the time is over."""
    cast.user("Anna", "nurse")
    client = cast.client()
    for n in range(5):
        client.post("/account/login/", {"login": "anna@example.org", "password": f"wrong {n}"})
    answer = client.post("/account/login/", {"login": "anna@example.org", "password": "a long enough sentence"})
    assert answer.status_code != 302
    assert client.get("/day/").status_code == 302
