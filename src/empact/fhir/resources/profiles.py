"""What FHIR R4 and the Belgian profiles ask of a resource, as data, and what is still missing in one.

Sources: FHIR R4 4.0.1; hl7.fhir.be.patient-care 1.1.0, hl7.fhir.be.core 2.1.2, hl7.fhir.be.core-clinical 1.1.0. A test holds
the tables against the published definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...terms.errors import UserError
from ..elements import Json
from .bundles import Resource, write
from .plans import CANDIDATES
from .values import Reference

__all__ = ["BASE", "BELGIAN", "SCORES", "SCORE_CATEGORIES", "NotBelgian", "Profile", "belgian", "lacks"]

_BE: Final = "https://www.ehealth.fgov.be/standards/fhir"
SCORES: Final = f"{_BE}/core-clinical/CodeSystem/be-cs-score"
SCORE_CATEGORIES: Final = f"{_BE}/core-clinical/CodeSystem/be-cs-score-category"
_SCT: Final = "http://snomed.info/sct"


@dataclass(frozen=True, slots=True)
class Profile:
    """``needs``: elements that must be there, counted inside each that holds them. ``points``: which kinds a reference may
    point at. ``systems``: one code must be of one of these. ``extensions``: those that must be there at least once."""

    url: str
    needs: frozenset[str]
    points: Mapping[str, frozenset[str]] = field(default_factory=dict)
    systems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extensions: Mapping[str, frozenset[str]] = field(default_factory=dict)


BASE: Final[Mapping[str, frozenset[str]]] = {
    "CarePlan": frozenset({"status", "intent", "subject", "activity.detail.status"}),
    "CareTeam": frozenset(),
    "Goal": frozenset({"lifecycleStatus", "description", "subject"}),
    "Task": frozenset({"status", "intent", "input.type", "input.value[x]", "output.type", "output.value[x]"}),
    "Consent": frozenset(
        {
            "status", "scope", "category", "verification.verified", "provision.actor.role", "provision.actor.reference",
            "provision.data.meaning", "provision.data.reference",
        }
    ),
    "Observation": frozenset({"status", "code", "component.code"}),
    "Questionnaire": frozenset(
        {
            "status", "item.linkId", "item.type", "item.enableWhen.question", "item.enableWhen.operator",
            "item.enableWhen.answer[x]", "item.answerOption.value[x]", "item.initial.value[x]",
        }
    ),
    "QuestionnaireResponse": frozenset({"status", "item.linkId"}),
}  # fmt: skip
"""What FHIR itself asks for."""

_SUBJECT: Final = frozenset({"Patient", "Group"})
_PEOPLE: Final = frozenset({"Patient", "Practitioner", "Organization", "RelatedPerson"})
_ROLES: Final = _PEOPLE | {"PractitionerRole"}
_WHO: Final = _ROLES | {"CareTeam"}

BELGIAN: Final[Mapping[str, Profile]] = {
    "CarePlan": Profile(
        f"{_BE}/patient-care/StructureDefinition/be-care-plan",
        BASE["CarePlan"],
        {
            "basedOn": frozenset({"CarePlan"}), "partOf": frozenset({"CarePlan"}), "subject": _SUBJECT,
            "author": _WHO | {"Device"}, "contributor": _WHO | {"Device"}, "careTeam": frozenset({"CareTeam"}),
            "goal": frozenset({"Goal"}),
        },
    ),
    "CareTeam": Profile(
        f"{_BE}/patient-care/StructureDefinition/be-careteam",
        BASE["CareTeam"],
        {
            "subject": _SUBJECT, "participant.member": _WHO, "participant.onBehalfOf": frozenset({"Organization"}),
            "managingOrganization": frozenset({"Organization"}),
        },
    ),
    "Goal": Profile(f"{_BE}/patient-care/StructureDefinition/be-goal", BASE["Goal"], {"subject": _SUBJECT}),
    "Task": Profile(
        f"{_BE}/patient-care/StructureDefinition/be-task",
        BASE["Task"],
        {"requester": _ROLES, "owner": _WHO},
        extensions={CANDIDATES: _PEOPLE},
    ),
    "Consent": Profile(
        f"{_BE}/core/StructureDefinition/be-Consent",
        BASE["Consent"],
        {
            "patient": frozenset({"Patient"}), "performer": _ROLES,
            "verification.verifiedWith": frozenset({"Patient", "RelatedPerson"}),
            "provision.actor.reference": _WHO | {"Device", "Group"},
        },
    ),
    "Observation": Profile(
        f"{_BE}/core-clinical/StructureDefinition/be-scoreresult",
        BASE["Observation"] | {"subject", "effectivePeriod", "issued", "value[x]"},
        {"subject": _SUBJECT, "performer": frozenset({"Patient", "Practitioner", "PractitionerRole", "Organization"})},
        {"code": (SCORES, _SCT), "category": (SCORE_CATEGORIES,)},
    ),
}  # fmt: skip
"""The profile of a resource of each kind; an Observation is a score. Belgium has no profile of questionnaires."""


class NotBelgian(UserError):
    """A resource lacks what its Belgian profile asks for."""


def lacks(resource: Json) -> list[str]:
    """What the base resource and the profile of its kind still ask for, a sentence each; empty where there is nothing."""
    kind = resource["resourceType"]
    profile = BELGIAN.get(kind) or Profile("", BASE[kind])
    found = [f"{kind}.{path} is missing" for path in sorted(profile.needs) if not _is_there(resource, path.split("."))]
    for path, kinds in profile.points.items():
        found += [
            f"{kind}.{path} points at {there}, not at {' or '.join(sorted(kinds))}"
            for there in _pointed(_values(resource, path.split(".")))
            if there not in kinds
        ]
    for path, systems in profile.systems.items():
        found += [
            f"{kind}.{path} has no code of {' or '.join(systems)}"
            for concept in _values(resource, path.split("."))
            if not any(coding.get("system") in systems for coding in concept.get("coding", ()))
        ]
    for url, kinds in profile.extensions.items():
        there_are = [one.get("valueReference", {}) for one in resource.get("extension", ()) if one.get("url") == url]
        found += [] if any(there_are) else [f"{kind} has no extension {url}"]
        found += [
            f"{kind}: the extension {url} points at {there}, not at {' or '.join(sorted(kinds))}"
            for there in _pointed(there_are)
            if there not in kinds
        ]
    return found


def belgian(resource: Resource) -> Json:
    """The resource, saying that it keeps the Belgian profile of its kind. Raises :class:`NotBelgian` where it does not."""
    said = write(resource)
    if found := lacks(said):
        raise NotBelgian(f"this {resource.KIND} does not keep the Belgian profile: {'; '.join(found)}")
    profile = BELGIAN.get(resource.KIND)
    if profile is None:
        return said
    meta = said.get("meta", {})
    named = meta.get("profile", [])
    return said | {"meta": meta | {"profile": named if profile.url in named else [*named, profile.url]}}


def _is_there(holder: Any, steps: list[str]) -> bool:
    """Whether each object that could hold the last step holds it; a twin that says why it is absent counts."""
    first, *others = steps
    if others:
        return all(_is_there(one, others) for one in _values(holder, [first]))
    if not first.endswith("[x]"):
        return first in holder or f"_{first}" in holder
    beginning = first.removesuffix("[x]")
    return any(key.lstrip("_").startswith(beginning) and key.lstrip("_") != beginning for key in holder)


def _values(holder: Json, steps: list[str]) -> Iterator[Any]:
    first, *others = steps
    value = holder.get(first, [])
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from _values(one, others) if others else (one,)


def _pointed(references: Any) -> Iterator[str]:
    """The kinds pointed at, where a reference says its kind."""
    for one in references:
        if there := Reference(one.get("reference", ""), one.get("type", "")).kind:
            yield there
