"""Tables drawn with pipes, as people draw them, turned into the tables of a register."""

from __future__ import annotations

from datetime import date
from typing import Any

from empact.engine.reference.records import GENDERS, VISIT_KINDS
from empact.tables.care_events import POSITIONS
from empact.terms.codes import Code

__all__ = ["SHORT", "drawn", "register_tables"]

# Short name -> table, and short column -> column.
SHORT: dict[str, tuple[str, dict[str, str]]] = {
    "recorded": (
        "condition_occurrence",
        {"on": "condition_start_date", "until": "condition_end_date", "as": "condition_status_concept_id"},
    ),
    "dispensed": (
        "drug_exposure",
        {"on": "drug_exposure_start_date", "ddd": "ddd", "days": "days_supply", "until": "drug_exposure_end_date"},
    ),
    "performed": ("procedure_occurrence", {"on": "procedure_date", "until": "procedure_end_date"}),
    "observed": (
        "observation",
        {"on": "observation_date", "until": "observation_end_date", "value": "value_as_number", "answer": "value_as_string"},
    ),
    "measured": (
        "measurement",
        {"on": "measurement_date", "value": "value_as_number", "unit": "unit_source_value", "answer": "value_source_value"},
    ),
    "visited": (
        "visit_occurrence",
        {
            "on": "visit_start_date",
            "until": "visit_end_date",
            "kind": "visit_concept_id",
            "unplanned": "is_unplanned",
            "role": "provider_role",
            "practice": "care_site_id",
        },
    ),
    "paid": ("cost", {"on": "cost_date", "euro": "total_paid_minor", "domain": "cost_domain_id"}),
    "lives_in": ("area_membership", {"area": "area_id", "from": "membership_start_date", "to": "membership_end_date"}),
    "registered": ("care_relation", {"from": "relation_start_date", "to": "relation_end_date"}),
    "enrolled": (
        "programme_enrolment",
        {"programme": "programme", "from": "enrolment_start_date", "to": "enrolment_end_date"},
    ),
    "insured": (
        "payer_plan_period",
        {
            "from": "payer_plan_period_start_date",
            "to": "payer_plan_period_end_date",
            "increased": "increased_reimbursement",
            "chronic": "chronic_status",
        },
    ),
    "areas": ("area", {"area": "area_id", "parent": "parent_area_id", "from": "valid_start_date", "to": "valid_end_date"}),
}
_KINDS = {kinds: number for number, kinds in VISIT_KINDS.items()}
_GENDERS = {word: number for number, word in GENDERS.items()}


def drawn(text: str) -> list[dict[str, str]]:
    """Rows of a table drawn with pipes; a line of dashes under the head is allowed, an empty cell is left out."""
    lines = [line.strip() for line in text.strip().splitlines()]
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in lines if set(line) - set("-+| ")]
    for row in rows:
        assert len(row) == len(head), f"{row} does not fit under {head}"
    return [{k: v for k, v in zip(head, row, strict=True) if v} for row in rows]


def register_tables(given: dict[str, str]) -> tuple[dict[str, list[dict[str, Any]]], dict[str, int]]:
    """Tables for ``make_register``, and the number of each named person.

    Whoever is not under ``persons`` was born in 1950 and is of unknown gender. All are observed throughout.
    """
    listed = {row["person"]: row for row in drawn(given["persons"])} if "persons" in given else {}
    names = sorted({*listed, *(row["person"] for text in given.values() for row in drawn(text) if "person" in row)})
    numbers = {name: i for i, name in enumerate(names, start=1)}
    tables: dict[str, list[dict[str, Any]]] = {"person": [], "death": [], "observation_period": []}
    for name, id in numbers.items():
        row = listed.get(name, {})
        born = date.fromisoformat(row.get("born", "1950-01-01"))
        gender = _GENDERS.get(row.get("sex", "unknown"), 0)
        tables["person"].append(
            {"person_id": id, "birth_date": born, "gender_concept_id": gender, "person_source_value": name}
        )
        tables["observation_period"].append({"person_id": id, "observation_period_start_date": date(1900, 1, 1)})
        if "died" in row:
            tables["death"].append({"person_id": id, "death_date": date.fromisoformat(row["died"])})
    for short, text in given.items():
        if short != "persons":
            table, columns = SHORT[short]
            tables[table] = [_row(table, columns, row, numbers) for row in drawn(text)]
    return tables, numbers


def _row(table: str, columns: dict[str, str], row: dict[str, str], numbers: dict[str, int]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for short, cell in row.items():
        if short == "person":
            out["person_id"] = numbers[cell]
        elif short == "code":
            out["code"] = Code.of(*cell.split(" ", 1))
        else:
            out[columns[short]] = _value(short, cell)
    if table == "area":
        out |= {"area_level": out["area_id"].partition(":")[0], "area_code": out["area_id"], "area_name": out["area_id"]}
        out.setdefault("valid_start_date", date(1900, 1, 1))
    return out


def _value(short: str, cell: str) -> Any:
    if short in ("on", "until", "from", "to"):
        return date.fromisoformat(cell)
    if short == "kind":
        return _KINDS[tuple(sorted(cell.split("+")))]
    if short in ("unplanned", "increased", "chronic"):
        return cell == "yes"
    if short == "as":
        return POSITIONS[cell]
    if short == "euro":
        return round(float(cell) * 100)
    if short in ("days", "practice"):
        return int(cell)
    return float(cell) if short in ("ddd", "value") else cell
