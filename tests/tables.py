"""Small registers from small tables, written straight to disk: no load, no engine in between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from empact.engine.register import FORMAT, SCHEMA
from empact.tables import TABLES, Table
from empact.terms.codes import Code

__all__ = ["make_register"]

TYPES = {
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "VARCHAR": pa.string(),
}
DEFAULTS: dict[str, Any] = {
    "BOOLEAN": False,
    "INTEGER": 0,
    "BIGINT": 0,
    "DOUBLE": 0.0,
    "DATE": date(2020, 1, 1),
    "VARCHAR": "",
}


def make_register(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]], *, parts: int = 1) -> Path:
    """A valid register in ``folder`` with these rows. What a row leaves out is null, or plain where null is not allowed.

    A coded row may say ``code=Code.of("icd10", "I50.0")`` instead of a concept number. ``person`` rows must be numbered
    1 to N. Keys are given in order of appearance. Every declared table is written, empty where nothing is given.
    """
    given = {name: [dict(row) for row in tables.get(name, ())] for name in TABLES}
    concepts = _number_concepts(given)
    persons = len(given["person"])
    assert sorted(row["person_id"] for row in given["person"]) == list(range(1, persons + 1))
    bounds = [persons * i // parts for i in range(parts + 1)]
    split = [{"part": i, "first": bounds[i] + 1, "last": bounds[i + 1]} for i in range(parts)]
    place = folder / "versions" / "v000001"
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": "v000001",
        "schema": SCHEMA,
        "persons": persons,
        "parts": split,
        "tables": {},
        "sources": [],
        "rejects": 0,
        "created_at": "2026-01-01T00:00:00+00:00",
        "concepts": len(concepts),
    }
    for name, table in TABLES.items():
        rows = _complete(table, given[name])
        if table.person_sorted:
            chunks = [
                (f"tables/{name}/part-{p['part']:05d}.parquet", [r for r in rows if p["first"] <= r["person_id"] <= p["last"]])
                for p in split
            ]
        else:
            chunks = [(f"tables/{name}.parquet", rows)]
        files = [_write(place, path, table, chunk) for path, chunk in chunks]
        manifest["tables"][name] = {"rows": len(rows), "files": files}
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "CURRENT").write_text("v000001", encoding="ascii")
    return folder


def _number_concepts(given: dict[str, list[dict[str, Any]]]) -> dict[Code, int]:
    codes = sorted({row["code"] for rows in given.values() for row in rows if isinstance(row.get("code"), Code)})
    numbers = {code: i for i, code in enumerate(codes, start=1)}
    for name, rows in given.items():
        column = TABLES[name].concept_column
        for row in rows:
            code = row.pop("code", None)
            if code is not None:
                row[column] = numbers[code]
                row.setdefault(column.replace("_concept_id", "_source_value"), code.value)
    given["concept"] = [
        {"concept_id": i, "vocabulary_id": code.system, "concept_code": code.value} for code, i in numbers.items()
    ]
    return numbers


def _complete(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = {c.name for c in table.columns}
    for number, row in enumerate(rows, start=1):
        unknown = set(row) - names
        assert not unknown, f"{table.name} has no column {unknown}"
        if table.key not in row and table.column(table.key).type == "BIGINT":
            row[table.key] = number
        if table.name == "person":
            row.setdefault("year_of_birth", row["birth_date"].year)
            row.setdefault("person_source_value", f"p{row['person_id']}")
        for column in table.columns:
            row.setdefault(column.name, DEFAULTS[column.type] if column.required else None)
    order = [n for n in table.order if n in names]
    if table.person_sorted and table.concept_column and table.name != "death":
        order.insert(1, table.concept_column)
    return sorted(rows, key=lambda r: tuple((r[n] is not None, r[n]) for n in order))


def _write(place: Path, path: str, table: Table, rows: list[dict[str, Any]]) -> dict[str, Any]:
    schema = pa.schema([(c.name, TYPES[c.type]) for c in table.columns])
    target = place / path
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), target, compression="zstd")
    content = target.read_bytes()
    return {"path": path, "rows": len(rows), "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
