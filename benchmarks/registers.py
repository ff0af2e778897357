"""Registers to measure on: synthetic regions, loaded as anybody would load them, and joined where a nation is wanted."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

__all__ = ["AS_OF", "first_parts", "joined", "region", "size_of", "unsharded"]

AS_OF = date(2024, 1, 1)
_NOW = datetime(2024, 6, 1, tzinfo=UTC)


def region(people: int, folder: Path, *, seed: int = 1, parts: int = 1) -> Path:
    """A synthetic region of three years, loaded through OMOP. Kept in ``folder`` for the next time."""
    from empact.engine.ingest.load import load
    from empact.synthetic import write_region

    place = folder / (f"region-{people}-{seed}" + (f"-{parts}" if parts > 1 else ""))
    register = place / "register"
    if not (register / "CURRENT").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        write_region(people=people, seed=seed, out=place / "records", as_="omop")
        load([place / "records"], format="omop", register=register, now=_NOW, parts=parts)
        shutil.rmtree(register / "staging")
        shutil.rmtree(place / "records")
    return register


def joined(registers: Sequence[Path], times: int, folder: Path) -> Path:
    """All people of several one-part registers, over and over: ``times`` parts, part k from register k modulo their number.

    Person numbers are moved up; concept numbers are given anew over all registers, which keeps their order. A register that
    comes twice gives the same people twice, under other numbers: the work is that of so many different people.
    """
    import duckdb

    from empact.engine.register import open_register

    place = folder / f"joined-{times}"
    if (place / "CURRENT").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    tables = place / "versions" / "v000001" / "tables"
    tables.mkdir(parents=True)
    opened = [open_register(r) for r in registers]
    db = duckdb.connect()
    db.execute("SET preserve_insertion_order = true; SET enable_progress_bar = false")
    listed = " UNION ".join(f"SELECT vocabulary_id, concept_code FROM read_parquet('{r.files('concept')[0]}')" for r in opened)
    db.execute(
        f"CREATE TABLE code AS SELECT row_number() OVER (ORDER BY vocabulary_id, concept_code) AS number, * FROM ({listed})"
    )
    manifest = dict(opened[0].manifest) | {"version": "v000001", "parts": [], "tables": {}}
    rest = [f"SELECT * FROM read_parquet('{r.files('concept')[0]}')" for r in opened]
    db.execute(f"""CREATE TABLE concept AS SELECT DISTINCT ON (n.number) n.number AS new_id, c.*
                   FROM ({" UNION ALL ".join(rest)}) AS c JOIN code AS n USING (vocabulary_id, concept_code)""")
    _write(
        db,
        "SELECT * REPLACE (CAST(new_id AS INTEGER) AS concept_id) FROM concept ORDER BY new_id",
        "concept",
        tables / "concept.parquet",
        manifest,
        drop="new_id",
    )
    for table in opened[0].tables:
        if not _is_split(opened[0], table) and table != "concept":
            areas = " UNION ".join(f"SELECT * FROM read_parquet('{r.files(table)[0]}')" for r in opened)
            _write(
                db,
                f"SELECT * FROM ({areas}) ORDER BY 1"
                if table == "area"
                else f"SELECT * FROM read_parquet('{opened[0].files(table)[0]}')",
                table,
                tables / f"{table}.parquet",
                manifest,
            )
    people = 0
    for number in range(times):
        source = opened[number % len(opened)]
        found = db.execute(f"""SELECT n.number FROM read_parquet('{source.files("concept")[0]}') AS c
                               JOIN code AS n USING (vocabulary_id, concept_code) ORDER BY c.concept_id""").fetchall()
        ids = str([number for (number,) in found])  # a literal: a subquery would be a join, and rows would lose their order
        for table in source.tables:
            if not _is_split(source, table):
                continue
            file = source.files(table)[0]
            columns = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM read_parquet('{file}')").fetchall()]
            new = [f"person_id + {people} AS person_id"]
            new += [
                f"CAST({ids}[{c}] AS INTEGER) AS {c}"
                for c in columns
                if c.endswith("_concept_id") and c not in ("visit_concept_id", "gender_concept_id")
            ]
            (tables / table).mkdir(exist_ok=True)
            _write(
                db,
                f"SELECT * REPLACE ({', '.join(new)}) FROM read_parquet('{file}')",
                table,
                tables / table / f"part-{number:05d}.parquet",
                manifest,
            )
        manifest["parts"].append({"part": number, "first": people + 1, "last": people + source.persons})
        people += source.persons
    manifest["persons"] = people
    _publish(place, manifest)
    return place


def first_parts(register: Path, parts: int, folder: Path) -> Path:
    """The first parts of a joined register as one of their own; the files are shared."""
    place = folder / f"{register.name}-first-{parts}"
    if (place / "CURRENT").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    source, target = register / "versions" / "v000001", place / "versions" / "v000001"
    manifest = json.loads((source / "manifest.json").read_text(encoding="utf-8"))
    manifest["parts"] = manifest["parts"][:parts]
    manifest["persons"] = manifest["parts"][-1]["last"]
    for entry in manifest["tables"].values():
        if entry["files"][0]["path"].count("/") > 1:
            entry["files"] = entry["files"][:parts]
            entry["rows"] = sum(f["rows"] for f in entry["files"])
        for file in entry["files"]:
            (target / file["path"]).parent.mkdir(parents=True, exist_ok=True)
            os.link(source / file["path"], target / file["path"])
    _publish(place, manifest)
    return place


def unsharded(register: Path, folder: Path) -> Path:
    """The same people in one part."""
    import duckdb

    from empact.engine.register import open_register

    opened = open_register(register)
    place = folder / f"{register.name}-in-one"
    if (place / "CURRENT").exists():
        return place
    tables = place / "versions" / "v000001" / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    manifest = dict(opened.manifest) | {
        "version": "v000001",
        "tables": {},
        "parts": [{"part": 0, "first": 1, "last": opened.persons}],
    }
    db = duckdb.connect()
    db.execute("SET enable_progress_bar = false")
    for table in opened.tables:
        split = opened.files(table)[0].parent.name != "tables"
        path = tables / table / "part-00000.parquet" if split else tables / f"{table}.parquet"
        path.parent.mkdir(exist_ok=True)
        _write(
            db, f"SELECT * FROM read_parquet([{', '.join(repr(str(f)) for f in opened.files(table))}])", table, path, manifest
        )
    _publish(place, manifest)
    return place


def size_of(register: Path) -> dict[str, Any]:
    """People, event rows and bytes, to state with every figure."""
    from empact.engine.register import open_register
    from empact.tables import TABLES

    opened = open_register(register)
    events = {t: opened.rows(t) for t in opened.tables if t in TABLES and TABLES[t].date}
    return {
        "people": opened.persons,
        "parts": len(opened.parts),
        "event_rows": sum(events.values()),
        "bytes": sum(f.stat().st_size for t in opened.tables for f in opened.files(t)),
        "rows": events,
    }


def _is_split(register: Any, table: str) -> bool:
    return register.files(table)[0].parent.name != "tables"


def _write(db: Any, sql: str, table: str, path: Path, manifest: dict[str, Any], *, drop: str = "") -> None:
    if drop:
        sql = f"SELECT * EXCLUDE ({drop}) FROM ({sql})"
    db.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    rows = db.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchone()[0]
    entry = manifest["tables"].setdefault(table, {"rows": 0, "files": []})
    entry["rows"] += rows
    relative = Path(*path.parts[path.parts.index("v000001") + 1 :])
    entry["files"].append(
        {
            "path": str(relative),
            "rows": rows,
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(str(path).encode()).hexdigest(),
        }
    )


def _publish(place: Path, manifest: dict[str, Any]) -> None:
    (place / "versions" / "v000001" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (place / "CURRENT").write_text("v000001", encoding="ascii")
