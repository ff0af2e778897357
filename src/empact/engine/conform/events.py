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

__all__ = ["EVENT_TABLES", "EventTable", "declared", "find_faults", "gather", "practice_of_person"]


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
    return {f"{prefix}_concept_id": "concept_id"} | dated | {f"{prefix}_source_value": "code"} | _VISIT | _PROVIDER


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
        EventTable("condition_occurrence", _coded("condition") | {"condition_status_source_value": "status"}),
        EventTable(
            "drug_exposure",
            _coded("drug", date="drug_exposure") | {"quantity": "quantity", "days_supply": "days_supply", "ddd": "ddd"},
        ),
        EventTable("procedure_occurrence", _coded("procedure", end=False) | {"procedure_end_date": "until"}),
        EventTable(
            "measurement",
            _coded("measurement", end=False)
            | {"value_as_number": "value", "unit_source_value": "unit", "value_source_value": "text"},
        ),
        EventTable("observation", _coded("observation", end=False) | {"value_as_number": "value", "value_as_string": "text"}),
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
        EventTable("death", {"death_date": "start", "cause_concept_id": "concept_id", "cause_source_value": "code"}),
    )
}
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
    "name",
    "record",
)


def find_faults(database: Database, table: EventTable, source: Source) -> str:
    """The rows of one source that only show to be faulty beside others, in a table ``f<view>``; its name, empty when all
    are sound.

    Counting is cheap and usually ends it; only where counts differ are the rows looked for.
    """
    view, faults = source.view(table.name), f"f{source.view(table.name)}"
    sound = f"FROM {view} e WHERE problem IS NULL"
    # Two FHIR types may share a table and an identifier; elsewhere the identifier alone tells rows apart, at half the work.
    shared = source.delivery.format == "fhir" and table.name in ("drug_exposure", "observation")
    key = "(type, record)" if shared else "record"
    seen = database.fetch(
        f"SELECT count(record) AS named, count(DISTINCT {key}) FILTER (record IS NOT NULL) AS ids {sound}"
    ).to_pylist()[0]
    known = f"EXISTS (SELECT 1 FROM people p WHERE p.person = e.person AND p.namespace = {namespace(source)})"
    strangers = database.fetch(f"SELECT count(*) AS n {sound} AND NOT {known}").to_pylist()[0]["n"]
    parts = (
        [f"SELECT place, file, type, line, record, is_part, 'unknown-person' AS reason {sound} AND NOT {known}"]
        if strangers
        else []
    )
    if seen["named"] != seen["ids"]:
        order = ", ".join(f'"{c}"' for c in ("file", "line", "start", "code") if c in table.staged or c == "start")
        parts.append(
            "SELECT place, file, type, line, record, is_part, 'repeated-id' AS reason FROM (SELECT *, row_number() OVER"
            f" (PARTITION BY type, record ORDER BY {order}, place) AS nth {sound} AND record IS NOT NULL AND {known}) WHERE"
            " nth > 1"
        )
    if table.unknown:
        lookups = (("care_site", "care_site"), ("provider", "provider"))
        found = " OR ".join(
            f"EXISTS (SELECT 1 FROM {t} x WHERE x.record = e.{c} AND x.namespace = {namespace(source)})" for t, c in lookups
        )
        parts.append(
            f"SELECT place, file, type, line, record, is_part, '{table.unknown}' AS reason {sound} AND {known} AND NOT"
            f" ({found})"
        )
    if not parts:
        return ""
    database.run(
        f"CREATE OR REPLACE TABLE {faults} AS SELECT * FROM ({' UNION ALL '.join(parts)}) "
        "QUALIFY row_number() OVER (PARTITION BY place ORDER BY reason) = 1"
    )
    return faults


def gather(table: EventTable, source: Source, faults: str) -> str:
    """A query for the sound rows of one source: person, code, practitioner and practice looked up; the contact still as
    text."""
    columns = [
        "p.person_id",
        f"{source.number} AS source_no",
        "hash(e.record, e.line) AS tie",
        *(f'e."{c}"' for c in table.staged if c not in _LEFT_BEHIND),
    ]
    if table.name == "visit_occurrence":
        columns.append("e.record AS visit")
    if table.name == "cost":
        columns.append("e.event AS visit")
    joins = [f"JOIN people p ON p.person = e.person AND p.namespace = {namespace(source)}"]
    if table.name in CODED_TABLES:
        columns.append("c.concept_id")
        joins.append("LEFT JOIN code_map c ON c.system = coalesce(e.system, '') AND c.code = e.code")
    if "provider" in table.staged:
        columns.append("v.provider_id")
        joins.append(f"LEFT JOIN provider v ON v.record = e.provider AND v.namespace = {namespace(source)}")
    if "care_site" in table.staged:
        columns.append("s.care_site_id")
        joins.append(f"LEFT JOIN care_site s ON s.record = e.care_site AND s.namespace = {namespace(source)}")
    sound = "e.problem IS NULL" + (f" AND e.place NOT IN (SELECT place FROM {faults})" if faults else "")
    return f"SELECT {', '.join(columns)} FROM {source.view(table.name)} e {' '.join(joins)} WHERE {sound}"


def practice_of_person(source: Source) -> str:
    """For a source that tells no registrations: the practice and practitioner it names with the person, without dates."""
    return (
        f'SELECT p.person_id, {source.number} AS source_no, hash(p.person) AS tie, CAST(NULL AS DATE) AS "start", CAST(NULL AS'
        ' DATE) AS "until", v.provider_id, s.care_site_id FROM people p LEFT JOIN provider v ON v.record = p.provider AND'
        " v.namespace = p.namespace LEFT JOIN care_site s ON s.record = p.care_site AND s.namespace = p.namespace WHERE"
        f" p.source_no = {source.number} AND coalesce(v.provider_id, s.care_site_id) IS NOT NULL"
    )


def namespace(source: Source) -> str:
    return "'" + source.delivery.namespace.replace("'", "''") + "'"


def declared(name: str, values: Mapping[str, str]) -> str:
    """A select list in the order and types of the canonical table."""
    return ", ".join(f"CAST({values.get(c.name, 'NULL')} AS {c.type}) AS {c.name}" for c in TABLES[name].columns)
