"""SQLite's log of writes: emptied by the worker, and begun anew when it is long."""

from __future__ import annotations

import shutil
import sqlite3

import pytest
from django.db.utils import ConnectionHandler

from empact.web.kernel import sqlite
from empact.web.site.workspace import Workspace, database_of


@pytest.fixture
def base(tmp_path, monkeypatch, db):
    """A workspace's database of one table, in place of the one of the tests."""
    connection = ConnectionHandler({"default": database_of("", Workspace(tmp_path))})["default"]
    monkeypatch.setattr(sqlite, "connection", connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE one (n)")
        yield cursor
    connection.close()


def log(base):
    base.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return base.fetchone()[1]


def test_what_was_written_moves_from_the_log_into_the_file(base, tmp_path):
    base.execute("INSERT INTO one VALUES (1)")
    sqlite.empty_log()
    shutil.copy(tmp_path / "workspace.sqlite3", tmp_path / "copy")
    assert sqlite3.connect(tmp_path / "copy").execute("SELECT n FROM one").fetchall() == [(1,)]


def test_a_long_log_begins_anew(base, monkeypatch):
    for n in range(9):
        base.execute("INSERT INTO one VALUES (%s)", [n])
    long = log(base)
    monkeypatch.setattr(sqlite, "LONG", long)
    sqlite.empty_log()
    base.execute("INSERT INTO one VALUES (1)")
    assert log(base) < long
    base.execute("PRAGMA busy_timeout")
    assert base.fetchone() == (30_000,)
