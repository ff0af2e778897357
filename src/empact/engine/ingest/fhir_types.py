"""FHIR R4, type by type: which fields are read, and which staging table they land in.

Only the fields named here are ever read; names, addresses below the municipality, identifiers and narrative stay outside.
The page ``docs/reference/fhir-types.md`` says the same in words.
"""

from __future__ import annotations

from typing import Final

from .fhir_medicines import MEDICINE_TYPES
from .fhir_requests import REQUEST_TYPES
from .fhir_shapes import (
    ADDRESS,
    CONCEPT,
    DIAGNOSIS_ORDER,
    DRUG_ORDER,
    FROM_SUBJECT,
    MONEY,
    PERIOD,
    QUANTITY,
    REF,
    SUBJECT,
    FhirType,
    coded,
    mistaken,
    said,
    undone,
)
from .staging import area_id

__all__ = ["FHIR_TYPES", "KEPT_TYPES", "PARTS"]


def _yes_or_no(said: str) -> str:
    """What a Coverage says about its holder in a class of that name."""
    return (
        f"CASE lower(list_filter(class, lambda x: x.type.text = '{said}')[1].value) "
        "WHEN 'yes' THEN true WHEN 'true' THEN true WHEN 'no' THEN false WHEN 'false' THEN false END"
    )


# A stay or contact that may stand on its own: only of such an Encounter are its parts read, so that no reject is told twice.
_SOUND: Final = (
    "coalesce(status, '') NOT IN ('entered-in-error', 'cancelled', 'planned') AND day_of(period.\"start\") IS NOT NULL"
    ' AND (period."end" IS NULL OR day_of(period."end") >= day_of(period."start"))'
)
FHIR_TYPES: Final[dict[str, FhirType]] = {
    "Patient": FhirType(
        {
            "birthDate": "VARCHAR",
            "gender": "VARCHAR",
            "address": ADDRESS,
            "generalPractitioner": f"{REF}[]",
            "managingOrganization": REF,
        },
        "person",
        {
            "person": "id",
            "birth": '"birthDate"',
            "gender": "gender",
            "gender_said": "gender",
            "city": "filled(address[1].city)",
            "state": "filled(address[1].state)",
            "zip": 'filled(address[1]."postalCode")',
            "country": "filled(address[1].country)",
            "area": area_id("address[1].district"),
            "provider": (
                "key_of(list_filter(\"generalPractitioner\", lambda x: contains(x.reference, 'Practitioner/'))[1].reference,"
                " 'Practitioner/')"
            ),
            "care_site": (
                'coalesce(key_of(list_filter("generalPractitioner", lambda x: contains(x.reference,'
                " 'Organization/'))[1].reference, 'Organization/'), key_of(\"managingOrganization\".reference,"
                " 'Organization/'))"
            ),
        },
    ),
    "Encounter": FhirType(
        {
            "status": "VARCHAR",
            "class": "STRUCT(code VARCHAR)",
            "type": f"{CONCEPT}[]",
            "subject": REF,
            "participant": f"STRUCT(individual {REF})[]",
            "period": PERIOD,
            "serviceProvider": REF,
            "hospitalization": f'STRUCT("admitSource" {CONCEPT}, "dischargeDisposition" {CONCEPT})',
            "priority": CONCEPT,
            "diagnosis": f"STRUCT(condition {REF}, use {CONCEPT}, rank INTEGER)[]",
        },
        "visit_occurrence",
        {
            "person": "key_of(subject.reference, 'Patient/')",
            "start": 'day_of(period."start")',
            "until": 'day_of(period."end")',
            "kind": (
                "CASE upper(class.code) WHEN 'IMP' THEN 9201 WHEN 'ACUTE' THEN 9201 WHEN 'NONAC' THEN 9201 WHEN 'EMER' THEN"
                " 9203 WHEN 'AMB' THEN 9202 WHEN 'SS' THEN 9202 WHEN 'OBSENC' THEN 9202 WHEN 'HH' THEN 581476 WHEN 'INPATIENT'"
                " THEN 9201 WHEN 'OUTPATIENT' THEN 9202 WHEN 'EMERGENCY' THEN 9203 ELSE 0 END"
            ),
            "kind_said": "coalesce(class.code, type[1].text)",
            "unplanned": (
                "CASE WHEN upper(class.code) IN ('EMER', 'EMERGENCY') THEN true "
                "WHEN hospitalization.\"admitSource\".coding[1].code IN ('emd', 'emer') THEN true "
                "WHEN priority.coding[1].code IN ('EM', 'UR', 'A') THEN true "
                "WHEN priority.coding[1].code IN ('EL', 'R', 'P', 'UD') THEN false END"
            ),
            "provider": "key_of(participant[1].individual.reference, 'Practitioner/')",
            "care_site": "key_of(\"serviceProvider\".reference, 'Organization/')",
            "discharged_to": said('hospitalization."dischargeDisposition"'),
        },
        (mistaken(), undone("cancelled", "planned")),
        'period."start"',
        'period."end"',
    ),
    "Condition": FhirType(
        SUBJECT
        | {
            "clinicalStatus": CONCEPT,
            "verificationStatus": CONCEPT,
            "code": CONCEPT,
            "onsetDateTime": "VARCHAR",
            "onsetPeriod": PERIOD,
            "recordedDate": "VARCHAR",
            "abatementDateTime": "VARCHAR",
            "abatementPeriod": PERIOD,
            "asserter": REF,
        },
        "condition_occurrence",
        FROM_SUBJECT
        | coded("code", DIAGNOSIS_ORDER)
        | {
            "start": 'day_of(coalesce("onsetDateTime", "onsetPeriod"."start", "recordedDate"))',
            "until": 'day_of(coalesce("abatementDateTime", "abatementPeriod"."end"))',
            "status": said('"clinicalStatus"'),
            "provider": "key_of(asserter.reference, 'Practitioner/')",
        },
        (
            ("entered-in-error", "\"verificationStatus\".coding[1].code = 'entered-in-error'"),
            ("refuted", "\"verificationStatus\".coding[1].code = 'refuted'"),
        ),
        'coalesce("onsetDateTime", "onsetPeriod"."start", "recordedDate")',
        'coalesce("abatementDateTime", "abatementPeriod"."end")',
        needs_code=True,
    ),
    "Observation": FhirType(
        SUBJECT
        | {
            "status": "VARCHAR",
            "category": f"{CONCEPT}[]",
            "code": CONCEPT,
            "effectiveDateTime": "VARCHAR",
            "effectivePeriod": PERIOD,
            "effectiveInstant": "VARCHAR",
            "issued": "VARCHAR",
            "valueQuantity": QUANTITY,
            "valueCodeableConcept": CONCEPT,
            "valueString": "VARCHAR",
            "valueInteger": "DOUBLE",
            "valueBoolean": "BOOLEAN",
            "valueDateTime": "VARCHAR",
            "performer": f"{REF}[]",
            "component": (
                f'STRUCT(code {CONCEPT}, "valueQuantity" {QUANTITY}, "valueCodeableConcept" {CONCEPT}, '
                '"valueString" VARCHAR, "valueInteger" DOUBLE)[]'
            ),
        },
        "measurement",
        FROM_SUBJECT
        | coded("code")
        | {
            "start": 'day_of(coalesce("effectiveDateTime", "effectivePeriod"."start", "effectiveInstant", issued))',
            "until": 'day_of("effectivePeriod"."end")',
            "value": 'coalesce("valueQuantity".value, "valueInteger")',
            "unit": 'coalesce("valueQuantity".code, "valueQuantity".unit)',
            "text": (
                "coalesce("
                + said('"valueCodeableConcept"')
                + ', "valueString", CAST("valueBoolean" AS VARCHAR), "valueDateTime")'
            ),
            "provider": "key_of(performer[1].reference, 'Practitioner/')",
        },
        (mistaken(), undone("cancelled")),
        'coalesce("effectiveDateTime", "effectivePeriod"."start", "effectiveInstant", issued)',
        '"effectivePeriod"."end"',
        needs_code=True,
    ),
    "Procedure": FhirType(
        SUBJECT
        | {
            "status": "VARCHAR",
            "code": CONCEPT,
            "performedDateTime": "VARCHAR",
            "performedPeriod": PERIOD,
            "performedString": "VARCHAR",
            "performer": f"STRUCT(actor {REF})[]",
        },
        "procedure_occurrence",
        FROM_SUBJECT
        | coded("code")
        | {
            "start": 'day_of(coalesce("performedDateTime", "performedPeriod"."start", "performedString"))',
            "until": 'day_of("performedPeriod"."end")',
            "provider": "key_of(performer[1].actor.reference, 'Practitioner/')",
        },
        (mistaken(), undone("not-done", "preparation")),
        'coalesce("performedDateTime", "performedPeriod"."start", "performedString")',
        '"performedPeriod"."end"',
        needs_code=True,
    ),
    **MEDICINE_TYPES,
    **REQUEST_TYPES,
    "AllergyIntolerance": FhirType(
        {
            "verificationStatus": CONCEPT,
            "code": CONCEPT,
            "patient": REF,
            "encounter": REF,
            "onsetDateTime": "VARCHAR",
            "onsetPeriod": PERIOD,
            "recordedDate": "VARCHAR",
            "criticality": "VARCHAR",
            "recorder": REF,
        },
        "observation",
        {
            "person": "key_of(patient.reference, 'Patient/')",
            "visit": "key_of(encounter.reference, 'Encounter/')",
            "provider": "key_of(recorder.reference, 'Practitioner/')",
            "text": "criticality",
            "start": 'day_of(coalesce("recordedDate", "onsetDateTime", "onsetPeriod"."start"))',
        }
        | coded("code"),
        (
            ("entered-in-error", "\"verificationStatus\".coding[1].code = 'entered-in-error'"),
            ("refuted", "\"verificationStatus\".coding[1].code = 'refuted'"),
        ),
        'coalesce("recordedDate", "onsetDateTime", "onsetPeriod"."start")',
        needs_code=True,
    ),
    "ExplanationOfBenefit": FhirType(
        {
            "status": "VARCHAR",
            "patient": REF,
            "billablePeriod": PERIOD,
            "created": "VARCHAR",
            "item": f'STRUCT(encounter {REF}[], "servicedDate" VARCHAR, "servicedPeriod" {PERIOD})[]',
            "total": f"STRUCT(category {CONCEPT}, amount {MONEY})[]",
            "payment": f"STRUCT(amount {MONEY})",
        },
        "cost",
        {
            "person": "key_of(patient.reference, 'Patient/')",
            "start": (
                'day_of(coalesce("billablePeriod"."start", item[1]."servicedDate", item[1]."servicedPeriod"."start", created))'
            ),
            "domain": "'Visit'",
            "event": "key_of(item[1].encounter[1].reference, 'Encounter/')",
            "total": (
                "round(coalesce(list_filter(total, lambda x: x.category.coding[1].code = 'eligible')[1].amount.value,"
                " list_filter(total, lambda x: x.category.coding[1].code = 'submitted')[1].amount.value,"
                " total[1].amount.value, payment.amount.value) * 100)"
            ),
            "by_payer": (
                "round(coalesce(list_filter(total, lambda x: x.category.coding[1].code = 'benefit')[1].amount.value, "
                "payment.amount.value) * 100)"
            ),
            "currency": "coalesce(total[1].amount.currency, payment.amount.currency, 'EUR')",
        },
        (
            mistaken(),
            undone("cancelled", "draft"),
            ("no-amount", "total[1].amount.value IS NULL AND payment.amount.value IS NULL"),
        ),
        'coalesce("billablePeriod"."start", item[1]."servicedDate", item[1]."servicedPeriod"."start", created)',
    ),
    "Coverage": FhirType(
        {
            "status": "VARCHAR",
            "beneficiary": REF,
            "period": PERIOD,
            "payor": "STRUCT(reference VARCHAR, display VARCHAR)[]",
            "class": "STRUCT(type STRUCT(text VARCHAR), value VARCHAR)[]",
        },
        "payer_plan_period",
        {
            "person": "key_of(beneficiary.reference, 'Patient/')",
            "start": 'day_of(period."start")',
            "until": 'day_of(period."end")',
            "payer": "coalesce(payor[1].display, payor[1].reference)",
            "increased": _yes_or_no("increased reimbursement"),
            "chronic": _yes_or_no("chronic status"),
        },
        (mistaken(), undone("cancelled", "draft")),
        'period."start"',
        'period."end"',
    ),
    "EpisodeOfCare": FhirType(
        {"status": "VARCHAR", "patient": REF, "period": PERIOD, "managingOrganization": REF, "careManager": REF},
        "care_relation",
        {
            "person": "key_of(patient.reference, 'Patient/')",
            "start": 'day_of(period."start")',
            "until": 'day_of(period."end")',
            "care_site": "key_of(\"managingOrganization\".reference, 'Organization/')",
            "provider": "key_of(\"careManager\".reference, 'Practitioner/')",
        },
        (mistaken(), undone("cancelled", "planned")),
        'period."start"',
        'period."end"',
    ),
    "Organization": FhirType(
        {"name": "VARCHAR", "type": f"{CONCEPT}[]", "address": ADDRESS},
        "care_site",
        {
            "name": "name",
            "kind_said": said("type[1]"),
            "city": "filled(address[1].city)",
            "state": "filled(address[1].state)",
            "zip": 'filled(address[1]."postalCode")',
            "country": "filled(address[1].country)",
        },
    ),
    "Practitioner": FhirType(
        {"qualification": f"STRUCT(code {CONCEPT})[]"}, "provider", {"specialty": said("qualification[1].code")}
    ),
    "Medication": FhirType({"code": CONCEPT}, "medication", coded("code", DRUG_ORDER)),
}
_ENCOUNTER: Final = {"status": "VARCHAR", "subject": REF, "period": PERIOD}
_DISCHARGE: Final = 'hospitalization."dischargeDisposition"'
# Further kinds of row some resources yield; they are parts of the first, not counted again.
PARTS: Final[dict[str, tuple[FhirType, ...]]] = {
    "Patient": (
        FhirType(
            {"deceasedDateTime": "VARCHAR", "deceasedBoolean": "BOOLEAN"},
            "death",
            {"person": "id", "start": 'day_of("deceasedDateTime")'},
            (),
            '"deceasedDateTime"',
            where='"deceasedDateTime" IS NOT NULL OR "deceasedBoolean"',
        ),
    ),
    "Encounter": (
        FhirType(
            _ENCOUNTER | {"type": f"{CONCEPT}[]"},
            "procedure_occurrence",
            coded("type[1]")
            | {
                "record": "id || '#type'",
                "person": "key_of(subject.reference, 'Patient/')",
                "visit": "id",
                "start": 'day_of(period."start")',
                "until": 'day_of(period."end")',
            },
            (),
            'period."start"',
            where=f"filled(type[1].coding[1].code) IS NOT NULL AND type[1].coding[1].system IS NOT NULL AND {_SOUND}",
        ),
        FhirType(
            _ENCOUNTER | {"hospitalization": f'STRUCT("dischargeDisposition" {CONCEPT})'},
            "observation",
            coded(_DISCHARGE)
            | {
                "record": "id || '#discharge'",
                "person": "key_of(subject.reference, 'Patient/')",
                "visit": "id",
                "start": 'day_of(period."end")',
            },
            (),
            'period."end"',
            where=(
                f"filled({_DISCHARGE}.coding[1].code) IS NOT NULL AND {_DISCHARGE}.coding[1].system IS NOT NULL"
                f' AND period."end" IS NOT NULL AND {_SOUND}'
            ),
        ),
    ),
}
# Understood, but of no table of ours: the record is kept whole in staging.
KEPT_TYPES: Final = ("CarePlan", "Claim", "DiagnosticReport", "Goal", "ImagingStudy", "Location")
