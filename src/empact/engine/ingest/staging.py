"""The half-way house: what a source said, in our columns, before anything is decided about it.

A staging table has one or more Parquet files with exactly these columns. Keys (person, visit, provider, care site) are the
source's own text; ``system`` is a FHIR URI, an OMOP vocabulary or one of our ids, as written; ``code`` is as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ...tables.care_events import POSITIONS
from ..duckdb.loading import literal

__all__ = ["COMMON", "KEYS", "STAGING", "Staged", "area_id", "position_said", "problem_of", "row_as", "row_of"]

# Number of the file in the delivery and what kind of row it held (resource type, table or file stem); why it cannot be taken
# up (a reason code); whether it is only a part of an input row counted elsewhere (a component of one blood pressure).
COMMON: Final[dict[str, str]] = {
    "file": "INTEGER",
    "type": "VARCHAR",
    "line": "BIGINT",
    "record": "VARCHAR",
    "problem": "VARCHAR",
    "is_part": "BOOLEAN",
}
_CODED: Final = {"system": "VARCHAR", "code": "VARCHAR", "name": "VARCHAR"}
_SPAN: Final = {"start": "DATE", "until": "DATE"}
_WHERE: Final = {"visit": "VARCHAR", "provider": "VARCHAR"}
_ADDRESS: Final = {"city": "VARCHAR", "state": "VARCHAR", "zip": "VARCHAR", "country": "VARCHAR", "area": "VARCHAR"}
_PERSON: Final = {"person": "VARCHAR"}

_OWN: Final[Mapping[str, dict[str, str]]] = {
    "person": (
        _PERSON
        | {"birth": "VARCHAR", "gender": "VARCHAR", "gender_said": "VARCHAR"}
        | _ADDRESS
        | {"provider": "VARCHAR", "care_site": "VARCHAR"}
    ),
    "death": _PERSON | {"start": "DATE"} | _CODED,
    "observation_period": _PERSON | _SPAN,
    "visit_occurrence": (
        _PERSON
        | _SPAN
        | {
            "kind": "INTEGER",
            "kind_said": "VARCHAR",
            "unplanned": "BOOLEAN",
            "provider": "VARCHAR",
            "care_site": "VARCHAR",
            "role": "VARCHAR",
            "discharged_to": "VARCHAR",
        }
    ),
    "condition_occurrence": _PERSON | _CODED | _SPAN | {"status": "VARCHAR", "position": "INTEGER"} | _WHERE,
    "drug_exposure": _PERSON | _CODED | _SPAN | {"quantity": "DOUBLE", "days_supply": "INTEGER", "ddd": "DOUBLE"} | _WHERE,
    "procedure_occurrence": _PERSON | _CODED | _SPAN | _WHERE,
    "measurement": _PERSON | _CODED | _SPAN | {"value": "DOUBLE", "unit": "VARCHAR", "text": "VARCHAR"} | _WHERE,
    "observation": _PERSON | _CODED | _SPAN | {"value": "DOUBLE", "text": "VARCHAR"} | _WHERE,
    "cost": (
        _PERSON
        | {
            "start": "DATE",
            "domain": "VARCHAR",
            "event": "VARCHAR",
            "total": "BIGINT",
            "by_payer": "BIGINT",
            "currency": "VARCHAR",
        }
    ),
    "payer_plan_period": _PERSON | _SPAN | {"increased": "BOOLEAN", "chronic": "BOOLEAN", "payer": "VARCHAR"},
    "care_site": {"name": "VARCHAR", "kind_said": "VARCHAR"} | _ADDRESS,
    "provider": {"specialty": "VARCHAR", "care_site": "VARCHAR"},
    "area": {"level": "VARCHAR", "name": "VARCHAR", "parent": "VARCHAR"} | _SPAN,
    "area_membership": _PERSON | {"area": "VARCHAR"} | _SPAN,
    "care_relation": _PERSON | {"care_site": "VARCHAR", "provider": "VARCHAR"} | _SPAN,
    "programme_enrolment": _PERSON | {"programme": "VARCHAR"} | _SPAN,
    # Records we have no table for: kept here, whole, so that a later version can use them.
    "kept": {"content": "VARCHAR"},
    # Medicines described apart from the prescriptions that point at them.
    "medication": dict(_CODED),
    # Titles of codes, where a source gives them apart from its records.
    "code_name": dict(_CODED),
    # Rows that were no record at all, found while reading.
    "unread": {},
}


# Columns that point at rows; a source that numbers its rows may keep them as integers.
KEYS: Final = ("record", "person", "visit", "provider", "care_site", "event")


@dataclass(frozen=True, slots=True)
class Staged:
    """One Parquet file of staging: the rows of ``table`` in it are those for which ``where`` holds (all, where empty).

    ``shape``: the file is as the source wrote it, with these columns and types; it becomes staging while it is read.
    ``rising``: the identifiers of its rows are integers, each above the one before; the first and the last of them.
    """

    table: str
    path: str
    where: str = ""
    shape: Mapping[str, str] | None = None
    rising: tuple[int, int] | None = None


STAGING: Final[dict[str, dict[str, str]]] = {table: COMMON | own for table, own in _OWN.items()}


def row_of(table: str, **values: str) -> str:
    """A select list for a staging table: an SQL expression per column, null where none is given."""
    return row_as(table, {}, values)


def row_as(table: str, kinds: Mapping[str, str], values: Mapping[str, str]) -> str:
    """The same, with columns of another type than declared in ``kinds``."""
    columns = {name: kinds.get(name, kind) for name, kind in STAGING[table].items()}
    unknown = values.keys() - columns.keys()
    if unknown:
        raise ValueError(f"staging {table} has no column {sorted(unknown)}")
    return ",\n  ".join(
        f'{_cast(values[c], kind)} AS "{c}"' if c in values else f'CAST(NULL AS {kind}) AS "{c}"'
        for c, kind in columns.items()
    )


def _cast(value: str, kind: str) -> str:
    """NaN and infinity are no numbers (they would exceed any threshold), nor is what does not fit its column."""
    if kind in ("BIGINT", "INTEGER"):
        return f"TRY_CAST({value} AS {kind})"
    return f"finite(CAST({value} AS DOUBLE))" if kind == "DOUBLE" else f"CAST({value} AS {kind})"


def area_id(said: str) -> str:
    """An area as sources write it: a municipality by its NIS code, a sector by its own code, or ``level:code`` in full;
    null for anything else."""
    return (
        f"CASE WHEN regexp_full_match({said}, '(region|zone|care_region|municipality|neighbourhood):.+') THEN {said} WHEN"
        f" regexp_full_match({said}, '[0-9]+') AND length({said}) = 5 THEN 'municipality:' || {said} WHEN"
        f" regexp_full_match({said}, '[0-9]+[A-Z][A-Z0-9_-]*') AND length({said}) BETWEEN 6 AND 10 THEN 'neighbourhood:' ||"
        f" {said} END"
    )


_POSITION_WORDS: Final = {
    "main": ("main", "principal", "primary", "hoofddiagnose", "diagnostic principal", "hauptdiagnose"),
    "secondary": ("secondary", "nevendiagnose", "diagnostic secondaire", "nebendiagnose"),
    "admission": ("admission", "admitting", "opnamediagnose", "diagnostic d'admission", "aufnahmediagnose"),
}


def position_said(said: str) -> str:
    """The position of a diagnosis as sources write it (with or without the word diagnosis); null for anything else."""
    word = f"regexp_replace(lower({said}), '( discharge)? diagnosis$', '')"
    tests = []
    for position, words in _POSITION_WORDS.items():
        tests.append(f"WHEN {word} IN ({', '.join(map(literal, words))}) THEN {POSITIONS[position]}")
    return f"CASE {' '.join(tests)} END"


def problem_of(
    table: str,
    today: date,
    *,
    started: bool = False,
    ended: bool = False,
    needs_code: bool = False,
    wrong: bool = False,
    whole: bool = False,
) -> str:
    """The first thing that is wrong with a row by itself, as a reason code.

    An expression over the staged columns and, where so told, ``_started`` and ``_ended`` (the dates as written) and
    ``_wrong`` (a reason
    the format found itself). ``whole``: keys are integers.
    """
    tests = ["WHEN _wrong IS NOT NULL THEN _wrong"] if wrong else []
    blank = "" if whole else " OR {} = ''"
    if table in ("visit_occurrence", "person", "care_site", "provider", "medication"):
        tests.append(f"WHEN record IS NULL{blank.format('record')} THEN 'no-id'")
    if "person" in _OWN[table]:
        tests.append(f"WHEN person IS NULL{blank.format('person')} THEN 'no-person'")
    if needs_code:
        tests.append("WHEN code IS NULL THEN 'no-code'")
    if started:
        if table not in ("care_relation", "area_membership", "death"):
            tests.append("WHEN _started IS NULL THEN 'no-date'")
        tests += [
            "WHEN _started IS NOT NULL AND \"start\" IS NULL THEN 'impossible-date'",
            # An area may be known before it comes into being.
            *([f"WHEN \"start\" > DATE '{today.isoformat()}' THEN 'date-in-future'"] if table != "area" else []),
            "WHEN \"start\" < DATE '1880-01-01' THEN 'impossible-date'",
        ]
    if ended:
        tests += [
            (
                'WHEN _ended IS NOT NULL AND "until" IS NULL AND coalesce(TRY_CAST(_ended[1:4] AS INTEGER), 0) < 2099 THEN'
                " 'impossible-date'"
            ),
            'WHEN "until" < "start" THEN \'end-before-start\'',
        ]
    return f"CASE {' '.join(tests)} END" if tests else "NULL"
