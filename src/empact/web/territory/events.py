"""What happens in the address book. Codes and ids only; a name never leaves by an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..kernel.events import Event

__all__ = [
    "CoachNoted",
    "CodeKept",
    "CollaborationKept",
    "ContactKept",
    "CoordinationKept",
    "CoordinationMeetingKept",
    "DeclarationPublished",
    "DeclarationSigned",
    "DeclarationWithdrawn",
    "JoinAnswered",
    "JoinAsked",
    "MembershipEnded",
    "MergeUndone",
    "OrganisationAdded",
    "OrganisationCorrected",
    "OrganisationsImported",
    "OrganisationsMerged",
    "PopulationRecorded",
    "PostKept",
    "PractitionerKept",
    "SiteKept",
    "TeamKept",
    "TerritoriesImported",
    "TerritoryFileKept",
    "TerritoryKept",
    "TerritoryMoved",
]


@dataclass(frozen=True, kw_only=True)
class TerritoryKept(Event):
    name = "territory.territory_kept"
    kind: str


@dataclass(frozen=True, kw_only=True)
class TerritoryMoved(Event):
    name = "territory.territory_moved"
    whole: UUID
    starts: date
    boundary: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    """``ends`` empty: it goes on after all."""

    name = "territory.membership_ended"
    whole: UUID
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class TerritoryFileKept(Event):
    """A file for its preview; ``applied``: it was taken in."""

    name = "territory.territory_file_kept"
    kind: str
    applied: bool = False


@dataclass(frozen=True, kw_only=True)
class TerritoriesImported(Event):
    name = "territory.territories_imported"
    rows: int


@dataclass(frozen=True, kw_only=True)
class PopulationRecorded(Event):
    name = "territory.population_recorded"
    on: date
    number: int


@dataclass(frozen=True, kw_only=True)
class CodeKept(Event):
    name = "territory.code_kept"
    codelist: str
    code: str
    retired: date | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationAdded(Event):
    name = "territory.organisation_added"


@dataclass(frozen=True, kw_only=True)
class OrganisationCorrected(Event):
    """``fields`` that changed, not what they hold."""

    name = "territory.organisation_corrected"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationsMerged(Event):
    name = "territory.organisations_merged"
    gone: UUID


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    name = "territory.merge_undone"
    back: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationsImported(Event):
    name = "territory.organisations_imported"
    added: int
    merged: int
    left_out: int


@dataclass(frozen=True, kw_only=True)
class SiteKept(Event):
    name = "territory.site_kept"
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ContactKept(Event):
    name = "territory.contact_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class PractitionerKept(Event):
    name = "territory.practitioner_kept"


@dataclass(frozen=True, kw_only=True)
class PostKept(Event):
    name = "territory.post_kept"
    practitioner: UUID
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class CoachNoted(Event):
    """Never what was written."""

    name = "territory.coach_noted"
    on: date
    minutes: int


@dataclass(frozen=True, kw_only=True)
class TeamKept(Event):
    name = "territory.team_kept"
    member: UUID | None = None
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class DeclarationPublished(Event):
    name = "territory.declaration_published"
    kind: str
    version: int


@dataclass(frozen=True, kw_only=True)
class DeclarationSigned(Event):
    name = "territory.declaration_signed"
    organisation: UUID
    on: date


@dataclass(frozen=True, kw_only=True)
class DeclarationWithdrawn(Event):
    name = "territory.declaration_withdrawn"
    organisation: UUID
    on: date


@dataclass(frozen=True, kw_only=True)
class JoinAsked(Event):
    name = "territory.join_asked"


@dataclass(frozen=True, kw_only=True)
class JoinAnswered(Event):
    name = "territory.join_answered"
    state: str
    organisation: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CollaborationKept(Event):
    name = "territory.collaboration_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class CoordinationKept(Event):
    name = "territory.coordination_kept"
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class CoordinationMeetingKept(Event):
    name = "territory.coordination_meeting_kept"
    planned: date
    held: date | None = None
