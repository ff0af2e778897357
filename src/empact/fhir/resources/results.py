"""Observation: a score or another measurement of a person, with its parts, the bands it lies in and what it is derived from.

Sources: FHIR R4 4.0.1; profile be-scoreresult of hl7.fhir.be.core-clinical 1.1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from .shape import FLAG, TEXT, WHOLE, Kind, Part, Said, choice, element, listed, nested, words
from .values import (
    CONCEPT,
    IDENTIFIER,
    INSTANT,
    MOMENT,
    NOTE,
    PERIOD,
    QUANTITY,
    REFERENCE,
    Concept,
    Identifier,
    Note,
    Period,
    Quantity,
    Reference,
    When,
)

__all__ = ["Band", "Measured", "Result"]

_VALUES: Final[Mapping[str, Kind]] = {
    "Quantity": QUANTITY,
    "CodeableConcept": CONCEPT,
    "String": TEXT,
    "Boolean": FLAG,
    "Integer": WHOLE,
    "DateTime": MOMENT,
    "Period": PERIOD,
}


@dataclass(frozen=True, slots=True)
class Band(Part):
    """From where to where a value means the same. ``type`` says whether it is one of the possible bands or the one found."""

    low: Quantity | None = element("low", QUANTITY)
    high: Quantity | None = element("high", QUANTITY)
    type: Concept | None = element("type", CONCEPT)
    applies_to: tuple[Concept, ...] = listed("appliesTo", CONCEPT)
    text: str = element("text", TEXT)


@dataclass(frozen=True, slots=True)
class Measured(Part):
    """One part of a result, such as a module of a screener."""

    code: Concept | None = element("code", CONCEPT)
    value: Said | None = choice("value", _VALUES)
    absent: Concept | None = element("dataAbsentReason", CONCEPT)
    interpretations: tuple[Concept, ...] = listed("interpretation", CONCEPT)
    bands: tuple[Band, ...] = listed("referenceRange", nested(lambda: Band))


@dataclass(frozen=True, slots=True)
class Result(Part):
    """A score or a measurement. ``period``: what the score is about; ``issued``: when it became known.

    ``interpretations`` hold the label of a computed score, not a flag for high or low.
    """

    KIND: ClassVar[str] = "Observation"
    id: str = element("id", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    based_on: tuple[Reference, ...] = listed("basedOn", REFERENCE)
    part_of: tuple[Reference, ...] = listed("partOf", REFERENCE)
    status: str = element(
        "status",
        words("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"),
    )
    categories: tuple[Concept, ...] = listed("category", CONCEPT)
    code: Concept | None = element("code", CONCEPT)
    subject: Reference | None = element("subject", REFERENCE)
    encounter: Reference | None = element("encounter", REFERENCE)
    moment: When | None = element("effectiveDateTime", MOMENT)
    period: Period | None = element("effectivePeriod", PERIOD)
    issued: When | None = element("issued", INSTANT)
    performers: tuple[Reference, ...] = listed("performer", REFERENCE)
    value: Said | None = choice("value", _VALUES)
    absent: Concept | None = element("dataAbsentReason", CONCEPT)
    interpretations: tuple[Concept, ...] = listed("interpretation", CONCEPT)
    notes: tuple[Note, ...] = listed("note", NOTE)
    body_site: Concept | None = element("bodySite", CONCEPT)
    method: Concept | None = element("method", CONCEPT)
    bands: tuple[Band, ...] = listed("referenceRange", nested(lambda: Band))
    members: tuple[Reference, ...] = listed("hasMember", REFERENCE)
    derived_from: tuple[Reference, ...] = listed("derivedFrom", REFERENCE)
    parts: tuple[Measured, ...] = listed("component", nested(lambda: Measured))
