"""Codes of a plan in FHIR: the published ones, and our own where Belgium and HL7 have no list."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from ....fhir.resources.values import Concept, Reference, concept, number_of

__all__ = [
    "ACHIEVED", "CARE_GOAL", "COORDINATOR", "DOMAIN", "LAYER", "LIFE_GOAL", "ROLE", "TEXT", "WILL", "WILL_CATEGORY",
    "WILL_CODE", "given", "inside", "namespace", "our",
]  # fmt: skip

ROLE, LAYER, DOMAIN, TEXT = (
    f"urn:empact:CodeSystem:{name}" for name in ("care-role", "goal-layer", "goal-domain", "plan-text")
)  # fmt: skip
LIFE_GOAL: Final = "life-goal"
CARE_GOAL: Final = "care-goal"
COORDINATOR: Final = "coordinator-of-plan"
WILL: Final = concept("http://snomed.info/sct", "385432009")
"""The scope, categories and codes of what a person wants later: github.com/hl7-be/consent, be-patientwill 1.0.0."""
WILL_CATEGORY: Final = "https://www.ehealth.fgov.be/standards/fhir/patientwill/CodeSystem/be-cs-patientwill-category"
WILL_CODE: Final = "https://www.ehealth.fgov.be/standards/fhir/patientwill/CodeSystem/be-cs-patientwill-code"
ACHIEVED: Final = concept("http://terminology.hl7.org/CodeSystem/goal-achievement", "achieved")


def our(system: str, code: str, text: object = "") -> Concept:
    """A code of one of our lists, with its words."""
    return concept(system, code, str(text))


def namespace(kind: str) -> str:
    """The system of our numbers of this kind."""
    return f"urn:empact:namespace:{kind}"


def given(kind: str, ours: str, id: UUID, display: str = "") -> Reference:
    """Somebody who is not in the bundle, by our number; ``ours`` says of what."""
    return number_of(kind, namespace(ours), str(id), display)


def inside(kind: str, id: UUID) -> Reference:
    """Another resource of the same bundle."""
    return Reference(f"urn:uuid:{id}", kind)
