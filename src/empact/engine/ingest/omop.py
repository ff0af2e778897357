"""OMOP CDM 5.3 and 5.4 as CSV, packed CSV or Parquet; file names in any case, one file or many per table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ...terms.errors import UserError
from ..duckdb.loading import literal, parquet, read_csv
from .delivery import FileRead, Reading, Unread
from .files import Opened, find_files, fingerprint, heading_of, is_heading, record_count, unpack
from .omop_tables import KNOWN_TABLES, OMOP_TABLES, OmopTable
from .staging import Staged, area_id, problem_of, row_of

__all__ = ["ENDINGS", "stage"]

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
    for pointed_at in (True, False):
        for number, (file, table) in enumerate(files):
            if (table in _POINTED_AT) is pointed_at:
                found[number], piece = _stage_file(reading, file, table, number)
                staged += piece
                reading.progress.advance(file.stat().st_size)
        if pointed_at:
            for table, first in (("concept", "concept_code"), ("location", "city")):
                database.run(
                    f"CREATE OR REPLACE TABLE omop_{table} AS SELECT * FROM omop_{table} WHERE {table}_id IS NOT NULL "
                    f"QUALIFY row_number() OVER (PARTITION BY {table}_id ORDER BY {first}) = 1"
                )
    database.run(
        "CREATE OR REPLACE TABLE omop_seen AS SELECT DISTINCT vocabulary_id AS system, concept_code AS code, concept_name AS"
        " name FROM omop_concept WHERE concept_code IS NOT NULL"
    )
    database.write(
        f"SELECT {row_of('code_name', file='0', system='system', code='code', name='name')} FROM omop_seen",
        reading.staging / "code_name.parquet",
    )
    staged.append(Staged("code_name", "code_name.parquet"))
    _find_cost_events(reading, staged)
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
    used = table in OMOP_TABLES or table in _POINTED_AT
    if used and not is_heading(columns):
        _tidy(opened)
        found.rows_in, found.unread = 1, [Unread(1, "not-csv", table)]
        return found, []
    if used and columns and opened.lines > 1:
        rejects = f"rejects_{number}"
        source = read_csv(opened.plain, columns, rejects=rejects, separator=separator)
        kept = _stage_rows(reading, f"SELECT * FROM {source}", dict.fromkeys(columns, "VARCHAR"), table, number, pieces)
        bad = reading.database.fetch(f"SELECT DISTINCT line FROM {rejects} ORDER BY line").to_pylist()
        found.unread += [Unread(int(r["line"]), "not-csv", table) for r in bad]
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
        raise AssertionError(f"{found.file}: {found.rows_in} rows in, {found.balance()} not accounted for")
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
    if rows and (table in OMOP_TABLES or table in _POINTED_AT):
        found.by_type[table] = _stage_rows(reading, f"SELECT * FROM {parquet(file)}", shape, table, number, pieces)
    elif rows:
        found.by_type[table] = rows
    if found.balance():
        raise AssertionError(f"{found.file}: {found.rows_in} rows in, {found.balance()} not accounted for")
    return found, pieces


def _stage_rows(reading: Reading, source: str, shape: dict[str, str], table: str, number: int, pieces: list[Staged]) -> int:
    """Write the rows of one file to staging; how many there were."""
    database = reading.database
    if table in _POINTED_AT:
        return _remember(reading, source, shape, table)
    spec = OMOP_TABLES[table]
    path = reading.staging / table / f"{number:05d}.parquet"
    path.parent.mkdir(exist_ok=True)
    rows = database.write(_select(spec, source, shape, table, number, reading), path, compression="snappy")
    pieces.append(Staged(table, f"{table}/{path.name}"))
    return rows


def _remember(reading: Reading, source: str, shape: dict[str, str], table: str) -> int:
    """Concepts and locations are not staged: other rows are given what they say."""
    fields = {
        "concept": ("vocabulary_id", "concept_code", "concept_name"),
        "location": ("city", "state", "zip", "country_source_value", "location_source_value"),
    }[table]
    count = f"SELECT count(*) AS n FROM omop_{table}"
    before = reading.database.fetch(count).to_pylist()[0]["n"]
    columns = ", ".join([_text(f"{table}_id", shape, "id"), *(_text(c, shape) for c in fields)])
    reading.database.run(f"INSERT INTO omop_{table} SELECT {columns} FROM ({source})")
    return int(reading.database.fetch(count).to_pylist()[0]["n"]) - int(before)


def _select(spec: OmopTable, source: str, shape: dict[str, str], table: str, number: int, reading: Reading) -> str:
    inner = {name: _filled_in(sql, shape) for name, sql in spec.values.items()}
    inner["record"] = _text(spec.record, shape, "id") if spec.record else "NULL"
    joins = ""
    if spec.concept:
        numbers = (_text(f"{spec.concept}_concept_id", shape, "id"), _text(f"{spec.concept}_source_concept_id", shape, "id"))
        said = _text(f"{spec.concept}_source_value", shape)
        inner |= {"_standard": f"NULLIF({numbers[0]}, '0')", "_source": f"NULLIF({numbers[1]}, '0')", "_said": said}
        joins = (
            "LEFT JOIN omop_concept c1 ON c1.concept_id = r._standard LEFT JOIN omop_concept c2 ON c2.concept_id = r._source"
        )
    if spec.dated:
        inner["_started"] = _text(spec.dated[0], shape)
        inner["start"] = _text(spec.dated[0], shape, "day")
    ended = len(spec.dated) > 1 and spec.dated[1] in shape
    if ended:
        inner["_ended"] = _text(spec.dated[1], shape)
        inner["until"] = _text(spec.dated[1], shape, "day")
    named = {name: f'r."{name}"' for name in inner if not name.startswith("_")}
    if spec.concept:
        # A concept this vocabulary does not hold keeps its number, so that it is still one code and not none.
        named |= {
            "system": (
                "CASE WHEN c1.concept_code IS NOT NULL THEN c1.vocabulary_id WHEN c2.concept_code IS NOT NULL THEN"
                " c2.vocabulary_id WHEN _said IS NOT NULL THEN 'local' WHEN _standard IS NOT NULL THEN 'OMOP' END"
            ),
            "code": "coalesce(c1.concept_code, c2.concept_code, _said, _standard)",
        }
    if ended:
        named["until"] = 'CASE WHEN r."until" < DATE \'2099-12-31\' THEN r."until" END'
    home = {"person": "location_id", "care_site": "location_id"}.get(table)
    if home:
        inner["_home"] = _text(home, shape, "id")
        joins += " LEFT JOIN omop_location l ON l.location_id = r._home"
        named |= {c: f"l.{c}" for c in ("city", "state", "zip", "country")}
        named["area"] = area_id("l.area")
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in inner.items())
    named |= {"file": str(number), "type": f"'{table}'", "is_part": "false"}
    hidden = [c for c, there in (("_started", bool(spec.dated)), ("_ended", ended)) if there]
    staged = f"SELECT {', '.join([row_of(table, **named), *hidden])} FROM (SELECT {columns} FROM ({source})) r {joins}"
    wrong = problem_of(
        table, reading.today, started=bool(spec.dated), ended=ended, needs_code=bool(spec.concept) and spec.needs_code
    )
    if table == "cost":
        wrong = "CASE WHEN total IS NULL THEN 'no-amount' END"
    less = f"EXCLUDE ({', '.join(hidden)}) " if hidden else ""
    return f"SELECT * {less}REPLACE ({wrong} AS problem) FROM ({staged})"


def _filled_in(sql: str, shape: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::(\w+))?\}", lambda m: _text(m[1], shape, m[2] or ""), sql)


def _text(column: str, shape: dict[str, str], kind: str = "") -> str:
    """A column of the source as text, or as day, number or key; null where the source lacks it."""
    if column not in shape:
        return {"day": "CAST(NULL AS DATE)", "number": "CAST(NULL AS DOUBLE)"}.get(kind, "CAST(NULL AS VARCHAR)")
    declared, name = shape[column], f'"{column}"'
    plain = declared == "VARCHAR"
    if kind == "day":
        return name if declared == "DATE" else f"day_written({name})" if plain else f"TRY_CAST({name} AS DATE)"
    if kind == "number":
        return f"number_of({name})"
    if kind == "id":
        return f"id_of({name})" if plain or declared == "DOUBLE" else f"CAST({name} AS VARCHAR)"
    return f"filled({name})" if plain else f"CAST({name} AS VARCHAR)"


def _find_cost_events(reading: Reading, staged: list[Staged]) -> None:
    """Give every cost the person and day of the event it pays for; only contacts keep the link itself."""
    for piece in [s for s in staged if s.table == "cost"]:
        path = reading.staging / piece.path
        known = (
            " UNION ALL ".join(
                f"SELECT '{domain}' AS d, record AS r, person AS who, \"start\" AS day FROM"
                f" {parquet(reading.staging / s.path)}"
                for domain, table in _EVENTS_OF_COSTS.items()
                for s in staged
                if s.table == table
            )
            or "SELECT NULL AS d, NULL AS r, NULL AS who, NULL::DATE AS day WHERE false"
        )
        joined = path.with_suffix(".joined")
        reading.database.write(
            'SELECT * EXCLUDE (d, r, who, day) REPLACE (coalesce(person, who) AS person, coalesce("start", day) AS "start", '
            "CASE WHEN domain = 'Visit' THEN event END AS event, CASE WHEN problem IS NOT NULL THEN problem WHEN"
            " coalesce(person, who) IS NULL "
            "THEN 'unknown-event' WHEN coalesce(\"start\", day) IS NULL THEN 'no-date' END AS problem) "
            f"FROM {parquet(path)} LEFT JOIN ({known}) ON d = domain AND r = event",
            joined,
        )
        joined.replace(path)
