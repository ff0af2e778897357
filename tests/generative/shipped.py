"""Random people whose records are drawn from the codes, windows and thresholds of the shipped library itself."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from empact.criteria import nodes as n
from empact.criteria.codeset import CodeRange
from empact.definitions.models import Library
from empact.definitions.references import rules_of
from empact.terms.codes import Code

__all__ = ["likely_tables"]

DATES = {
    "condition_occurrence": "condition_start_date",
    "drug_exposure": "drug_exposure_start_date",
    "procedure_occurrence": "procedure_date",
    "measurement": "measurement_date",
    "observation": "observation_date",
}


def likely_tables(
    draw: random.Random, library: Library, people: int, as_of: date, *, records: int = 25
) -> dict[str, list[dict[str, Any]]]:
    """Tables for ``make_register``. Each person has a few interests (criteria of the library) and many records about them."""
    events = sorted(
        {
            node
            for _, d in library.about_people.definitions()
            for rule in rules_of(d)
            for node in n.walk(rule)
            if isinstance(node, n.Within) or isinstance(node, n.Events)
        },
        key=repr,
    )
    tables: dict[str, list[dict[str, Any]]] = {
        t: [] for t in (*DATES, "person", "death", "observation_period", "visit_occurrence", "payer_plan_period", "cost")
    }
    for id in range(1, people + 1):
        tables["person"].append(
            {
                "person_id": id,
                "birth_date": as_of - timedelta(days=draw.randrange(36_000)),
                "gender_concept_id": draw.choice((8507, 8532)),
            }
        )
        tables["observation_period"].append({"person_id": id, "observation_period_start_date": date(1990, 1, 1)})
        if draw.random() < 0.3:
            tables["payer_plan_period"].append(
                {
                    "person_id": id,
                    "payer_plan_period_start_date": date(2020, 1, 1),
                    "increased_reimbursement": draw.random() < 0.5,
                    "chronic_status": draw.random() < 0.5,
                }
            )
        if draw.random() < 0.05:
            tables["death"].append({"person_id": id, "death_date": as_of - timedelta(days=draw.randrange(-30, 900))})
        for _ in range(draw.randrange(records)):
            _record(draw, id, draw.choice(events), as_of, tables)
    return tables


def _record(draw: random.Random, id: int, events: n.Events, as_of: date, tables: dict[str, list[dict[str, Any]]]) -> None:
    core, window = n.core_of(events), n.window_of(events)
    first, last = window.bounds(as_of)
    if first == date.min:
        first = as_of - timedelta(days=4000)
    near = draw.choice((first, last, first, first + (last - first) * draw.random()))
    day = near + timedelta(days=draw.choice((-1, 0, 0, 0, 1)))
    match core:
        case n.CodedEvents(codes):
            for _ in range(draw.choice((1, 1, 2, 4))):
                row = {"person_id": id, "code": _code(draw, draw.choice(codes.included)), DATES[core.table]: day}
                if core.table == "drug_exposure":
                    row |= {"ddd": draw.choice((None, 30.0, 45.0, 80.0, 90.0)), "days_supply": draw.choice((None, 30))}
                if core.table in ("measurement", "observation"):
                    row["value_as_number"] = draw.choice((None, 10.0, 30.0, 60.0, 140.0))
                if core.table == "measurement":
                    value = getattr(core, "value", None)
                    row["unit_source_value"] = draw.choice(
                        (None, value.unit if value is not None and value.unit else "mL/min")
                    )
                tables[core.table].append(row)
        case n.Visited():
            stay = {
                "person_id": id,
                "visit_concept_id": draw.choice((9201, 9201, 262, 9203, 9202)),
                "visit_start_date": day,
                "visit_end_date": day + timedelta(days=draw.randrange(4)),
                "is_unplanned": draw.choice((True, True, False, None)),
            }
            tables["visit_occurrence"].append(stay)
        case n.Paid():
            tables["cost"].append(
                {"person_id": id, "cost_date": day, "cost_domain_id": "Drug", "total_paid_minor": draw.randrange(9999)}
            )


def _code(draw: random.Random, codes: CodeRange) -> Code:
    """A code of the range, sometimes one level deeper, sometimes beside it."""
    value = draw.choice((codes.low, codes.high))
    deeper = value + draw.choice("0159")
    if codes.system in ("icd10", "icd10cm") and len(value) < 5 and draw.random() < 0.4:
        value = deeper
    return Code(codes.system, value)
