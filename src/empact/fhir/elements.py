"""Small pieces FHIR resources are made of: addresses, concepts, what is missing and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = [
    "ABSENT",
    "MASKED",
    "NOT_APPLICABLE",
    "SCORINGS",
    "UNKNOWN",
    "UNSUPPORTED",
    "Heading",
    "Json",
    "absent",
    "code_of",
    "improvement",
    "populations_of",
    "unit_of",
]

Json = dict[str, Any]
_TERMS: Final = "http://terminology.hl7.org/CodeSystem"
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
# Too small to show, or needed to protect what is; nobody there to count; too few people for a value that says something.
MASKED, NOT_APPLICABLE, UNKNOWN = "masked", "not-applicable", "unknown"
UNSUPPORTED: Final = "unsupported"  # FHIR has no word for it
SCORINGS: Final[Mapping[str, str]] = {
    "proportion": "proportion",
    "ratio": "ratio",
    "rate": "ratio",
    "continuous": "continuous-variable",
}
_DISPLAYED: Final[Mapping[str, str]] = {
    "initial-population": "Initial Population",
    "denominator": "Denominator",
    "denominator-exclusion": "Denominator Exclusion",
    "denominator-exception": "Denominator Exception",
    "numerator": "Numerator",
    "measure-population": "Measure Population",
    "measure-population-exclusion": "Measure Population Exclusion",
    "measure-observation": "Measure Observation",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What every resource says beside its numbers.

    ``base`` begins the addresses of our own definitions: ``https://...`` or ``urn:...``. ``day`` is the day of the
    report, as in 2024-01-31: it is told, never read from a clock.
    """

    base: str
    day: str
    reporter: str = ""
    language: str = "en"

    def address(self, kind: str, name: str) -> str:
        """The address of something of ours: a Measure, a CodeSystem, an extension (``StructureDefinition``)."""
        mark = ":" if self.base.startswith("urn:") else "/"
        return mark.join((self.base.rstrip("/:"), kind, name))

    def canonical(self, indicator: str, version: object) -> str:
        """The definition in that version."""
        return f"{self.address('Measure', indicator)}|{version}"

    def extension(self, name: str, **value: Any) -> Json:
        return {"url": self.address("StructureDefinition", name), **value}


def absent(reason: str) -> Json:
    """Stands in the place of what is not said: there is no number, and this is why."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def code_of(system: str, code: str, text: str = "") -> Json:
    """A concept of HL7's own terminology; populations with the words HL7 shows for them."""
    coding: Json = {"system": f"{_TERMS}/{system}", "code": code}
    if code in _DISPLAYED:
        coding["display"] = _DISPLAYED[code]
    return {"coding": [coding]} | ({"text": text} if text else {})


def improvement(direction: str) -> Json:
    """``improvementNotation`` where more or less is better; nothing where neither is."""
    notation = {"up": "increase", "down": "decrease"}.get(direction)
    return {"improvementNotation": code_of("measure-improvement-notation", notation)} if notation else {}


def populations_of(described: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(Our name, HL7's code) of each population the indicator has, from outside in; what is observed comes last."""
    says = described["says"]
    if described["scoring"] == "continuous":
        inside = (("denominator", "measure-population"), ("denominator_exclusion", "measure-population-exclusion"))
    else:
        inside = (("denominator", "denominator"), ("denominator_exclusion", "denominator-exclusion"))
    listed = [("initial_population", "initial-population"), *inside, ("denominator_exception", "denominator-exception")]
    found = [(ours, code) for ours, code in listed if ours in says or ours in ("initial_population", "denominator")]
    if described["scoring"] == "proportion":
        return (*found, ("numerator", "numerator"))
    found.append(("numerator_observation", "measure-observation"))
    if described["scoring"] in ("ratio", "rate"):
        found.append(("denominator_observation", "measure-observation"))
    return tuple(found)


def unit_of(described: Mapping[str, Any]) -> Json:
    """What the score is counted in: ``1`` for a proportion, else in words."""
    if described["scoring"] == "proportion":
        return {"unit": "1", "system": "http://unitsofmeasure.org", "code": "1"}
    if described["scoring"] == "rate":
        said = f"{described['unit']} " if described["unit"] else ""
        return {"unit": f"{said}per {described['per']:g} person-years"}
    if described["per"] != 1:
        return {"unit": f"{described['unit']} per {described['per']:g}".strip()}
    return {"unit": described["unit"]} if described["unit"] else {}
