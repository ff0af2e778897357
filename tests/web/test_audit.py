"""The audit: gapless, append-only, and every edit, deletion or cut tail is found."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from empact.web.kernel import audit
from empact.web.kernel.events import RoleGiven
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.who import SYSTEM

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def lines(number):
    for _ in range(number):
        with transaction.atomic():
            audit.record(RoleGiven(subject="kernel.user:1", role="nurse"), by=SYSTEM, at=AT)
    return audit.Head(number, bytes(AuditEntry.objects.get(seq=number).seal).hex())


def behind_our_back(statement, *values):
    """Somebody with the database's own password: the triggers are taken off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_an_untouched_chain_is_whole():
    head = lines(5)
    assert audit.verify(head) == (5, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "column, value", [("role", "x"), ("event", "x"), ("detail", '{"a": 1}'), ("reason", "x"), ("seal", b"x" * 32)]
)
@pytest.mark.shows("X4")
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_an_edited_line_is_found(column, value, seq):
    head = lines(5)
    behind_our_back(f"UPDATE kernel_auditentry SET {column} = %s WHERE seq = %s", value, seq)
    _read, faults = audit.verify(head)
    assert faults[0] == audit.Fault(seq, "changed")


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_line_is_found(seq):
    head = lines(5)
    behind_our_back("DELETE FROM kernel_auditentry WHERE seq = %s", seq)
    _read, faults = audit.verify(head)
    assert faults[0] == audit.Fault(seq, "missing")


@pytest.mark.django_db
def test_a_tail_that_was_cut_off_is_found():
    head = lines(5)
    behind_our_back("DELETE FROM kernel_auditentry WHERE seq > 3")
    assert audit.verify(head) == (3, [audit.Fault(4, "cut")])


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE kernel_auditentry SET role = 'x'", "DELETE FROM kernel_auditentry"])
def test_the_database_refuses_a_change(statement):
    lines(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=False)
def test_what_is_rolled_back_leaves_no_gap():
    lines(2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(RoleGiven(subject="kernel.user:1", role="nurse"), by=SYSTEM, at=AT)
        1 / 0  # noqa: B018
    assert audit.verify(lines_after(2)) == (3, [])


def lines_after(number):
    with transaction.atomic():
        entry = audit.record(RoleGiven(subject="kernel.user:1", role="nurse"), by=SYSTEM, at=AT)
    assert entry.seq == number + 1
    return audit.Head(entry.seq, bytes(entry.seal).hex())


@pytest.mark.django_db
def test_each_person_who_was_seen_has_a_line():
    persons = [uuid.uuid4(), uuid.uuid4()]
    audit.seen(persons, by=SYSTEM, at=AT, purpose=Purpose.CARE, part="summary", reason="daily care")
    assert list(AuditEntry.objects.values_list("person", "part", "purpose")) == [(p, "summary", "care") for p in persons]


def test_earlier_lines_of_the_log_keep_the_filter(cast):
    officer = cast.user("Dora", "dpo")
    lines(60)
    page = cast.client(officer).get("/audit/", {"event": "kernel.role", "user": "", "person": ""}).content.decode()
    assert "?event=kernel.role&amp;user=&amp;person=&amp;before=11" in page
