"""OMOP CDM 5.3 and 5.4 as CSV, packed CSV or Parquet; file names in any case, one file or many per table."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ...terms.errors import UserError
from ..database import Database
from ..duckdb.loading import literal, parquet, read_csv, read_parquet
from .delivery import FileRead, Reading, Unread, side_by_side, uncountable
from .files import Opened, find_files, fingerprint, heading_of, is_heading, record_count, unpack
from .omop_tables import KNOWN_TABLES, OMOP_TABLES
from .omop_view import are_integers, as_staged, likely_kinds, text_of, used_columns
from .staging import STAGING, Staged, row_of

__all__ = ["ENDINGS", "open_omop", "stage"]

ENDINGS: Final = (".csv", ".csv.gz", ".parquet")
_POINTED_AT: Final = ("concept", "location")
_EVENTS_OF_COSTS: Final = {
    "Visit": "visit_occurrence",
    "Drug": "drug_exposure",
    "Procedure": "procedure_occurrence",
    "Measurement": "measurement",
    "Condition": "condition_occurrence",
    "Observation": "observation",
}


def stage(reading: Reading, paths: Sequence[Path]) -> tuple[list[FileRead], list[Staged], list[str]]:
    """Read all files; staging is in ``reading.staging`` afterwards."""
    files = [(f, table_of(f)) for f in find_files(paths, ENDINGS)]
    if not any(t in OMOP_TABLES for _, t in files):
        raise UserError(
            "There are no OMOP tables here.",
            hint="Files are named after their table: person.csv, visit_occurrence.parquet ...",
        )
    reading.progress.step("reading OMOP", sum(f.stat().st_size for f, _ in files))
    database = reading.database
    database.run(
        "CREATE OR REPLACE TABLE omop_concept (concept_id VARCHAR, vocabulary_id VARCHAR, concept_code VARCHAR, concept_name"
        " VARCHAR)"
    )
    database.run(
        "CREATE OR REPLACE TABLE omop_location (location_id VARCHAR, city VARCHAR, state VARCHAR, zip VARCHAR, country"
        " VARCHAR, area VARCHAR)"
    )
    found: dict[int, FileRead] = {}
    staged: list[Staged] = []
    # What others point at comes first, and each only once, lest a join repeat a row.
    for number, (file, table) in enumerate(files):
        if table in _POINTED_AT:
            found[number], _ = _stage_file(reading, file, table, number)
            reading.progress.advance(file.stat().st_size)
    for table, first in (("concept", "concept_code"), ("location", "city")):
        database.run(
            f"CREATE OR REPLACE TABLE omop_{table} AS SELECT * FROM omop_{table} WHERE {table}_id IS NOT NULL "
            f"QUALIFY row_number() OVER (PARTITION BY {table}_id ORDER BY {first}) = 1"
        )
    others = [(n, file) for n, (file, table) in enumerate(files) if table not in _POINTED_AT]
    results = side_by_side(reading, others, lambda mine, file, n: _stage_file(mine, file, files[n][1], n))
    for (number, _), (read, pieces) in zip(others, results, strict=True):
        found[number] = read
        staged += pieces
    for table in _POINTED_AT:
        database.write(f"SELECT * FROM omop_{table}", reading.staging / f"{table}.parquet")
    seen = "SELECT DISTINCT vocabulary_id AS system, concept_code AS code, concept_name AS name FROM omop_concept"
    names = row_of("code_name", file="0", system="system", code="code", name="name")
    database.write(f"SELECT {names} FROM ({seen} WHERE concept_code IS NOT NULL)", reading.staging / "code_name.parquet")
    staged.append(Staged("code_name", "code_name.parquet"))
    staged = _with_cost_events(reading, staged)
    unused: dict[str, int] = {}
    for (_, table), read in zip(files, (found[n] for n in range(len(files))), strict=True):
        if table not in OMOP_TABLES and read.rows_in:
            unused[table or "?"] = unused.get(table or "?", 0) + read.rows_in
    notes = [
        f"{n:,} rows of {t}: "
        + {"concept": "used for codes.", "location": "used for addresses."}.get(t, "counted only, not a table we use.")
        for t, n in sorted(unused.items())
    ]
    return [found[n] for n in range(len(files))], staged, notes


def table_of(file: Path) -> str:
    """The table a file holds: by its name, without ending and part number; else by its folder's name."""
    stem = re.sub(r"(\.csv|\.gz|\.parquet)+$", "", file.name.lower())
    for name in (stem, re.sub(r"[-_.]?\d+$", "", stem), file.parent.name.lower()):
        if name in KNOWN_TABLES:
            return name
    return stem


def _stage_file(reading: Reading, file: Path, table: str, number: int) -> tuple[FileRead, list[Staged]]:
    if file.name.lower().endswith(".parquet"):
        return _stage_parquet(reading, file, table, number)
    opened = unpack(file, reading.scratch, number)
    found = FileRead(file.name, opened.sha256, opened.bytes, max(0, opened.lines - 1) + opened.torn)
    pieces: list[Staged] = []
    if opened.torn:
        found.unread.append(Unread(opened.lines + 1, "torn-file", table))
    columns, separator = heading_of(opened.plain)
    columns = [name or f"column {n}" for n, name in enumerate(columns, start=1)]
    used = table in OMOP_TABLES or table in _POINTED_AT
    if used and not is_heading(columns):
        _tidy(opened)
        found.rows_in, found.unread = 1, [Unread(1, "not-csv", table)]
        return found, []
    if used and columns and opened.lines > 1:
        if table in _POINTED_AT:
            rejects = f"rejects_{number}"
            source = f"SELECT * FROM {read_csv(opened.plain, columns, rejects=rejects, separator=separator)}"
            kept = _remember(reading, source, dict.fromkeys(columns, "VARCHAR"), table)
            bad = [int(r["line"]) for r in reading.database.rows(f"SELECT DISTINCT line FROM {rejects} ORDER BY line")]
        else:
            piece, kept, bad = _stage_rows(reading, opened, columns, table, number)
            pieces.append(piece)
        found.unread += [Unread(line, "not-csv", table) for line in bad]
        found.by_type[table] = kept
        if found.balance():
            # Quoted line breaks make lines and rows differ: count rows the slow way.
            found.rows_in = record_count(opened.plain, separator) + opened.torn
    elif found.rows_in:
        found.by_type[table] = found.rows_in - opened.torn
    _tidy(opened)
    if found.balance() > 0:
        found.unread += [Unread(None, "not-csv", table)] * found.balance()
    if found.balance():
        raise uncountable(found)
    return found, pieces


def _tidy(opened: Opened) -> None:
    if opened.plain != opened.file:
        opened.plain.unlink()


def _stage_parquet(reading: Reading, file: Path, table: str, number: int) -> tuple[FileRead, list[Staged]]:
    database, pieces = reading.database, list[Staged]()
    try:
        rows = database.fetch(f"SELECT num_rows FROM parquet_file_metadata({literal(file)})").to_pylist()[0]["num_rows"]
        shape = {
            r["column_name"].lower(): r["column_type"]
            for r in database.fetch(f"DESCRIBE SELECT * FROM {parquet(file)}").to_pylist()
        }
    except UserError:
        return FileRead(file.name, fingerprint(file), file.stat().st_size, 1, {}, [Unread(None, "not-parquet", table)]), []
    found = FileRead(file.name, fingerprint(file), file.stat().st_size, rows)
    if rows and table in _POINTED_AT:
        found.by_type[table] = _remember(reading, f"SELECT * FROM {parquet(file)}", shape, table)
    elif rows and table in OMOP_TABLES:
        found.by_type[table] = rows
        path = reading.staging / table / f"{number:05d}.parquet"
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, path)
        pieces.append(Staged(table, f"{table}/{path.name}", shape=shape, rising=_rising(path, OMOP_TABLES[table].record)))
    elif rows:
        found.by_type[table] = rows
    if found.balance():
        raise AssertionError(f"{found.file}: {found.rows_in} rows in, {found.balance()} not accounted for")
    return found, pieces


def _stage_rows(
    reading: Reading, opened: Opened, columns: list[str], table: str, number: int
) -> tuple[Staged, int, list[int]]:
    """Write the columns in use to staging, keys and dates typed where all of them can be; with the number of rows, and the
    lines that cannot be split."""
    database, path = reading.database, reading.staging / table / f"{number:05d}.parquet"
    path.parent.mkdir(exist_ok=True)
    _, separator = heading_of(opened.plain)
    used = [c for c in columns if c in used_columns(table)]
    for kinds in (likely_kinds(opened.plain, columns, separator, table), {}):
        rejects = f"rejects_{number}_{len(kinds)}"
        source = read_csv(opened.plain, columns, rejects=rejects, separator=separator, kinds=kinds)
        listed = ", ".join(f'"{c}"' for c in used) or "1 AS nothing"
        rows = database.write(f"SELECT {listed} FROM {source}", path, compression="snappy")
        bad = database.rows(f"SELECT line, bool_or(error_type = 'CAST') AS of_kind FROM {rejects} GROUP BY line ORDER BY line")
        if not kinds or not any(b["of_kind"] for b in bad):
            break
    shape = {c: kinds.get(c, "VARCHAR") for c in used}
    return Staged(table, f"{table}/{path.name}", shape=shape, rising=None), rows, [int(b["line"]) for b in bad]


def _rising(path: Path, column: str) -> tuple[int, int] | None:
    """First and last of a column of integers when each is above the one before; then none can be there twice."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not column:
        return None
    file, last, first = pq.ParquetFile(path), None, None
    name = next((n for n in file.schema_arrow.names if n.lower() == column), None)
    if name is None or not pa.types.is_integer(file.schema_arrow.field(name).type):
        return None
    for batch in file.iter_batches(columns=[name], batch_size=262_144):
        if batch.column(0).null_count or not len(batch):
            return None
        values = batch.column(0).to_numpy()
        if (last is not None and values[0] <= last) or not (values[1:] > values[:-1]).all():
            return None
        first, last = int(values[0]) if first is None else first, int(values[-1])
    return None if first is None or last is None else (first, last)


def _remember(reading: Reading, source: str, shape: dict[str, str], table: str) -> int:
    """Concepts and locations are not staged: other rows are given what they say."""
    fields = {
        "concept": ("vocabulary_id", "concept_code", "concept_name"),
        "location": ("city", "state", "zip", "country_source_value", "location_source_value"),
    }[table]
    count = f"SELECT count(*) AS n FROM omop_{table}"
    before = reading.database.fetch(count).to_pylist()[0]["n"]
    columns = ", ".join([text_of(f"{table}_id", shape, "id"), *(text_of(c, shape) for c in fields)])
    reading.database.run(f"INSERT INTO omop_{table} SELECT {columns} FROM ({source})")
    return int(reading.database.fetch(count).to_pylist()[0]["n"]) - int(before)


def open_omop(database: Database, folder: Path, tag: str) -> None:
    """Make tables ``omop_concept_<tag>`` and ``omop_location_<tag>``: what the files of this source point at."""
    for table in _POINTED_AT:
        number = f", TRY_CAST({table}_id AS BIGINT) AS number" if table == "concept" else ""
        database.run(
            f"CREATE OR REPLACE TABLE omop_{table}_{tag} AS SELECT *{number} FROM {parquet(folder / f'{table}.parquet')}"
        )


def _with_cost_events(reading: Reading, staged: list[Staged]) -> list[Staged]:
    """Give costs that lack them the person and day of the event they pay for; most say both themselves."""
    shapes = [(s.table, s.shape) for s in staged if s.shape is not None]
    whole = are_integers(shapes)
    open_omop(reading.database, reading.staging, "new")

    def view(piece: Staged) -> str:
        source = f"SELECT * FROM {read_parquet([reading.staging / piece.path])}"
        assert piece.shape is not None
        return as_staged(piece.table, source, piece.shape, today=reading.today, tag="new", integers=whole)

    after: list[Staged] = []
    for piece in staged:
        lacking = 'event IS NOT NULL AND (person IS NULL OR "start" IS NULL)'
        if piece.table != "cost" or not reading.database.rows(f"SELECT 1 FROM ({view(piece)}) WHERE {lacking} LIMIT 1"):
            after.append(piece)
            continue
        if not any(s.table == "cost" and s.shape is None for s in after):
            events = " UNION ALL ".join(
                f"SELECT '{domain}' AS d, record AS r, person AS who, \"start\" AS day FROM ({view(s)})"
                for domain, table in _EVENTS_OF_COSTS.items()
                for s in staged
                if s.table == table
            )
            costs = " UNION ALL ".join(f"SELECT domain, event FROM ({view(s)})" for s in staged if s.table == "cost")
            reading.database.run(
                "CREATE OR REPLACE TABLE paid_event AS "
                + (
                    f"SELECT * FROM ({events}) e WHERE (d, r) IN (SELECT (domain, event) FROM ({costs}))"
                    if events
                    else "SELECT NULL AS d, NULL AS r, NULL AS who, NULL::DATE AS day WHERE false"
                )
            )
        path = reading.staging / "cost" / f"{Path(piece.path).stem}-found.parquet"
        found = {c: c for c in STAGING["cost"]} | {
            "person": "coalesce(person, who)",
            "start": 'coalesce("start", day)',
            "problem": (
                "CASE WHEN problem = 'no-amount' THEN problem WHEN coalesce(person, who) IS NULL THEN 'unknown-event' WHEN"
                " coalesce(\"start\", day) IS NULL THEN 'no-date' END"
            ),
        }
        reading.database.write(
            f"SELECT {row_of('cost', **found)} FROM ({view(piece)}) LEFT JOIN paid_event ON d = domain AND r = event",
            path,
            compression="snappy",
        )
        (reading.staging / piece.path).unlink()
        after.append(Staged("cost", f"cost/{path.name}"))
    return after
