"""The staging of every source of a register, under names that statements can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from ..database import Database, sql_text
from ..duckdb.loading import read_parquet
from ..ingest.delivery import Delivery
from ..ingest.omop import open_omop
from ..ingest.omop_view import absent, are_integers, as_staged
from ..ingest.staging import KEYS, STAGING, Staged

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

    @property
    def tag(self) -> str:
        """Behind the names of tables of this source alone."""
        return f"s{self.number}"

    @property
    def integers(self) -> bool:
        """Are the keys of its events integers?"""
        shapes = [(s.table, s.shape) for s in self.delivery.staged if s.shape is not None]
        return bool(shapes) and are_integers(shapes)

    def numbered(self, table: str) -> bool:
        """Do its rows say the number of their concept?"""
        return all(s.shape is not None for s in self.delivery.staged if s.table == table)

    def surely_distinct(self, table: str) -> bool:
        """Was it seen while reading that no identifier of a row is there twice?"""
        pieces = [s.rising for s in self.delivery.staged if s.table == table]
        rising = sorted(p for p in pieces if p is not None)
        return len(rising) == len(pieces) and all(a[1] < b[0] for a, b in pairwise(rising))

    def absent(self, table: str) -> set[str]:
        """Columns of staging that are empty in every row."""
        shapes = [s.shape for s in self.delivery.staged if s.table == table]
        known = [s for s in shapes if s is not None]
        return absent(table, known) if len(known) == len(shapes) else set()

    def rows_told(self, table: str) -> int:
        """Rows of a table, as counted while reading."""
        return sum(f.by_type.get(table, 0) for f in self.delivery.files)


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
        if (source.folder / "concept.parquet").exists():
            open_omop(database, source.folder, source.tag)
        for table in source.tables:
            database.run(f"CREATE OR REPLACE VIEW {source.view(table)} AS {_pieces(source, table)}")
    said = ", ".join(sql_text(name) for name in sorted({s.delivery.source for s in sources}))
    database.run(f"CREATE TYPE source_name AS ENUM ({said})")
    listed = ", ".join(f"({s.number}, {sql_text(s.delivery.source)}, {sql_text(s.delivery.namespace)})" for s in sources)
    database.run(f"CREATE OR REPLACE TABLE source AS SELECT * FROM (VALUES {listed}) AS v(source_no, source, namespace)")
    return sources


def _pieces(source: Source, table: str) -> str:
    """All files of a table of a source, those of one form read together."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...] | None], list[Staged]] = {}
    for piece in source.delivery.staged:
        if piece.table == table:
            shape = None if piece.shape is None else tuple(piece.shape.items())
            groups.setdefault((piece.where, shape), []).append(piece)
    today = date.fromisoformat(source.delivery.declared.get("today", "2100-01-01"))
    events = source.integers and table not in ("person", "care_site", "provider", "area")
    queries = []
    for (where, shape), pieces in groups.items():
        files = read_parquet([source.folder / p.path for p in pieces])
        if shape is not None:
            queries.append(
                as_staged(table, f"SELECT * FROM {files}", dict(shape), today=today, tag=source.tag, integers=source.integers)
            )
            continue
        names = ", ".join(f'CAST("{c}" AS BIGINT) AS "{c}"' if events and c in KEYS else f'"{c}"' for c in STAGING[table])
        place = "{'f': filename, 'n': file_row_number} AS place"
        queries.append(f"SELECT {names}, {place} FROM {files}" + (f" WHERE {where}" if where else ""))
    return " UNION ALL BY NAME ".join(f"({q})" for q in queries)
