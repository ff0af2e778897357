"""Questionnaire and QuestionnaireResponse: what an instrument asks, and what was answered.

An item needs no wording: of a licensed instrument only codes and our own short names leave. Source: FHIR R4 4.0.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from .shape import DECIMAL, FLAG, TEXT, WHOLE, Kind, Part, Said, choice, element, listed, nested, words
from .values import CODING, DAY, IDENTIFIER, MOMENT, PERIOD, QUANTITY, REFERENCE, Coding, Identifier, Period, Reference, When

__all__ = ["Answer", "Answered", "Answers", "Condition", "Initial", "Item", "Option", "Questionnaire"]

_OPTIONS: Final[Mapping[str, Kind]] = {
    "Integer": WHOLE,
    "Date": DAY,
    "Time": TEXT,
    "String": TEXT,
    "Coding": CODING,
    "Reference": REFERENCE,
}
_COMPARED: Final[Mapping[str, Kind]] = {
    **_OPTIONS,
    "Boolean": FLAG,
    "Decimal": DECIMAL,
    "DateTime": MOMENT,
    "Quantity": QUANTITY,
}
_ANSWERS: Final[Mapping[str, Kind]] = {**_COMPARED, "Uri": TEXT}


@dataclass(frozen=True, slots=True)
class Condition(Part):
    """An item is asked only if the answer to another is so."""

    question: str = element("question", TEXT)
    operator: str = element("operator", words("exists", "=", "!=", ">", "<", ">=", "<="))
    answer: Said | None = choice("answer", _COMPARED)


@dataclass(frozen=True, slots=True)
class Option(Part):
    """One of the answers to choose from."""

    value: Said | None = choice("value", _OPTIONS)
    chosen: bool | None = element("initialSelected", FLAG)


@dataclass(frozen=True, slots=True)
class Initial(Part):
    """What stands there before somebody answers."""

    value: Said | None = choice("value", _ANSWERS)


@dataclass(frozen=True, slots=True)
class Item(Part):
    """One thing asked, or a group of them."""

    link: str = element("linkId", TEXT)
    definition: str = element("definition", TEXT)
    codes: tuple[Coding, ...] = listed("code", CODING)
    prefix: str = element("prefix", TEXT)
    text: str = element("text", TEXT)
    type: str = element(
        "type",
        words(
            "group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text",
            "url", "choice", "open-choice", "attachment", "reference", "quantity",
        ),
    )  # fmt: skip
    conditions: tuple[Condition, ...] = listed("enableWhen", nested(lambda: Condition))
    conditions_by: str = element("enableBehavior", words("all", "any"))
    required: bool | None = element("required", FLAG)
    repeats: bool | None = element("repeats", FLAG)
    read_only: bool | None = element("readOnly", FLAG)
    longest: int | None = element("maxLength", WHOLE)
    value_set: str = element("answerValueSet", TEXT)
    options: tuple[Option, ...] = listed("answerOption", nested(lambda: Option))
    at_first: tuple[Initial, ...] = listed("initial", nested(lambda: Initial))
    items: tuple[Item, ...] = listed("item", nested(lambda: Item))


@dataclass(frozen=True, slots=True)
class Questionnaire(Part):
    """What an instrument asks, in one version."""

    KIND: ClassVar[str] = "Questionnaire"
    id: str = element("id", TEXT)
    url: str = element("url", TEXT)
    identifiers: tuple[Identifier, ...] = listed("identifier", IDENTIFIER)
    version: str = element("version", TEXT)
    name: str = element("name", TEXT)
    title: str = element("title", TEXT)
    derived_from: tuple[str, ...] = listed("derivedFrom", TEXT)
    status: str = element("status", words("draft", "active", "retired", "unknown"))
    experimental: bool | None = element("experimental", FLAG)
    about: tuple[str, ...] = listed("subjectType", TEXT)
    date: When | None = element("date", MOMENT)
    publisher: str = element("publisher", TEXT)
    description: str = element("description", TEXT)
    purpose: str = element("purpose", TEXT)
    licence: str = element("copyright", TEXT)
    approved: When | None = element("approvalDate", DAY)
    reviewed: When | None = element("lastReviewDate", DAY)
    period: Period | None = element("effectivePeriod", PERIOD)
    codes: tuple[Coding, ...] = listed("code", CODING)
    items: tuple[Item, ...] = listed("item", nested(lambda: Item))


@dataclass(frozen=True, slots=True)
class Answer(Part):
    """One answer, and what was asked because of it."""

    value: Said | None = choice("value", _ANSWERS)
    items: tuple[Answered, ...] = listed("item", nested(lambda: Answered))


@dataclass(frozen=True, slots=True)
class Answered(Part):
    """The answers to one item."""

    link: str = element("linkId", TEXT)
    definition: str = element("definition", TEXT)
    text: str = element("text", TEXT)
    answers: tuple[Answer, ...] = listed("answer", nested(lambda: Answer))
    items: tuple[Answered, ...] = listed("item", nested(lambda: Answered))


@dataclass(frozen=True, slots=True)
class Answers(Part):
    """What was answered to a questionnaire, about whom, by whom and when."""

    KIND: ClassVar[str] = "QuestionnaireResponse"
    id: str = element("id", TEXT)
    identifier: Identifier | None = element("identifier", IDENTIFIER)
    based_on: tuple[Reference, ...] = listed("basedOn", REFERENCE)
    part_of: tuple[Reference, ...] = listed("partOf", REFERENCE)
    questionnaire: str = element("questionnaire", TEXT)
    status: str = element("status", words("in-progress", "completed", "amended", "entered-in-error", "stopped"))
    subject: Reference | None = element("subject", REFERENCE)
    encounter: Reference | None = element("encounter", REFERENCE)
    authored: When | None = element("authored", MOMENT)
    author: Reference | None = element("author", REFERENCE)
    source: Reference | None = element("source", REFERENCE)
    items: tuple[Answered, ...] = listed("item", nested(lambda: Answered))
