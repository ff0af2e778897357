"""Code systems: one entry each, with its spelling, its deviations and its other names.

A code means nothing without its system: ``K86`` is uncomplicated hypertension in ICPC-2 and pancreatitis
in ICD-10. The key everywhere is therefore the pair *(system, code)*, never the code alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .errors import DefinitionError

__all__ = ["Code", "CodeSystem", "SYSTEMS", "system"]


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A terminology.

    ``hierarchical``: a listed code stands for itself and everything that starts with it (ICD, ICPC, ATC).
    Without it a listed code stands for itself alone (SNOMED CT, RxNorm, LOINC).
    ``pattern`` is for the normalised spelling (upper case, no dots, no blanks where ``strip_dots``).
    """

    id: str
    title: str
    omop_vocabulary: str
    uris: tuple[str, ...]
    pattern: str
    hierarchical: bool = False
    strip_dots: bool = False
    upper: bool = True

    def normalise(self, raw: str) -> str:
        """The spelling used for matching: trimmed, upper case, without the dots sources put in or leave out."""
        code = raw.strip()
        if self.upper:
            code = code.upper()
        if self.strip_dots:
            code = code.replace(".", "").replace(" ", "")
        return code

    def is_valid(self, raw: str) -> bool:
        """Does the normalised code have the shape of this system? (Shape only: no code list is consulted.)"""
        return re.fullmatch(self.pattern, self.normalise(raw)) is not None


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code in its system, in normalised spelling."""

    system: str
    value: str

    @classmethod
    def of(cls, system_id: str, raw: str) -> Code:
        return cls(system_id, system(system_id).normalise(raw))


_SYSTEMS: Final = (
    CodeSystem("snomed", "SNOMED CT", "SNOMED", ("http://snomed.info/sct",), r"\d{6,18}"),
    # WHO ICD-10. Sources differ in dots, and some pad three-character codes with an X.
    CodeSystem(
        "icd10",
        "ICD-10 (WHO)",
        "ICD10",
        ("http://hl7.org/fhir/sid/icd-10",),
        r"[A-Z]\d{2}[A-Z0-9]{0,4}",
        hierarchical=True,
        strip_dots=True,
    ),
    # ICD-10-CM, also the base of ICD-10-BE used by Belgian hospitals.
    CodeSystem(
        "icd10cm",
        "ICD-10-CM",
        "ICD10CM",
        ("http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10-be"),
        r"[A-Z]\d[A-Z0-9][A-Z0-9]{0,4}",
        hierarchical=True,
        strip_dots=True,
    ),
    CodeSystem(
        "icd9cm",
        "ICD-9-CM",
        "ICD9CM",
        ("http://hl7.org/fhir/sid/icd-9-cm",),
        r"(?:\d{3}|V\d{2}|E\d{3})\d{0,2}",
        hierarchical=True,
        strip_dots=True,
    ),
    CodeSystem(
        "icpc2",
        "ICPC-2",
        "ICPC2",
        ("http://hl7.org/fhir/sid/icpc-2", "http://www.icpc2.info"),
        r"[A-Z]\d{2}",
        hierarchical=True,
        strip_dots=True,
    ),
    CodeSystem(
        "atc", "ATC", "ATC", ("http://www.whocc.no/atc",), r"[A-Z](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?", hierarchical=True
    ),
    CodeSystem("rxnorm", "RxNorm", "RxNorm", ("http://www.nlm.nih.gov/research/umls/rxnorm",), r"\d{1,8}"),
    CodeSystem("loinc", "LOINC", "LOINC", ("http://loinc.org",), r"(?:LP|LA)?\d{1,7}-\d"),
    CodeSystem("cvx", "CVX", "CVX", ("http://hl7.org/fhir/sid/cvx",), r"\d{1,3}"),
    CodeSystem("ucum", "UCUM", "UCUM", ("http://unitsofmeasure.org",), r"\S+", upper=False),
    CodeSystem(
        "nihdi",
        "NIHDI (RIZIV-INAMI) nomenclature",
        "NIHDI",
        ("https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi-nomenclature",),
        r"\d{6}",
    ),
    # Anything a source writes in a system of its own; kept, never matched by a shipped definition.
    CodeSystem("local", "local code", "None", (), r".+", upper=False),
)

SYSTEMS: Final[dict[str, CodeSystem]] = {s.id: s for s in _SYSTEMS}


def system(system_id: str) -> CodeSystem:
    """The code system of that id; a sentence naming the known ones otherwise."""
    try:
        return SYSTEMS[system_id]
    except KeyError:
        raise DefinitionError(
            f"There is no code system '{system_id}'.", hint="Known: " + ", ".join(sorted(SYSTEMS)) + "."
        ) from None
