"""CarePlan, CareTeam, Goal and Task: the plan, who is in the care team, what is striven for, and who does what by when.

A life goal and the care goals made of it are both Goals; what serves a goal says so by HL7's extension ``pertainsToGoal``.
Sources: FHIR R4 4.0.1; profiles be-care-plan, be-careteam, be-goal and be-task of hl7.fhir.be.patient-care 1.1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from .shape import FLAG, TEXT, WHOLE, Part, Said, choice, element, extension, listed, nested, words
from .values import (
    CONCEPT,
    CONTACT,
    DAY,
    IDENTIFIER,
    MOMENT,
    NOTE,
    PERIOD,
    QUANTITY,
    REFERENCE,
    Concept,
    Contact,
    Identifier,
    Note,
    Period,
    Reference,
    When,
)

__all__ = ["CANDIDATES", "SERVES", "Activity", "CarePlan", "CareTeam", "Goal", "Member", "Restriction", "Target", "Task"]

CANDIDATES: Final = "http://hl7.org/fhir/StructureDefinition/task-candidateList"
SERVES: Final = "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal"
_REQUEST: Final = ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")


@dataclass(frozen=True, slots=True)
class Activity(Part):
    """What the plan has done: here a task; the older way, told inside the plan, is carried along."""

    reference: Reference | None = element("reference", REFERENCE)
    progress: tuple[Note, ...] = listed("progress", NOTE)


@dataclass(frozen=True, slots=True)
class CarePlan(Part):
    """The plan of one person: which care team, goals and tasks belong to it."""

    KIND: ClassVar[str] = "CarePlan"
    id: str = element("id", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    status: str = element("status", words(*_REQUEST))
    intent: str = element("intent", words("proposal", "plan", "order", "option"))
    categories: tuple[Concept, ...] = listed("category", CONCEPT)
    title: str = element("title", TEXT)
    description: str = element("description", TEXT)
    subject: Reference | None = element("subject", REFERENCE)
    encounter: Reference | None = element("encounter", REFERENCE)
    period: Period | None = element("period", PERIOD)
    created: When | None = element("created", MOMENT)
    author: Reference | None = element("author", REFERENCE)
    contributors: tuple[Reference, ...] = listed("contributor", REFERENCE)
    teams: tuple[Reference, ...] = listed("careTeam", REFERENCE)
    goals: tuple[Reference, ...] = listed("goal", REFERENCE)
    activities: tuple[Activity, ...] = listed("activity", nested(lambda: Activity))
    based_on: tuple[Reference, ...] = listed("basedOn", REFERENCE)
    part_of: tuple[Reference, ...] = listed("partOf", REFERENCE)
    replaces: tuple[Reference, ...] = listed("replaces", REFERENCE)
    addresses: tuple[Reference, ...] = listed("addresses", REFERENCE)
    supported_by: tuple[Reference, ...] = listed("supportingInfo", REFERENCE)
    templates: tuple[str, ...] = listed("instantiatesCanonical", TEXT)
    guidelines: tuple[str, ...] = listed("instantiatesUri", TEXT)
    notes: tuple[Note, ...] = listed("note", NOTE)


@dataclass(frozen=True, slots=True)
class Member(Part):
    """Somebody in a care team: a professional, the person, an informal carer (RelatedPerson), or an organisation."""

    roles: tuple[Concept, ...] = listed("role", CONCEPT)
    member: Reference | None = element("member", REFERENCE)
    on_behalf_of: Reference | None = element("onBehalfOf", REFERENCE)
    period: Period | None = element("period", PERIOD)


@dataclass(frozen=True, slots=True)
class CareTeam(Part):
    """Who cares for one person together."""

    KIND: ClassVar[str] = "CareTeam"
    id: str = element("id", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    status: str = element("status", words("proposed", "active", "suspended", "inactive", "entered-in-error"))
    categories: tuple[Concept, ...] = listed("category", CONCEPT)
    name: str = element("name", TEXT)
    subject: Reference | None = element("subject", REFERENCE)
    encounter: Reference | None = element("encounter", REFERENCE)
    period: Period | None = element("period", PERIOD)
    members: tuple[Member, ...] = listed("participant", nested(lambda: Member))
    organisations: tuple[Reference, ...] = listed("managingOrganization", REFERENCE)
    contacts: tuple[Contact, ...] = listed("telecom", CONTACT)
    notes: tuple[Note, ...] = listed("note", NOTE)


@dataclass(frozen=True, slots=True)
class Target(Part):
    """What shows that a goal is reached, how much of it, and by when."""

    measure: Concept | None = element("measure", CONCEPT)
    detail: Said | None = choice(
        "detail", {"Quantity": QUANTITY, "CodeableConcept": CONCEPT, "String": TEXT, "Boolean": FLAG, "Integer": WHOLE}
    )
    due: When | None = element("dueDate", DAY)


@dataclass(frozen=True, slots=True)
class Goal(Part):
    """A life goal in the person's own words, or a goal of care. ``serves``: which goals it is a part of."""

    KIND: ClassVar[str] = "Goal"
    id: str = element("id", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    serves: tuple[Reference, ...] = extension(SERVES, "Reference", REFERENCE)
    status: str = element(
        "lifecycleStatus",
        words(
            "proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "entered-in-error", "rejected"
        ),
    )  # fmt: skip
    achievement: Concept | None = element("achievementStatus", CONCEPT)
    categories: tuple[Concept, ...] = listed("category", CONCEPT)
    priority: Concept | None = element("priority", CONCEPT)
    description: Concept | None = element("description", CONCEPT)
    subject: Reference | None = element("subject", REFERENCE)
    start: When | None = element("startDate", DAY)
    targets: tuple[Target, ...] = listed("target", nested(lambda: Target))
    status_date: When | None = element("statusDate", DAY)
    status_reason: str = element("statusReason", TEXT)
    expressed_by: Reference | None = element("expressedBy", REFERENCE)
    addresses: tuple[Reference, ...] = listed("addresses", REFERENCE)
    notes: tuple[Note, ...] = listed("note", NOTE)


@dataclass(frozen=True, slots=True)
class Restriction(Part):
    """Within which time a task is done, and how often."""

    repetitions: int | None = element("repetitions", WHOLE)
    period: Period | None = element("period", PERIOD)
    recipients: tuple[Reference, ...] = listed("recipient", REFERENCE)


@dataclass(frozen=True, slots=True)
class Task(Part):
    """What somebody does. ``candidates``: who could; ``owner``: who does; ``serves``: for which goals."""

    KIND: ClassVar[str] = "Task"
    id: str = element("id", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    candidates: tuple[Reference, ...] = extension(CANDIDATES, "Reference", REFERENCE)
    serves: tuple[Reference, ...] = extension(SERVES, "Reference", REFERENCE)
    based_on: tuple[Reference, ...] = listed("basedOn", REFERENCE)
    part_of: tuple[Reference, ...] = listed("partOf", REFERENCE)
    status: str = element(
        "status",
        words(
            "draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed",
            "completed", "entered-in-error",
        ),
    )  # fmt: skip
    status_reason: Concept | None = element("statusReason", CONCEPT)
    intent: str = element(
        "intent",
        words(
            "unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order",
            "option",
        ),
    )  # fmt: skip
    priority: str = element("priority", words("routine", "urgent", "asap", "stat"))
    code: Concept | None = element("code", CONCEPT)
    description: str = element("description", TEXT)
    focus: Reference | None = element("focus", REFERENCE)
    person: Reference | None = element("for", REFERENCE)
    encounter: Reference | None = element("encounter", REFERENCE)
    done_in: Period | None = element("executionPeriod", PERIOD)
    authored: When | None = element("authoredOn", MOMENT)
    modified: When | None = element("lastModified", MOMENT)
    requester: Reference | None = element("requester", REFERENCE)
    owner: Reference | None = element("owner", REFERENCE)
    reason: Concept | None = element("reasonCode", CONCEPT)
    restriction: Restriction | None = element("restriction", nested(lambda: Restriction))
    notes: tuple[Note, ...] = listed("note", NOTE)
