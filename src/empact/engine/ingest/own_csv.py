"""Our own CSV layout. How the files are written is declared beside them in ``layout.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ...terms.errors import UserError
from ..duckdb.loading import parquet, read_csv
from .delivery import FileRead, Reading, Unread, uncountable
from .files import find_files, heading_of, is_heading, record_count, unpack
from .own_csv_tables import CSV_TABLES, CsvTable
from .staging import Staged, problem_of, row_of

__all__ = ["ENDINGS", "Layout", "read_layout", "stage"]

ENDINGS: Final = (".csv", ".csv.gz")
_DATES: Final = {
    "2023-12-31": "%Y-%m-%d",
    "31-12-2023": "%d-%m-%Y",
    "31/12/2023": "%d/%m/%Y",
    "31.12.2023": "%d.%m.%Y",
    "20231231": "%Y%m%d",
}
_ENCODINGS: Final = {
    "utf-8": "",
    "utf-8-sig": "",
    "utf8": "",
    "latin-1": "latin-1",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
}
_YES: Final = "'1', 'true', 'yes', 'ja', 'oui', 'y', 'j'"
_NO: Final = "'0', 'false', 'no', 'nee', 'non', 'n', 'nein'"
_DOC: Final = "docs/reference/csv-layout.md says what may stand in it."


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delivery writes its files; the defaults hold where nothing is declared."""

    separator: str = ","
    encoding: str = ""
    decimal: str = "."
    dates: str = "%Y-%m-%d"
    rename: dict[str, dict[str, str]] = field(default_factory=dict)


def read_layout(file: Path | None) -> Layout:
    """Read ``layout.yaml``; a UserError names the key that is wrong."""
    if file is None:
        return Layout()
    import yaml

    try:
        said: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError("layout.yaml is not readable YAML.", hint=_DOC) from error
    known = {
        "separator": (",", ";", "|", "\t"),
        "encoding": _ENCODINGS,
        "decimal": (".", ","),
        "dates": _DATES,
        "rename": None,
    }
    if not isinstance(said, dict):
        raise UserError("layout.yaml holds no keys.", hint=_DOC)
    for key, value in said.items():
        if key not in known:
            raise UserError(f"layout.yaml has an unknown key '{key}'.", hint="Known: " + ", ".join(known) + ".")
        allowed = known[key]
        if allowed is not None and str(value) not in allowed:
            raise UserError(f"layout.yaml: '{value}' is no {key}.", hint="Known: " + ", ".join(repr(a) for a in allowed) + ".")
    rename = said.get("rename") or {}
    if (
        not isinstance(rename, dict)
        or not all(isinstance(v, dict) for v in rename.values())
        or rename.keys() - CSV_TABLES.keys()
    ):
        raise UserError("layout.yaml: rename gives, per file, your heading: our heading.", hint=_DOC)
    return Layout(
        str(said.get("separator", ",")),
        _ENCODINGS[str(said.get("encoding", "utf-8"))],
        str(said.get("decimal", ".")),
        _DATES[str(said.get("dates", "2023-12-31"))],
        {t: {str(k).lower(): str(v).lower() for k, v in m.items()} for t, m in rename.items()},
    )


def stage(reading: Reading, paths: Sequence[Path]) -> tuple[list[FileRead], list[Staged], list[str]]:
    """Read all files; staging is in ``reading.staging`` afterwards."""
    files = find_files(paths, ENDINGS)
    tables = [re.sub(r"([-_.]?\d+)?(\.csv|\.gz)+$", "", f.name.lower()) for f in files]
    strange = sorted({f.name for f, t in zip(files, tables, strict=True) if t not in CSV_TABLES})
    if not files or "persons" not in tables:
        raise UserError("There is no persons.csv here.", hint="docs/reference/csv-layout.md lists the files of a delivery.")
    if strange:
        raise UserError(
            f"No such file in the CSV layout: {', '.join(strange[:5])}.",
            hint="Known: " + ", ".join(f"{t}.csv" for t in CSV_TABLES) + ".",
        )
    declared = [f for p in paths for f in [(p if p.is_dir() else p.parent) / "layout.yaml"] if f.exists()]
    layout = read_layout(declared[0] if declared else None)
    reading.progress.step("reading CSV", sum(f.stat().st_size for f in files))
    read: list[FileRead] = []
    staged: list[Staged] = []
    for number, (file, table) in enumerate(zip(files, tables, strict=True)):
        found, pieces = _stage_file(reading, file, table, number, layout)
        read.append(found)
        staged += pieces
        reading.progress.advance(file.stat().st_size)
    return read, staged, []


def _stage_file(reading: Reading, file: Path, table: str, number: int, layout: Layout) -> tuple[FileRead, list[Staged]]:
    opened = unpack(file, reading.scratch, number, recode=layout.encoding)
    found = FileRead(file.name, opened.sha256, opened.bytes, max(0, opened.lines - 1) + opened.torn)
    spec, plain = CSV_TABLES[table], opened.plain
    if opened.torn:
        found.unread.append(Unread(opened.lines + 1, "torn-file", table))
    heading = heading_of(plain, layout.separator)[0]
    columns = [layout.rename.get(table, {}).get(name, name) for name in heading]
    _check_heading(file.name, columns, spec, layout)
    if opened.lines < 2:
        return found, []
    path = reading.staging / spec.stage / f"{number:05d}.parquet"
    path.parent.mkdir(exist_ok=True)
    rejects = f"rejects_{number}"
    ordered = "id" not in columns or spec.record != "{id}"
    source = read_csv(plain, columns, rejects=rejects, separator=layout.separator, ordered=ordered)
    found.by_type[table] = reading.database.write(
        _select(spec, source, columns, table, number, layout, reading, ordered), path, compression="snappy"
    )
    bad = [int(r["line"]) for r in reading.database.fetch(f"SELECT DISTINCT line FROM {rejects} ORDER BY line").to_pylist()]
    found.unread += [Unread(line, "not-csv", table) for line in bad]
    if bad and ordered:
        _shift_lines(reading, path, bad)
    if found.balance():
        found.rows_in = record_count(plain, layout.separator) + opened.torn
    if found.balance() > 0:
        found.unread += [Unread(None, "not-csv", table)] * found.balance()
    if found.balance():
        raise uncountable(found)
    if plain != file:
        plain.unlink()
    return found, [Staged(spec.stage, f"{spec.stage}/{path.name}")]


def _check_heading(file: str, columns: list[str], spec: CsvTable, layout: Layout) -> None:
    missing = [c for c in spec.needed if c not in columns]
    if missing and not is_heading(columns):
        raise UserError(
            f"{file} is not text in UTF-8.", hint="Save it as CSV in UTF-8, or declare its encoding (latin-1) in layout.yaml."
        )
    if missing:
        raise UserError(
            f"{file} has no column '{missing[0]}'.",
            hint=(
                f"Needed: {', '.join(spec.needed)}. Columns are separated by {layout.separator!r}; declare another in"
                " layout.yaml."
            ),
        )
    unknown = [c for c in columns if c not in spec.needed + spec.optional]
    if unknown or len(set(columns)) != len(columns):
        raise UserError(
            f"{file} has a column we do not know, or twice: '{(unknown or columns)[0]}'.",
            hint=(
                f"Known: {', '.join(spec.needed + spec.optional)}. Give it our name in layout.yaml under rename, or leave it"
                " out."
            ),
        )


def _select(
    spec: CsvTable, source: str, columns: list[str], table: str, number: int, layout: Layout, reading: Reading, ordered: bool
) -> str:
    def sql(text: str) -> str:
        return re.sub(
            r"\{(\w+)(?::(\w+))?\}", lambda m: _value(m[1], m[2] or "", columns, layout) if not m[1].isdigit() else m[0], text
        )

    inner = {name: sql(value) for name, value in spec.values.items()}
    inner |= {"record": sql(spec.record), "line": "row_number() OVER () + 1" if ordered else "NULL"}
    wrong = [
        *spec.wrong,
        *(("wrong-value", f"{{{c}}} IS NOT NULL AND {{{c}:number}} IS NULL") for c in spec.numbers),
        *(("wrong-value", f"{{{c}}} IS NOT NULL AND {{{c}:truth}} IS NULL") for c in spec.truths),
    ]
    if wrong:
        inner["_wrong"] = "CASE " + " ".join(f"WHEN {sql(condition)} THEN '{reason}'" for reason, condition in wrong) + " END"
    ended = len(spec.dated) > 1 and spec.dated[1] in columns
    started = bool(spec.dated) and spec.dated[0] in columns
    for given, said, column in ((started, "_started", "start"), (ended, "_ended", "until")):
        if given:
            name = spec.dated[0 if column == "start" else 1]
            inner |= {said: sql(f"{{{name}}}"), column: sql(f"{{{name}:day}}")}
    if ended:
        inner["_ended"] = 'CASE WHEN "until" IS NULL THEN _raw_end END'.replace('"until"', inner["until"]).replace(
            "_raw_end", inner["_ended"]
        )
    named = {name: f'"{name}"' for name in inner if not name.startswith("_")}
    named |= {"file": str(number), "type": f"'{table}'", "is_part": "false"}
    if ended:
        named["until"] = 'CASE WHEN "until" < DATE \'2099-12-31\' THEN "until" END'
    named["problem"] = problem_of(
        spec.stage, reading.today, started=started, ended=ended, needs_code=spec.needs_code, wrong=bool(wrong)
    )
    listed = ", ".join(f'{value} AS "{name}"' for name, value in inner.items())
    return f"SELECT {row_of(spec.stage, **named)} FROM (SELECT {listed} FROM {source})"


def _value(column: str, kind: str, columns: list[str], layout: Layout) -> str:
    """A column of the file as text, day, number, truth or birth date; null where the file lacks it."""
    if column not in columns:
        return {"day": "CAST(NULL AS DATE)", "number": "CAST(NULL AS DOUBLE)", "truth": "CAST(NULL AS BOOLEAN)"}.get(
            kind, "CAST(NULL AS VARCHAR)"
        )
    said = f'filled("{column}")'
    day = (
        f"TRY_CAST({said} AS DATE)" if layout.dates == "%Y-%m-%d" else f"CAST(try_strptime({said}, '{layout.dates}') AS DATE)"
    )
    if kind == "day":
        return day
    if kind == "number":
        return f"number_of(replace(replace({said}, '.', ''), ',', '.'))" if layout.decimal == "," else f"number_of({said})"
    if kind == "truth":
        return f"CASE WHEN lower({said}) IN ({_YES}) THEN true WHEN lower({said}) IN ({_NO}) THEN false END"
    if kind == "birth":
        return f"CASE WHEN regexp_full_match({said}, '\\d{{4}}(-\\d\\d)?') THEN {said} ELSE strftime({day}, '%Y-%m-%d') END"
    return said


def _shift_lines(reading: Reading, path: Path, bad: Sequence[int]) -> None:
    """Rows were numbered without those that could not be split: put the true line back."""
    shifted = path.with_suffix(".shifted")
    listed = ", ".join(f"({line - 1 - n})" for n, line in enumerate(sorted(bad), start=1))
    reading.database.write(
        f"SELECT * REPLACE (line + (SELECT count(*) FROM (VALUES {listed}) b(behind) WHERE behind < line - 1) AS line) "
        f"FROM {parquet(path)}",
        shifted,
    )
    shifted.replace(path)
