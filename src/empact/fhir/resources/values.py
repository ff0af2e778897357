"""The small values that resources of care are made of: who and what is pointed at, codes, periods, amounts, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from .shape import DECIMAL, TEXT, WHOLE, Kind, Part, Unread, element, extension, listed, nested, words

__all__ = [
    "CODED",
    "CODING",
    "CONCEPT",
    "CONTACT",
    "DAY",
    "IDENTIFIER",
    "INSTANT",
    "MOMENT",
    "NOTE",
    "PERIOD",
    "QUANTITY",
    "REFERENCE",
    "SSIN",
    "Coding",
    "Concept",
    "Contact",
    "Identifier",
    "Note",
    "Period",
    "Quantity",
    "Reference",
    "When",
    "concept",
    "number_of",
    "to",
]

SSIN: Final = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin"
"""The system of Belgian national numbers. A number that fails its check digits is kept: official examples carry one."""
CODED: Final = "https://www.ehealth.fgov.be/standards/fhir/core/StructureDefinition/be-ext-codeableconcept"
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class When:
    """A day or an instant, as exactly as it was said and spelt so: ``2024``, ``2024-05``, ``2024-05-01``, or an instant."""

    text: str

    def __post_init__(self) -> None:
        if not (_DAY.fullmatch(self.text) or _INSTANT.fullmatch(self.text)):
            raise ValueError(f"{self.text!r} is no day and no instant with its zone")
        _ = self.first, self.at  # the day and the hour exist

    @classmethod
    def of(cls, moment: date) -> When:
        """A day, or an instant that knows its zone."""
        return cls(moment.isoformat())

    @property
    def first(self) -> date:
        """The first day it may be."""
        year, month, day = (*self.text[:10].split("-"), "01", "01")[:3]
        return date(int(year), int(month), int(day))

    @property
    def last(self) -> date:
        """The last day it may be, inclusive."""
        first, exact = self.first, len(self.text)
        if exact >= 10:
            return first
        after = date(first.year + 1, 1, 1) if exact == 4 or first.month == 12 else date(first.year, first.month + 1, 1)
        return after - timedelta(days=1)

    @property
    def at(self) -> datetime | None:
        """The instant; ``None`` where only a day, a month or a year is known."""
        return datetime.fromisoformat(self.text) if "T" in self.text else None


def _spelt(name: str, *spellings: re.Pattern[str]) -> Kind:
    def read(said: Any) -> When:
        if not isinstance(said, str) or not any(spelling.fullmatch(said) for spelling in spellings):
            raise Unread
        try:
            return When(said)
        except ValueError:
            raise Unread from None

    def write(value: When) -> str:
        return read(value.text).text

    return Kind(name, read, write)


DAY: Final = _spelt("day", _DAY)
MOMENT: Final = _spelt("moment", _DAY, _INSTANT)
INSTANT: Final = _spelt("instant", _INSTANT)


@dataclass(frozen=True, slots=True)
class Period(Part):
    """From when until when, both inclusive."""

    start: When | None = element("start", MOMENT)
    end: When | None = element("end", MOMENT)


@dataclass(frozen=True, slots=True)
class Coding(Part):
    """One code of one system, in a version of that system."""

    system: str = element("system", TEXT)
    code: str = element("code", TEXT)
    display: str = element("display", TEXT)
    version: str = element("version", TEXT)


@dataclass(frozen=True, slots=True)
class Concept(Part):
    """What is meant: in words, as a code, or as several codes that mean the same."""

    codings: tuple[Coding, ...] = listed("coding", nested(lambda: Coding))
    text: str = element("text", TEXT)

    def code_in(self, system: str) -> str:
        """The code of this system; empty where there is none."""
        return next((one.code for one in self.codings if one.system == system), "")

    @property
    def words(self) -> str:
        """What a reader sees: the text, else what is shown for a code, else a code."""
        shown = [one.display for one in self.codings if one.display] + [one.code for one in self.codings if one.code]
        return self.text or next(iter(shown), "")


@dataclass(frozen=True, slots=True)
class Identifier(Part):
    """A number somebody gave; ``system`` says who."""

    system: str = element("system", TEXT)
    value: str = element("value", TEXT)
    use: str = element("use", words("usual", "official", "temp", "secondary", "old"))


@dataclass(frozen=True, slots=True)
class Reference(Part):
    """Somebody or something else: by its address, or by a number only, as Belgian subjects often are."""

    reference: str = element("reference", TEXT)
    type: str = element("type", TEXT)
    identifier: Identifier | None = element("identifier", nested(lambda: Identifier))
    display: str = element("display", TEXT)

    @property
    def kind(self) -> str:
        """Which kind of resource; empty where neither the address nor ``type`` says it."""
        if self.type or self.reference.startswith(("#", "urn:")):
            return self.type.rsplit("/", 1)[-1]
        steps = self.reference.split("/_history/")[0].rsplit("/", 2)
        return steps[-2] if len(steps) > 1 else ""


@dataclass(frozen=True, slots=True)
class Quantity(Part):
    """An amount in its unit. ``comparator``: the true amount lies beside it, on that side."""

    value: Decimal | None = element("value", DECIMAL)
    comparator: str = element("comparator", words("<", "<=", ">=", ">"))
    unit: str = element("unit", TEXT)
    system: str = element("system", TEXT)
    code: str = element("code", TEXT)


@dataclass(frozen=True, slots=True)
class Note(Part):
    """A remark, who made it and when. ``codes``: what it is about, by the Belgian extension of annotations."""

    codes: tuple[Concept, ...] = extension(CODED, "CodeableConcept", nested(lambda: Concept))
    text: str = element("text", TEXT)
    time: When | None = element("time", MOMENT)
    by: Reference | None = element("authorReference", nested(lambda: Reference))
    by_name: str = element("authorString", TEXT)


@dataclass(frozen=True, slots=True)
class Contact(Part):
    """How to reach somebody."""

    system: str = element("system", words("phone", "fax", "email", "pager", "url", "sms", "other"))
    value: str = element("value", TEXT)
    use: str = element("use", words("home", "work", "temp", "old", "mobile"))
    rank: int | None = element("rank", WHOLE)


CODING: Final = nested(lambda: Coding)
CONCEPT: Final = nested(lambda: Concept)
CONTACT: Final = nested(lambda: Contact)
IDENTIFIER: Final = nested(lambda: Identifier)
NOTE: Final = nested(lambda: Note)
PERIOD: Final = nested(lambda: Period)
QUANTITY: Final = nested(lambda: Quantity)
REFERENCE: Final = nested(lambda: Reference)


def to(kind: str, id: str, display: str = "") -> Reference:
    """A resource by its kind and id."""
    return Reference(f"{kind}/{id}", kind, display=display)


def number_of(kind: str, system: str, value: str, display: str = "") -> Reference:
    """Somebody by a number only."""
    return Reference(type=kind, identifier=Identifier(system, value), display=display)


def concept(system: str, code: str, text: str = "") -> Concept:
    """One code, with words of our own where it has any."""
    return Concept((Coding(system, code),), text)
