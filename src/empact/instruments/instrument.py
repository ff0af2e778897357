"""What an instrument is once it has been read: what it asks, for whom it holds, how it is scored, what a score is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

from ..terms.errors import UserError
from ..terms.head import Head

if TYPE_CHECKING:
    from .attainment import Attainment
    from .eq5d import ValueSet
    from .interrai import AdlHierarchy, CognitivePerformance
    from .score2 import Hazard
    from .screener import Modules
    from .sum import Sum

__all__ = ["Answers", "Bands", "Instrument", "Item", "Limit", "OutsidePopulation", "Scored", "as_decimal"]

Answers: TypeAlias = Mapping[str, object]
"""Key of an item -> what was answered. Numbers may come as text, with a point or a comma, as a file has them."""


class OutsidePopulation(UserError):
    """The instrument does not hold for this person. ``item`` says because of what, ``because`` in four languages."""

    def __init__(self, message: str, *, hint: str = "", item: str, because: Mapping[str, str]) -> None:
        super().__init__(message, hint=hint)
        self.item = item
        self.because = because


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing asked, in our own short words: the text of a licensed instrument is not here.

    ``kind``: *number* (from ``least`` to ``most``, in ``unit``, a multiple of ``step`` where there is one), *code* (one of
    ``codes``), *word* (one of ``words``) or *yes_no*. An item that is not ``needed`` may be left out.
    """

    key: str
    title: Mapping[str, str]
    kind: str
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    step: Decimal | None = None
    codes: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    needed: bool = True

    def read(self, given: object) -> Decimal | int | str | bool:
        """The answer in its own type. Raises :class:`UserError` naming the item, never what was answered."""
        if self.kind == "yes_no":
            return self._yes_no(given)
        if self.kind == "word":
            if not isinstance(given, str) or given not in self.words:
                raise self._error("is none of its words", "Known: " + ", ".join(self.words) + ".")
            return given
        number = as_decimal(given)
        if number is None:
            raise self._error("is no number", "Write decimals with a point.")
        if self.kind == "code":
            if number not in self.codes:
                raise self._error("is none of its codes", "Known: " + ", ".join(map(str, self.codes)) + ".")
            return int(number)
        if not (self.least is None or number >= self.least) or not (self.most is None or number <= self.most):
            unit = f" {self.unit}" if self.unit else ""
            raise self._error("is out of range", f"From {self.least} to {self.most}{unit}. Is the unit right?")
        if self.step is not None and number % self.step:
            raise self._error("falls between two steps", f"It goes by {self.step}.")
        return number

    def _yes_no(self, given: object) -> bool:
        if isinstance(given, str):
            given = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(given.lower())
        if not isinstance(given, (bool, int, float, Decimal)) or given not in (0, 1):
            raise self._error("is neither yes nor no", "Answer true or false.")
        return bool(given)

    def _error(self, what: str, hint: str) -> UserError:
        return UserError(f"The answer to '{self.key}' {what}.", hint=hint)


@dataclass(frozen=True, slots=True)
class Limit:
    """For whom an instrument holds: ``item`` from ``least`` to ``most`` in full years or units, or the answer ``must_be``."""

    item: str
    because: Mapping[str, str]
    least: Decimal | None = None
    most: Decimal | None = None
    must_be: bool | None = None

    def holds(self, answer: Decimal | int | str | bool) -> bool:
        """Is this answer inside?"""
        if self.must_be is not None:
            return answer is self.must_be
        assert isinstance(answer, (Decimal, int))
        # 69 years and 11 months are 69 years: an upper limit on whole years runs until the next birthday.
        return (self.least is None or answer >= self.least) and (self.most is None or answer < self.most + 1)


@dataclass(frozen=True, slots=True)
class Bands:
    """Names of scores, from a limit upwards; ``from_age`` where they differ by age. Limits rise."""

    limits: tuple[tuple[Decimal, str], ...]
    from_age: Decimal = Decimal(0)

    def label_of(self, value: Decimal) -> str:
        """The last name whose limit is reached; empty below the first."""
        return next((key for limit, key in reversed(self.limits) if value >= limit), "")


@dataclass(frozen=True, slots=True)
class Scored:
    """A score with what is needed to read it again: instrument, version, unit, name of the band, items left out."""

    code: str
    version: int
    value: Decimal
    unit: str
    label: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One version of an instrument. ``code`` is what it is asked by; versions of one code follow each other in time.

    ``licence`` says what may be shipped and shown; ``coded`` is (system, code) of the score in FHIR, where there is one.
    """

    id: str
    code: str
    version: int
    title: Mapping[str, str]
    head: Head
    licence: str
    unit: str
    method: Hazard | ValueSet | AdlHierarchy | CognitivePerformance | Modules | Attainment | Sum
    items: Mapping[str, Item]
    population: tuple[Limit, ...] = ()
    bands: tuple[Bands, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    coded: tuple[str, str] | None = None

    def is_valid_on(self, day: date) -> bool:
        """Is this the version for what happened on that day?"""
        return self.head.is_valid_on(day)

    def read(self, answers: Answers) -> dict[str, Decimal | int | str | bool]:
        """The answers in their own types, of a person for whom the instrument holds.

        Raises :class:`UserError` for an answer that is missing, unknown or out of range, :class:`OutsidePopulation` for a
        person it was not made for: before anything is computed.
        """
        for key in answers:
            if key not in self.items:
                raise UserError(f"{self.code} asks nothing called '{key}'.", hint="Known: " + ", ".join(self.items) + ".")
        read = {}
        for key, item in self.items.items():
            given = answers.get(key)
            if given is None or given == "":
                if item.needed:
                    raise UserError(f"{self.code} needs '{key}'.", hint=f"{item.title['en']}: nothing is filled in for it.")
                continue
            read[key] = item.read(given)
        for limit in self.population:
            if limit.item in read and not limit.holds(read[limit.item]):
                said = limit.because
                raise OutsidePopulation(f"{self.code} is not computed: {said['en']}", item=limit.item, because=said)
        return read

    def scored(self, value: Decimal, label: str = "", left_out: tuple[str, ...] = ()) -> Scored:
        """A value that was computed, as a score of this version."""
        return Scored(self.code, self.version, value, self.unit, label, left_out)

    def label_of(self, value: Decimal, age: Decimal | None = None) -> str:
        """The name of a score, by age where the names differ by age."""
        fitting = [b for b in self.bands if age is None or b.from_age <= age]
        return fitting[-1].label_of(value) if fitting else ""


def as_decimal(given: object) -> Decimal | None:
    """An exact decimal of a number or of its text (5.5 or 5,5); ``None`` where it is no finite number."""
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(given).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
