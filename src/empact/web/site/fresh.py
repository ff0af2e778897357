"""Tables for a database in which nothing is yet: as they are today, not by way of all that they once were.

Taking each step makes the model of every table anew again and again, which grows with the square of their number. An empty
database has no history to go through. That both ways end at the same tables and rows is a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

__all__ = ["is_empty", "lay_tables"]


def is_empty(executor: MigrationExecutor) -> bool:
    """Was no step ever taken here, and is there no table of ours or of anybody else?"""
    known = set(connection.introspection.table_names()) - {executor.recorder.Migration._meta.db_table}
    return not known and not executor.recorder.applied_migrations()


def lay_tables(
    executor: MigrationExecutor, plan: Iterable[tuple[Migration, bool]], *, advance: Callable[[], Any]
) -> ProjectState:
    """All steps of ``plan`` at once, or none of them: their tables, then what each of them put in. How all stands after it.

    What an ``elidable`` step, or one of a library, does to rows of before is left out: there are none.
    """
    steps = [migration for migration, _backwards in plan]
    state = executor.loader.project_state(executor.loader.graph.leaf_nodes())
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for step in steps:
            if apps.get_app_config(step.app_label).name.startswith("empact."):
                for operation in step.operations:
                    if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
                        operation.database_forwards(step.app_label, editor, state, state)
            executor.recorder.record_applied(step.app_label, step.name)
            advance()
    return state
