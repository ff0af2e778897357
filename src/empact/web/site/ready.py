"""Making a workspace ready: tables, cache, schedules; and asking whether it is."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ...terms.errors import StorageError
from ...terms.progress import Progress, Silent
from ..kernel import jobs_schedule
from ..kernel.health import missing_steps
from .fresh import is_empty, lay_tables

__all__ = ["check_current", "migrate"]


def migrate(*, at: datetime, progress: Progress | None = None) -> list[str]:
    """Bring tables to this version; names of the steps that were taken. Raises :class:`StorageError`."""
    bar = progress or Silent()
    with _reachable():
        executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    bar.step("Bringing tables up to date", len(plan))

    def tell(action: str, *_: Any) -> None:
        if action == "apply_success":
            bar.advance()

    executor.progress_callback = tell
    collecting = gc.isenabled()
    gc.disable()  # each step makes the model of every table anew: a collector that looks through them takes a tenth of it
    try:
        if is_empty(executor):
            lay_tables(executor, plan, advance=bar.advance)
        else:
            executor.migrate(executor.loader.graph.leaf_nodes(), plan)
    finally:
        if collecting:
            gc.enable()
    _emit_content_types()
    call_command("createcachetable", verbosity=0)
    jobs_schedule.sow(at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what was restored is found as quickly as what grew
    for folder in (settings.WORKSPACE.mail, settings.WORKSPACE.folder / "files"):
        folder.mkdir(parents=True, exist_ok=True)
    return [f"{m.app_label}.{m.name}" for m, _backwards in plan]


def check_current() -> None:
    """Raises :class:`StorageError` when the tables are not those of this version."""
    with _reachable():
        missing = missing_steps()
    if missing:
        raise StorageError(
            "The workspace is not ready for this version of EMPACT.",
            hint="Make a backup (empact backup FILE), then run: empact migrate",
        )


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        connection.ensure_connection()
        yield
    except DatabaseError as error:
        raise StorageError(
            f"The database cannot be opened ({type(error).__name__}).",
            hint="Check EMPACT_DATABASE, and that the database runs and lets this user in.",
        ) from None


def _emit_content_types() -> None:
    from django.core.management.sql import emit_post_migrate_signal

    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
