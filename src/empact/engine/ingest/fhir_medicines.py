"""FHIR R4: the resources that land in drug_exposure."""

from __future__ import annotations

from typing import Final

from .fhir_shapes import (
    CONCEPT,
    DRUG_ORDER,
    FROM_SUBJECT,
    MEDICATION,
    PERIOD,
    REF,
    SUBJECT,
    FhirType,
    coded,
    drug,
    mistaken,
    undone,
)

__all__ = ["MEDICINE_TYPES"]

MEDICINE_TYPES: Final[dict[str, FhirType]] = {
    "MedicationRequest": FhirType(
        SUBJECT
        | MEDICATION
        | {
            "authoredOn": "VARCHAR",
            "doNotPerform": "BOOLEAN",
            "requester": REF,
            "dispenseRequest": (
                f'STRUCT("validityPeriod" {PERIOD}, quantity STRUCT(value DOUBLE), '
                '"expectedSupplyDuration" STRUCT(value DOUBLE, code VARCHAR, unit VARCHAR))'
            ),
        },
        "drug_exposure",
        FROM_SUBJECT
        | drug(
            'coalesce("authoredOn", "dispenseRequest"."validityPeriod"."start")',
            quantity='"dispenseRequest".quantity.value',
            days_supply=(
                'CASE WHEN coalesce("dispenseRequest"."expectedSupplyDuration".code,'
                " \"dispenseRequest\".\"expectedSupplyDuration\".unit) IN ('d', 'day', 'days') THEN"
                ' "dispenseRequest"."expectedSupplyDuration".value END'
            ),
            provider="key_of(requester.reference, 'Practitioner/')",
        ),
        (mistaken(), undone("cancelled", "draft"), ("not-done", '"doNotPerform"')),
        'coalesce("authoredOn", "dispenseRequest"."validityPeriod"."start")',
        needs_code=True,
    ),
    "MedicationDispense": FhirType(
        {"subject": REF, "context": REF}
        | MEDICATION
        | {
            "whenHandedOver": "VARCHAR",
            "whenPrepared": "VARCHAR",
            "quantity": "STRUCT(value DOUBLE)",
            "daysSupply": "STRUCT(value DOUBLE)",
            "performer": f"STRUCT(actor {REF})[]",
        },
        "drug_exposure",
        {"person": FROM_SUBJECT["person"], "visit": "key_of(context.reference, 'Encounter/')"}
        | drug(
            'coalesce("whenHandedOver", "whenPrepared")',
            quantity="quantity.value",
            days_supply='"daysSupply".value',
            provider="key_of(performer[1].actor.reference, 'Practitioner/')",
        ),
        (mistaken(), undone("cancelled", "declined", "preparation")),
        'coalesce("whenHandedOver", "whenPrepared")',
        needs_code=True,
    ),
    "MedicationStatement": FhirType(
        {"subject": REF, "context": REF}
        | MEDICATION
        | {"effectiveDateTime": "VARCHAR", "effectivePeriod": PERIOD, "dateAsserted": "VARCHAR"},
        "drug_exposure",
        {"person": FROM_SUBJECT["person"], "visit": "key_of(context.reference, 'Encounter/')"}
        | drug('coalesce("effectiveDateTime", "effectivePeriod"."start", "dateAsserted")', '"effectivePeriod"."end"'),
        (mistaken(), undone("not-taken")),
        'coalesce("effectiveDateTime", "effectivePeriod"."start", "dateAsserted")',
        '"effectivePeriod"."end"',
        needs_code=True,
    ),
    "MedicationAdministration": FhirType(
        {"subject": REF, "context": REF}
        | MEDICATION
        | {"effectiveDateTime": "VARCHAR", "effectivePeriod": PERIOD, "performer": f"STRUCT(actor {REF})[]"},
        "drug_exposure",
        {"person": FROM_SUBJECT["person"], "visit": "key_of(context.reference, 'Encounter/')"}
        | drug(
            'coalesce("effectiveDateTime", "effectivePeriod"."start")',
            '"effectivePeriod"."end"',
            provider="key_of(performer[1].actor.reference, 'Practitioner/')",
        ),
        (mistaken(), undone("not-done")),
        'coalesce("effectiveDateTime", "effectivePeriod"."start")',
        '"effectivePeriod"."end"',
        needs_code=True,
    ),
    "Immunization": FhirType(
        {
            "status": "VARCHAR",
            "vaccineCode": CONCEPT,
            "patient": REF,
            "encounter": REF,
            "occurrenceDateTime": "VARCHAR",
            "occurrenceString": "VARCHAR",
            "performer": f"STRUCT(actor {REF})[]",
        },
        "drug_exposure",
        {
            "person": "key_of(patient.reference, 'Patient/')",
            "visit": "key_of(encounter.reference, 'Encounter/')",
            "provider": "key_of(performer[1].actor.reference, 'Practitioner/')",
            "start": 'day_of(coalesce("occurrenceDateTime", "occurrenceString"))',
        }
        | coded('"vaccineCode"', DRUG_ORDER),
        (mistaken(), undone("not-done")),
        'coalesce("occurrenceDateTime", "occurrenceString")',
        needs_code=True,
    ),
}
