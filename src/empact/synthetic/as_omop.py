"""The region as OMOP CDM 5.4 in Parquet: a folder per table, a file per chunk of people.

Columns OMOP does not have (ddd, is_unplanned, provider_role, increased_reimbursement ...) are carried under the names
of ``empact.tables``, beside the tables AREA, AREA_MEMBERSHIP, CARE_RELATION and, where a scenario plants a programme,
PROGRAMME_ENROLMENT.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..tables.care_events import EMERGENCY, HOME_VISIT, INPATIENT, OUTPATIENT, POSITIONS
from ..tables.persons import FEMALE, MALE
from ..terms.codes import system
from . import contacts
from .arrow import code_column, days, event_numbers, labels, numbers, truths
from .chunk import Chunk, Plan
from .people import DEAD, INSURERS
from .places import PHYSICIANS_PER_PRACTICE, SPECIALISTS_PER_HOSPITAL, Places
from .records import UNITS, Records, codes
from .reference import medicines, municipalities
from .spells import coverage, registrations, residences

__all__ = ["FIRST_CONCEPT", "chunk_tables", "region_tables", "write_chunk", "write_region_tables"]

FIRST_CONCEPT: Final = 2_000_000_000  # OMOP leaves the numbers from here to whoever makes a set
_VISIT_CONCEPTS: Final = np.array([OUTPATIENT, HOME_VISIT, EMERGENCY, INPATIENT])
_VISIT_NAMES: Final = ("office", "home", "emergency", "inpatient")
_DOMAINS: Final = {"atc": "Drug", "icpc2": "Condition", "icd10": "Condition", "loinc": "Measurement"}


def write_chunk(chunk: Chunk, places: Places, out: Path) -> dict[str, int]:
    """Write the chunk's part of every table; rows per table."""
    rows = {}
    for name, table in chunk_tables(chunk, places).items():
        _write(table, out / name / f"part-{chunk.number:05d}.parquet")
        rows[name] = table.num_rows
    return rows


def write_region_tables(plan: Plan, places: Places, out: Path) -> dict[str, int]:
    """Write the tables that are not about single people."""
    rows = {}
    for name, table in region_tables(plan, places).items():
        _write(table, out / name / "part-00000.parquet")
        rows[name] = table.num_rows
    return rows


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        store_schema=False,
        row_group_size=250_000,
        write_statistics=["person_id"] if "person_id" in table.column_names else False,
    )


def chunk_tables(chunk: Chunk, places: Places) -> dict[str, pa.Table]:
    """The person-bound tables of one chunk."""
    people, visits = chunk.people, chunk.visits
    ids = people.number
    visit_ids = event_numbers(chunk, len(visits.who))
    parts = {
        "PERSON": _person(chunk),
        "OBSERVATION_PERIOD": pa.table(
            {
                "observation_period_id": ids,
                "person_id": ids,
                "observation_period_start_date": days(people.first_day),
                "observation_period_end_date": days(people.last_day),
                "period_type_concept_id": _zero(len(ids)),
            }
        ),
        "DEATH": _death(chunk),
        "VISIT_OCCURRENCE": pa.table(
            {
                "visit_occurrence_id": visit_ids,
                "person_id": ids[visits.who],
                "visit_concept_id": numbers(_VISIT_CONCEPTS[visits.kind], pa.int32()),
                "visit_start_date": days(visits.start),
                "visit_end_date": days(visits.end),
                "visit_type_concept_id": _zero(len(visit_ids)),
                "provider_id": visits.provider,
                "care_site_id": visits.site,
                "visit_source_value": labels(visits.kind, _VISIT_NAMES),
                # What plain OMOP has for it: admitted from the emergency room (8870).
                "admitted_from_concept_id": numbers(
                    np.where((visits.kind == contacts.INPATIENT) & (visits.unplanned == 1), 8870, 0), pa.int32()
                ),
                "is_unplanned": truths(visits.unplanned, visits.kind < contacts.EMERGENCY),
                "provider_role": labels(visits.role, ("gp", "specialist")),
            }
        ),
        "DRUG_EXPOSURE": _drugs(chunk),
    }
    for name, records, prefix in (
        ("CONDITION_OCCURRENCE", chunk.diagnoses, "condition"),
        ("PROCEDURE_OCCURRENCE", chunk.procedures, "procedure"),
        ("MEASUREMENT", chunk.measurements, "measurement"),
        ("OBSERVATION", chunk.observations, "observation"),
    ):
        parts[name] = _records(chunk, records, name.lower(), prefix, visit_ids)
    parts["COST"] = _costs(chunk, visit_ids)
    parts["PAYER_PLAN_PERIOD"], parts["AREA_MEMBERSHIP"], parts["CARE_RELATION"] = _spells(chunk, places)
    if chunk.enrolments is not None:
        enrolled = chunk.enrolments
        parts["PROGRAMME_ENROLMENT"] = pa.table(
            {
                "person_id": ids[enrolled.who],
                "programme": labels(enrolled.programme, enrolled.names),
                "enrolment_start_date": days(enrolled.start),
                "enrolment_end_date": days(enrolled.end, may_be_open=True),
            }
        )
    return parts


def _zero(n: int) -> pa.Array:
    return pa.array(np.zeros(n, np.int32))


def _person(chunk: Chunk) -> pa.Table:
    people = chunk.people
    born = people.birth.astype("datetime64[D]")
    year, month = born.astype("datetime64[Y]"), born.astype("datetime64[M]")
    zero = _zero(len(people))
    return pa.table(
        {
            "person_id": people.number,
            "gender_concept_id": numbers(np.where(people.sex == 0, MALE, FEMALE), pa.int32()),
            "year_of_birth": numbers(year.astype(int) + 1970, pa.int32()),
            "month_of_birth": numbers(month.astype(int) % 12 + 1, pa.int32()),
            "day_of_birth": numbers((born - month).astype(int) + 1, pa.int32()),
            "race_concept_id": zero,
            "ethnicity_concept_id": zero,
            "location_id": people.hood + 1,
            "care_site_id": pa.array(people.practice + 1, mask=~people.registered),
            "person_source_value": pa.array(people.number).cast(pa.string()),
            "gender_source_value": labels(people.sex, ("M", "F")),
        }
    )


def _death(chunk: Chunk) -> pa.Table:
    dead = chunk.people.status == DEAD
    return pa.table(
        {
            "person_id": chunk.people.number[dead],
            "death_date": days(chunk.people.last_day[dead]),
            "death_type_concept_id": _zero(dead.sum()),
        }
    )


def _drugs(chunk: Chunk) -> pa.Table:
    given = chunk.dispensings
    number = codes().numbers("atc", medicines().atc)[given.substance]
    return pa.table(
        {
            "drug_exposure_id": event_numbers(chunk, len(given.who)),
            "person_id": chunk.people.number[given.who],
            "drug_concept_id": numbers(FIRST_CONCEPT + number, pa.int32()),
            "drug_exposure_start_date": days(given.day),
            "drug_exposure_end_date": days(given.day + np.ceil(given.ddd).astype(np.int64)),
            "drug_type_concept_id": _zero(len(given.who)),
            "days_supply": numbers(np.ceil(given.ddd), pa.int32()),
            "drug_source_value": code_column(number),
            "ddd": given.ddd,
        }
    )


def _records(chunk: Chunk, records: Records, name: str, prefix: str, visit_ids: np.ndarray) -> pa.Table:
    n = len(records.who)
    dated = f"{prefix}_start_date" if prefix == "condition" else f"{prefix}_date"
    columns = {
        f"{name}_id": event_numbers(chunk, n),
        "person_id": chunk.people.number[records.who],
        f"{prefix}_concept_id": numbers(FIRST_CONCEPT + records.code, pa.int32()),
        dated: days(records.day),
        f"{prefix}_type_concept_id": _zero(n),
        "visit_occurrence_id": pa.array(visit_ids[records.visit] if len(visit_ids) else records.visit, mask=records.visit < 0),
        f"{prefix}_source_value": code_column(records.code),
    }
    if prefix == "condition":
        columns["condition_end_date"] = days(records.end, may_be_open=True)
        columns["condition_status_concept_id"] = numbers(np.where(records.main, POSITIONS["main"], 0), pa.int32())
    if prefix == "measurement":
        columns["value_as_number"] = records.value
        columns["unit_source_value"] = labels(records.code, [UNITS.get(code, "") for code in codes().code])
    if prefix == "observation":
        columns["value_as_number"] = pa.nulls(n, pa.float64())
        columns["value_as_string"] = pa.nulls(n, pa.string())
    return pa.table(columns)


def _costs(chunk: Chunk, visit_ids: np.ndarray) -> pa.Table:
    cost = chunk.costs
    n = len(cost.who)
    return pa.table(
        {
            "cost_id": event_numbers(chunk, n),
            "person_id": chunk.people.number[cost.who],
            "cost_event_id": pa.array(visit_ids[cost.visit] if len(visit_ids) else cost.visit, mask=cost.visit < 0),
            "cost_domain_id": labels((cost.visit >= 0).astype(int), ("Other", "Visit")),
            "cost_type_concept_id": _zero(n),
            "cost_date": days(cost.day),
            "total_paid": cost.cents / 100,
            "paid_by_payer": cost.by_insurer / 100,
            "currency": labels(np.zeros(n, int), ("EUR",)),
        }
    )


def _spells(chunk: Chunk, places: Places) -> tuple[pa.Table, pa.Table, pa.Table]:
    people = chunk.people
    insured, lived, seen_by = coverage(people), residences(people), registrations(people)
    # OMOP wants an end: the day of the extract for those still insured.
    until = np.where(insured.end < 0, people.window[1], insured.end)
    return (
        pa.table(
            {
                "payer_plan_period_id": event_numbers(chunk, len(insured.who)),
                "person_id": people.number[insured.who],
                "payer_plan_period_start_date": days(insured.start),
                "payer_plan_period_end_date": days(until),
                "payer_source_value": labels(people.insurer[insured.who], INSURERS),
                "increased_reimbursement": truths(insured.what),
                "chronic_status": truths(chunk.costs.chronic_status[insured.who]),
            }
        ),
        pa.table(
            {
                "person_id": people.number[lived.who],
                "area_id": labels(lived.what, [f"neighbourhood:{code}" for code in places.neighbourhood]),
                "membership_start_date": days(lived.start, may_be_open=True),
                "membership_end_date": days(lived.end, may_be_open=True),
            }
        ),
        pa.table(
            {
                "person_id": people.number[seen_by.who],
                "care_site_id": seen_by.what + 1,
                "provider_id": pa.array(
                    1 + seen_by.what * PHYSICIANS_PER_PRACTICE + people.number[seen_by.who] % PHYSICIANS_PER_PRACTICE
                ),
                "relation_start_date": days(seen_by.start, may_be_open=True),
                "relation_end_date": days(seen_by.end, may_be_open=True),
            }
        ),
    )


def region_tables(plan: Plan, places: Places) -> dict[str, pa.Table]:
    """Places, providers, codes and the note on origin."""
    from .areas import area_rows, care_sites

    towns = municipalities(places.region)
    at = places.neighbourhood_municipality
    sites = care_sites(places)
    known = codes()
    practices, hospitals = places.practices * PHYSICIANS_PER_PRACTICE, places.hospitals * SPECIALISTS_PER_HOSPITAL
    n = len(known.code)
    areas = area_rows(places)
    return {
        "LOCATION": pa.table(
            {
                "location_id": np.arange(1, len(at) + 1),
                "city": [towns.name[t] for t in at],
                "state": [towns.province[t] for t in at],
                "country_source_value": ["BE"] * len(at),
                "location_source_value": list(places.neighbourhood),
            }
        ),
        "CARE_SITE": pa.table(
            {
                "care_site_id": np.arange(1, len(sites) + 1),
                "care_site_name": [s.name for s in sites],
                "place_of_service_source_value": [s.kind for s in sites],
                "location_id": [int(places.neighbourhood_first[s.town]) + 1 for s in sites],
                "care_site_source_value": [s.code for s in sites],
            }
        ),
        "PROVIDER": pa.table(
            {
                "provider_id": np.arange(1, practices + hospitals + 1),
                "specialty_source_value": ["gp"] * practices + ["specialist"] * hospitals,
                "care_site_id": np.concatenate(
                    [
                        1 + np.arange(practices) // PHYSICIANS_PER_PRACTICE,
                        1 + places.practices + np.arange(hospitals) // SPECIALISTS_PER_HOSPITAL,
                    ]
                ),
                "provider_source_value": [f"provider-{i:05d}" for i in range(1, practices + hospitals + 1)],
            }
        ),
        "CONCEPT": pa.table(
            {
                "concept_id": numbers(FIRST_CONCEPT + np.arange(n), pa.int32()),
                "concept_name": list(known.code),
                "domain_id": [_DOMAINS.get(s, "Observation") for s in known.system],
                "vocabulary_id": [system(s).omop_vocabulary for s in known.system],
                "concept_class_id": ["synthetic"] * n,
                "standard_concept": pa.nulls(n, pa.string()),
                "concept_code": list(known.code),
            }
        ),
        "CDM_SOURCE": pa.table(
            {
                "cdm_source_name": ["EMPACT synthetic region"],
                "cdm_source_abbreviation": ["synthetic"],
                "cdm_holder": ["none: no real person"],
                "source_release_date": pa.array([plan.end], pa.date32()),
                "cdm_release_date": pa.array([plan.end], pa.date32()),
                "cdm_version": ["v5.4"],
                "vocabulary_version": ["none"],
            }
        ),
        "AREA": pa.table(
            {
                "area_id": [a.id for a in areas],
                "area_level": [a.level for a in areas],
                "area_code": [a.code for a in areas],
                "area_name": [a.name for a in areas],
                "parent_area_id": pa.array([a.parent or None for a in areas], pa.string()),
                "valid_start_date": pa.array([a.start for a in areas], pa.date32()),
                "valid_end_date": pa.array([a.end for a in areas], pa.date32()),
            }
        ),
    }
