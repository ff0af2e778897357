"""WHAT MAY BE ASKED. Frozen nodes; an impossible question cannot be built.

Every node has a *grain*. ``Events`` have many rows per person. ``Number`` and ``Flag`` have one value per person.
Rows become one value only through a counting node (:class:`Count`, :class:`Sum` ...), a value becomes yes or no
only through :class:`AtLeast`, and only flags can be combined with :class:`AllOf`, :class:`AnyOf`, :class:`Unless`.
So "the diagnoses and the sum of the costs" cannot be said: there is no node that would take both.

Nothing after the index date is ever seen: a criterion asks what was known on that day.
A person without any row counts 0 and sums 0; a flag is never unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Final, Literal, TypeVar

from ..tables.care_events import POSITIONS
from ..terms.errors import DefinitionError
from ..terms.periods import EVER, Period, Window
from .codeset import CodeSet

__all__ = [
    "COUNTS",
    "Aged",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "AtLeastOf",
    "CodedEvents",
    "Comparison",
    "ConditionCount",
    "Count",
    "CountAtPractices",
    "CountCodes",
    "CountDates",
    "CountDischarges",
    "CountSpells",
    "Deaths",
    "Dispensed",
    "Enrolled",
    "Events",
    "FirstWithin",
    "Flag",
    "Has",
    "Insured",
    "Lasting",
    "LatestIs",
    "LivesIn",
    "Measured",
    "Node",
    "Number",
    "Observed",
    "OfSex",
    "Paid",
    "Performed",
    "PersonDays",
    "Recorded",
    "Registered",
    "ScoreOf",
    "Sum",
    "SystemCount",
    "Unless",
    "Visited",
    "Within",
    "diagnoses_of",
    "laid_on",
    "walk",
]

Operator = Literal["<", "<=", ">", ">=", "="]
N = TypeVar("N", bound="Node")


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that may be asked."""

    @property
    def children(self) -> tuple[Node, ...]:
        found: list[Node] = []
        for f in fields(self):
            value = getattr(self, f.name)
            found += [v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, Node)]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Events(Node):
    """Rows of one event table: many per person."""

    table: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Number(Node):
    """One number per person."""


@dataclass(frozen=True, slots=True)
class Flag(Node):
    """Yes or no, one per person."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``value < 60``. A row without a number never satisfies it; one in another unit neither, where ``unit`` is given."""

    operator: Operator
    value: float
    unit: str = ""

    def __post_init__(self) -> None:
        if self.operator not in ("<", "<=", ">", ">=", "="):
            raise DefinitionError(f"'{self.operator}' is not a comparison.", hint="Use <, <=, >, >= or =.")

    def holds(self, number: float | None, unit: str | None) -> bool:
        if number is None or (self.unit and unit != self.unit):
            return False
        return {
            "<": number < self.value,
            "<=": number <= self.value,
            ">": number > self.value,
            ">=": number >= self.value,
            "=": number == self.value,
        }[self.operator]

    def __str__(self) -> str:
        return f"{self.operator} {self.value:g}" + (f" {self.unit}" if self.unit else "")


# ---------------------------------------------------------------- events: many rows per person


@dataclass(frozen=True, slots=True)
class CodedEvents(Events):
    """Rows whose code is in a set."""

    codes: CodeSet


@dataclass(frozen=True, slots=True)
class Recorded(CodedEvents):
    """A diagnosis or problem was recorded; with ``position`` (main, secondary, admission), only where the source says that
    it was in that position."""

    position: str = ""
    table: ClassVar[str] = "condition_occurrence"

    def __post_init__(self) -> None:
        _known_position(self.position)


@dataclass(frozen=True, slots=True)
class Dispensed(CodedEvents):
    """A medicine was dispensed, prescribed or given."""

    table: ClassVar[str] = "drug_exposure"


@dataclass(frozen=True, slots=True)
class Performed(CodedEvents):
    """A procedure or vaccination was done."""

    table: ClassVar[str] = "procedure_occurrence"


@dataclass(frozen=True, slots=True)
class Observed(CodedEvents):
    """A finding was observed; with ``value``, only where its number satisfies it; with ``answers``, only where one of them
    was given, as the source wrote it (its code, where it was coded)."""

    value: Comparison | None = None
    answers: tuple[str, ...] = ()
    table: ClassVar[str] = "observation"

    def __post_init__(self) -> None:
        _one_kind_of_value(self)


@dataclass(frozen=True, slots=True)
class Measured(CodedEvents):
    """Something was measured; with ``value``, only where the number satisfies it; ``answers`` as of :class:`Observed`."""

    value: Comparison | None = None
    answers: tuple[str, ...] = ()
    table: ClassVar[str] = "measurement"

    def __post_init__(self) -> None:
        _one_kind_of_value(self)


@dataclass(frozen=True, slots=True)
class Visited(Events):
    """A contact or stay. ``kinds`` empty: any kind. ``unplanned`` true: known to be so, an unknown does not count."""

    kinds: tuple[Literal["inpatient", "outpatient", "emergency", "home"], ...] = ()
    unplanned: bool | None = None
    role: str = ""
    table: ClassVar[str] = "visit_occurrence"

    def __post_init__(self) -> None:
        unknown = set(self.kinds) - {"inpatient", "outpatient", "emergency", "home"}
        if unknown:
            raise DefinitionError(
                f"'{sorted(unknown)[0]}' is not a kind of visit.", hint="Known: inpatient, outpatient, emergency, home."
            )
        object.__setattr__(self, "kinds", tuple(sorted(set(self.kinds))))


@dataclass(frozen=True, slots=True)
class Paid(Events):
    """An amount was paid. ``domain`` empty: for anything; else Visit, Drug, Procedure, Measurement, Device or Other."""

    domain: str = ""
    table: ClassVar[str] = "cost"


@dataclass(frozen=True, slots=True)
class Within(Events):
    """Only the rows whose (first) day lies in the window before the index date."""

    events: Events
    window: Window

    def __post_init__(self) -> None:
        if isinstance(self.events, Within):
            raise DefinitionError("A window inside a window would hide the outer one.", hint="Give one window.")


@dataclass(frozen=True, slots=True)
class Lasting(Within):
    """The rows of which some day lies in the window, first to last day; those that began earlier and went on too.

    A diagnosis without a last day goes on; any other record without one lasts a day.
    """

    def __post_init__(self) -> None:
        Within.__post_init__(self)
        if not isinstance(self.events, CodedEvents) or getattr(self.events, "value", None) is not None:
            raise DefinitionError("Only coded records can be asked for by all their days.", hint="Leave out 'lasting'.")
        if getattr(self.events, "position", ""):
            raise DefinitionError("A diagnosis has a position on the day it was recorded.", hint="Leave out 'lasting'.")


# ---------------------------------------------------------------- numbers: one per person


@dataclass(frozen=True, slots=True)
class Count(Number):
    """How many rows."""

    events: Events


@dataclass(frozen=True, slots=True)
class CountDates(Number):
    """On how many different days."""

    events: Events

    def __post_init__(self) -> None:
        _not_lasting(self.events)


@dataclass(frozen=True, slots=True)
class CountAtPractices(Number):
    """How many contacts of which the practice is known; with ``most``, only those with the practice seen most."""

    events: Events
    most: bool = False

    def __post_init__(self) -> None:
        if not isinstance(core_of(self.events), Visited):
            raise DefinitionError("Only contacts are with a practice.", hint="Say: visited: {role: gp}.")


@dataclass(frozen=True, slots=True)
class CountCodes(Number):
    """How many different ATC codes at a level, each reaching its own threshold.

    ``level`` 5 is the substance (7 characters), 4 the chemical subgroup (5), 3 the pharmacological subgroup (4).
    ``each_rows`` and ``each_ddd`` are what a code needs to be counted; rows without DDD lend their days' supply.
    """

    events: Events
    level: int = 5
    each_rows: int = 1
    each_ddd: float = 0.0

    def __post_init__(self) -> None:
        _not_lasting(self.events)
        if core_of(self.events).table != "drug_exposure":
            raise DefinitionError("Only medicines can be counted by ATC level.")
        if self.level not in (3, 4, 5):
            raise DefinitionError(f"ATC level {self.level} is not counted.", hint="Use level 3, 4 or 5.")

    @property
    def length(self) -> int:
        """Characters of an ATC code at this level."""
        return {3: 4, 4: 5, 5: 7}[self.level]


@dataclass(frozen=True, slots=True)
class CountSpells(Number):
    """How many hospital spells began.

    Inpatient stays known on the index date whose gap is at most one day are one spell (a transfer is not an admission);
    an open stay lasts until the index date. A spell is unplanned when a stay that began on its first day is.
    Spells without a night are left out. A window looks at the spell's first day. With ``codes``, only spells during which
    one of them was recorded as a diagnosis (in that ``position``, where one is given), or one of ``also`` in any position,
    first and last day included; with ``without``, none of those in any position.
    """

    events: Events
    codes: CodeSet | None = None
    position: str = ""
    also: CodeSet | None = None
    without: CodeSet | None = None

    def __post_init__(self) -> None:
        _makes_spells(self.events)
        _known_position(self.position)
        if self.codes is None and (self.position or self.also is not None):
            raise DefinitionError("A position is that of a diagnosis.", hint="Say which: with: {icd10: ...}.")

    @property
    def wanted(self) -> tuple[Recorded, ...]:
        """The diagnoses of which one must have been recorded; none where any spell will do."""
        asked = () if self.codes is None else (Recorded(self.codes, self.position),)
        return asked if self.also is None else (*asked, Recorded(self.also))


@dataclass(frozen=True, slots=True)
class CountDischarges(Number):
    """How many hospital spells (as of :class:`CountSpells`) ended with the person alive.

    A window looks at the spell's last day. A spell that reaches the index date has not ended; one on whose last day, or
    before it, the person died has not ended alive. With ``again``, only spells after which one of these began, at most
    ``days`` days after the last day; stays a day apart are one spell, so that this is the third day at the earliest.
    """

    events: Events
    again: Visited | None = None
    days: int = 0

    def __post_init__(self) -> None:
        _makes_spells(self.events)
        if (self.again is None) != (self.days == 0):
            raise DefinitionError("Say which stays follow, and within how many days.")
        if self.again is not None:
            _makes_spells(self.again)
            if self.days < 2:
                raise DefinitionError("Stays a day apart are one spell.", hint="Give at least 2 days.")


COUNTS: Final = (Count, CountAtPractices, CountDates, CountCodes, CountSpells, CountDischarges)
"""Numbers that count records one by one."""


@dataclass(frozen=True, slots=True)
class Sum(Number):
    """A sum over rows: ``ddd`` of dispensings (days' supply standing in), or ``paid`` of costs in euro."""

    events: Events
    of: Literal["ddd", "paid"] = "ddd"

    def __post_init__(self) -> None:
        _not_lasting(self.events)
        wanted = {"ddd": "drug_exposure", "paid": "cost"}
        if self.of not in wanted:
            raise DefinitionError(f"'{self.of}' cannot be summed.", hint="Known: ddd (of medicines), paid (of costs).")
        if core_of(self.events).table != wanted[self.of]:
            raise DefinitionError(f"'{self.of}' is a sum over {wanted[self.of]}, not over {core_of(self.events).table}.")


@dataclass(frozen=True, slots=True)
class PersonDays(Number):
    """On how many days of the window the person was observed and alive: from birth to death, both included."""

    window: Window


@dataclass(frozen=True, slots=True)
class Deaths(Number):
    """1 for a person who died in the window."""

    window: Window


@dataclass(frozen=True, slots=True)
class ScoreOf(Number):
    """The value of a score of the library, in one of its weight sets (its default where none is named)."""

    score: str
    weights: str = ""


@dataclass(frozen=True, slots=True)
class ConditionCount(Number):
    """How many counted conditions the person has."""


@dataclass(frozen=True, slots=True)
class SystemCount(Number):
    """Among how many body systems the counted conditions are spread."""


# ---------------------------------------------------------------- flags: yes or no, one per person


@dataclass(frozen=True, slots=True)
class AtLeast(Flag):
    """The number reaches the threshold (or, ``strict``, exceeds it)."""

    number: Number
    threshold: float
    strict: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.number, Number):
            raise DefinitionError("Only a count, a sum or a score can reach a threshold.", hint="Count the records first.")
        if isinstance(self.number, COUNTS) and self.threshold < 1:
            raise DefinitionError("'At least 0' holds for everybody.", hint="Ask for at least 1.")


@dataclass(frozen=True, slots=True)
class FirstWithin(Flag):
    """The first such record of all lies in the window."""

    events: Events
    window: Window

    def __post_init__(self) -> None:
        if isinstance(self.events, Within) or self.window == EVER:
            raise DefinitionError("'First within' needs one window, and not 'ever'.")


@dataclass(frozen=True, slots=True)
class LatestIs(Flag):
    """The most recent result in the window satisfies the comparison; of several on one day, the highest number counts.

    Rows without a number, or (where the comparison names a unit) in another unit, are no result.
    """

    events: Events
    value: Comparison

    def __post_init__(self) -> None:
        core = core_of(self.events)
        _not_lasting(self.events)
        if not isinstance(core, (Measured, Observed)) or core.value is not None or core.answers:
            raise DefinitionError(
                "Only results have a latest value.", hint="Say: measured: {...}, latest: true, value: '>= 30'."
            )


@dataclass(frozen=True, slots=True)
class Aged(Flag):
    """Completed years on the index date, both ends inclusive."""

    at_least: int = 0
    at_most: int | None = None

    def __post_init__(self) -> None:
        if self.at_most is not None and self.at_most < self.at_least:
            raise DefinitionError(f"Nobody is at least {self.at_least} and at most {self.at_most}.")


@dataclass(frozen=True, slots=True)
class OfSex(Flag):
    """Administrative gender, as in FHIR."""

    sex: Literal["male", "female", "other", "unknown"]

    def __post_init__(self) -> None:
        if self.sex not in ("male", "female", "other", "unknown"):
            raise DefinitionError(f"'{self.sex}' is not an administrative gender.", hint="Use male, female, other or unknown.")


@dataclass(frozen=True, slots=True)
class LivesIn(Flag):
    """Lives on the index date in the area, or in one that lay in it on that date."""

    area: str


@dataclass(frozen=True, slots=True)
class Registered(Flag):
    """Registered with a practice on the index date."""


@dataclass(frozen=True, slots=True)
class Insured(Flag):
    """Holds an insurance status on the index date."""

    status: Literal["increased_reimbursement", "chronic_status"]

    def __post_init__(self) -> None:
        if self.status not in ("increased_reimbursement", "chronic_status"):
            raise DefinitionError(
                f"'{self.status}' is not an insurance status.", hint="Known: increased_reimbursement, chronic_status."
            )


@dataclass(frozen=True, slots=True)
class Enrolled(Flag):
    """Included in a programme on the index date or, with ``window``, on some day of it. ``programme`` empty: in any."""

    programme: str = ""
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Has(Flag):
    """A condition or determinant of the library holds."""

    kind: Literal["condition", "determinant"]
    id: str


@dataclass(frozen=True, slots=True)
class AllOf(Flag):
    of: tuple[Flag, ...]

    def __post_init__(self) -> None:
        _need_flags(self.of, "all of")


@dataclass(frozen=True, slots=True)
class AnyOf(Flag):
    of: tuple[Flag, ...]

    def __post_init__(self) -> None:
        _need_flags(self.of, "any of")


@dataclass(frozen=True, slots=True)
class AtLeastOf(Flag):
    """At least ``n`` of several flags hold."""

    n: int
    of: tuple[Flag, ...]

    def __post_init__(self) -> None:
        _need_flags(self.of, "at least of")
        if not 1 <= self.n <= len(self.of):
            raise DefinitionError(f"'At least {self.n} of {len(self.of)}' is always the same.")


@dataclass(frozen=True, slots=True)
class Unless(Flag):
    """``flag``, except where one of the exceptions holds."""

    flag: Flag
    exceptions: tuple[Flag, ...]

    def __post_init__(self) -> None:
        _need_flags((self.flag, *self.exceptions), "unless")
        if not self.exceptions:
            raise DefinitionError("'Unless' without an exception excludes nobody.")


def core_of(events: Events) -> Events:
    """The events inside a window."""
    if not isinstance(events, Events):
        raise DefinitionError("Only records can be counted, not an answer of yes or no.")
    return events.events if isinstance(events, Within) else events


def window_of(events: Events) -> Window:
    """The window around events; ``ever`` where there is none."""
    return events.window if isinstance(events, Within) else EVER


def diagnoses_of(spells: Node) -> tuple[Recorded, ...]:
    """The diagnoses a count of spells looks at: those asked for, and those it leaves out."""
    if not isinstance(spells, CountSpells):
        return ()
    return spells.wanted if spells.without is None else (*spells.wanted, Recorded(spells.without))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, depth first."""
    yield node
    for child in node.children:
        yield from walk(child)


def laid_on(node: N, period: Period) -> N:
    """The node with ``period`` windows laid on a stretch of the calendar that ends on the index date."""
    changed: dict[str, object] = {}
    for f in fields(node):
        value = getattr(node, f.name)
        if isinstance(value, Window) and value.period:
            changed[f.name] = period.window(value.before)
        elif isinstance(value, Node):
            changed[f.name] = laid_on(value, period)
        elif isinstance(value, tuple) and any(isinstance(v, Node) for v in value):
            laid = tuple(laid_on(v, period) for v in value)
            changed[f.name] = laid if any(a is not b for a, b in zip(laid, value, strict=True)) else value
    changed = {name: new for name, new in changed.items() if new is not getattr(node, name)}
    return replace(node, **changed) if changed else node


def _one_kind_of_value(events: Observed | Measured) -> None:
    if events.value is not None and events.answers:
        raise DefinitionError("A result is asked for by its number or by its answer, not by both.")
    object.__setattr__(events, "answers", tuple(sorted(set(events.answers))))


def _known_position(position: str) -> None:
    if position and position not in POSITIONS:
        raise DefinitionError(f"'{position}' is not a position of a diagnosis.", hint="Known: " + ", ".join(POSITIONS) + ".")


def _makes_spells(events: Events) -> None:
    core = core_of(events)
    if not isinstance(core, Visited) or core.kinds != ("inpatient",):
        raise DefinitionError("Only inpatient stays make spells.", hint="Say: visited: {kind: inpatient}.")
    if core.role:
        raise DefinitionError("A spell has no role: several people see the person during it.", hint="Leave out 'role'.")


def _not_lasting(events: Events) -> None:
    if isinstance(events, Lasting):
        raise DefinitionError("Records that go on can be counted, and nothing else.", hint="Leave out 'lasting'.")


def _need_flags(of: tuple[Flag, ...], where: str) -> None:
    if not of:
        raise DefinitionError(f"'{where}' needs at least one criterion.")
    for flag in of:
        if not isinstance(flag, Flag):
            raise DefinitionError(
                f"'{where}' combines answers of yes or no, not {type(flag).__name__}.", hint="Count the records first."
            )
