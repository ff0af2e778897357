"""What a definition is once it has been read: frozen, checked, with its rule as criteria nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..criteria.codeset import CodeSet
from ..criteria.nodes import AnyOf, Flag
from ..terms.codes import Code

__all__ = [
    "Band",
    "Condition",
    "Definition",
    "Determinant",
    "Example",
    "ExamplePerson",
    "ExampleRecord",
    "Head",
    "Library",
    "Score",
    "Segment",
    "SegmentClass",
]


@dataclass(frozen=True, slots=True)
class Head:
    """Who answers for a definition, on which ground, and until when. Nothing here changes a result."""

    source: tuple[str, ...]
    reviewer: str
    reviewed: date
    review_by: date
    valid_from: date
    valid_to: date | None
    note: str
    file: str


@dataclass(frozen=True, slots=True)
class ExamplePerson:
    """The person of an example. ``died`` makes a death row; the others hold on the index date."""

    born: date
    sex: str = "unknown"
    died: date | None = None
    increased_reimbursement: bool | None = None
    chronic_status: bool | None = None
    lives_in: str = ""
    registered: bool = False
    enrolled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleRecord:
    """One record of an example. ``event`` is the event key (``recorded``, ``dispensed`` ...); ``paid`` is in cents."""

    event: str
    on: date
    code: Code | None = None
    ddd: float | None = None
    days_supply: int | None = None
    value: float | None = None
    unit: str | None = None
    until: date | None = None
    kind: str = ""
    unplanned: bool | None = None
    role: str | None = None
    paid: int | None = None
    domain: str = "Other"


@dataclass(frozen=True, slots=True)
class Example:
    """Given a person and records, what the definition must answer on a day.

    ``expect`` is true or false (condition, determinant), a number (score) or a class key (segment).
    ``evidence`` names the alternatives that must hold, and no others; ``None`` leaves that open.
    """

    name: str
    as_of: date
    person: ExamplePerson
    records: tuple[ExampleRecord, ...]
    expect: bool | float | str
    evidence: tuple[str, ...] | None = None
    weights: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What every kind has. ``fingerprint``: sha256 of all that can change a result, definitions it asks included."""

    id: str
    version: int
    title: Mapping[str, str]
    head: Head
    examples: tuple[Example, ...] = ()
    fingerprint: str = field(default="", compare=False)

    def is_valid_on(self, day: date) -> bool:
        """May it be used on this day? About the day of use, not the index date: today's rule may look at an earlier year."""
        return self.head.valid_from <= day and (self.head.valid_to is None or day <= self.head.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Definition):
    """A chronic condition. The person has it when one of the named alternatives in ``evidence`` holds."""

    body_system: str
    counted: bool
    sensitive: bool
    ho2022: str
    counts_with: str | None
    persistence: str
    evidence: tuple[tuple[str, Flag], ...]

    @property
    def rule(self) -> Flag:
        flags = tuple(flag for _, flag in self.evidence)
        return flags[0] if len(flags) == 1 else AnyOf(flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Determinant(Definition):
    """A yes-or-no trait that refines a segment: polypharmacy, repeat admission, low income."""

    rule: Flag
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of a score, from the band before it: values under ``below``, or (``up_to``) that value too."""

    label: str
    below: float | None = None
    up_to: float | None = None

    def holds(self, value: float) -> bool:
        """Does the value lie under the upper end? The last band has none."""
        return (self.below is None or value < self.below) and (self.up_to is None or value <= self.up_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Definition):
    """A weighted count of groups. ``hierarchy`` is a set of pairs (when, drop): drop the second group where the first holds.

    Which groups hold is decided first; then all drops happen at once, so their order does not matter.
    """

    groups: tuple[tuple[str, Flag], ...]
    group_titles: Mapping[str, Mapping[str, str]]
    weights: Mapping[str, Mapping[str, float]]
    default_weights: str
    hierarchy: tuple[tuple[str, str], ...] = ()
    bands: Mapping[str, tuple[Band, ...]] = field(default_factory=dict)
    normalise_by: float = 1.0

    def weights_of(self, name: str = "") -> Mapping[str, float]:
        """A weight per group; a group without one weighs nothing. ``count`` gives every group 1 and is always there."""
        name = name or self.default_weights
        if name == "count" and "count" not in self.weights:
            return {key: 1.0 for key, _ in self.groups}
        return self.weights[name]

    def band_of(self, value: float, name: str = "") -> str:
        """The label of the band in which a value of these weights lies; empty where there are no bands."""
        return next((band.label for band in self.bands.get(name or self.default_weights, ()) if band.holds(value)), "")


@dataclass(frozen=True, slots=True)
class SegmentClass:
    """One class; ``when`` is ``None`` for the last, which takes everybody who is left."""

    key: str
    title: Mapping[str, str]
    when: Flag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Definition):
    """An ordered list of classes, first match wins: everybody is in exactly one."""

    classes: tuple[SegmentClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All definitions, by id in sorted order.

    ``crosswalk`` gives the ATC code of an RxNorm code: such a record counts as both.
    """

    conditions: Mapping[str, Condition] = field(default_factory=dict)
    determinants: Mapping[str, Determinant] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    codelists: Mapping[str, CodeSet] = field(default_factory=dict)
    crosswalk: Mapping[Code, Code] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def counting(self) -> dict[str, tuple[str, str]]:
        """Counted condition -> (what it counts as, body system).

        Two conditions that count as one and the same add one; the body system is that of what they count as.
        """
        out = {}
        for condition in self.conditions.values():
            if condition.counted:
                key = condition.counts_with or condition.id
                out[condition.id] = (key, self.conditions[key].body_system)
        return out

    def definitions(self) -> Iterator[tuple[str, Definition]]:
        """All of them with their kind, in a fixed order."""
        groups: tuple[tuple[str, Mapping[str, Any]], ...] = (
            ("condition", self.conditions),
            ("determinant", self.determinants),
            ("score", self.scores),
            ("segment", self.segments),
        )
        for kind, group in groups:
            for definition in group.values():
                yield kind, definition
