"""The declaration of the tables says what a database is told."""

from __future__ import annotations

import sqlite3

import pytest

from empact.tables import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_the_ddl_of_a_table_makes_its_columns(name: str) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute(TABLES[name].ddl())
        made = {row[1]: (row[2], bool(row[3])) for row in database.execute(f"PRAGMA table_info({name})")}
    assert made == {c.name: (c.type, c.required) for c in TABLES[name].columns}
