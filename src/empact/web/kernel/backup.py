"""Backup and restore of a workspace, from any database we run on to any other.

A backup sees one moment, while people go on working. A restore is checked before it counts: what is read back from the
database must give, table by table, the sums in the manifest; else nothing was restored.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_iso_string

from ...terms.errors import UserError
from ...terms.progress import Progress, Silent
from .backup_archive import KEY_FILES, Manifest, Table, Writer, fingerprints, opened, unpack

__all__ = ["back_up", "restore", "sums"]

_PASSING: Final = frozenset({"sessions.session", "kernel.worker", "kernel.count"})
"""Tables of the moment: whoever was signed in signs in again."""
_KEPT: Final = ("files", "results", "mail", "audit-head.json", "audit-heads.jsonl")
"""What the workspace keeps beside its database; all else can be made anew."""
_BATCH: Final = 1000


def back_up(path: Path, *, at: datetime, with_keys: bool = False, progress: Progress | None = None) -> Manifest:
    """Write the archive; what is in it."""
    bar = progress or Silent()
    folder: Path = settings.WORKSPACE.folder
    writer = Writer(path)
    try:
        with _one_moment():
            steps = [[app, name] for app, name in sorted(MigrationRecorder(connection).applied_migrations())]
            manifest = Manifest(at.isoformat(), steps, keys=fingerprints(settings.WORKSPACE.keys()))
            for model in _models(apps):
                bar.step(f"Saving {model._meta.label_lower}", model._base_manager.count())
                with writer.member(f"tables/{model._meta.label_lower}") as out:
                    manifest.tables[model._meta.label_lower] = _sum(model, bar, out.write)
        files = [p for name in _KEPT for p in _files(folder / name)]
        bar.step("Saving files", len(files))
        for file in files:
            name = file.relative_to(folder).as_posix()
            manifest.files[name] = writer.copy(f"files/{name}", file)
            bar.advance()
        for name in KEY_FILES if with_keys else ():
            if (folder / name).exists():
                writer.copy(f"keys/{name}", folder / name)
        writer.finish(manifest)
    except BaseException:
        writer.give_up()
        raise
    return manifest


def restore(path: Path, *, progress: Progress | None = None) -> Manifest:
    """Fill an empty workspace; the tables are then those of the backup's version, to be brought to this one by
    migration. Raises :class:`UserError` when the workspace is not empty, the keys are others, or a sum differs.
    """
    bar = progress or Silent()
    with opened(path) as (archive, manifest):
        if fingerprints(settings.WORKSPACE.keys()) != manifest.keys:
            raise UserError(
                "The keys of this workspace are not those of the backup, so nothing encrypted in it could be read.",
                hint="Put keys.json of that workspace into this one first, or restore a backup made with --with-keys.",
            )
        then = _at_version(manifest)
        unpack(archive, manifest, settings.WORKSPACE.folder)
        known = {m._meta.label_lower: m for m in _models(then)}
        if set(known) != set(manifest.tables):
            raise UserError("The backup has other tables than its version.", hint="Take another copy of it.")
        with _as_it_was(), transaction.atomic():
            tables = [m._meta.db_table for m in known.values() if m._meta.label_lower != "kernel.auditentry"]
            connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))
            for label, model in known.items():
                bar.step(f"Restoring {label}", manifest.tables[label].rows)
                _load(archive, model, manifest.tables[label], bar)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), list(known.values())):
                    cursor.execute(statement)
            connection.check_constraints()
            changed = [label for label, table in sums(list(known.values()), bar).items() if table != manifest.tables[label]]
            if changed:
                raise UserError(
                    f"The table {changed[0]} does not come back as it was saved, so nothing was restored.",
                    hint="Take another copy of the backup.",
                )
    return manifest


def sums(of: Sequence[type[models.Model]] | None = None, progress: Progress | None = None) -> dict[str, Table]:
    """Rows and sum of each table, as a manifest has them."""
    bar = progress or Silent()
    found = {}
    for model in of if of is not None else _models(apps):
        bar.step(f"Checking {model._meta.label_lower}", 0)
        found[model._meta.label_lower] = _sum(model, bar, lambda line: None)
    return found


def _models(of: Any) -> list[type[models.Model]]:
    found = [m for m in of.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((m for m in found if m._meta.label_lower not in _PASSING), key=lambda m: m._meta.label_lower)


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """By name: the order in which columns were added is history."""
    return sorted((f for f in model._meta.concrete_fields if not f.generated), key=lambda f: f.attname)


def _sum(model: type[models.Model], bar: Progress, write: Any) -> Table:
    columns = [f.attname for f in _columns(model)]
    total = rows = 0
    for row in model._base_manager.order_by("pk").values_list(*columns).iterator(chunk_size=_BATCH):
        line = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode() + b"\n"
        total += int.from_bytes(hashlib.sha256(line).digest(), "big")
        rows += 1
        write(line)
        if rows % _BATCH == 0:
            bar.advance(_BATCH)
    return Table(columns, rows, f"{total % 2**256:064x}")


def _plain(value: Any) -> str:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case timedelta():
            return duration_iso_string(value)
    raise TypeError(f"a column holds {type(value).__name__}, which no backup knows")


def _load(archive: zipfile.ZipFile, model: type[models.Model], table: Table, bar: Progress) -> None:
    fields = {f.attname: f for f in _columns(model)}
    columns = [fields[name] for name in table.columns]
    size = max(1, min(_BATCH, connection.ops.bulk_batch_size(columns, [None] * _BATCH)))
    with archive.open(f"tables/{model._meta.label_lower}") as lines:
        while batch := list(islice(lines, size)):
            rows = (json.loads(line) for line in batch)
            objects = [model(**{f.attname: f.to_python(v) for f, v in zip(columns, row, strict=True)}) for row in rows]
            # Raw: fields that fill themselves at a save keep what they had.
            model._base_manager._insert(objects, fields=columns, using=connection.alias, raw=True)  # type: ignore[attr-defined]
            bar.advance(len(batch))


def _at_version(manifest: Manifest) -> Any:
    """Make the tables as the backup's version had them; its models. Raises :class:`UserError`."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest.steps}
    graph = executor.loader.graph
    if not wanted <= set(graph.nodes):
        raise UserError("The backup was made by a later version of EMPACT.", hint="Install that version or a later one.")
    had = set(MigrationRecorder(connection).applied_migrations())
    if had and (any(_has_rows(t) for t in ("kernel_user", "kernel_auditentry")) or not had <= wanted):
        raise UserError(
            "This workspace is not empty, and a restore would mix two.",
            hint="Set EMPACT_WORKSPACE to a new folder and EMPACT_DATABASE to a new database.",
        )
    last = [node for node in wanted if not any(c.key in wanted and c.key[0] == node[0] for c in graph.node_map[node].children)]
    executor.migrate(last)
    return MigrationExecutor(connection).loader.project_state(last).apps


def _has_rows(table: str) -> bool:
    if table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        return cursor.fetchone() is not None


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".part")


@contextmanager
def _as_it_was() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError, ValidationError, ValueError):
        raise UserError(
            "The backup holds rows that do not fit together, so nothing was restored.", hint="Take another copy of it."
        ) from None


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables as they are now, whatever is written meanwhile; nobody waits for us."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # SQLite: what Django begins would lock out every writer
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
