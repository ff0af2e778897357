"""What happens to persons, in ids and codes; a name or a number never stands in an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..kernel.events import Event

__all__ = [
    "AccountLinked",
    "AccountUnlinked",
    "BuddyEnded",
    "BuddyLinked",
    "GatheringChanged",
    "HandoverMoved",
    "CareRelationBegun",
    "CareRelationEnded",
    "CarerAdded",
    "CarerEnded",
    "CarerLetIn",
    "CarerShutOut",
    "MergeUndone",
    "PersonAdded",
    "PersonCorrected",
    "PersonsMerged",
    "RepresentativeAdded",
    "RepresentativeEnded",
    "SignUpMoved",
    "SignUpsWiped",
    "WorklistBrought",
    "WorklistMoved",
    "WorklistNamed",
]


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    name = "people.person_added"


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(Event):
    """``fields`` that changed, without what they were or became."""

    name = "people.person_corrected"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccountLinked(Event):
    """``account``: who signs in as this person from now on."""

    name = "people.account_linked"
    account: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlinked(Event):
    name = "people.account_unlinked"
    account: str


@dataclass(frozen=True, kw_only=True)
class CareRelationBegun(Event):
    name = "people.care_relation_begun"
    place: str
    kind: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class CareRelationEnded(Event):
    name = "people.care_relation_ended"
    place: str
    last_day: date


@dataclass(frozen=True, kw_only=True)
class RepresentativeAdded(Event):
    name = "people.representative_added"
    kind: str


@dataclass(frozen=True, kw_only=True)
class RepresentativeEnded(Event):
    name = "people.representative_ended"
    last_day: date


@dataclass(frozen=True, kw_only=True)
class CarerAdded(Event):
    name = "people.carer_added"


@dataclass(frozen=True, kw_only=True)
class CarerEnded(Event):
    name = "people.carer_ended"
    last_day: date


@dataclass(frozen=True, kw_only=True)
class CarerLetIn(Event):
    name = "people.carer_let_in"


@dataclass(frozen=True, kw_only=True)
class CarerShutOut(Event):
    name = "people.carer_shut_out"


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Event):
    name = "people.persons_merged"
    gone: str


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    name = "people.merge_undone"
    back: str


@dataclass(frozen=True, kw_only=True)
class WorklistBrought(Event):
    name = "people.worklist_brought"
    project: str
    recipient: str
    size: int


@dataclass(frozen=True, kw_only=True)
class WorklistNamed(Event):
    """How many of the list the recipient may see, and how many it may not."""

    name = "people.worklist_named"
    ground: str
    named: int
    others: int


@dataclass(frozen=True, kw_only=True)
class WorklistMoved(Event):
    name = "people.worklist_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class OutcomesTold(Event):
    """To the mill, by pseudonym: who leaves a list at its next run."""

    name = "people.outcomes_told"
    project: str
    people: int


@dataclass(frozen=True, kw_only=True)
class HandoverMoved(Event):
    """``reason``: a code of the closed list, or empty."""

    name = "people.handover_moved"
    worklist: str
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BuddyLinked(Event):
    """Both said yes."""

    name = "people.buddy_linked"


@dataclass(frozen=True, kw_only=True)
class BuddyEnded(Event):
    name = "people.buddy_ended"
    last_day: date


@dataclass(frozen=True, kw_only=True)
class GatheringChanged(Event):
    """``fields`` that changed; all of a new one."""

    name = "people.gathering_changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SignUpMoved(Event):
    """Of somebody without a record, nothing says who it is. ``told``: they were called about it."""

    name = "people.sign_up_moved"
    gathering: str
    state: str
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class SignUpsWiped(Event):
    """Who they were is not kept any more; how many there were stays."""

    name = "people.sign_ups_wiped"
    people: int
