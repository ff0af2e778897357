"""FHIR R4, type by type: which fields are read, and which staging table they land in.

Only the fields named here are ever read; names, addresses below the municipality, identifiers and narrative stay outside.
The page ``docs/reference/fhir-types.md`` says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .staging import area_id

__all__ = ["FHIR_TYPES", "HEAD", "KEPT_TYPES", "PARTS", "FhirType"]

_REF: Final = "STRUCT(reference VARCHAR)"
_CODING: Final = 'STRUCT("system" VARCHAR, code VARCHAR, display VARCHAR)'
_CONCEPT: Final = f"STRUCT(coding {_CODING}[], text VARCHAR)"
_PERIOD: Final = 'STRUCT("start" VARCHAR, "end" VARCHAR)'
_QUANTITY: Final = "STRUCT(value DOUBLE, unit VARCHAR, code VARCHAR)"
_MONEY: Final = "STRUCT(value DECIMAL(18,2), currency VARCHAR)"
_ADDRESS: Final = 'STRUCT(use VARCHAR, city VARCHAR, district VARCHAR, state VARCHAR, "postalCode" VARCHAR, country VARCHAR)[]'
HEAD: Final = {"resourceType": "VARCHAR", "id": "VARCHAR"}

# Where one concept carries several codings, the first of the systems our definitions know best is taken.
_DIAGNOSIS_ORDER: Final = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10-be",
                           "http://hl7.org/fhir/sid/icpc-2", "http://www.icpc2.info", "http://snomed.info/sct")
_DRUG_ORDER: Final = ("http://www.whocc.no/atc", "http://www.nlm.nih.gov/research/umls/rxnorm")


def _coding(concept: str, order: tuple[str, ...] = ()) -> str:
    """The one coding that stands for a concept; free text alone counts as a local code."""
    listed = f"{concept}.coding"
    best = f"{listed}[1]"
    if order:
        ranked = ", ".join(f"list_filter({listed}, lambda x: x.system = '{uri}')[1]" for uri in order)
        best = f"CASE WHEN len({listed}) > 1 THEN coalesce({ranked}, {listed}[1]) ELSE {listed}[1] END"
    return f"({best})"


def coded(concept: str, order: tuple[str, ...] = ()) -> dict[str, str]:
    best = _coding(concept, order)
    return {
        "system": f"{best}.system",
        "code": f"coalesce(filled({best}.code), filled({concept}.text[1:80]))",
        "name": f"coalesce({best}.display, {concept}.text)",
    }


def said(concept: str) -> str:
    """A concept as written text: its first code, else its text."""
    return f"coalesce({concept}.coding[1].code, {concept}.text)"


@dataclass(frozen=True, slots=True)
class FhirType:
    """``read``: JSON fields and their shape. ``stage``: the staging table. ``values``: an SQL expression per column of it.

    ``wrong`` lists (reason, SQL condition) beside the general ones; ``codes`` and ``day`` say whether a code and a start are needed.
    """

    read: Mapping[str, str]
    stage: str
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[tuple[str, str], ...] = ()
    started: str = ""      # the raw text the start comes from
    ended: str = ""
    needs_code: bool = False
    where: str = ""        # of the resources of this type, those that yield such a row

def _mistaken(status: str = "status") -> tuple[str, str]:
    return "entered-in-error", f"{status} = 'entered-in-error'"


def _undone(*states: str) -> tuple[str, str]:
    listed = ", ".join(f"'{s}'" for s in states)
    return "not-done", f"status IN ({listed})"


_SUBJECT: Final = {"subject": _REF, "encounter": _REF}
_FROM_SUBJECT: Final = {"person": "key_of(subject.reference, 'Patient/')", "visit": "key_of(encounter.reference, 'Encounter/')"}
_MEDICATION: Final = {
    "status": "VARCHAR", "medicationCodeableConcept": _CONCEPT, "medicationReference": _REF,
    "contained": f"STRUCT(id VARCHAR, code {_CONCEPT})[]",
}
_INSIDE: Final = ("list_filter(contained, lambda x: '#' || x.id = medicationReference.reference)[1].code")
_MEDICINE: Final = f"coalesce(medicationCodeableConcept, {_INSIDE})"


def _medicine() -> dict[str, str]:
    found = coded(_MEDICINE, _DRUG_ORDER)
    # A medicine described elsewhere is looked up after all files are read: system says so, code is its key.
    elsewhere = f"{_MEDICINE} IS NULL AND medicationReference.reference IS NOT NULL"
    return {
        "system": f"CASE WHEN {elsewhere} THEN 'Medication' ELSE {found['system']} END",
        "code": f"CASE WHEN {elsewhere} THEN key_of(medicationReference.reference, 'Medication/') ELSE {found['code']} END",
        "name": found["name"],
    }


def _drug(start: str, end: str = "NULL", **more: str) -> dict[str, str]:
    return _medicine() | {"start": f"day_of({start})", "until": f"day_of({end})"} | more


FHIR_TYPES: Final[dict[str, FhirType]] = {
    "Patient": FhirType(
        {"birthDate": "VARCHAR", "gender": "VARCHAR",
         "address": _ADDRESS, "generalPractitioner": f"{_REF}[]", "managingOrganization": _REF},
        "person",
        {"person": "id", "birth": "\"birthDate\"", "gender": "gender", "gender_said": "gender",
         "city": "filled(address[1].city)", "state": "filled(address[1].state)", "zip": "filled(address[1].\"postalCode\")",
         "country": "filled(address[1].country)",
         "area": area_id("address[1].district"),
         "provider": "key_of(list_filter(\"generalPractitioner\", lambda x: contains(x.reference, 'Practitioner/'))[1].reference, 'Practitioner/')",
         "care_site": "coalesce(key_of(list_filter(\"generalPractitioner\", lambda x: contains(x.reference, 'Organization/'))[1].reference, "
                      "'Organization/'), key_of(\"managingOrganization\".reference, 'Organization/'))"},
    ),
    "Encounter": FhirType(
        {"status": "VARCHAR", "class": "STRUCT(code VARCHAR)", "type": f"{_CONCEPT}[]", "subject": _REF,
         "participant": f"STRUCT(individual {_REF})[]", "period": _PERIOD, "serviceProvider": _REF,
         "hospitalization": f"STRUCT(\"admitSource\" {_CONCEPT}, \"dischargeDisposition\" {_CONCEPT})", "priority": _CONCEPT},
        "visit_occurrence",
        {"person": "key_of(subject.reference, 'Patient/')", "start": "day_of(period.\"start\")", "until": "day_of(period.\"end\")",
         "kind": "CASE upper(class.code) WHEN 'IMP' THEN 9201 WHEN 'ACUTE' THEN 9201 WHEN 'NONAC' THEN 9201 WHEN 'EMER' THEN 9203 "
                 "WHEN 'AMB' THEN 9202 WHEN 'SS' THEN 9202 WHEN 'OBSENC' THEN 9202 WHEN 'HH' THEN 581476 WHEN 'INPATIENT' THEN 9201 "
                 "WHEN 'OUTPATIENT' THEN 9202 WHEN 'EMERGENCY' THEN 9203 ELSE 0 END",
         "kind_said": "coalesce(class.code, type[1].text)",
         "unplanned": "CASE WHEN upper(class.code) IN ('EMER', 'EMERGENCY') THEN true "
                      "WHEN hospitalization.\"admitSource\".coding[1].code IN ('emd', 'emer') THEN true "
                      "WHEN priority.coding[1].code IN ('EM', 'UR', 'A') THEN true "
                      "WHEN priority.coding[1].code IN ('EL', 'R', 'P', 'UD') THEN false END",
         "provider": "key_of(participant[1].individual.reference, 'Practitioner/')",
         "care_site": "key_of(\"serviceProvider\".reference, 'Organization/')",
         "discharged_to": said("hospitalization.\"dischargeDisposition\"")},
        (_mistaken(), _undone("cancelled", "planned")), "period.\"start\"", "period.\"end\"",
    ),
    "Condition": FhirType(
        _SUBJECT | {"clinicalStatus": _CONCEPT, "verificationStatus": _CONCEPT, "code": _CONCEPT, "onsetDateTime": "VARCHAR",
                    "onsetPeriod": _PERIOD, "recordedDate": "VARCHAR", "abatementDateTime": "VARCHAR", "abatementPeriod": _PERIOD,
                    "asserter": _REF},
        "condition_occurrence",
        _FROM_SUBJECT | coded("code", _DIAGNOSIS_ORDER) | {
            "start": "day_of(coalesce(\"onsetDateTime\", \"onsetPeriod\".\"start\", \"recordedDate\"))",
            "until": "day_of(coalesce(\"abatementDateTime\", \"abatementPeriod\".\"end\"))",
            "status": said("\"clinicalStatus\""), "provider": "key_of(asserter.reference, 'Practitioner/')"},
        (("entered-in-error", "\"verificationStatus\".coding[1].code = 'entered-in-error'"),
         ("refuted", "\"verificationStatus\".coding[1].code = 'refuted'")),
        "coalesce(\"onsetDateTime\", \"onsetPeriod\".\"start\", \"recordedDate\")", "coalesce(\"abatementDateTime\", \"abatementPeriod\".\"end\")",
        needs_code=True,
    ),
    "Observation": FhirType(
        _SUBJECT | {"status": "VARCHAR", "category": f"{_CONCEPT}[]", "code": _CONCEPT, "effectiveDateTime": "VARCHAR",
                    "effectivePeriod": _PERIOD, "effectiveInstant": "VARCHAR", "issued": "VARCHAR", "valueQuantity": _QUANTITY,
                    "valueCodeableConcept": _CONCEPT, "valueString": "VARCHAR", "valueInteger": "DOUBLE", "valueBoolean": "BOOLEAN",
                    "valueDateTime": "VARCHAR", "performer": f"{_REF}[]",
                    "component": f"STRUCT(code {_CONCEPT}, \"valueQuantity\" {_QUANTITY}, \"valueCodeableConcept\" {_CONCEPT}, "
                                 f"\"valueString\" VARCHAR, \"valueInteger\" DOUBLE)[]"},
        "measurement",
        _FROM_SUBJECT | coded("code") | {
            "start": "day_of(coalesce(\"effectiveDateTime\", \"effectivePeriod\".\"start\", \"effectiveInstant\", issued))",
            "value": "coalesce(\"valueQuantity\".value, \"valueInteger\")",
            "unit": "coalesce(\"valueQuantity\".code, \"valueQuantity\".unit)",
            "text": "coalesce(" + said("\"valueCodeableConcept\"") + ", \"valueString\", CAST(\"valueBoolean\" AS VARCHAR), \"valueDateTime\")",
            "provider": "key_of(performer[1].reference, 'Practitioner/')"},
        (_mistaken(), _undone("cancelled")),
        "coalesce(\"effectiveDateTime\", \"effectivePeriod\".\"start\", \"effectiveInstant\", issued)", needs_code=True,
    ),
    "Procedure": FhirType(
        _SUBJECT | {"status": "VARCHAR", "code": _CONCEPT, "performedDateTime": "VARCHAR", "performedPeriod": _PERIOD,
                    "performedString": "VARCHAR", "performer": f"STRUCT(actor {_REF})[]"},
        "procedure_occurrence",
        _FROM_SUBJECT | coded("code") | {
            "start": "day_of(coalesce(\"performedDateTime\", \"performedPeriod\".\"start\", \"performedString\"))",
            "until": "day_of(\"performedPeriod\".\"end\")", "provider": "key_of(performer[1].actor.reference, 'Practitioner/')"},
        (_mistaken(), _undone("not-done", "preparation")),
        "coalesce(\"performedDateTime\", \"performedPeriod\".\"start\", \"performedString\")", "\"performedPeriod\".\"end\"", needs_code=True,
    ),
    "MedicationRequest": FhirType(
        _SUBJECT | _MEDICATION | {
            "authoredOn": "VARCHAR", "requester": _REF,
            "dispenseRequest": f"STRUCT(\"validityPeriod\" {_PERIOD}, quantity STRUCT(value DOUBLE), "
                               "\"expectedSupplyDuration\" STRUCT(value DOUBLE, code VARCHAR, unit VARCHAR))"},
        "drug_exposure",
        _FROM_SUBJECT | _drug(
            "coalesce(\"authoredOn\", \"dispenseRequest\".\"validityPeriod\".\"start\")",
            quantity="\"dispenseRequest\".quantity.value",
            days_supply="CASE WHEN coalesce(\"dispenseRequest\".\"expectedSupplyDuration\".code, \"dispenseRequest\".\"expectedSupplyDuration\".unit) "
                        "IN ('d', 'day', 'days') THEN \"dispenseRequest\".\"expectedSupplyDuration\".value END",
            provider="key_of(requester.reference, 'Practitioner/')"),
        (_mistaken(), _undone("cancelled", "draft")),
        "coalesce(\"authoredOn\", \"dispenseRequest\".\"validityPeriod\".\"start\")", needs_code=True,
    ),
    "MedicationDispense": FhirType(
        {"subject": _REF, "context": _REF} | _MEDICATION | {
            "whenHandedOver": "VARCHAR", "whenPrepared": "VARCHAR", "quantity": "STRUCT(value DOUBLE)",
            "daysSupply": "STRUCT(value DOUBLE)", "performer": f"STRUCT(actor {_REF})[]"},
        "drug_exposure",
        {"person": _FROM_SUBJECT["person"], "visit": "key_of(context.reference, 'Encounter/')"} | _drug(
            "coalesce(\"whenHandedOver\", \"whenPrepared\")", quantity="quantity.value", days_supply="\"daysSupply\".value",
            provider="key_of(performer[1].actor.reference, 'Practitioner/')"),
        (_mistaken(), _undone("cancelled", "declined", "preparation")), "coalesce(\"whenHandedOver\", \"whenPrepared\")", needs_code=True,
    ),
    "MedicationStatement": FhirType(
        {"subject": _REF, "context": _REF} | _MEDICATION | {
            "effectiveDateTime": "VARCHAR", "effectivePeriod": _PERIOD, "dateAsserted": "VARCHAR"},
        "drug_exposure",
        {"person": _FROM_SUBJECT["person"], "visit": "key_of(context.reference, 'Encounter/')"} | _drug(
            "coalesce(\"effectiveDateTime\", \"effectivePeriod\".\"start\", \"dateAsserted\")", "\"effectivePeriod\".\"end\""),
        (_mistaken(), _undone("not-taken")), "coalesce(\"effectiveDateTime\", \"effectivePeriod\".\"start\", \"dateAsserted\")",
        "\"effectivePeriod\".\"end\"", needs_code=True,
    ),
    "MedicationAdministration": FhirType(
        {"subject": _REF, "context": _REF} | _MEDICATION | {
            "effectiveDateTime": "VARCHAR", "effectivePeriod": _PERIOD, "performer": f"STRUCT(actor {_REF})[]"},
        "drug_exposure",
        {"person": _FROM_SUBJECT["person"], "visit": "key_of(context.reference, 'Encounter/')"} | _drug(
            "coalesce(\"effectiveDateTime\", \"effectivePeriod\".\"start\")", "\"effectivePeriod\".\"end\"",
            provider="key_of(performer[1].actor.reference, 'Practitioner/')"),
        (_mistaken(), _undone("not-done")), "coalesce(\"effectiveDateTime\", \"effectivePeriod\".\"start\")",
        "\"effectivePeriod\".\"end\"", needs_code=True,
    ),
    "Immunization": FhirType(
        {"status": "VARCHAR", "vaccineCode": _CONCEPT, "patient": _REF, "encounter": _REF, "occurrenceDateTime": "VARCHAR",
         "occurrenceString": "VARCHAR", "performer": f"STRUCT(actor {_REF})[]"},
        "drug_exposure",
        {"person": "key_of(patient.reference, 'Patient/')", "visit": "key_of(encounter.reference, 'Encounter/')",
         "provider": "key_of(performer[1].actor.reference, 'Practitioner/')",
         "start": "day_of(coalesce(\"occurrenceDateTime\", \"occurrenceString\"))"} | coded("\"vaccineCode\"", _DRUG_ORDER),
        (_mistaken(), _undone("not-done")), "coalesce(\"occurrenceDateTime\", \"occurrenceString\")", needs_code=True,
    ),
    "AllergyIntolerance": FhirType(
        {"verificationStatus": _CONCEPT, "code": _CONCEPT, "patient": _REF, "encounter": _REF, "onsetDateTime": "VARCHAR",
         "onsetPeriod": _PERIOD, "recordedDate": "VARCHAR", "criticality": "VARCHAR", "recorder": _REF},
        "observation",
        {"person": "key_of(patient.reference, 'Patient/')", "visit": "key_of(encounter.reference, 'Encounter/')",
         "provider": "key_of(recorder.reference, 'Practitioner/')", "text": "criticality",
         "start": "day_of(coalesce(\"recordedDate\", \"onsetDateTime\", \"onsetPeriod\".\"start\"))"} | coded("code"),
        (("entered-in-error", "\"verificationStatus\".coding[1].code = 'entered-in-error'"),
         ("refuted", "\"verificationStatus\".coding[1].code = 'refuted'")),
        "coalesce(\"recordedDate\", \"onsetDateTime\", \"onsetPeriod\".\"start\")", needs_code=True,
    ),
    "ExplanationOfBenefit": FhirType(
        {"status": "VARCHAR", "patient": _REF, "billablePeriod": _PERIOD, "created": "VARCHAR",
         "item": f"STRUCT(encounter {_REF}[], \"servicedDate\" VARCHAR, \"servicedPeriod\" {_PERIOD})[]",
         "total": f"STRUCT(category {_CONCEPT}, amount {_MONEY})[]", "payment": f"STRUCT(amount {_MONEY})"},
        "cost",
        {"person": "key_of(patient.reference, 'Patient/')",
         "start": "day_of(coalesce(\"billablePeriod\".\"start\", item[1].\"servicedDate\", item[1].\"servicedPeriod\".\"start\", created))",
         "domain": "'Visit'", "event": "key_of(item[1].encounter[1].reference, 'Encounter/')",
         "total": "round(coalesce(list_filter(total, lambda x: x.category.coding[1].code = 'eligible')[1].amount.value, "
                  "list_filter(total, lambda x: x.category.coding[1].code = 'submitted')[1].amount.value, total[1].amount.value, "
                  "payment.amount.value) * 100)",
         "by_payer": "round(coalesce(list_filter(total, lambda x: x.category.coding[1].code = 'benefit')[1].amount.value, "
                     "payment.amount.value) * 100)",
         "currency": "coalesce(total[1].amount.currency, payment.amount.currency, 'EUR')"},
        (_mistaken(), _undone("cancelled", "draft"),
         ("no-amount", "total[1].amount.value IS NULL AND payment.amount.value IS NULL")),
        "coalesce(\"billablePeriod\".\"start\", item[1].\"servicedDate\", item[1].\"servicedPeriod\".\"start\", created)",
    ),
    "Coverage": FhirType(
        {"status": "VARCHAR", "beneficiary": _REF, "period": _PERIOD, "payor": "STRUCT(reference VARCHAR, display VARCHAR)[]",
         "class": "STRUCT(type STRUCT(text VARCHAR), value VARCHAR)[]"},
        "payer_plan_period",
        {"person": "key_of(beneficiary.reference, 'Patient/')", "start": "day_of(period.\"start\")", "until": "day_of(period.\"end\")",
         "payer": "coalesce(payor[1].display, payor[1].reference)",
         "increased": "CASE lower(list_filter(class, lambda x: x.type.text = 'increased reimbursement')[1].value) "
                      "WHEN 'yes' THEN true WHEN 'true' THEN true WHEN 'no' THEN false WHEN 'false' THEN false END"},
        (_mistaken(), _undone("cancelled", "draft")), "period.\"start\"", "period.\"end\"",
    ),
    "EpisodeOfCare": FhirType(
        {"status": "VARCHAR", "patient": _REF, "period": _PERIOD, "managingOrganization": _REF, "careManager": _REF},
        "care_relation",
        {"person": "key_of(patient.reference, 'Patient/')", "start": "day_of(period.\"start\")", "until": "day_of(period.\"end\")",
         "care_site": "key_of(\"managingOrganization\".reference, 'Organization/')",
         "provider": "key_of(\"careManager\".reference, 'Practitioner/')"},
        (_mistaken(), _undone("cancelled", "planned")), "period.\"start\"", "period.\"end\"",
    ),
    "Organization": FhirType(
        {"name": "VARCHAR", "type": f"{_CONCEPT}[]", "address": _ADDRESS},
        "care_site",
        {"name": "name", "kind_said": said("type[1]"), "city": "filled(address[1].city)", "state": "filled(address[1].state)",
         "zip": "filled(address[1].\"postalCode\")", "country": "filled(address[1].country)"},
    ),
    "Practitioner": FhirType(
        {"qualification": f"STRUCT(code {_CONCEPT})[]"},
        "provider", {"specialty": said("qualification[1].code")},
    ),
    "Medication": FhirType({"code": _CONCEPT}, "medication", coded("code", _DRUG_ORDER)),
}
# A second kind of row some resources yield; it is a part of the first, not counted again.
PARTS: Final[dict[str, FhirType]] = {
    "Patient": FhirType(
        {"deceasedDateTime": "VARCHAR", "deceasedBoolean": "BOOLEAN"}, "death",
        {"person": "id", "start": "day_of(\"deceasedDateTime\")"}, (), "\"deceasedDateTime\"",
        where="\"deceasedDateTime\" IS NOT NULL OR \"deceasedBoolean\"",
    ),
}
# Understood, but of no table of ours: the record is kept whole in staging.
KEPT_TYPES: Final = ("CarePlan", "Claim", "DiagnosticReport", "Goal", "ImagingStudy", "Location")
