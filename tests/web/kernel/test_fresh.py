"""An empty database gets today's tables at once: the very tables and rows that all steps one after the other leave."""

from __future__ import annotations

import os

import pytest

from .installation import Installation, drop_database, new_database

STEP_BY_STEP = """
from datetime import UTC, datetime
from empact.web.site import ready
ready.is_empty = lambda executor: False
print(json.dumps(ready.migrate(at=datetime.now(UTC))))
"""
TABLES = """
import re
from django.db import connection
say = {
    "sqlite": [
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    ],
    "postgresql": [
        "SELECT table_name, column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default, "
        "is_identity) FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}[connection.vendor]
found = []
with connection.cursor() as cursor:
    for question in say:
        cursor.execute(question)
        for kind, name, sql in cursor.fetchall():  # the order of columns means nothing
            found.append([kind, name, sorted(re.split(r",\\s*", re.sub(r"^[^(]*[(]|[)]$", "", sql)))])
    rows = {}
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT * FROM "{table}"')
        of = [c.name if hasattr(c, "name") else c[0] for c in cursor.description]
        kept = [n for n, column in enumerate(of) if not re.search(r"^id$|_id$|applied|seed|_at$|^at$|next|key", column)]
        rows[table] = sorted(repr([(of[n], row[n]) for n in sorted(kept, key=of.__getitem__)]) for row in cursor.fetchall())
print(json.dumps([sorted(found), rows]))
"""


@pytest.fixture
def step_by_step(tmp_path):
    made = Installation(tmp_path / "steps", new_database(os.environ.get("EMPACT_DATABASE", "")))
    made.ask(STEP_BY_STEP)
    yield made
    drop_database(made.database)


@pytest.mark.slow
def test_tables_laid_at_once_are_those_of_all_steps_one_after_the_other(installation, step_by_step):
    (tables, rows), (old_tables, old_rows) = installation.ask(TABLES), step_by_step.ask(TABLES)
    assert len(tables) > 500 and len(rows["territory_code"]) > 40 and len(rows["django_migrations"]) > 90
    assert tables == old_tables
    assert rows == old_rows


def test_a_database_with_anything_in_it_goes_step_by_step(installation):
    asked = (
        "from django.db import connection; from django.db.migrations.executor import MigrationExecutor as E;"
        "from empact.web.site.fresh import is_empty; from datetime import UTC, datetime;"
        "from empact.web.site.ready import migrate;"
        "print(json.dumps([is_empty(E(connection)), migrate(at=datetime.now(UTC))]))"
    )
    assert installation.ask(asked) == [False, []]
