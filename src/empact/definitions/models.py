"""What a definition is once it has been read: frozen, checked, with its rule as criteria nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ..criteria.codeset import CodeSet
from ..criteria.nodes import AnyOf, Flag, Node, Number
from ..instruments.shelf import Shelf
from ..terms.codes import Code
from ..terms.head import Head
from ..terms.periods import Period
from .activities import ActivityRule
from .gains import GainRule

if TYPE_CHECKING:
    from .evaluations import Evaluation
    from .frames import Frame
    from .scorecards import Scorecard

__all__ = [
    "Band",
    "Condition",
    "Definition",
    "Determinant",
    "Example",
    "ExamplePerson",
    "ExampleRecord",
    "Indicator",
    "Library",
    "Score",
    "Segment",
    "SegmentClass",
]


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
    answer: str | None = None
    position: str = ""
    practice: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """Given a person and records, what the definition must answer on a day.

    ``expect`` is true or false (condition, determinant), a number (score), a class key (segment), or for an indicator the
    state of the person, with the numbers it adds where it adds any. ``period`` is that of an indicator; it ends on ``as_of``.
    ``evidence`` names the alternatives that must hold, and no others; ``None`` leaves that open.
    """

    name: str
    as_of: date
    person: ExamplePerson
    records: tuple[ExampleRecord, ...]
    expect: bool | float | str | Mapping[str, float]
    evidence: tuple[str, ...] | None = None
    weights: str = ""
    period: Period | None = None


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
        return self.head.is_valid_on(day)


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
class Indicator(Definition):
    """A population result, in the terms of a FHIR Measure.

    ``scoring``: *proportion* (of the denominator, who is in the numerator), *ratio* (sum of one amount over the sum of
    another), *rate* (an amount per ``per`` person-years), *continuous* (the mean of an amount over the denominator).
    ``counts``: people observed on the last day of the period (present), or on some day of it (period).
    ``aim`` is one of the quintuple aim, ``kind_of`` structure, process or outcome (Donabedian). ``direction``: up (higher is
    better), down or neutral. ``minimum``: below so many people or person-years no proportion, rate or mean is shown.
    ``standard``: direct or indirect standardisation by age and sex beside the crude value. ``waits_for``: the data without
    which nothing can be computed; such an indicator has no populations and is shown as not measured. ``activities``: it waits
    for the list of what a zone does, and counts those of one tag. ``gain``: it waits for a base year and a growth of cost.
    """

    aim: str
    kind_of: str
    component: str
    owner: str
    direction: str
    scoring: str
    counts: str = "present"
    initial_population: Flag | None = None
    denominator: Flag | None = None
    denominator_exclusion: Flag | None = None
    denominator_exception: Flag | None = None
    numerator: Flag | None = None
    numerator_observation: Number | None = None
    denominator_observation: Number | None = None
    per: float = 1.0
    unit: str = ""
    strata: tuple[str, ...] = ()
    minimum: int = 30
    standard: str = "none"
    target: float | None = None
    sensitive: bool = False
    waits_for: str = ""
    activities: ActivityRule | None = None
    gain: GainRule | None = None

    def is_valid_over(self, period: Period) -> bool:
        """Did its rule hold on some day of the period?"""
        return self.head.valid_from <= period.end and (self.head.valid_to is None or period.start <= self.head.valid_to)

    @property
    def rules(self) -> tuple[Node, ...]:
        """All criteria and amounts, in the order in which they are asked."""
        asked = (
            self.initial_population,
            self.denominator,
            self.denominator_exclusion,
            self.denominator_exception,
            self.numerator,
            self.numerator_observation,
            self.denominator_observation,
        )
        return tuple(node for node in asked if node is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All definitions, by id in sorted order.

    ``crosswalk`` gives the ATC code of an RxNorm code: such a record counts as both.
    """

    conditions: Mapping[str, Condition] = field(default_factory=dict)
    determinants: Mapping[str, Determinant] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    scorecards: Mapping[str, Scorecard] = field(default_factory=dict)
    instruments: Shelf = field(default_factory=Shelf)
    frames: Mapping[str, Frame] = field(default_factory=dict)
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

    @property
    def about_people(self) -> Library:
        """The same library without indicators: what can be said of a person on a day, whatever the period."""
        return replace(self, indicators={})

    def definitions(self) -> Iterator[tuple[str, Definition]]:
        """All of them with their kind, in a fixed order."""
        groups: tuple[tuple[str, Mapping[str, Any]], ...] = (
            ("condition", self.conditions),
            ("determinant", self.determinants),
            ("score", self.scores),
            ("segment", self.segments),
            ("indicator", self.indicators),
        )
        for kind, group in groups:
            for definition in group.values():
                yield kind, definition
