"""The database as it stood at a moment, and back to it: far cheaper than emptying every table and filling them again."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Protocol

from django.db import connection, connections

__all__ = ["Kept", "freeze"]

REPOSITORY = Path(__file__).resolve().parents[2]


class Kept(Protocol):
    """A database of the tests, kept."""

    def put_back(self) -> None:
        """Everything in the database is as it was; connections of others find that at their next question."""

    def forget(self) -> None:
        """Give its room back."""


def freeze(name: str) -> Kept:
    """Keep the database as it stands now; nobody writes in it meanwhile."""
    return _File() if connection.vendor == "sqlite" else _Template(name)


class _File:
    def __init__(self) -> None:
        self._copy = sqlite3.connect(":memory:")
        connection.ensure_connection()
        connection.connection.backup(self._copy)

    def put_back(self) -> None:
        connection.ensure_connection()
        self._copy.backup(connection.connection)

    def forget(self) -> None:
        self._copy.close()


class _Template:
    """PostgreSQL copies a database file by file, as long as nobody is in it."""

    def __init__(self, name: str) -> None:
        self._of = connection.settings_dict["NAME"]
        self._name = f"{self._of}_{name}"
        self._run(f'DROP DATABASE IF EXISTS "{self._name}"', f'CREATE DATABASE "{self._name}" TEMPLATE "{self._of}"')

    def put_back(self) -> None:
        self._run(f'DROP DATABASE "{self._of}" WITH (FORCE)', f'CREATE DATABASE "{self._of}" TEMPLATE "{self._name}"')

    def forget(self) -> None:
        self._run(f'DROP DATABASE "{self._name}"')

    def _run(self, *statements: str) -> None:
        connections.close_all()
        connection.close_pool()  # what was given back to the pool is still a session
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
