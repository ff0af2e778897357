"""From staging to the canonical tables that are split and sorted by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...tables import TABLES
from ..database import Database
from ..ingest.staging import STAGING
from .codes import CODED_TABLES
from .sources import Source

__all__ = ["EVENT_TABLES", "LIVES", "Checked", "EventTable", "check", "declared", "gather", "practice_of_person"]


@dataclass(frozen=True, slots=True)
class EventTable:
    """``columns``: canonical column -> expression over a gathered row. ``unknown``: a reason to reject when no place is
    found."""

    name: str
    columns: Mapping[str, str]
    unknown: str = ""

    @property
    def staged(self) -> Mapping[str, str]:
        return STAGING[self.name]


_PROVIDER: Final = {"provider_id": "provider_id"}
_VISIT: Final = {"visit_occurrence_id": "visit_occurrence_id"}


def _coded(prefix: str, *, end: bool = True, date: str | None = None) -> dict[str, str]:
    dated = (
        {f"{date or prefix}_start_date": "start", f"{date or prefix}_end_date": "until"}
        if end
        else {f"{prefix}_date": "start"}
    )
    return {f"{prefix}_concept_id": "concept_id"} | dated | {f"{prefix}_source_value": "said"} | _VISIT | _PROVIDER


EVENT_TABLES: Final[dict[str, EventTable]] = {
    t.name: t
    for t in (
        EventTable(
            "visit_occurrence",
            {
                "visit_concept_id": "coalesce(kind, 0)",
                "visit_start_date": "start",
                "visit_end_date": "until",
                "is_unplanned": "unplanned",
                "provider_id": "provider_id",
                "care_site_id": "care_site_id",
                "provider_role": "role",
                "visit_source_value": "kind_said",
                "discharged_to_source_value": "discharged_to",
            },
        ),
        EventTable(
            "condition_occurrence",
            _coded("condition") | {"condition_status_concept_id": "position", "condition_status_source_value": "status"},
        ),
        EventTable(
            "drug_exposure",
            _coded("drug", date="drug_exposure") | {"quantity": "quantity", "days_supply": "days_supply", "ddd": "ddd"},
        ),
        EventTable("procedure_occurrence", _coded("procedure", end=False) | {"procedure_end_date": "until"}),
        EventTable(
            "measurement",
            _coded("measurement", end=False)
            | {"measurement_end_date": "until"}
            | {"value_as_number": "value", "unit_source_value": "unit", "value_source_value": "text"},
        ),
        EventTable(
            "observation",
            _coded("observation", end=False)
            | {"observation_end_date": "until", "value_as_number": "value", "value_as_string": "text"},
        ),
        EventTable(
            "cost",
            {
                "cost_event_id": "visit_occurrence_id",
                "cost_domain_id": "coalesce(domain, 'Other')",
                "cost_date": "start",
                "total_paid_minor": "total",
                "paid_by_payer_minor": "by_payer",
                "currency": "currency",
            },
        ),
        EventTable(
            "payer_plan_period",
            {
                "payer_plan_period_start_date": "start",
                "payer_plan_period_end_date": "until",
                "increased_reimbursement": "increased",
                "chronic_status": "chronic",
                "payer_source_value": "payer",
            },
        ),
        EventTable(
            "care_relation",
            {
                "care_site_id": "care_site_id",
                "provider_id": "provider_id",
                "relation_start_date": "start",
                "relation_end_date": "until",
            },
            unknown="unknown-practice",
        ),
        EventTable(
            "programme_enrolment", {"programme": "programme", "enrolment_start_date": "start", "enrolment_end_date": "until"}
        ),
        EventTable("observation_period", {"observation_period_start_date": "start", "observation_period_end_date": "until"}),
        EventTable("area_membership", {"area_id": "area", "membership_start_date": "start", "membership_end_date": "until"}),
        EventTable("death", {"death_date": "start", "cause_concept_id": "concept_id", "cause_source_value": "said"}),
    )
}
# Tables of which more is made than rows in another order (conform/lives.py).
LIVES: Final = ("death", "observation_period", "area_membership")
# What a delivery of a period is of. Diagnoses, findings and registrations hold longer than a year and are told again.
OF_A_PERIOD: Final = ("visit_occurrence", "drug_exposure", "procedure_occurrence", "cost")
_LOOKED_UP: Final = {"provider": "provider_id", "care_site": "care_site_id"}
# Staged columns that are looked up, or serve the accounts, and are not carried along as text.
_LEFT_BEHIND: Final = (
    "file",
    "type",
    "line",
    "problem",
    "is_part",
    "person",
    "provider",
    "care_site",
    "system",
    "code",
    "name",
    "record",
    "visit",
    "event",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at all rows of one table of one source showed.

    ``faults``: the table with rows that only show to be faulty beside others, by ``place``; empty when there are none.
    ``problems``: rows faulty by themselves. ``unnumbered``: rows whose code has to be looked up as text. ``unnamed``: rows
    without an identifier. ``visits``: rows that name a contact.
    """

    faults: str
    problems: int
    unnumbered: int
    unnamed: int
    visits: int


def check(database: Database, table: EventTable, source: Source) -> Checked:
    """Look at all rows of one source. Counting is cheap and usually ends it; only where counts differ are rows looked for.

    Of a coded table the same look leaves table ``seen_<view>``: the codes there are, with how many rows they have.
    """
    view, faults = source.view(table.name), f"f{source.view(table.name)}"
    coded = table.name in CODED_TABLES
    numbered = coded and source.numbered(table.name)
    by = "concept" if numbered else "system, code, min(name) FILTER (problem IS NULL) AS name" if coded else "0 AS nothing"
    counts = {
        "n": "count(*)",
        "problems": "count(e.problem)",
        "named": "count(*)" if source.surely_distinct(table.name) else "count(e.record)",
        "strangers": "count(*) FILTER (e.problem IS NULL AND p.key IS NULL)",
        "unnumbered": "count(*) - count(e.concept)" if numbered else "count(*)",
        "visits": f"count(e.{_visit_of(table)})" if _visit_of(table) else "0",
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in counts.items())
    database.run(
        f"CREATE OR REPLACE TABLE seen_{view} AS SELECT {by}, {listed} FROM {view} e"
        f" LEFT JOIN person_of_{source.tag} p ON p.key = e.person GROUP BY ALL"
    )
    summed = ", ".join(f"CAST(coalesce(sum({name}), 0) AS BIGINT) AS {name}" for name in counts)
    seen = database.rows(f"SELECT {summed} FROM seen_{view}")[0]
    if source.numbered(table.name) and seen["n"] != source.rows_told(table.name):
        raise AssertionError(f"{table.name}: {source.rows_told(table.name)} rows told, {seen['n']} read")
    sound = f"FROM {view} e WHERE problem IS NULL"
    known = f"EXISTS (SELECT 1 FROM person_of_{source.tag} p WHERE p.key = e.person)"
    parts = []
    if seen["strangers"]:
        parts.append(f"SELECT place, file, type, line, record, is_part, 'unknown-person' AS reason {sound} AND NOT {known}")
    if seen["named"] and not source.surely_distinct(table.name) and _repeated(database, table, source, sound):
        order = ", ".join(f'"{c}"' for c in ("file", "line", "start", "code") if c in table.staged or c == "start")
        parts.append(
            "SELECT place, file, type, line, record, is_part, 'repeated-id' AS reason FROM (SELECT *, row_number() OVER"
            f" (PARTITION BY type, record ORDER BY {order}, place) AS nth {sound} AND record IS NOT NULL AND {known}) WHERE"
            " nth > 1"
        )
    if table.unknown:
        found = " OR ".join(
            f"EXISTS (SELECT 1 FROM {t}_of_{source.tag} x WHERE x.key = e.{c})"
            for t, c in (("site", "care_site"), ("provider", "provider"))
        )
        parts.append(
            f"SELECT place, file, type, line, record, is_part, '{table.unknown}' AS reason {sound} AND {known} AND NOT"
            f" ({found})"
        )
    said = source.delivery.provenance
    if said.first and table.name in OF_A_PERIOD:
        last = 'coalesce("until", "start")' if "until" in table.staged else '"start"'
        inside = f"\"start\" <= DATE '{said.last}' AND {last} >= DATE '{said.first}'"
        row = "place, file, type, line, record, is_part, 'outside-period' AS reason"
        parts.append(f"SELECT {row} {sound} AND {known} AND NOT ({inside})")
    if parts:
        database.run(
            f"CREATE OR REPLACE TABLE {faults} AS SELECT * FROM ({' UNION ALL '.join(parts)}) "
            "QUALIFY row_number() OVER (PARTITION BY place ORDER BY reason) = 1"
        )
    return Checked(faults if parts else "", seen["problems"], seen["unnumbered"], seen["n"] - seen["named"], seen["visits"])


def _visit_of(table: EventTable) -> str:
    """The staged column that names the contact a row belongs to."""
    return "event" if table.name == "cost" else "visit" if "visit" in table.staged else ""


def _repeated(database: Database, table: EventTable, source: Source, sound: str) -> bool:
    # Two FHIR types may share a table and an identifier; elsewhere the identifier alone tells rows apart, at half the work.
    shared = source.delivery.format == "fhir" and table.name in ("drug_exposure", "observation")
    key = "(type, record)" if shared else "record"
    seen = database.rows(f"SELECT count(record) AS named, count(DISTINCT {key}) FILTER (record IS NOT NULL) AS ids {sound}")[0]
    return bool(seen["named"] != seen["ids"])


def gather(table: EventTable, source: Source, checked: Checked, *, shared: bool, linked: bool) -> str:
    """A query for the sound rows of one source under the names of the canonical table: person, code, practitioner and
    practice looked up. ``said`` columns hold a number of table ``code_said``. ``shared``: other sources have rows as well;
    else columns that are empty in every row are left out. ``linked``: with ``visit``, what tells the contact apart."""
    without = set() if shared or table.name in LIVES else source.absent(table.name) - {"start"}
    columns = [
        "p.id AS person_id",
        # Where rows have no identifier, their place tells them apart.
        "hash(e.record, e.line, e.place.n, e.file) AS tie" if checked.unnamed else "hash(e.record) AS tie",
        *(f'e."{c}"' for c in table.staged if c not in _LEFT_BEHIND and c not in without),
    ]
    if linked:
        said = "e.record" if table.name == "visit_occurrence" else f"e.{_visit_of(table)}"
        if table.name == "cost":
            said = f"CASE WHEN e.domain = 'Visit' THEN {said} END"
        columns.append(f"CASE WHEN {said} IS NOT NULL THEN hash({said}, {source.number}) END AS visit")
    joins = [f"JOIN person_of_{source.tag} p ON p.key = e.person"]
    if table.name in CODED_TABLES:
        numbered = source.numbered(table.name)
        if numbered:
            joins.append(f"LEFT JOIN concept_of_{source.tag} k ON k.number = e.concept")
        if not numbered or checked.unnumbered:
            joins.append(
                "LEFT JOIN code_map c ON c.system = coalesce(e.system, '') AND c.code = e.code"
                + (" AND e.concept IS NULL" if numbered else "")
            )
        for name in ("concept_id", "said"):
            found = [f"{t}.{name}" for t, there in (("k", numbered), ("c", not numbered or checked.unnumbered)) if there]
            columns.append(f"coalesce({', '.join(found)}) AS {name}" if len(found) > 1 else f"{found[0]} AS {name}")
    if "provider" in table.staged and "provider" not in without:
        columns.append("v.id AS provider_id")
        joins.append(f"LEFT JOIN provider_of_{source.tag} v ON v.key = e.provider")
    if "care_site" in table.staged and "care_site" not in without:
        columns.append("s.id AS care_site_id")
        joins.append(f"LEFT JOIN site_of_{source.tag} s ON s.key = e.care_site")
    sound = "e.problem IS NULL" + (f" AND e.place NOT IN (SELECT place FROM {checked.faults})" if checked.faults else "")
    rows = f"SELECT {', '.join(columns)} FROM {source.view(table.name)} e {' '.join(joins)} WHERE {sound}"
    left_out = {_LOOKED_UP.get(c, c) for c in without} | {"visit_occurrence_id"}
    return _named(table, source, rows, ["visit"] if linked else [], left_out)


def practice_of_person(table: EventTable, source: Source) -> str:
    """For a source that tells no registrations: the practice and practitioner it names with the person, without dates."""
    rows = (
        'SELECT p.person_id, hash(p.person) AS tie, CAST(NULL AS DATE) AS "start", CAST(NULL AS DATE) AS "until",'
        " v.provider_id, s.care_site_id FROM people p LEFT JOIN provider v ON v.record = p.provider AND"
        " v.namespace = p.namespace LEFT JOIN care_site s ON s.record = p.care_site AND s.namespace = p.namespace WHERE"
        f" p.source_no = {source.number} AND coalesce(v.provider_id, s.care_site_id) IS NOT NULL"
    )
    return _named(table, source, rows, [], set())


def _named(table: EventTable, source: Source, rows: str, more: list[str], left_out: set[str]) -> str:
    kinds = {c.name: c.type for c in TABLES[table.name].columns} | {"provider_id": "INTEGER", "care_site_id": "INTEGER"}
    columns = ["CAST(person_id AS INTEGER) AS person_id", f"CAST({source.number} AS SMALLINT) AS source_no", "tie", *more]
    for name, sql in table.columns.items():
        if sql not in left_out:
            columns.append(f"CAST({sql} AS {'INTEGER' if sql == 'said' else kinds[name]}) AS {name}")
    return f"SELECT {', '.join(columns)} FROM ({rows})"


def declared(name: str, values: Mapping[str, str]) -> str:
    """A select list in the order and types of the canonical table."""
    return ", ".join(f"CAST({values.get(c.name, 'NULL')} AS {c.type}) AS {c.name}" for c in TABLES[name].columns)
