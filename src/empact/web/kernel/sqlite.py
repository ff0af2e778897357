"""SQLite's log of writes, moved into the database by the worker, so that no visitor waits for the disk.

Without this, a write that finds the log long moves all of it, twice as long as a page takes; and while others read the log
it never gets shorter, so that each write does. As of SQLite 3.40.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

__all__ = ["empty_log"]

LONG: Final = 16_000
"""Pages of 4 kB: from here on the log begins anew, for which writers wait until who reads it is done."""
PATIENCE: Final = 300
"""Milliseconds they wait at most; else it is tried again the next time."""


def empty_log() -> None:
    """What stands in the log is written into the database. Other databases do this by themselves."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")  # beside readers and writers; nobody waits
        _busy, pages, _moved = cursor.fetchone()
        if pages < LONG:
            return
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(RESTART)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
