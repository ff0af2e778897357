"""FHIR R4 bulk NDJSON: one pass per resource type of a file, with the shape given, never inferred."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ...tables.care_events import POSITIONS
from ...terms.errors import UserError
from ..duckdb.loading import LARGEST_LINE, QUICK, literal, parquet, read_ndjson
from .delivery import FileRead, Reading, Unread, side_by_side
from .fhir_shapes import HEAD, FhirType, coded
from .fhir_types import FHIR_TYPES, KEPT_TYPES, PARTS
from .files import Opened, find_files, unpack
from .staging import Staged, problem_of, row_of

__all__ = ["ENDINGS", "stage"]

ENDINGS: Final = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
_TYPE: Final = re.compile(r"[A-Za-z]{1,64}")  # a type becomes part of a file name and of SQL: nothing else may


def stage(reading: Reading, paths: Sequence[Path]) -> tuple[list[FileRead], list[Staged], list[str]]:
    """Read all files; staging is in ``reading.staging`` afterwards."""
    files = find_files(paths, ENDINGS)
    if not files:
        raise UserError("There are no FHIR files here.", hint="FHIR bulk files end in .ndjson or .ndjson.gz.")
    reading.progress.step("reading FHIR", sum(f.stat().st_size for f in files))
    results = side_by_side(reading, list(enumerate(files)), _read_file)
    read, staged = [found for found, _ in results], [piece for _, pieces in results for piece in pieces]
    if not any(f.by_type for f in read):
        raise UserError("None of these files holds FHIR resources.", hint="Is --from right? Known: fhir, omop, csv.")
    _resolve_medicines(reading, staged)
    _resolve_positions(reading, staged)
    return read, staged, _notes(read)


def _notes(read: Sequence[FileRead]) -> list[str]:
    types: dict[str, int] = {}
    for file in read:
        for kind, n in file.by_type.items():
            types[kind] = types.get(kind, 0) + n
    return [
        f"{n:,} {kind}: " + ("kept in staging, no table yet." if kind in KEPT_TYPES else "counted only, not a type we use.")
        for kind, n in sorted(types.items())
        if kind not in FHIR_TYPES
    ]


# --- one file ----------------------------------------------------------------------------------------


def _read_file(reading: Reading, file: Path, number: int) -> tuple[FileRead, list[Staged]]:
    opened = unpack(file, reading.scratch, number)
    result = _stage_file(reading, opened, number)
    if opened.plain != opened.file:
        opened.plain.unlink()
    return result


def _stage_file(reading: Reading, opened: Opened, number: int) -> tuple[FileRead, list[Staged]]:
    found = FileRead(opened.file.name, opened.sha256, opened.bytes, opened.lines + opened.torn)
    if opened.torn:
        found.unread.append(Unread(opened.lines + 1, "torn-file"))
    if not opened.lines:
        return found, []
    plain = opened.plain
    try:
        pieces, nulls = _passes(reading, plain, number, found)
    except UserError:
        nulls = -1
        pieces = []
    unread = list(_unread_lines(opened.plain, None)) if nulls > 0 and found.balance() == nulls else []
    if nulls < 0 or found.balance() != nulls or len(unread) != nulls:
        # The parser and the count disagree, or the parser gave up: look at every line, and give it only what is sound.
        found.by_type.clear()
        plain = reading.scratch / f"sieved-{number:05d}"
        unread = list(_unread_lines(opened.plain, plain))
        pieces, nulls = _passes(reading, plain, number, found) if len(unread) < opened.lines else ([], 0)
        plain.unlink(missing_ok=True)
        found.unread += unread
    else:
        found.unread += unread
    if found.balance() > 0:
        found.unread += [Unread(None, "not-json")] * found.balance()
    if not found.by_type and not opened.torn:
        found.rows_in, found.unread = 1, [Unread(1, found.unread[0].reason if found.unread else "not-json")]
    if found.balance():
        raise AssertionError(f"{found.file}: {found.rows_in} rows in, {found.balance()} not accounted for")
    return found, pieces


def _passes(reading: Reading, plain: Path, number: int, found: FileRead) -> tuple[list[Staged], int]:
    """Stage each type the file holds. Returns the pieces and the number of lines that gave nothing."""
    guess = _first_type(plain)
    counts: dict[str | None, int] = {}
    pieces: list[Staged] = []
    if guess in FHIR_TYPES:
        first = _copy(reading, plain, number, guess, FHIR_TYPES[guess], None)
        counts = _count(reading, f"SELECT type, count(*) AS n FROM {parquet(reading.staging / first[0].path)} GROUP BY type")
        pieces += first
    elif guess:
        pieces.append(_keep(reading, plain, number, guess, None))
        counts = _count(reading, f"SELECT type, count(*) AS n FROM {parquet(reading.staging / pieces[0].path)} GROUP BY type")
    else:
        counts = _count(reading, f'SELECT "resourceType" AS type, count(*) AS n FROM {read_ndjson(plain, HEAD)} GROUP BY 1')
    strange = [k for k in counts if k is not None and not _TYPE.fullmatch(k)]
    counts[None] = counts.get(None, 0) + sum(counts.pop(k) for k in strange)
    for kind in sorted(k for k in counts if k is not None):
        only = kind if len(counts) > 2 or counts[None] else None
        if kind in FHIR_TYPES:
            if kind != guess:
                pieces += _copy(reading, plain, number, kind, FHIR_TYPES[kind], only)
            for part in PARTS.get(kind, ()):
                pieces += _copy(reading, plain, number, kind, part, kind, is_part=True)
        elif kind != guess:
            pieces.append(_keep(reading, plain, number, kind, kind))
        found.by_type[kind] = counts[kind]
    return pieces, counts[None]


def _count(reading: Reading, sql: str) -> dict[str | None, int]:
    return {row["type"]: row["n"] for row in reading.database.fetch(sql).to_pylist()}


def _copy(
    reading: Reading, plain: Path, number: int, kind: str, spec: FhirType, only: str | None, *, is_part: bool = False
) -> list[Staged]:
    """Write the rows of one type to staging; all rows where ``only`` is None, so that strangers can be counted."""
    where = [f"\"resourceType\" = '{only}'"] if only else []
    if spec.where:
        where.append(f"({spec.where})")
    path = reading.staging / spec.stage / f"{number:05d}-{kind}.parquet"
    path.parent.mkdir(exist_ok=True)
    inner = {
        "record": "id",
        "type": '"resourceType"',
        "_started": spec.started or "NULL",
        "_ended": spec.ended or "NULL",
        "_wrong": "CASE " + " ".join(f"WHEN {c} THEN '{r}'" for r, c in spec.wrong) + " END" if spec.wrong else "NULL",
    } | dict(spec.values)
    if kind == "Observation":
        inner |= {"_components": "component", "_category": "category[1].coding[1].code"}
    if kind == "Encounter" and not is_part:
        inner |= {"_diagnoses": "diagnosis"}
    select = ", ".join(f'{sql} AS "{name}"' for name, sql in inner.items())
    rows = f"SELECT {select} FROM {read_ndjson(plain, HEAD | dict(spec.read))}" + (
        " WHERE " + " AND ".join(where) if where else ""
    )
    named = {name: f'"{name}"' for name in spec.values}
    named |= {
        "file": str(number),
        "type": "type",
        "record": "record",
        "is_part": str(is_part).lower(),
        "problem": problem_of(
            spec.stage,
            reading.today,
            started=bool(spec.started),
            ended=bool(spec.ended),
            needs_code=spec.needs_code,
            wrong=bool(spec.wrong),
        ),
    }
    if "until" in named:
        named["until"] = 'CASE WHEN "until" < DATE \'2099-12-31\' THEN "until" END'
    extra = ", _diagnoses" if "_diagnoses" in inner else ""
    if kind == "Observation":
        extra = (
            ", _components, CASE WHEN \"value\" IS NOT NULL OR len(_components) > 0 OR _category IN ('laboratory',"
            " 'vital-signs') THEN 'measurement' ELSE 'observation' END AS target"
        )
    reading.database.write(
        f"SELECT {row_of(spec.stage, **named)}{extra} FROM ({rows})", path, compression="snappy", row_group_size=40_960
    )
    relative = str(path.relative_to(reading.staging))
    mine = f"type = '{kind}'"
    if kind != "Observation":
        return [Staged(spec.stage, relative, mine)]
    return [
        Staged("measurement", relative, f"{mine} AND target = 'measurement'"),
        Staged("observation", relative, f"{mine} AND target = 'observation'"),
        *_components(reading, path, number),
    ]


def _components(reading: Reading, path: Path, number: int) -> list[Staged]:
    """Each component of an Observation is a measurement of its own, beside the row of the whole."""
    if not reading.database.fetch(f"SELECT 1 AS x FROM {parquet(path)} WHERE len(_components) > 0 LIMIT 1").num_rows:
        return []
    piece = path.with_name(f"{number:05d}-component.parquet")
    values = {name: name for name in ("file", "type", "problem", "person", "visit", "provider")} | {
        "record": "record || '#' || n",
        "is_part": "true",
        "start": '"start"',
        "until": '"until"',
        **coded("part.code"),
        "value": 'coalesce(part."valueQuantity".value, part."valueInteger")',
        "unit": 'coalesce(part."valueQuantity".code, part."valueQuantity".unit)',
        "text": 'coalesce(part."valueCodeableConcept".coding[1].code, part."valueCodeableConcept".text, part."valueString")',
    }
    reading.database.write(
        f"SELECT {row_of('measurement', **values)} FROM (SELECT * EXCLUDE (code), unnest(_components) AS part, "
        f"generate_subscripts(_components, 1) AS n FROM {parquet(path)} WHERE problem IS NULL) "
        "WHERE coalesce(part.code.coding[1].code, part.code.text) IS NOT NULL",
        piece,
        compression="snappy",
        row_group_size=40_960,
    )
    return [Staged("measurement", str(piece.relative_to(reading.staging)))]


def _keep(reading: Reading, plain: Path, number: int, kind: str, only: str | None) -> Staged:
    """Keep records we have no table for: whole where we know the type, else only that they were there."""
    path = reading.staging / "kept" / f"{number:05d}-{kind}.parquet"
    path.parent.mkdir(exist_ok=True)
    known = kind in KEPT_TYPES
    values = {"file": str(number), "type": "seen[1]", "record": "seen[2]", "is_part": "false"} | (
        {"content": "json"} if known else {}
    )
    reading.database.write(
        f"SELECT {row_of('kept', **values)} FROM (SELECT json, json_extract_string(json, ['$.resourceType', '$.id']) AS seen"
        f" FROM read_ndjson_objects({literal(plain)}, ignore_errors=true, maximum_object_size={LARGEST_LINE}))"
        + (f" WHERE seen[1] = '{only}'" if only else ""),
        path,
        compression=QUICK,
        row_group_size=4_096,  # whole records are large, and each thread holds a group
    )
    return Staged("kept", str(path.relative_to(reading.staging)), f"type = '{kind}'")


def _resolve_medicines(reading: Reading, staged: list[Staged]) -> None:
    """Give prescriptions that point at a Medication the code of it."""
    described = [reading.staging / s.path for s in staged if s.table == "medication"]
    for piece in [s for s in staged if s.table == "drug_exposure"]:
        path = reading.staging / piece.path
        if not reading.database.fetch(f"SELECT 1 AS x FROM {parquet(path)} WHERE system = 'Medication' LIMIT 1").num_rows:
            continue
        joined = path.with_suffix(".joined")
        look = (
            "(SELECT record AS medicine, any_value(system) AS found_system, any_value(code) AS found_code, any_value(name) AS"
            f" found_name FROM {parquet(*described)} GROUP BY record)"
            if described
            else (
                "(SELECT NULL::VARCHAR AS medicine, NULL::VARCHAR AS found_system, NULL::VARCHAR AS found_code, NULL::VARCHAR"
                " AS found_name)"
            )
        )
        reading.database.write(
            "SELECT * EXCLUDE (medicine, found_system, found_code, found_name) REPLACE (CASE WHEN system = 'Medication' THEN"
            " found_system ELSE system END AS system, CASE WHEN system = 'Medication' THEN found_code ELSE code END AS code,"
            " CASE WHEN system = 'Medication' THEN found_name ELSE name END AS name, CASE WHEN problem IS NULL AND system ="
            f" 'Medication' AND found_code IS NULL THEN 'no-code' ELSE problem END AS problem) FROM {parquet(path)}"
            f" LEFT JOIN {look} ON system = 'Medication' AND code = medicine",
            joined,
        )
        joined.replace(path)


# Of a diagnosis of an Encounter: its first in the role of discharge or billing (or in none) is the main one.
_POSITION: Final = (
    f"CASE WHEN role = 'AD' THEN {POSITIONS['admission']} WHEN role IS NOT NULL AND role NOT IN ('DD', 'billing', 'CM') THEN"
    f" NULL WHEN role = 'CM' OR rank > 1 THEN {POSITIONS['secondary']} WHEN rank = 1 THEN {POSITIONS['main']} END"
)


def _resolve_positions(reading: Reading, staged: list[Staged]) -> None:
    """Give diagnoses that an Encounter lists their position in it; of several, main goes before secondary and admission."""
    encounters = [reading.staging / s.path for s in staged if s.table == "visit_occurrence"]
    listing = f"FROM {parquet(*encounters)} WHERE problem IS NULL AND len(_diagnoses) > 0" if encounters else ""
    if not listing or not reading.database.fetch(f"SELECT 1 AS x {listing} LIMIT 1").num_rows:
        return
    best = " ".join(f"WHEN bool_or(position = {number}) THEN {number}" for number in POSITIONS.values())
    # Worked out once: a delivery may tell its diagnoses in many files.
    reading.database.run(
        f"CREATE TABLE diagnosis_position AS SELECT diagnosis, CASE {best} END AS found FROM (SELECT"
        f" key_of(d.condition.reference, 'Condition/') AS diagnosis, {_POSITION} AS position FROM (SELECT d,"
        f" d.use.coding[1].code AS role, d.rank AS rank FROM (SELECT unnest(_diagnoses) AS d {listing}))) GROUP BY diagnosis"
    )
    for piece in [s for s in staged if s.table == "condition_occurrence"]:
        path = reading.staging / piece.path
        joined = path.with_suffix(".joined")
        reading.database.write(
            f"SELECT * EXCLUDE (diagnosis, found) REPLACE (found AS position) FROM {parquet(path)}"
            " LEFT JOIN diagnosis_position ON record = diagnosis",
            joined,
        )
        joined.replace(path)
    reading.database.drop("diagnosis_position")


# --- line by line, only when something is wrong ------------------------------------------------------


def _is_resource(record: object) -> bool:
    said = record.get("resourceType") if isinstance(record, dict) else None
    return isinstance(said, str) and bool(_TYPE.fullmatch(said))


def _first_type(plain: Path) -> str | None:
    """The type of the first resources of a file that can be read."""
    with plain.open("rb") as stream:
        for _, line in zip(range(20), stream, strict=False):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if _is_resource(record):
                return str(record["resourceType"])
    return None


def _unread_lines(plain: Path, sieved: Path | None) -> Iterator[Unread]:
    """The lines that are no resource. Sound lines go to ``sieved`` where given."""
    target = sieved.open("wb") if sieved else None
    try:
        with plain.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip(b" \t\r\n"):
                    continue
                try:
                    record = json.loads(line) if len(line) < LARGEST_LINE else None
                except (ValueError, RecursionError):
                    yield Unread(number, "not-json")
                    continue
                if len(line) >= LARGEST_LINE:
                    yield Unread(number, "too-large")
                elif not _is_resource(record):
                    yield Unread(number, "not-fhir")
                elif target:
                    target.write(line if line.endswith(b"\n") else line + b"\n")
    finally:
        if target:
            target.close()
