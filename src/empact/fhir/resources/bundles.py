"""Any resource and a bundle of them, in and out: those of care typed, all others kept as they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, uuid5

from ...terms.errors import UserError
from ..elements import Json
from .consents import Consent
from .plans import CarePlan, CareTeam, Goal, Task
from .questionnaires import Answers, Questionnaire
from .results import Result
from .shape import Part, read_part, write_part

__all__ = ["KINDS", "NotFhir", "Other", "Resource", "bundle", "read", "read_bundle", "unknown_modifiers", "write"]

Resource = CarePlan | CareTeam | Goal | Task | Consent | Result | Questionnaire | Answers


@dataclass(frozen=True, slots=True)
class Other(Part):
    """A resource of a kind that is not read here: all of it is in ``rest``."""

    KIND: ClassVar[str] = ""


KINDS: Final[Mapping[str, type[Resource]]] = {
    one.KIND: one for one in (CarePlan, CareTeam, Goal, Task, Consent, Result, Questionnaire, Answers)
}


class NotFhir(UserError):
    """What came is no resource or no bundle of FHIR R4."""


def read(resource: Any) -> Resource | Other:
    """The typed value of a resource. Raises :class:`NotFhir` where it is none."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(kind, str) or not kind:
        raise NotFhir("this is no FHIR resource", hint="each resource is a JSON object that names its resourceType")
    if kind not in KINDS:
        return Other(rest=deepcopy(resource))
    return read_part(KINDS[kind], {key: value for key, value in resource.items() if key != "resourceType"})


def write(resource: Resource | Other) -> Json:
    """The resource with all that was carried along. Raises ``ValueError`` where FHIR has no such value."""
    said = write_part(resource)
    return {"resourceType": resource.KIND, **said} if resource.KIND else said


def read_bundle(said: Any) -> list[Resource | Other]:
    """What is in a bundle, in its order. Raises :class:`NotFhir` where it is no bundle or an entry holds no resource."""
    if not isinstance(said, dict) or said.get("resourceType") != "Bundle":
        raise NotFhir("this is no FHIR bundle", hint="a bundle is a JSON object whose resourceType is Bundle")
    entries = said.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise NotFhir("the entries of this bundle cannot be read", hint="entry is a list of objects with a resource each")
    return [read(entry.get("resource")) for entry in entries]


def bundle(resources: Iterable[Json], base: str, timestamp: str) -> Json:
    """A collection; ``base`` begins the address of each, ``timestamp`` is the instant it is made. With ``urn:uuid`` for a base
    ids are UUIDs and are the addresses. A resource without an id gets a name that follows from ``base`` and its place."""
    entries = []
    for place, resource in enumerate(resources):
        kind, id = resource["resourceType"], resource.get("id")
        whole = f"urn:uuid:{id}" if base == "urn:uuid" else f"{base.rstrip('/')}/{kind}/{id}"
        name = whole if id else f"urn:uuid:{uuid5(NAMESPACE_URL, f'{base}/{place}')}"
        entries.append({"fullUrl": name, "resource": resource})
    said: Json = {"resourceType": "Bundle", "type": "collection", "timestamp": timestamp}
    return said | ({"entry": entries} if entries else {})


def unknown_modifiers(part: Part | Any) -> list[str]:
    """Addresses of all that changes the meaning of a resource and is not understood here: who meets one must not act on it."""
    return list(_modifiers(write_part(part) if isinstance(part, Part) else part))


def _modifiers(said: Any) -> Iterable[str]:
    if isinstance(said, dict):
        if "implicitRules" in said:
            yield str(said["implicitRules"])
        entries = said.get("modifierExtension", [])
        for entry in entries if isinstance(entries, list) else [entries]:
            yield str(entry.get("url", "")) if isinstance(entry, dict) else ""
        for value in said.values():
            yield from _modifiers(value)
    elif isinstance(said, list):
        for value in said:
            yield from _modifiers(value)
