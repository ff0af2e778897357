"""What the kernel does each night."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from empact.web.kernel import audit, jobs
from empact.web.kernel.events import RoleGiven
from empact.web.kernel.models import AuditEntry, Delivery, Job, Message
from empact.web.kernel.who import SYSTEM

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
def night(db):
    """Runs the nightly job; its row. The head is this test's own: the workspace is shared by all."""
    settings.WORKSPACE.audit_head.unlink(missing_ok=True)
    settings.WORKSPACE.audit_heads.unlink(missing_ok=True)

    def run():
        asked = jobs.enqueue("kernel.nightly", by=SYSTEM, at=AT)
        kind, running = jobs.claim("w", lambda: AT)
        kind.run(running)
        asked.refresh_from_db()
        return asked

    return run


def write():
    with transaction.atomic():
        return audit.record(RoleGiven(subject="test:1", role="nurse"), by=SYSTEM, at=AT)


def test_the_audit_is_read_whole_and_its_head_published(night):
    entry = write()
    settings.WORKSPACE.audit_head.write_text(json.dumps({"seq": 1, "seal": bytes(entry.seal).hex()}))
    assert night().result == {"lines": 1, "faults": []}
    (line,) = settings.WORKSPACE.audit_heads.read_text().splitlines()
    assert json.loads(line) == {"at": AT.isoformat(), "seq": 1, "seal": bytes(entry.seal).hex()}


def test_an_audit_that_was_changed_is_found_and_said(night, caplog):
    write()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_no_update")
        cursor.execute("UPDATE kernel_auditentry SET role = 'x'")
    with caplog.at_level("ERROR", "empact"):
        assert night().result["faults"] == ["changed 1"]
    assert "not whole" in caplog.text


def test_what_is_over_goes_and_what_was_given_up_is_tried_again(night):
    for name, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=AT + timedelta(days=days))
    Job.objects.create(kind="x", state="done", asked=AT, due=AT, ended=AT - timedelta(days=91))
    message = Message.objects.create(entry=write(), event="x", at=AT)
    Delivery.objects.create(message=message, listener="x", due=AT, tries=8)
    night()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert not Job.objects.filter(kind="x").exists()
    assert Delivery.objects.get().tries == 0
    assert AuditEntry.objects.count() == 1
