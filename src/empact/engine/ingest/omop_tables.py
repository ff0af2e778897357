"""OMOP CDM 5.3 and 5.4, table by table: which columns are read, and which staging column each becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .staging import position_said

__all__ = ["KNOWN_TABLES", "OMOP_TABLES", "OmopTable"]


@dataclass(frozen=True, slots=True)
class OmopTable:
    """``values``: staging column -> expression over the columns of the source.

    In an expression ``{x}`` is column x as text, ``{x:day}`` as a date, ``{x:number}`` as a number, ``{x:id}`` as a key;
    a column the source lacks is
    null. ``concept`` is the stem of the three columns that name a concept; ``dated`` those of first and last day.
    """

    values: Mapping[str, str]
    record: str
    concept: str = ""
    dated: tuple[str, ...] = ()
    needs_code: bool = True


_WHO: Final = {"person": "{person_id:id}"}
_WHERE: Final = {"visit": "{visit_occurrence_id:id}", "provider": "{provider_id:id}"}
_BIRTH: Final = (
    "CASE WHEN {month_of_birth:number} IS NULL AND {birth_datetime} IS NOT NULL THEN substr({birth_datetime}, 1, 10) ELSE"
    " printf('%04d', TRY_CAST({year_of_birth:number} AS INTEGER))"
    " || coalesce('-' || printf('%02d', TRY_CAST({month_of_birth:number} AS INTEGER))"
    " || coalesce('-' || printf('%02d', TRY_CAST({day_of_birth:number} AS INTEGER)), ''), '') END"
)
_KIND: Final = (
    "CASE {visit_concept_id:id} WHEN '9201' THEN 9201 WHEN '8717' THEN 9201 WHEN '32037' THEN 9201 WHEN '9202' THEN 9202 WHEN"
    " '8756' THEN 9202 WHEN '581477' THEN 9202 WHEN '9203' THEN 9203 WHEN '8870' THEN 9203 WHEN '262' THEN 262 WHEN '581476'"
    " THEN 581476 WHEN '8536' THEN 581476 ELSE 0 END"
)
# Primary, secondary and admission diagnosis; of the latter also those told apart as primary or secondary.
_POSITION: Final = (
    "CASE WHEN {condition_status_concept_id:id} IN ('32902', '32903') THEN 32902 WHEN {condition_status_concept_id:id} IN"
    " ('32908', '32909') THEN 32908 WHEN {condition_status_concept_id:id} IN ('32890', '32901', '32907') THEN 32890 ELSE"
    f" {position_said('{condition_status_source_value}')} END"
)
_CENTS: Final = "TRY_CAST(round({{{0}:number}} * 100) AS BIGINT)"
_TOTAL: Final = (
    "coalesce({total_paid:number}, {paid_by_payer:number} + {paid_by_patient:number}, {total_cost:number},"
    " {total_charge:number})"
)

OMOP_TABLES: Final[dict[str, OmopTable]] = {
    "person": OmopTable(
        {
            "person": "{person_id:id}",
            "birth": _BIRTH,
            "gender_said": "{gender_source_value}",
            "provider": "{provider_id:id}",
            "care_site": "{care_site_id:id}",
            "gender": (
                "CASE {gender_concept_id:id} WHEN '8507' THEN 'male' WHEN '8532' THEN 'female' WHEN '8521' THEN 'other' ELSE"
                " 'unknown' END"
            ),
        },
        "person_id",
    ),
    "observation_period": OmopTable(
        _WHO, "observation_period_id", dated=("observation_period_start_date", "observation_period_end_date")
    ),
    "visit_occurrence": OmopTable(
        _WHO
        | {
            "kind": _KIND,
            "kind_said": "{visit_concept_id:id}",
            "provider": "{provider_id:id}",
            "care_site": "{care_site_id:id}",
            "role": "{provider_role}",
            "unplanned": (
                "CASE WHEN {is_unplanned} IS NOT NULL THEN TRY_CAST({is_unplanned} AS BOOLEAN) WHEN {visit_concept_id:id} IN"
                " ('9203', '262', '8870') OR {admitted_from_concept_id:id} IN ('9203', '8870') OR"
                " {admitting_source_concept_id:id} IN ('9203', '8870') THEN true END"
            ),
            "discharged_to": "coalesce({discharged_to_source_value}, {discharge_to_source_value})",
        },
        "visit_occurrence_id",
        dated=("visit_start_date", "visit_end_date"),
    ),
    "condition_occurrence": OmopTable(
        _WHO | _WHERE | {"status": "{condition_status_source_value}", "position": _POSITION},
        "condition_occurrence_id",
        "condition",
        ("condition_start_date", "condition_end_date"),
    ),
    "drug_exposure": OmopTable(
        _WHO
        | _WHERE
        | {"quantity": "{quantity:number}", "days_supply": "TRY_CAST({days_supply:number} AS INTEGER)", "ddd": "{ddd:number}"},
        "drug_exposure_id",
        "drug",
        ("drug_exposure_start_date", "drug_exposure_end_date"),
    ),
    "procedure_occurrence": OmopTable(
        _WHO | _WHERE, "procedure_occurrence_id", "procedure", ("procedure_date", "procedure_end_date")
    ),
    "measurement": OmopTable(
        _WHO
        | _WHERE
        | {
            "value": "{value_as_number:number}",
            "unit": "{unit_source_value}",
            "text": "CASE WHEN {value_as_number:number} IS NULL THEN {value_source_value} END",
        },
        "measurement_id",
        "measurement",
        ("measurement_date",),
    ),
    "observation": OmopTable(
        _WHO | _WHERE | {"value": "{value_as_number:number}", "text": "coalesce({value_as_string}, {value_source_value})"},
        "observation_id",
        "observation",
        ("observation_date",),
    ),
    "death": OmopTable(_WHO, "person_id", "cause", ("death_date",), needs_code=False),
    "payer_plan_period": OmopTable(
        _WHO
        | {
            "payer": "{payer_source_value}",
            "increased": "TRY_CAST({increased_reimbursement} AS BOOLEAN)",
            "chronic": "TRY_CAST({chronic_status} AS BOOLEAN)",
        },
        "payer_plan_period_id",
        dated=("payer_plan_period_start_date", "payer_plan_period_end_date"),
    ),
    "care_site": OmopTable({"name": "{care_site_name}", "kind_said": "{place_of_service_source_value}"}, "care_site_id"),
    "provider": OmopTable({"specialty": "{specialty_source_value}", "care_site": "{care_site_id:id}"}, "provider_id"),
    # Person and day of a cost are those of the event it pays for; they are looked up after all events are staged.
    "cost": OmopTable(
        {
            "person": "{person_id:id}",
            "domain": "{cost_domain_id}",
            "event": "{cost_event_id:id}",
            "total": f"TRY_CAST(round({_TOTAL} * 100) AS BIGINT)",
            "by_payer": _CENTS.format("paid_by_payer"),
            "currency": (
                "coalesce({currency}, CASE {currency_concept_id:id} WHEN '44818568' THEN 'EUR' WHEN '44818668' THEN 'USD' WHEN"
                " '44818571' THEN 'GBP' ELSE 'EUR' END)"
            ),
            "start": "coalesce({incurred_date:day}, {cost_date:day})",
        },
        "cost_id",
    ),
    # Tables and columns of ours beside OMOP's, under the names of empact.tables.
    "area": OmopTable(
        {"level": "{area_level}", "name": "{area_name}", "parent": "{parent_area_id}"},
        "area_id",
        dated=("valid_start_date", "valid_end_date"),
    ),
    "area_membership": OmopTable(_WHO | {"area": "{area_id}"}, "", dated=("membership_start_date", "membership_end_date")),
    "care_relation": OmopTable(
        _WHO | {"care_site": "{care_site_id:id}", "provider": "{provider_id:id}"},
        "",
        dated=("relation_start_date", "relation_end_date"),
    ),
    "programme_enrolment": OmopTable(
        _WHO | {"programme": "{programme}"}, "", dated=("enrolment_start_date", "enrolment_end_date")
    ),
}
# Tables of the model we do not use: counted, so that nothing is dropped in silence.
KNOWN_TABLES: Final = frozenset(
    (
        *OMOP_TABLES,
        "concept",
        "location",
        "visit_detail",
        "device_exposure",
        "specimen",
        "note",
        "note_nlp",
        "fact_relationship",
        "episode",
        "episode_event",
        "drug_era",
        "dose_era",
        "condition_era",
        "cohort",
        "cohort_definition",
        "cdm_source",
        "metadata",
        "vocabulary",
        "domain",
        "concept_class",
        "concept_relationship",
        "relationship",
        "concept_synonym",
        "concept_ancestor",
        "source_to_concept_map",
        "drug_strength",
        "attribute_definition",
        "cohort_attribute",
    )
)
