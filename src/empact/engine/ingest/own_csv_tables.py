"""Our own CSV layout, file by file. ``docs/reference/csv-layout.md`` says the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...tables.care_events import ROLES
from ..duckdb.loading import literal
from .staging import area_id, position_said

__all__ = ["CSV_TABLES", "CsvTable"]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """``needed`` and ``optional``: columns of the file. ``values``: staging column -> expression.

    In an expression ``{x}`` is column x as text, ``{x:day}`` a date, ``{x:number}`` a number, ``{x:truth}`` a yes or no.
    ``numbers`` and ``truths`` must be
    readable where filled; ``wrong`` lists further (reason, condition). ``dated``: columns of first and last day.
    """

    stage: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    values: Mapping[str, str]
    record: str = "{id}"
    dated: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()
    needs_code: bool = False


_WHO: Final = {"person": "{person}"}
_CODED: Final = {"system": "{system}", "code": "{code}", "name": "{name}"}
_WHERE: Final = {"visit": "{contact}", "provider": "{provider}"}
_KINDS: Final = {
    "inpatient": 9201,
    "outpatient": 9202,
    "emergency": 9203,
    "emergency_inpatient": 262,
    "home": 581476,
    "other": 0,
}
_KIND: Final = "CASE lower({kind}) " + " ".join(f"WHEN '{k}' THEN {n}" for k, n in _KINDS.items()) + " END"
_LEVELS: Final = "'region', 'zone', 'care_region', 'municipality', 'neighbourhood'"
_ROLES: Final = ", ".join(map(literal, ROLES))
_CODED_EVENT: Final = ("person", "system", "code", "date")


def _event(
    stage: str, more: tuple[str, ...], values: Mapping[str, str], numbers: tuple[str, ...] = (), ended: bool = False
) -> CsvTable:
    return CsvTable(
        stage,
        _CODED_EVENT,
        (*(("end",) if ended else ()), *more, "contact", "provider", "name", "id"),
        _WHO | _CODED | _WHERE | dict(values),
        dated=("date", "end") if ended else ("date",),
        numbers=numbers,
        needs_code=True,
    )


CSV_TABLES: Final[dict[str, CsvTable]] = {
    "persons": CsvTable(
        "person",
        ("person", "birth_date", "sex"),
        ("practice", "provider"),
        {
            "person": "{person}",
            "birth": "{birth_date:birth}",
            "gender_said": "{sex}",
            "provider": "{provider}",
            "care_site": "{practice}",
            "gender": (
                "CASE lower({sex}) WHEN 'm' THEN 'male' WHEN 'male' THEN 'male' WHEN 'f' THEN 'female' WHEN 'female' THEN"
                " 'female' WHEN 'v' THEN 'female' WHEN 'o' THEN 'other' WHEN 'other' THEN 'other' ELSE 'unknown' END"
            ),
        },
        "{person}",
        wrong=(
            ("impossible-date", "{birth_date} IS NOT NULL AND {birth_date:birth} IS NULL"),
            (
                "wrong-value",
                "{sex} IS NOT NULL AND lower({sex}) NOT IN ('m', 'f', 'v', 'o', 'u', 'male', 'female', 'other', 'unknown')",
            ),
        ),
    ),
    "residences": CsvTable(
        "area_membership",
        ("person", "area"),
        ("start", "end"),
        _WHO | {"area": area_id("{area}")},
        "NULL",
        ("start", "end"),
        wrong=(("wrong-area", f"{area_id('{area}')} IS NULL"),),
    ),
    "deaths": CsvTable(
        "death",
        ("person", "date"),
        ("system", "code"),
        _WHO | {"system": "{system}", "code": "{code}"},
        "{person}",
        ("date",),
        wrong=(("no-date", "{date} IS NULL"),),
    ),
    "practices": CsvTable(
        "care_site",
        ("practice",),
        ("name", "kind", "area"),
        {"name": "{name}", "kind_said": "{kind}", "area": area_id("{area}")},
        "{practice}",
    ),
    "providers": CsvTable(
        "provider",
        ("provider",),
        ("specialty", "practice"),
        {"specialty": "{specialty}", "care_site": "{practice}"},
        "{provider}",
    ),
    "registrations": CsvTable(
        "care_relation",
        ("person",),
        ("practice", "provider", "start", "end"),
        _WHO | {"care_site": "{practice}", "provider": "{provider}"},
        "NULL",
        ("start", "end"),
    ),
    "coverage": CsvTable(
        "payer_plan_period",
        ("person", "start"),
        ("end", "increased_reimbursement", "chronic_status", "payer", "id"),
        _WHO | {"increased": "{increased_reimbursement:truth}", "chronic": "{chronic_status:truth}", "payer": "{payer}"},
        dated=("start", "end"),
        truths=("increased_reimbursement", "chronic_status"),
    ),
    "contacts": CsvTable(
        "visit_occurrence",
        ("id", "person", "kind", "start"),
        ("end", "unplanned", "provider", "practice", "role", "discharged_to"),
        _WHO
        | {
            "kind": _KIND,
            "kind_said": "{kind}",
            "unplanned": "{unplanned:truth}",
            "provider": "{provider}",
            "care_site": "{practice}",
            "role": "lower({role})",
            "discharged_to": "{discharged_to}",
        },
        dated=("start", "end"),
        truths=("unplanned",),
        wrong=(("wrong-value", f"{_KIND} IS NULL OR ({{role}} IS NOT NULL AND lower({{role}}) NOT IN ({_ROLES}))"),),
    ),
    "diagnoses": _event(
        "condition_occurrence", ("status",), {"status": "{status}", "position": position_said("{status}")}, ended=True
    ),
    "medicines": _event(
        "drug_exposure",
        ("quantity", "days_supply", "ddd"),
        {"quantity": "{quantity:number}", "days_supply": "TRY_CAST({days_supply:number} AS INTEGER)", "ddd": "{ddd:number}"},
        ("quantity", "days_supply", "ddd"),
        ended=True,
    ),
    "procedures": _event("procedure_occurrence", (), {}, ended=True),
    "measurements": _event(
        "measurement", ("value", "unit", "text"), {"value": "{value:number}", "unit": "{unit}", "text": "{text}"}, ("value",)
    ),
    "observations": _event("observation", ("value", "text"), {"value": "{value:number}", "text": "{text}"}, ("value",)),
    "costs": CsvTable(
        "cost",
        ("person", "date", "total_paid"),
        ("paid_by_payer", "domain", "currency", "contact", "correction", "id"),
        _WHO
        | {
            "total": "TRY_CAST(round({total_paid:number} * 100) AS BIGINT)",
            "by_payer": "TRY_CAST(round({paid_by_payer:number} * 100) AS BIGINT)",
            "domain": "coalesce({domain}, 'Other')",
            "currency": "coalesce({currency}, 'EUR')",
            "event": "{contact}",
        },
        dated=("date",),
        numbers=("total_paid", "paid_by_payer"),
        truths=("correction",),
        wrong=(
            ("no-amount", "{total_paid} IS NULL"),
            ("negative-amount", "{total_paid:number} < 0 AND NOT coalesce({correction:truth}, false)"),
            ("wrong-value", "{domain} NOT IN ('Visit', 'Drug', 'Procedure', 'Measurement', 'Device', 'Other')"),
        ),
    ),
    "enrolments": CsvTable(
        "programme_enrolment",
        ("person", "programme", "start"),
        ("end",),
        _WHO | {"programme": "{programme}"},
        "NULL",
        ("start", "end"),
        wrong=(("missing-value", "{programme} IS NULL"),),
    ),
    "areas": CsvTable(
        "area",
        ("level", "code"),
        ("name", "parent", "start", "end"),
        {"level": "lower({level})", "name": "{name}", "parent": "{parent}"},
        "lower({level}) || ':' || {code}",
        ("start", "end"),
        wrong=(("wrong-area", f"{{code}} IS NULL OR {{level}} IS NULL OR lower({{level}}) NOT IN ({_LEVELS})"),),
    ),
    "observed": CsvTable("observation_period", ("person", "start"), ("end",), _WHO, "NULL", ("start", "end")),
}
