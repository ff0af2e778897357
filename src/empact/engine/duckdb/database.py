"""The seven verbs on an embedded DuckDB."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ...terms.errors import StorageError, UserError
from ..database import sql_text

__all__ = ["DuckDB", "connect"]

# Rows that one thread hands over at a time: a row group. Larger batches outgrow the caches and are paged in anew each time.
_BATCH = 122_880


def connect(
    *, threads: int | None = None, memory: str | None = None, scratch: Path | None = None, ordered: bool = False
) -> DuckDB:
    """An in-memory DuckDB.

    ``memory`` limits what it holds ('600MB'); beyond that it spills into ``scratch`` (a temporary folder by default).
    ``ordered``: a query without ORDER BY returns rows as they lie in the file (the engine relies on it), at some cost.
    Nothing is downloaded and no extension is installed: the settings are locked after opening.
    """
    return DuckDB(threads=threads, memory=memory, scratch=scratch, ordered=ordered)


class DuckDB:
    """See :class:`empact.engine.database.Database`."""

    def __init__(self, *, threads: int | None, memory: str | None, scratch: Path | None, ordered: bool) -> None:
        if memory and not re.fullmatch(r"\d+(\.\d+)?\s*([kKmMgGtT][iI]?)?[bB]", memory.strip()):
            raise UserError(f"'{memory}' is no amount of memory.", hint="Write it as 600MB or 2GB.")
        self._temporary = tempfile.TemporaryDirectory(prefix="empact-") if scratch is None else None
        folder = Path(self._temporary.name) if self._temporary else scratch
        config: dict[str, Any] = {
            "temp_directory": str(folder),
            "preserve_insertion_order": ordered,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "enable_external_file_cache": False,  # a file is read once: what it held need not stay in memory
            "python_enable_replacements": False,  # a table is a table, never a variable of that name
        }
        if threads:
            config["threads"] = threads
        if memory:
            config["memory_limit"] = memory
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute("SET enable_progress_bar = false")  # ours shows on a terminal only

    def register(self, name: str, source: Sequence[Path] | Path | Any) -> None:
        if isinstance(source, Path):
            source = [source]
        if isinstance(source, Sequence):
            files = ", ".join(literal(p) for p in source)
            self.run(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet([{files}])")
        else:
            self._connection.register(name, source)

    def run(self, sql: str) -> None:
        try:
            self._connection.execute(sql)
        except duckdb.Error as error:
            raise explained(error) from error

    def fetch(self, sql: str) -> Any:
        try:
            return self._connection.execute(sql).to_arrow_table(_BATCH)
        except duckdb.Error as error:
            raise explained(error) from error

    def stream(self, sql: str) -> tuple[Any, Iterator[Any]]:
        """See :func:`empact.engine.duckdb.loading.stream`."""
        try:
            reader = self._connection.execute(sql).to_arrow_reader(_BATCH)
        except duckdb.Error as error:
            raise explained(error) from error
        return reader.schema, _batches(reader)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        try:
            found = self._connection.execute(sql)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except duckdb.Error as error:
            raise explained(error) from error

    def write(self, sql: str, path: Path, *, row_group_size: int = 122_880, compression: str = "zstd") -> int:
        try:
            row = self._connection.execute(
                f"COPY ({sql}) TO {literal(path)} (FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE {row_group_size})"
            ).fetchone()
        except duckdb.Error as error:
            raise explained(error) from error
        return int(row[0]) if row else 0

    def drop(self, name: str) -> None:
        kinds = self._connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [name]
        ).fetchall()
        for (kind,) in kinds:
            self.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} IF EXISTS {name}")

    def describe(self, name: str) -> dict[str, str]:
        rows = self._connection.execute(f"DESCRIBE {name}").fetchall()
        return {row[0]: row[1] for row in rows}

    def twin(self) -> DuckDB:
        other = object.__new__(DuckDB)
        other._connection, other._temporary = self._connection.cursor(), None
        return other

    def close(self) -> None:
        self._connection.close()
        if self._temporary:
            self._temporary.cleanup()
            self._temporary = None

    def __enter__(self) -> DuckDB:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _batches(reader: Any) -> Iterator[Any]:
    try:
        yield from reader
    except duckdb.Error as error:
        raise explained(error) from error
    except OSError as error:  # Arrow passes on what the database said, as its own kind of error
        if "Out of Memory" in str(error):
            raise explained(duckdb.OutOfMemoryException(str(error))) from error
        raise explained(duckdb.IOException(str(error))) from error


def literal(text: str | Path) -> str:
    """A SQL string literal. A path may hold any sign but ``*`` and ``?``: in a file name DuckDB reads those as a pattern."""
    if isinstance(text, Path) and re.search(r"[*?]", str(text)):
        raise UserError(f"'{text}' holds '*' or '?', which stand for other names too.", hint="Rename that file or folder.")
    return sql_text(str(text))


def explained(error: duckdb.Error) -> Exception:
    """Turn what a person can act on into a sentence; leave a bug a bug."""
    said = str(error).splitlines()[0]
    if "No space left" in said or "could not write" in said.lower() or "Failed to flush" in said:
        return StorageError("The disk is full.", hint="Free some space and run the same command again; nothing was lost.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return UserError("Memory ran out.", hint="Give more with --memory, or use fewer workers with --workers.")
    if isinstance(error, duckdb.IOException):
        return StorageError(f"A file could not be read or written: {said}")
    unreadable = ("Malformed JSON", "maximum_object_size", "magic bytes", "too small")
    if isinstance(error, duckdb.InvalidInputException) and any(sign in str(error) for sign in unreadable):
        return UserError("A file is not what its name says.", hint="Ask the source to write it again.")
    return error
