"""An empty database gets today's tables at once: the very tables and rows that all steps one after the other leave."""

from __future__ import annotations

import os

import pytest

from .installation import Installation, drop_database, new_database

STEP_BY_STEP = """
from datetime import UTC, date, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from empact.web.site import ready
ready.is_empty = lambda executor: False
at, day = datetime.now(UTC), date(2026, 3, 1)
state = MigrationExecutor(connection).migrate([("budgets", "0002_calls_files_and_what_partners_bring")])
state.clear_delayed_apps_cache()
old = state.apps.get_model
partner = old("territory", "Organisation").objects.create(name="Town", search="town", starts=day)
frame = old("portfolio", "Frame").objects.create(key="x", version=1, title={}, starts=day, at=at)
said = {"title": "Walk", "search": "walk", "proposed": day, "changed": day}
action = old("portfolio", "Action").objects.create(frame=frame, number=1, **said)
promise = old("portfolio", "Promise").objects.create(
    action=action, organisation=partner, contribution="time", starts=day, confirmed=day
)
old("budgets", "Brought").objects.create(promise=promise, unit="hour", promised=7200, brought=3600)
source = old("budgets", "FundingSource").objects.create(title="Grant", starts=day)
position = old("budgets", "Position").objects.create(
    function="Coach", form="self_employed", rate_minor=6000, number=1, starts=day, source=source, employer=partner,
    action=action,
)
for month, approved in ((date(2026, 2, 1), day), (day, None)):
    old("budgets", "Hours").objects.create(position=position, month=month, seconds=1800, approved=approved)
steps = ready.migrate(at=at)
from empact.web.budgets.models import Brought, FundingSource, Hours, Position
from empact.web.levers.models import Account, Entry, PromisedHours
from empact.web.portfolio.models import Action, Frame, Promise
from empact.web.territory.models import Organisation
paid = sorted((h.entry.seconds, h.entry.state, str(h.entry.giver.organisation)) for h in Hours.objects.all())
given = [(e.seconds, e.state, str(e.giver.organisation), e.activity.action.title) for e in Entry.objects.filter(paid=None)]
told = [len(steps), paid, given, [p.seconds for p in PromisedHours.objects.all()], Brought.objects.count()]
for model in (Hours, Entry, Account, PromisedHours, Position, FundingSource, Promise, Action, Frame, Organisation):
    model.objects.all()._raw_delete("default")
print(json.dumps(told))
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
    for table in (one for one in connection.introspection.table_names(cursor) if not one.startswith("sqlite_")):
        cursor.execute(f'SELECT * FROM "{table}"')
        of = [c.name if hasattr(c, "name") else c[0] for c in cursor.description]
        kept = [n for n, column in enumerate(of) if not re.search(r"^id$|_id$|applied|seed|_at$|^at$|next|key", column)]
        rows[table] = sorted(repr([(of[n], row[n]) for n in sorted(kept, key=of.__getitem__)]) for row in cursor.fetchall())
print(json.dumps([sorted(found), rows]))
"""


@pytest.fixture(scope="module")
def step_by_step(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("steps") / "workspace", new_database(os.environ.get("EMPACT_DATABASE", "")))
    made.told = made.ask(STEP_BY_STEP)
    yield made
    drop_database(made.database)


@pytest.mark.slow
def test_tables_laid_at_once_are_those_of_all_steps_one_after_the_other(installation, step_by_step):
    (tables, rows), (old_tables, old_rows) = installation.ask(TABLES), step_by_step.ask(TABLES)
    assert len(tables) > 500 and len(rows["territory_code"]) > 40 and len(rows["django_migrations"]) > 90
    assert tables == old_tables
    assert rows == old_rows


def test_hours_that_stood_with_budgets_stand_in_the_time_bank(step_by_step):
    _steps, paid, given, promised, counted = step_by_step.told
    assert paid == [[1800, "confirmed", "Town"], [1800, "waiting", "Town"]]
    assert given == [[3600, "waiting", "Town", "Walk"]] and promised == [7200] and counted == 0


def test_a_database_with_anything_in_it_goes_step_by_step(installation):
    asked = (
        "from django.db import connection; from django.db.migrations.executor import MigrationExecutor as E;"
        "from empact.web.site.fresh import is_empty; from datetime import UTC, datetime;"
        "from empact.web.site.ready import migrate;"
        "print(json.dumps([is_empty(E(connection)), migrate(at=datetime.now(UTC))]))"
    )
    assert installation.ask(asked) == [False, []]
