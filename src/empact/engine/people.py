"""People of a register as plain records, for the slow engine: one of them, a stretch of them, or all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final

from ..tables import TABLES
from ..tables.care_events import POSITIONS
from ..terms.codes import Code
from ..terms.errors import UserError
from .database import Database, sql_text
from .reference.records import GENDERS, VISIT_KINDS, AreaRow, Period, Person, Record
from .register import Register

__all__ = ["find_person", "read_people", "read_some"]

EVENT_TABLES: Final = (
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "measurement",
    "observation",
    "visit_occurrence",
    "cost",
)
# Field of a record -> column, where the table has it; of several, the one it has.
_COLUMNS: Final[dict[str, str | tuple[str, ...]]] = {
    "ddd": "ddd",
    "days_supply": "days_supply",
    "value": "value_as_number",
    "unit": "unit_source_value",
    "until": (
        "visit_end_date",
        "condition_end_date",
        "drug_exposure_end_date",
        "procedure_end_date",
        "measurement_end_date",
        "observation_end_date",
    ),
    "answer": ("value_source_value", "value_as_string"),
    "unplanned": "is_unplanned",
    "role": "provider_role",
    "practice": "care_site_id",
    "paid": "total_paid_minor",
    "domain": "cost_domain_id",
    "position": "condition_status_concept_id",
}
_POSITIONS: Final = {number: word for word, number in POSITIONS.items()}
_PERIODS: Final = {
    "observation_period": ("observation_period_start_date", "observation_period_end_date", "''"),
    "area_membership": ("membership_start_date", "membership_end_date", "area_id"),
    "care_relation": ("relation_start_date", "relation_end_date", "CAST(care_site_id AS VARCHAR)"),
    "programme_enrolment": ("enrolment_start_date", "enrolment_end_date", "programme"),
}


def find_person(db: Database, register: Register, asked: str) -> int:
    """The number of the person somebody means: a pseudonym of the source, or a ``person_id`` of this version.

    ``id:12`` and ``source:12`` say which. Raises :class:`UserError` when nobody or more than one answers; the message does not
    repeat the pseudonym.
    """
    prefix, _, rest = asked.partition(":")
    if prefix == "id" and rest.isdecimal():
        return _known(register, int(rest))
    wanted = rest if prefix == "source" else asked
    db.register("person", register.files("person"))
    rows = db.rows(f"SELECT person_id AS id FROM person WHERE person_source_value = {sql_text(wanted)}")
    found = {row["id"] for row in rows}
    if prefix != "source" and wanted.isdecimal() and 1 <= int(wanted) <= register.persons:
        found.add(int(wanted))
    if len(found) > 1:
        raise UserError("More than one person answers to that.", hint="Say 'id:NUMBER' or 'source:PSEUDONYM'.")
    if not found:
        raise UserError(
            "Nobody on the register answers to that.",
            hint=f"Give the pseudonym as the source wrote it, or a person_id from 1 to {register.persons}.",
        )
    return int(found.pop())


def _known(register: Register, person_id: int) -> int:
    if not 1 <= person_id <= register.persons:
        raise UserError("There is no such person_id.", hint=f"This version has 1 to {register.persons}.")
    return person_id


def read_people(db: Database, register: Register, first: int, last: int) -> Iterator[Person]:
    """The people numbered ``first`` to ``last``, both inclusive, in order, with all their records."""
    areas = _open(db, register)
    for part in register.parts:
        low, high = max(first, part.first), min(last, part.last)
        if low <= high:
            yield from _part(db, register, part.part, f"t.person_id BETWEEN {low} AND {high}", areas)


def read_some(db: Database, register: Register, ids: Collection[int], at_once: int = 1_000) -> Iterator[Person]:
    """The people with these numbers, in order, with all their records; no more than ``at_once`` in memory."""
    areas = _open(db, register)
    for part in register.parts:
        here = sorted(i for i in ids if part.first <= i <= part.last)
        for start in range(0, len(here), at_once):
            few = ", ".join(map(str, here[start : start + at_once]))
            yield from _part(db, register, part.part, f"t.person_id IN ({few})", areas)


def _open(db: Database, register: Register) -> tuple[AreaRow, ...]:
    for table in ("concept", "area"):
        if table in register.tables:
            db.register(table, register.files(table))
    return _areas(db, register)


def _part(db: Database, register: Register, part: int, which: str, areas: tuple[AreaRow, ...]) -> Iterator[Person]:
    def rows(table: str, columns: str, join: str = "") -> list[dict[str, Any]]:
        if table not in register.tables:
            return []
        db.register(table, register.part_files(table, part))
        return db.rows(f"SELECT t.person_id AS person_id, {columns} FROM {table} AS t {join} WHERE {which}")

    periods: dict[tuple[str, int], list[Period]] = defaultdict(list)
    for table, (start, end, what) in _PERIODS.items():
        for row in rows(table, f"{start} AS since, {end} AS until, {what} AS what"):
            periods[table, row["person_id"]].append(Period(row["since"], row["until"], row["what"] or ""))
    for row in rows(
        "payer_plan_period",
        "payer_plan_period_start_date AS since, payer_plan_period_end_date AS until, increased_reimbursement, chronic_status",
    ):
        for status in ("increased_reimbursement", "chronic_status"):
            if row[status]:
                periods["payer_plan_period", row["person_id"]].append(Period(row["since"], row["until"], status))
    deaths = {row["person_id"]: row["death_date"] for row in rows("death", "death_date")}
    events: dict[int, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for table in EVENT_TABLES:
        for row in rows(table, *_event_columns(table)):
            events[row["person_id"]][table].append(_record(table, row))
    people = rows("person", "birth_date, gender_concept_id, person_source_value")
    for row in sorted(people, key=lambda r: r["person_id"]):
        id = row["person_id"]
        yield Person(
            person_id=id,
            birth_date=row["birth_date"],
            gender=GENDERS.get(row["gender_concept_id"], "unknown"),
            death_date=deaths.get(id),
            source_value=row["person_source_value"],
            observed=tuple(periods["observation_period", id]),
            memberships=tuple(periods["area_membership", id]),
            relations=tuple(periods["care_relation", id]),
            enrolments=tuple(periods["programme_enrolment", id]),
            coverage=tuple(periods["payer_plan_period", id]),
            events={table: tuple(records) for table, records in events[id].items()},
            areas=areas,
        )


def _event_columns(name: str) -> tuple[str, str]:
    """What to select of an event table, and the join that gives its codes."""
    table = TABLES[name]
    has = {c.name for c in table.columns}
    columns = [f"t.{table.key} AS key", f"t.{table.date} AS day", "t.source AS source"]
    for field, named in _COLUMNS.items():
        columns += [f"t.{column} AS {field}" for column in ((named,) if isinstance(named, str) else named) if column in has]
    if name == "visit_occurrence":
        columns.append("t.visit_concept_id AS kind, t.visit_source_value AS written")
    if not table.concept_column:
        return ", ".join(columns), ""
    written = table.concept_column.replace("_concept_id", "_source_value")
    columns.append(f"c.vocabulary_id AS system, c.concept_code AS code, t.{written} AS written")
    return ", ".join(columns), f"LEFT JOIN concept AS c ON c.concept_id = t.{table.concept_column}"


def _record(table: str, row: dict[str, Any]) -> Record:
    details = {field: row[field] for field in _COLUMNS if row.get(field) is not None}
    if "practice" in details:
        details["practice"] = str(details["practice"])
    if "position" in details:
        details["position"] = _POSITIONS.get(details["position"], "")
    return Record(
        table,
        row["key"],
        row["day"],
        Code(row["system"], row["code"]) if row.get("code") is not None else None,
        row.get("written") or "",
        row["source"],
        kinds=VISIT_KINDS.get(row.get("kind") or 0, ()),
        **details,
    )


def _areas(db: Database, register: Register) -> tuple[AreaRow, ...]:
    if "area" not in register.tables:
        return ()
    rows = db.rows("SELECT area_id, parent_area_id, valid_start_date, valid_end_date FROM area")
    return tuple(AreaRow(r["area_id"], r["parent_area_id"], Period(r["valid_start_date"], r["valid_end_date"])) for r in rows)
