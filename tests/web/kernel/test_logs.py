"""The log of a whole session of work, faults included, names nobody."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from empact.web.kernel import jobs, outbox
from empact.web.kernel.logs import JsonLines
from empact.web.kernel.rules import endpoints
from empact.web.kernel.who import SYSTEM
from empact.web.kernel.worker import Worker

NAME, FAMILY, EMAIL, INSZ = "Jozefien", "Vandenbroeckhoven", "jozefien.vandenbroeckhoven@example.org", "85073003328"
SPELLINGS = (NAME, FAMILY, EMAIL, INSZ, "85.07.30-033.28", "a long enough sentence", "secret-token")


@pytest.fixture
def log():
    """All that any logger says, at any level, as the server writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def silent_about_persons(log):
    said = log.getvalue()
    for line in said.splitlines():
        json.loads(line)
    lower = said.lower()
    return [s for s in SPELLINGS if s.lower() in lower]


@pytest.fixture
def jozefien(cast):
    from empact.web.kernel.models import User

    user = cast.user("Anna", "administrator")
    User.objects.filter(pk=user.pk).update(email=EMAIL, name=f"{NAME} {FAMILY}")
    user.refresh_from_db()
    return user


def pages():
    for _route, pattern in endpoints(get_resolver().url_patterns):
        if pattern.name:
            for space in ("", "kernel:", "territory:", "people:"):
                with contextlib.suppress(NoReverseMatch):
                    yield reverse(space + pattern.name)
                    break


def test_a_session_of_work_leaves_no_name_in_the_log(cast, jozefien, log):
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.post("/account/login/", {"login": EMAIL, "password": "wrong"})
    client.post("/account/login/", {"login": EMAIL, "password": "a long enough sentence"})
    client.force_login(jozefien, "allauth.account.auth_backends.AuthenticationBackend")
    visited = set(pages())
    assert len(visited) > 20
    for page in sorted(visited - {reverse("account_logout")}):
        client.get(page, {"q": f"{NAME} {INSZ}", "next": f"/{FAMILY}/", "page": EMAIL})
        client.post(page, {"name": f"{NAME} {FAMILY}", "email": EMAIL, "insz": INSZ, "q": INSZ, "family_name": FAMILY})
    client.get(f"/{NAME}/{INSZ}/")
    client.get("/", headers={"host": f"{FAMILY.lower()}.example.org"})
    assert not silent_about_persons(log)
    assert '"logger": "django.request"' in log.getvalue(), "the log was read"


def test_a_fault_leaves_its_kind_and_place_and_nothing_it_held(cast, jozefien, log, monkeypatch):
    def broken(*_, **__):
        raise ValueError(f"cannot read {NAME} {FAMILY} {INSZ} {EMAIL}")

    monkeypatch.setattr("empact.web.kernel.day.todo", broken)
    client = cast.client(jozefien)
    client.raise_request_exception = False
    assert client.get("/day/").status_code == 500
    assert '"fault": "ValueError"' in log.getvalue()
    assert not silent_about_persons(log)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_leaves_no_name_either(log, monkeypatch):
    monkeypatch.setattr(jobs, "KINDS", {})

    @jobs.kind("test.fails", "Fails")
    def fails(job):
        raise ValueError(f"cannot read {NAME} {FAMILY} {INSZ}")

    asked = jobs.enqueue("test.fails", by=SYSTEM, at=datetime.now(UTC))
    Worker("w", lambda: datetime.now(UTC), pause=0.01).run(until_idle=True)
    asked.refresh_from_db()
    assert asked.problem == "ValueError"
    assert '"fault": "ValueError"' in log.getvalue()
    assert not silent_about_persons(log)
    assert outbox.deliver(at=datetime.now(UTC)) == 0
