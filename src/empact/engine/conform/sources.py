"""The staging of every source of a register, under names that statements can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..database import Database
from ..duckdb.loading import read_parquet
from ..ingest.delivery import Delivery
from ..ingest.staging import STAGING

__all__ = ["Source", "open_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """One source: its number in this load (order of name), its staging folder and what was read."""

    number: int
    delivery: Delivery
    folder: Path

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(s.table for s in self.delivery.staged)

    def has(self, table: str) -> bool:
        return table in self.tables

    def view(self, table: str) -> str:
        return f"s{self.number}_{table}"


def open_sources(database: Database, deliveries: Sequence[tuple[Delivery, Path]]) -> list[Source]:
    """Make a view per source and staging table, an empty twin ``no_<table>`` of each, and table ``source``."""
    sources = [Source(n, d, folder) for n, (d, folder) in enumerate(sorted(deliveries, key=lambda x: x[0].source))]
    for table, columns in STAGING.items():
        shape = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
        database.run(
            f"CREATE OR REPLACE VIEW no_{table} AS SELECT {shape}, {{'f': NULL::VARCHAR, 'n': NULL::BIGINT}} AS place WHERE"
            " false"
        )
    for source in sources:
        for table in source.tables:
            groups: dict[str, list[Path]] = {}
            for piece in source.delivery.staged:
                if piece.table == table:
                    groups.setdefault(piece.where, []).append(source.folder / piece.path)
            names = ", ".join(f'"{c}"' for c in STAGING[table])
            parts = [
                f"SELECT {names}, {{'f': filename, 'n': file_row_number}} AS place FROM {read_parquet(files)}"
                + (f" WHERE {where}" if where else "")
                for where, files in groups.items()
            ]
            database.run(f"CREATE OR REPLACE VIEW {source.view(table)} AS " + " UNION ALL ".join(parts))
    listed = ", ".join(f"({s.number}, {_text(s.delivery.source)}, {_text(s.delivery.namespace)})" for s in sources)
    database.run(f"CREATE OR REPLACE TABLE source AS SELECT * FROM (VALUES {listed}) AS v(source_no, source, namespace)")
    return sources


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
