"""The shapes FHIR types are made of, and how a reference, a concept or a medicine is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "ADDRESS",
    "CODING",
    "CONCEPT",
    "DIAGNOSIS_ORDER",
    "DRUG_ORDER",
    "FROM_SUBJECT",
    "FhirType",
    "HEAD",
    "INSIDE",
    "MEDICATION",
    "MEDICINE",
    "MONEY",
    "PERIOD",
    "QUANTITY",
    "REF",
    "SUBJECT",
    "coded",
    "coding",
    "drug",
    "medicine",
    "mistaken",
    "said",
    "undone",
]

REF: Final = "STRUCT(reference VARCHAR)"
CODING: Final = 'STRUCT("system" VARCHAR, code VARCHAR, display VARCHAR)'
CONCEPT: Final = f"STRUCT(coding {CODING}[], text VARCHAR)"
PERIOD: Final = 'STRUCT("start" VARCHAR, "end" VARCHAR)'
QUANTITY: Final = "STRUCT(value DOUBLE, unit VARCHAR, code VARCHAR)"
MONEY: Final = "STRUCT(value DECIMAL(18,2), currency VARCHAR)"
ADDRESS: Final = 'STRUCT(use VARCHAR, city VARCHAR, district VARCHAR, state VARCHAR, "postalCode" VARCHAR, country VARCHAR)[]'
HEAD: Final = {"resourceType": "VARCHAR", "id": "VARCHAR"}

# Where one concept carries several codings, the first of the systems our definitions know best is taken.
DIAGNOSIS_ORDER: Final = (
    "http://hl7.org/fhir/sid/icd-10",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://hl7.org/fhir/sid/icd-10-be",
    "http://hl7.org/fhir/sid/icpc-2",
    "http://www.icpc2.info",
    "http://snomed.info/sct",
)
DRUG_ORDER: Final = ("http://www.whocc.no/atc", "http://www.nlm.nih.gov/research/umls/rxnorm")


def coding(concept: str, order: tuple[str, ...] = ()) -> str:
    """The one coding that stands for a concept; free text alone counts as a local code."""
    listed = f"{concept}.coding"
    best = f"{listed}[1]"
    if order:
        ranked = ", ".join(f"list_filter({listed}, lambda x: x.system = '{uri}')[1]" for uri in order)
        best = f"CASE WHEN len({listed}) > 1 THEN coalesce({ranked}, {listed}[1]) ELSE {listed}[1] END"
    return f"({best})"


def coded(concept: str, order: tuple[str, ...] = ()) -> dict[str, str]:
    best = coding(concept, order)
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

    ``wrong`` lists (reason, SQL condition) beside the general ones; ``codes`` and ``day`` say whether a code and a start
    are needed.
    """

    read: Mapping[str, str]
    stage: str
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[tuple[str, str], ...] = ()
    started: str = ""  # the raw text the start comes from
    ended: str = ""
    needs_code: bool = False
    where: str = ""  # of the resources of this type, those that yield such a row


def mistaken(status: str = "status") -> tuple[str, str]:
    return "entered-in-error", f"{status} = 'entered-in-error'"


def undone(*states: str) -> tuple[str, str]:
    listed = ", ".join(f"'{s}'" for s in states)
    return "not-done", f"status IN ({listed})"


SUBJECT: Final = {"subject": REF, "encounter": REF}
FROM_SUBJECT: Final = {"person": "key_of(subject.reference, 'Patient/')", "visit": "key_of(encounter.reference, 'Encounter/')"}
MEDICATION: Final = {
    "status": "VARCHAR",
    "medicationCodeableConcept": CONCEPT,
    "medicationReference": REF,
    "contained": f"STRUCT(id VARCHAR, code {CONCEPT})[]",
}
INSIDE: Final = "list_filter(contained, lambda x: '#' || x.id = medicationReference.reference)[1].code"
MEDICINE: Final = f"coalesce(medicationCodeableConcept, {INSIDE})"


def medicine() -> dict[str, str]:
    found = coded(MEDICINE, DRUG_ORDER)
    # A medicine described elsewhere is looked up after all files are read: system says so, code is its key.
    elsewhere = f"{MEDICINE} IS NULL AND medicationReference.reference IS NOT NULL"
    return {
        "system": f"CASE WHEN {elsewhere} THEN 'Medication' ELSE {found['system']} END",
        "code": f"CASE WHEN {elsewhere} THEN key_of(medicationReference.reference, 'Medication/') ELSE {found['code']} END",
        "name": found["name"],
    }


def drug(start: str, end: str = "NULL", **more: str) -> dict[str, str]:
    return medicine() | {"start": f"day_of({start})", "until": f"day_of({end})"} | more
