"""The region as FHIR R4 bulk NDJSON: a file per resource type and chunk of people. Meant for smaller sizes; nothing
is gzipped.

Lines are put together column by column and written as they lie in memory. What FHIR R4 has no field for travels in
the nearest one: doses in ``daysSupply``, the neighbourhood in ``address.district``, increased reimbursement in
``Coverage.class``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..terms.codes import SYSTEMS
from . import contacts
from .areas import care_sites
from .arrow import days, event_numbers, labels
from .chunk import Chunk, Plan
from .people import DEAD, INSURERS
from .places import PHYSICIANS_PER_PRACTICE, SPECIALISTS_PER_HOSPITAL, Places
from .records import UNITS, Records, codes
from .reference import medicines, municipalities
from .spells import coverage, registrations

__all__ = ["write_chunk", "write_region_tables"]

_CLASSES: Final = ("AMB", "HH", "EMER", "IMP")
Piece: TypeAlias = "str | pa.Array"


def write_chunk(chunk: Chunk, places: Places, out: Path) -> dict[str, int]:
    """Write the chunk's files; lines per resource type."""
    rows: dict[str, int] = {}
    for name, lines in _chunk_lines(chunk, places).items():
        with (out / f"{name}.{chunk.number + 1:05d}.ndjson").open("wb") as file:
            for piece in lines:
                rows[name] = rows.get(name, 0) + len(piece)
                file.write(_bytes(piece))
    return rows


def write_region_tables(plan: Plan, places: Places, out: Path) -> dict[str, int]:
    """Write Organization and Practitioner."""
    towns = municipalities(places.region)
    sites = [
        {
            "resourceType": "Organization",
            "id": s.code,
            "name": s.name,
            "type": [{"text": s.kind}],
            "address": [{"city": towns.name[s.town], "state": towns.province[s.town], "country": "BE"}],
        }
        for s in care_sites(places)
    ]
    practices, hospitals = places.practices * PHYSICIANS_PER_PRACTICE, places.hospitals * SPECIALISTS_PER_HOSPITAL
    physicians = [
        {
            "resourceType": "Practitioner",
            "id": str(i),
            "qualification": [{"code": {"text": "gp" if i <= practices else "specialist"}}],
        }
        for i in range(1, practices + hospitals + 1)
    ]
    for name, rows in (("Organization", sites), ("Practitioner", physicians)):
        text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
        (out / f"{name}.ndjson").write_text(text, encoding="utf-8")
    return {"Organization": len(sites), "Practitioner": len(physicians)}


def _bytes(lines: pa.Array) -> memoryview:
    """The text of an array of lines as one stretch of memory."""
    if not len(lines):
        return memoryview(b"")
    offsets = np.frombuffer(lines.buffers()[1], np.int64)[lines.offset : lines.offset + len(lines) + 1]
    return memoryview(lines.buffers()[2])[offsets[0] : offsets[-1]]


def _lines(*pieces: Piece) -> pa.Array:
    """One line per row: constants and columns joined, with the line's end."""
    wide = [pa.scalar(p, pa.large_string()) if isinstance(p, str) else _text(p) for p in (*pieces, "\n")]
    return pc.binary_join_element_wise(*wide, pa.scalar("", pa.large_string()))


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return pc.fill_null(column.cast(pa.large_string()), "")


def _number(values: np.ndarray) -> pa.Array:
    return pa.array(values).cast(pa.large_string())


def _day(values: np.ndarray) -> pa.Array:
    return days(values).cast(pa.large_string())


def _if(condition: np.ndarray, *pieces: Piece) -> pa.Array:
    """The pieces where the condition holds, nothing elsewhere."""
    wide = [pa.scalar(p, pa.large_string()) if isinstance(p, str) else _text(p) for p in pieces]
    joined = pc.binary_join_element_wise(*wide, pa.scalar("", pa.large_string()))
    return pc.if_else(pa.array(condition), joined, pa.scalar("", pa.large_string()))


def _chunk_lines(chunk: Chunk, places: Places) -> dict[str, list[pa.Array]]:
    """Per resource type, arrays of finished lines."""
    visits = chunk.visits
    visit_ids = _number(event_numbers(chunk, len(visits.who)))
    return {
        "Patient": [_patients(chunk, places)],
        "Encounter": [_encounters(chunk, places, visit_ids)],
        "Condition": [_conditions(chunk, visit_ids)],
        "MedicationDispense": [_dispensings(chunk)],
        "Observation": [_measurements(chunk), _social(chunk)],
        "Procedure": [_procedures(chunk)],
        "ExplanationOfBenefit": [_costs(chunk, visit_ids)],
        "Coverage": [_coverage(chunk)],
        "EpisodeOfCare": [_episodes(chunk, places)],
    }


def _subject(chunk: Chunk, who: np.ndarray) -> pa.Array:
    return _number(chunk.people.number[who])


def _coding(number: np.ndarray) -> pa.Array:
    """``[{"system": ..., "code": ...}]`` per row."""
    listed = [
        json.dumps([{"system": SYSTEMS[s].uris[0], "code": c}], separators=(",", ":"))
        for s, c in zip(codes().system, codes().code, strict=True)
    ]
    return labels(number, listed)


def _encounter_of(records: Records, visit_ids: pa.Array) -> pa.Array:
    known = records.visit >= 0
    reference = pc.take(visit_ids, pa.array(np.where(known, records.visit, 0))) if len(visit_ids) else _number(records.visit)
    return _if(known, ',"encounter":{"reference":"Encounter/', reference, '"}')


def _patients(chunk: Chunk, places: Places) -> pa.Array:
    people = chunk.people
    towns = municipalities(places.region)
    address = [
        json.dumps(
            [{"city": towns.name[t], "district": code, "state": towns.province[t], "country": "BE"}],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for code, t in zip(places.neighbourhood, places.neighbourhood_municipality, strict=True)
    ]
    site = labels(people.practice, [s.code for s in care_sites(places)])
    return _lines(
        '{"resourceType":"Patient","id":"',
        _number(people.number),
        '","gender":"',
        labels(people.sex, ("male", "female")),
        '","birthDate":"',
        _day(people.birth),
        '"',
        _if(people.status == DEAD, ',"deceasedDateTime":"', _day(people.last_day), '"'),
        ',"address":',
        labels(people.hood, address),
        _if(people.registered, ',"managingOrganization":{"reference":"Organization/', site, '"}'),
        "}",
    )


def _encounters(chunk: Chunk, places: Places, visit_ids: pa.Array) -> pa.Array:
    visits = chunk.visits
    in_hospital = visits.kind >= contacts.EMERGENCY
    rows = chunk.diagnoses
    reason = np.full(len(visits.who), -1, np.int64)
    reason[rows.visit[rows.main]] = event_numbers(chunk, len(rows.who))[rows.main]
    return _lines(
        '{"resourceType":"Encounter","id":"',
        visit_ids,
        '","status":"finished","class":{"code":"',
        labels(visits.kind, _CLASSES),
        '"},"subject":{"reference":"Patient/',
        _subject(chunk, visits.who),
        '"},"participant":[{"individual":{"reference":"Practitioner/',
        _number(visits.provider),
        '"}}],"period":{"start":"',
        _day(visits.start),
        '","end":"',
        _day(visits.end),
        '"},"serviceProvider":{"reference":"Organization/',
        labels(visits.site - 1, [s.code for s in care_sites(places)]),
        '"}',
        _if(
            reason >= 0,
            ',"diagnosis":[{"condition":{"reference":"Condition/',
            _number(reason),
            '"},"use":{"coding":[{"code":"DD"}]},"rank":1}]',
        ),
        _if(in_hospital, ',"priority":{"coding":[{"code":"', labels(visits.unplanned, ("EL", "EM")), '"}]}'),
        ',"serviceType":{"text":"',
        labels(visits.role, ("gp", "specialist")),
        '"}}',
    )


def _conditions(chunk: Chunk, visit_ids: pa.Array) -> pa.Array:
    rows = chunk.diagnoses
    return _lines(
        '{"resourceType":"Condition","id":"',
        _number(event_numbers(chunk, len(rows.who))),
        '","code":{"coding":',
        _coding(rows.code),
        '},"subject":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"}',
        _encounter_of(rows, visit_ids),
        ',"onsetDateTime":"',
        _day(rows.day),
        '"',
        _if(rows.end >= 0, ',"abatementDateTime":"', _day(rows.end), '"'),
        "}",
    )


def _dispensings(chunk: Chunk) -> pa.Array:
    rows = chunk.dispensings
    number = codes().numbers("atc", medicines().atc)[rows.substance]
    return _lines(
        '{"resourceType":"MedicationDispense","id":"',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"completed","medicationCodeableConcept":{"coding":',
        _coding(number),
        '},"subject":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"},"daysSupply":{"value":',
        _number(np.ceil(rows.ddd).astype(np.int64)),
        ',"code":"d"},"whenHandedOver":"',
        _day(rows.day),
        '"}',
    )


def _measurements(chunk: Chunk) -> pa.Array:
    rows = chunk.measurements
    unit = labels(rows.code, [UNITS.get(code, "") for code in codes().code])
    return _lines(
        '{"resourceType":"Observation","id":"m',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":',
        _coding(rows.code),
        '},"subject":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"},"effectiveDateTime":"',
        _day(rows.day),
        '","valueQuantity":{"value":',
        _number(rows.value),
        ',"code":"',
        unit,
        '"}}',
    )


def _social(chunk: Chunk) -> pa.Array:
    rows = chunk.observations
    return _lines(
        '{"resourceType":"Observation","id":"o',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"final","category":[{"coding":[{"code":"social-history"}]}],"code":{"coding":',
        _coding(rows.code),
        '},"subject":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"},"effectiveDateTime":"',
        _day(rows.day),
        '","valueBoolean":true}',
    )


def _procedures(chunk: Chunk) -> pa.Array:
    rows = chunk.procedures
    return _lines(
        '{"resourceType":"Procedure","id":"',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"completed","code":{"coding":',
        _coding(rows.code),
        '},"subject":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"},"performedDateTime":"',
        _day(rows.day),
        '"}',
    )


def _euros(cents: np.ndarray) -> pa.Array:
    return _number(cents / 100)


def _costs(chunk: Chunk, visit_ids: pa.Array) -> pa.Array:
    rows = chunk.costs
    known = rows.visit >= 0
    reference = pc.take(visit_ids, pa.array(np.where(known, rows.visit, 0))) if len(visit_ids) else _number(rows.visit)
    return _lines(
        '{"resourceType":"ExplanationOfBenefit","id":"',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"active","patient":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"},"created":"',
        _day(rows.day),
        '","billablePeriod":{"start":"',
        _day(rows.day),
        '"}',
        _if(known, ',"item":[{"sequence":1,"encounter":[{"reference":"Encounter/', reference, '"}]}]'),
        ',"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":',
        _euros(rows.cents),
        ',"currency":"EUR"}},{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":',
        _euros(rows.by_insurer),
        ',"currency":"EUR"}}]}',
    )


def _coverage(chunk: Chunk) -> pa.Array:
    rows, people = coverage(chunk.people), chunk.people
    return _lines(
        '{"resourceType":"Coverage","id":"',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"active","beneficiary":{"reference":"Patient/',
        _subject(chunk, rows.who),
        '"},"period":{"start":"',
        _day(rows.start),
        '"',
        _if(rows.end >= 0, ',"end":"', _day(rows.end), '"'),
        '},"payor":[{"display":"',
        labels(people.insurer[rows.who], INSURERS),
        '"}],"class":[{"type":{"text":"increased reimbursement"},"value":"',
        labels(rows.what, ("no", "yes")),
        '"},{"type":{"text":"chronic status"},"value":"',
        labels(chunk.costs.chronic_status[rows.who].astype(int), ("no", "yes")),
        '"}]}',
    )


def _episodes(chunk: Chunk, places: Places) -> pa.Array:
    rows = registrations(chunk.people)
    number = chunk.people.number[rows.who]
    manager = 1 + rows.what * PHYSICIANS_PER_PRACTICE + number % PHYSICIANS_PER_PRACTICE
    start = _if(rows.start >= 0, '"start":"', _day(rows.start), '"')
    end = _if(rows.end >= 0, '"end":"', _day(rows.end), '"')
    both = _if((rows.start >= 0) & (rows.end >= 0), ",")
    return _lines(
        '{"resourceType":"EpisodeOfCare","id":"',
        _number(event_numbers(chunk, len(rows.who))),
        '","status":"active","patient":{"reference":"Patient/',
        _number(number),
        '"},"managingOrganization":{"reference":"Organization/',
        labels(rows.what, [s.code for s in care_sites(places)]),
        '"},"careManager":{"reference":"Practitioner/',
        _number(manager),
        '"}',
        _if((rows.start >= 0) | (rows.end >= 0), ',"period":{', start, both, end, "}"),
        "}",
    )
