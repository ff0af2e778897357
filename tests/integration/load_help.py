"""Small deliveries written by hand, and a load into a folder of the test."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from empact.engine.ingest import LoadReport, load
from empact.engine.register import Register

NOW = datetime(2026, 11, 22)
ADA = {"resourceType": "Patient", "id": "ada", "birthDate": "1950-03-01", "gender": "female"}


def resource(kind: str, id: str, **more: Any) -> dict[str, Any]:
    """A resource about Ada, unless told otherwise."""
    return {"resourceType": kind, "id": id, "subject": {"reference": "Patient/ada"}} | more


def coded(code: str, system: str = "http://snomed.info/sct") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def write_fhir(folder: Path, **files: Sequence[Any]) -> Path:
    """One NDJSON file per keyword; a text stands for a line as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in files.items():
        lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
        (folder / f"{name}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def write_csv(folder: Path, files: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """Files by name; the indentation of a text is taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        plain = "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"
        if name.endswith(".gz"):
            (folder / name).write_bytes(gzip.compress(plain.encode(encoding)))
        else:
            (folder / name).write_text(plain, encoding=encoding)
    return folder


def loaded(folder: Path, register: Path, format: str = "fhir", **more: Any) -> LoadReport:
    return load([folder], format=format, register=register, now=NOW, **more)


def rows(register: Register, table: str) -> list[dict[str, Any]]:
    return list(pa.concat_tables([pq.read_table(f) for f in register.files(table)]).to_pylist())


def reasons(register: Register) -> list[str]:
    return sorted(r["reason"] for r in rows(register, "reject"))
