"""Messages: handed over right after the write, else by the worker; once; and no listener spoils a write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from empact.web.kernel import audit, outbox
from empact.web.kernel.events import RoleGiven
from empact.web.kernel.models import AuditEntry, Delivery, Hat, User
from empact.web.kernel.who import SYSTEM

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def heard(monkeypatch):
    """What the one listener heard; it writes a hat each time."""
    subjects = []

    def listen(message, at):
        subjects.append(message.subject)
        Hat.objects.create(user=User.objects.get(), role="nurse", scope_id=str(message.pk), starts=at.date())
        if message.detail["role"] == "gp":
            raise ValueError

    monkeypatch.setattr(outbox, "_wiring", lambda: {"kernel.role_given": ["listen"]})
    monkeypatch.setattr(outbox, "_listener", lambda name: listen)
    return subjects


def write(number=1, role="nurse"):
    with transaction.atomic():
        for n in range(number):
            audit.record(RoleGiven(subject=f"test:{n}", role=role), by=SYSTEM, at=AT)


@pytest.mark.django_db(transaction=True)
def test_whoever_wrote_sees_at_once_what_follows_from_it(cast, heard):
    cast.user("Anna")
    write()
    assert heard == ["test:0"] and Hat.objects.count() == 1
    assert outbox.deliver(at=datetime.now(UTC)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_spoils_no_write_and_is_tried_later(cast, heard):
    cast.user("Anna")
    write(role="gp")
    assert AuditEntry.objects.count() == 1 and not Hat.objects.exists()
    waiting = Delivery.objects.get()
    assert (waiting.done, waiting.problem, waiting.tries) == (None, "ValueError", 1)
    assert outbox.deliver(at=waiting.due - timedelta(seconds=1)) == 0
    assert len(heard) == 1
    outbox.deliver(at=waiting.due)
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_many_messages_are_left_to_the_worker(cast, heard):
    cast.user("Anna")
    write(50)
    assert len(heard) == 20
    assert outbox.deliver(at=datetime.now(UTC)) == 30
    assert Hat.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_rolled_back_is_never_announced(cast, heard):
    cast.user("Anna")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(RoleGiven(subject="test:0", role="nurse"), by=SYSTEM, at=AT)
        1 / 0  # noqa: B018
    write()
    assert heard == ["test:0"]
