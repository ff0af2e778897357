"""Consent: what a person allows, to whom, for what and until when.

Sources: FHIR R4 4.0.1; profile be-Consent of hl7.fhir.be.core 2.1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from .shape import FLAG, TEXT, Part, element, extension, listed, nested, words
from .values import (
    CODING,
    CONCEPT,
    IDENTIFIER,
    MOMENT,
    NOTE,
    PERIOD,
    REFERENCE,
    Coding,
    Concept,
    Identifier,
    Note,
    Period,
    Reference,
    When,
)

__all__ = ["SIMPLE_NOTE", "Actor", "Affected", "Consent", "Policy", "Provision", "Verification"]

SIMPLE_NOTE: Final = "https://www.ehealth.fgov.be/standards/fhir/core/StructureDefinition/be-ext-simple-note"


@dataclass(frozen=True, slots=True)
class Policy(Part):
    """The rules a consent was given under."""

    authority: str = element("authority", TEXT)
    uri: str = element("uri", TEXT)


@dataclass(frozen=True, slots=True)
class Verification(Part):
    """Somebody asked again whether it is meant."""

    verified: bool | None = element("verified", FLAG)
    verified_with: Reference | None = element("verifiedWith", REFERENCE)
    at: When | None = element("verificationDate", MOMENT)


@dataclass(frozen=True, slots=True)
class Actor(Part):
    """Whom a rule is about."""

    role: Concept | None = element("role", CONCEPT)
    reference: Reference | None = element("reference", REFERENCE)


@dataclass(frozen=True, slots=True)
class Affected(Part):
    """Which record a rule is about."""

    meaning: str = element("meaning", words("instance", "related", "dependents", "authoredby"))
    reference: Reference | None = element("reference", REFERENCE)


@dataclass(frozen=True, slots=True)
class Provision(Part):
    """What is allowed or refused; ``exceptions`` say the contrary for a part of it."""

    type: str = element("type", words("deny", "permit"))
    period: Period | None = element("period", PERIOD)
    actors: tuple[Actor, ...] = listed("actor", nested(lambda: Actor))
    actions: tuple[Concept, ...] = listed("action", CONCEPT)
    labels: tuple[Coding, ...] = listed("securityLabel", CODING)
    purposes: tuple[Coding, ...] = listed("purpose", CODING)
    classes: tuple[Coding, ...] = listed("class", CODING)
    codes: tuple[Concept, ...] = listed("code", CONCEPT)
    data_period: Period | None = element("dataPeriod", PERIOD)
    data: tuple[Affected, ...] = listed("data", nested(lambda: Affected))
    exceptions: tuple[Provision, ...] = listed("provision", nested(lambda: Provision))


@dataclass(frozen=True, slots=True)
class Consent(Part):
    """One consent, or one wish for later, of one person. What was withdrawn is ``inactive``."""

    KIND: ClassVar[str] = "Consent"
    id: str = element("id", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    notes: tuple[Note, ...] = extension(SIMPLE_NOTE, "Annotation", NOTE)
    status: str = element("status", words("draft", "proposed", "active", "rejected", "inactive", "entered-in-error"))
    scope: Concept | None = element("scope", CONCEPT)
    categories: tuple[Concept, ...] = listed("category", CONCEPT)
    person: Reference | None = element("patient", REFERENCE)
    at: When | None = element("dateTime", MOMENT)
    given_by: tuple[Reference, ...] = listed("performer", REFERENCE)
    kept_by: tuple[Reference, ...] = listed("organization", REFERENCE)
    source: Reference | None = element("sourceReference", REFERENCE)
    policies: tuple[Policy, ...] = listed("policy", nested(lambda: Policy))
    policy_rule: Concept | None = element("policyRule", CONCEPT)
    verifications: tuple[Verification, ...] = listed("verification", nested(lambda: Verification))
    provision: Provision | None = element("provision", nested(lambda: Provision))
