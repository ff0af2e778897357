"""What the mill asks of a database: seven verbs. Only ``engine/duckdb`` (and, later, ``engine/spark``) answers them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

__all__ = ["Database", "sql_text"]


def sql_text(word: str) -> str:
    """A word as a literal of SQL."""
    return "'" + word.replace("'", "''") + "'"


class Database(Protocol):
    """A connection for one piece of work. Statements are in the portable subset of SQL unless a dialect module made them.

    Open it with ``empact.engine.duckdb.connect``; it is a context manager.
    """

    def register(self, name: str, source: Sequence[Path] | Path | Any) -> None:
        """Give Parquet files, or an Arrow table, a name that statements can use."""

    def run(self, sql: str) -> None:
        """Run statements that return nothing."""

    def fetch(self, sql: str) -> Any:
        """Run a query; its result as a ``pyarrow.Table``."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Run a query with a small result; its rows as plain values. Does without pyarrow, which is slow to import."""

    def write(self, sql: str, path: Path, *, row_group_size: int = 122_880, compression: str = "zstd") -> int:
        """Write a query's result to one Parquet file; the number of rows. ``snappy`` for what is read back once."""

    def drop(self, name: str) -> None:
        """Forget a table or view."""

    def describe(self, name: str) -> dict[str, str]:
        """Column name to SQL type."""

    def twin(self) -> Database:
        """Another connection to the same tables, for another thread. Close it before this one."""

    def close(self) -> None:
        """Let go of memory and temporary files."""

    def __enter__(self) -> Database: ...

    def __exit__(self, *exc: object) -> None: ...
