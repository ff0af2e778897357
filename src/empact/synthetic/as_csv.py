"""The region in our own CSV layout (docs/reference/csv-layout.md): comma, ISO dates, one numbered file per chunk of people."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc_csv

from . import contacts
from .areas import area_rows, care_sites
from .arrow import code_column, days, event_numbers, labels, numbers
from .chunk import Chunk, Plan
from .people import ALIVE, DEAD, INSURERS
from .places import PHYSICIANS_PER_PRACTICE, SPECIALISTS_PER_HOSPITAL, Places
from .records import UNITS, Records, codes
from .reference import medicines
from .spells import coverage, registrations, residences

__all__ = ["chunk_tables", "region_tables", "write_chunk", "write_region_tables"]

_KINDS: Final = ("outpatient", "home", "emergency", "inpatient")
_YES_NO: Final = ("no", "yes")


def write_chunk(chunk: Chunk, places: Places, out: Path) -> dict[str, int]:
    """Write the chunk's files; rows per file stem."""
    rows = {}
    for name, table in chunk_tables(chunk, places).items():
        _write(table, out / f"{name}-{chunk.number + 1:05d}.csv")
        rows[name] = table.num_rows
    return rows


def write_region_tables(plan: Plan, places: Places, out: Path) -> dict[str, int]:
    """Write practices, providers and areas."""
    rows = {}
    for name, table in region_tables(places).items():
        _write(table, out / f"{name}.csv")
        rows[name] = table.num_rows
    return rows


def _write(table: pa.Table, path: Path) -> None:
    plain = pa.table(
        [c.cast(c.type.value_type) if pa.types.is_dictionary(c.type) else c for c in table.columns], table.column_names
    )
    pc_csv.write_csv(plain, path, pc_csv.WriteOptions(quoting_style="none"))


def chunk_tables(chunk: Chunk, places: Places) -> dict[str, pa.Table]:
    """The person-bound files of one chunk."""
    people, visits = chunk.people, chunk.visits
    ids = people.number
    sites = [site.code for site in care_sites(places)]
    visit_ids = event_numbers(chunk, len(visits.who))
    dead = people.status == DEAD
    lived, seen_by, insured = residences(people), registrations(people), coverage(people)
    given = chunk.dispensings
    atc = codes().numbers("atc", medicines().atc)[given.substance]
    cost = chunk.costs
    tables = {
        "persons": pa.table(
            {
                "person": ids,
                "birth_date": days(people.birth),
                "sex": labels(people.sex, ("m", "f")),
                "practice": labels(people.practice, sites, ~people.registered),
            }
        ),
        "observed": pa.table(
            {
                "person": ids,
                "start": days(people.first_day),
                "end": days(np.where(people.status == ALIVE, -1, people.last_day), may_be_open=True),
            }
        ),
        "deaths": pa.table({"person": ids[dead], "date": days(people.last_day[dead])}),
        "residences": pa.table(
            {
                "person": ids[lived.who],
                "area": labels(lived.what, [f"neighbourhood:{c}" for c in places.neighbourhood]),
                "start": days(lived.start, may_be_open=True),
                "end": days(lived.end, may_be_open=True),
            }
        ),
        "registrations": pa.table(
            {
                "person": ids[seen_by.who],
                "practice": labels(seen_by.what, sites),
                "provider": pa.array(1 + seen_by.what * PHYSICIANS_PER_PRACTICE + ids[seen_by.who] % PHYSICIANS_PER_PRACTICE),
                "start": days(seen_by.start, may_be_open=True),
                "end": days(seen_by.end, may_be_open=True),
            }
        ),
        "coverage": pa.table(
            {
                "person": ids[insured.who],
                "start": days(insured.start),
                "end": days(insured.end, may_be_open=True),
                "increased_reimbursement": labels(insured.what, _YES_NO),
                "chronic_status": labels(chunk.costs.chronic_status[insured.who].astype(int), _YES_NO),
                "payer": labels(people.insurer[insured.who], INSURERS),
            }
        ),
        "contacts": pa.table(
            {
                "id": visit_ids,
                "person": ids[visits.who],
                "kind": labels(visits.kind, _KINDS),
                "start": days(visits.start),
                "end": days(visits.end),
                "unplanned": labels(visits.unplanned, _YES_NO, visits.kind < contacts.EMERGENCY),
                "provider": visits.provider,
                "practice": labels(visits.site - 1, sites),
                "role": labels(visits.role, ("gp", "specialist")),
            }
        ),
        "diagnoses": _records(chunk, chunk.diagnoses, visit_ids, with_end=True),
        "medicines": pa.table(
            {
                "person": ids[given.who],
                "system": labels(np.zeros(len(atc), int), ("atc",)),
                "code": code_column(atc),
                "date": days(given.day),
                "days_supply": numbers(np.ceil(given.ddd), pa.int32()),
                "ddd": given.ddd,
            }
        ),
        "procedures": _records(chunk, chunk.procedures, visit_ids),
        "measurements": _records(chunk, chunk.measurements, visit_ids, with_value=True),
        "observations": _records(chunk, chunk.observations, visit_ids),
        "costs": pa.table(
            {
                "person": ids[cost.who],
                "date": days(cost.day),
                "total_paid": _money(cost.cents),
                "paid_by_payer": _money(cost.by_insurer),
                "domain": labels((cost.visit >= 0).astype(int), ("Other", "Visit")),
                "contact": pa.array(visit_ids[cost.visit] if len(visit_ids) else cost.visit, mask=cost.visit < 0),
            }
        ),
    }
    if chunk.enrolments is not None:
        enrolled = chunk.enrolments
        tables["enrolments"] = pa.table(
            {
                "person": ids[enrolled.who],
                "programme": labels(enrolled.programme, enrolled.names),
                "start": days(enrolled.start),
                "end": days(enrolled.end, may_be_open=True),
            }
        )
    return tables


def _money(cents: np.ndarray) -> pa.Array:
    return pa.array(cents / 100)


def _records(
    chunk: Chunk, records: Records, visit_ids: np.ndarray, with_end: bool = False, with_value: bool = False
) -> pa.Table:
    systems = sorted(set(codes().system))
    of_code = np.array([systems.index(s) for s in codes().system])
    columns = {
        "person": chunk.people.number[records.who],
        "system": labels(of_code[records.code], systems),
        "code": code_column(records.code),
        "date": days(records.day),
    }
    if with_end:
        columns["end"] = days(records.end, may_be_open=True)
        columns["status"] = labels(np.zeros(len(records.who), int), ("main",), ~records.main)
        columns["contact"] = pa.array(visit_ids[records.visit] if len(visit_ids) else records.visit, mask=records.visit < 0)
    if with_value:
        unit = [UNITS.get(code, "") for code in codes().code]
        columns["value"], columns["unit"] = records.value, labels(records.code, unit)
    return pa.table(columns)


def region_tables(places: Places) -> dict[str, pa.Table]:
    """The files about places."""
    sites, areas = care_sites(places), area_rows(places)
    first = [places.neighbourhood[places.neighbourhood_first[s.town]] for s in sites]
    practices, hospitals = places.practices * PHYSICIANS_PER_PRACTICE, places.hospitals * SPECIALISTS_PER_HOSPITAL
    at = [i // PHYSICIANS_PER_PRACTICE for i in range(practices)] + [
        places.practices + i // SPECIALISTS_PER_HOSPITAL for i in range(hospitals)
    ]
    return {
        "practices": pa.table(
            {
                "practice": [s.code for s in sites],
                "name": [s.name for s in sites],
                "kind": [s.kind for s in sites],
                "area": [f"municipality:{code[:5]}" for code in first],
            }
        ),
        "providers": pa.table(
            {
                "provider": list(range(1, len(at) + 1)),
                "specialty": ["gp"] * practices + ["specialist"] * hospitals,
                "practice": [sites[i].code for i in at],
            }
        ),
        "areas": pa.table(
            {
                "level": [a.level for a in areas],
                "code": [a.code for a in areas],
                "name": [a.name for a in areas],
                "parent": pa.array([a.parent or None for a in areas], pa.string()),
                "start": pa.array([a.start for a in areas], pa.date32()),
                "end": pa.array([a.end for a in areas], pa.date32()),
            }
        ),
    }
