"""OMOP as it was delivered, read as if it were staging: the files stay as they are, and a query puts them in our columns.

Keys stay integers where the whole source writes them so, which most do: joins and sorts on integers cost a fraction.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from .omop_tables import OMOP_TABLES, OmopTable
from .staging import KEYS, area_id, problem_of, row_as

__all__ = ["KEY_COLUMNS", "absent", "as_staged", "are_integers", "likely_kinds", "text_of", "used_columns"]

KEY_COLUMNS: Final = ("person_id", "visit_occurrence_id", "provider_id", "care_site_id", "cost_event_id")
_INTEGERS: Final = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT")
_PLACES: Final = ("person", "care_site", "provider", "area")  # their keys are kept as text, as the register shows them
_NUMBERS: Final = (
    "value_as_number",
    "quantity",
    "days_supply",
    "ddd",
    "total_paid",
    "paid_by_payer",
    "total_cost",
    "total_charge",
)
_WHOLE: Final = re.compile(r"-?(0|[1-9]\d{0,17})")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DECIMAL: Final = re.compile(r"-?\d{1,15}(\.\d+)?")
# Files are kept under their number in the delivery.
_NUMBER: Final = "CAST(substr(filename, length(filename) - 12, 5) AS INTEGER)"


def are_integers(shapes: Iterable[tuple[str, Mapping[str, str]]]) -> bool:
    """Does every table of these (name, shape) write its keys, and those of the concepts it uses, as integers?"""
    for table, shape in shapes:
        if table in _PLACES:
            continue
        spec = OMOP_TABLES[table]
        keys = {*KEY_COLUMNS, spec.record, f"{spec.concept}_concept_id", f"{spec.concept}_source_concept_id"}
        if any(shape.get(k, "BIGINT") not in _INTEGERS for k in keys):
            return False
    return True


def used_columns(table: str) -> list[str]:
    """Every column of the source that reading this table may touch."""
    spec = OMOP_TABLES[table]
    said = re.findall(r"\{(\w+)(?::\w+)?\}", " ".join(spec.values.values()))
    stem = spec.concept
    coded = [f"{stem}_concept_id", f"{stem}_source_concept_id", f"{stem}_source_value"] if stem else []
    return list(dict.fromkeys([spec.record, *said, *coded, *spec.dated, "location_id"]))


def as_staged(table: str, source: str, shape: Mapping[str, str], *, today: date, tag: str, integers: bool) -> str:
    """A query with the columns of staging, and ``place`` and, for coded tables, ``concept`` (the number in table
    ``omop_concept_<tag>`` that decides the code).

    ``source`` yields the columns of ``shape`` and ``filename`` and ``file_row_number``.
    """
    spec = OMOP_TABLES[table]
    whole = integers and table not in _PLACES
    inner, joins = _values(spec, shape, whole), ""
    named = {name: f'r."{name}"' for name in inner if not name.startswith("_")}
    extra = ['r."_place" AS place']
    if spec.concept:
        key = "number" if whole else "concept_id"
        joins = " ".join(
            f"LEFT JOIN omop_concept_{tag} {c} ON {c}.{key} = r.{n}" for c, n in (("c1", "_standard"), ("c2", "_source"))
        )
        # A concept this vocabulary does not hold keeps its number, so that it is still one code and not none.
        named |= {
            "system": (
                "CASE WHEN c1.concept_code IS NOT NULL THEN c1.vocabulary_id WHEN c2.concept_code IS NOT NULL THEN"
                " c2.vocabulary_id WHEN _said IS NOT NULL THEN 'local' WHEN _standard IS NOT NULL THEN 'OMOP' END"
            ),
            "code": "coalesce(c1.concept_code, c2.concept_code, _said, CAST(_standard AS VARCHAR))",
        }
        extra.append(
            "CASE WHEN c1.concept_code IS NOT NULL THEN c1.number WHEN c2.concept_code IS NOT NULL THEN c2.number END"
            " AS concept"
        )
    ended = "_ended" in inner
    if ended:
        named["until"] = 'CASE WHEN r."until" < DATE \'2099-12-31\' THEN r."until" END'
    home = {"person": "location_id", "care_site": "location_id"}.get(table)
    if home:
        inner["_home"] = text_of(home, shape, "id")
        joins += f" LEFT JOIN omop_location_{tag} l ON l.location_id = r._home"
        named |= {c: f"l.{c}" for c in ("city", "state", "zip", "country")}
        named["area"] = area_id("l.area")
    inner |= {"_file": _NUMBER, "_place": "{'f': filename, 'n': file_row_number}"}
    named |= {"file": "r._file", "type": f"'{table}'", "is_part": "false"}
    hidden = [c for c, there in (("_started", bool(spec.dated)), ("_ended", ended)) if there]
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in inner.items())
    kinds = dict.fromkeys(KEYS, "BIGINT") if whole else {}
    listed = ", ".join([row_as(table, kinds, named), *extra, *hidden])
    wrong = problem_of(
        table, today, started=bool(spec.dated), ended=ended, needs_code=bool(spec.concept) and spec.needs_code, whole=whole
    )
    if table == "cost":
        wrong = (
            "CASE WHEN total IS NULL THEN 'no-amount' WHEN person IS NULL THEN 'unknown-event'"
            " WHEN \"start\" IS NULL THEN 'no-date' END"
        )
    less = f"EXCLUDE ({', '.join(hidden)}) " if hidden else ""
    staged = f"SELECT {listed} FROM (SELECT {columns} FROM ({source})) r {joins}"
    return f"SELECT * {less}REPLACE ({wrong} AS problem) FROM ({staged})"


def _values(spec: OmopTable, shape: Mapping[str, str], whole: bool) -> dict[str, str]:
    """What is read of a row, before anything is looked up."""

    def sql(text: str) -> str:
        return re.sub(r"\{(\w+)(?::(\w+))?\}", lambda m: text_of(m[1], shape, m[2] or "", whole), text)

    inner = {name: sql(value) for name, value in spec.values.items()}
    inner["record"] = text_of(spec.record, shape, "id", whole) if spec.record else "NULL"
    if spec.concept:
        numbers = [text_of(f"{spec.concept}_{c}concept_id", shape, "id", whole) for c in ("", "source_")]
        inner |= {
            "_standard": f"NULLIF({numbers[0]}, '0')",
            "_source": f"NULLIF({numbers[1]}, '0')",
            "_said": text_of(f"{spec.concept}_source_value", shape),
        }
    for name, said, column in zip(("start", "until"), ("_started", "_ended"), spec.dated, strict=False):
        if name == "start" or column in shape:
            inner[name] = text_of(column, shape, "day")
            # What was written as a date is one: no need to look at it as text.
            inner[said] = (
                (inner[name] if name == "start" else "NULL") if shape.get(column) == "DATE" else text_of(column, shape)
            )
    return inner


def absent(table: str, shapes: Sequence[Mapping[str, str]]) -> set[str]:
    """Columns of staging that no source of these shapes fills."""
    spec = OMOP_TABLES[table]
    read = {name: set(re.findall(r"\{(\w+)(?::\w+)?\}", sql)) for name, sql in spec.values.items()}
    read |= {name: {column} for name, column in zip(("start", "until"), spec.dated, strict=False)}
    there = {column for shape in shapes for column in shape}
    return {name for name, columns in read.items() if columns and not columns & there}


def text_of(column: str, shape: Mapping[str, str], kind: str = "", whole: bool = False) -> str:
    """A column of the source as text, or as day, number or key; null where the source lacks it."""
    if kind == "id" and whole:
        return f'CAST("{column}" AS BIGINT)' if column in shape else "CAST(NULL AS BIGINT)"
    if column not in shape:
        return {"day": "CAST(NULL AS DATE)", "number": "CAST(NULL AS DOUBLE)"}.get(kind, "CAST(NULL AS VARCHAR)")
    declared, name = shape[column], f'"{column}"'
    plain = declared == "VARCHAR"
    if kind == "day":
        return name if declared == "DATE" else f"day_written({name})" if plain else f"TRY_CAST({name} AS DATE)"
    if kind == "number":
        # What was written as a number needs no reading as one.
        return (
            f"CAST({name} AS DOUBLE)"
            if declared in _INTEGERS
            else f"finite({name})"
            if declared == "DOUBLE"
            else f"number_of({name})"
        )
    if kind == "id":
        return f"id_of({name})" if plain or declared == "DOUBLE" else f"CAST({name} AS VARCHAR)"
    return f"filled({name})" if plain else f"CAST({name} AS VARCHAR)"


def likely_kinds(plain: Path, columns: Sequence[str], separator: str, table: str) -> dict[str, str]:
    """The type each column of a CSV file in use seems to have, by its first rows. Wrong guesses show when all are read."""
    spec = OMOP_TABLES[table]
    stem = spec.concept
    keys = {*KEY_COLUMNS, spec.record, f"{stem}_concept_id", f"{stem}_source_concept_id"}
    with plain.open(encoding="utf-8", errors="replace", newline="") as stream:
        rows = list(itertools.islice(csv.reader(stream, delimiter=separator), 1, 200))
    kinds: dict[str, str] = {}
    for n, column in enumerate(columns):
        seen = [row[n] for row in rows if len(row) > n and row[n]]
        for wanted, kind, form in ((keys, "BIGINT", _WHOLE), (spec.dated, "DATE", _DAY), (_NUMBERS, "DOUBLE", _DECIMAL)):
            if column in wanted and all(form.fullmatch(value) for value in seen):
                kinds[column] = kind
    return kinds
