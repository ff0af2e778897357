"""Why somebody is on a list: clauses that are true in the records, with the kind and day of the record that made each so.

The slow engine says it, and it is asked of nobody but who is offered a place. No text that somebody wrote is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ...criteria.nodes import Has
from ...criteria.say import say
from ...definitions.models import Condition, Indicator, Library, Segment
from ...terms.errors import RegisterError
from ..reference.explain import Answer, classes_tried, decisive, why
from ..reference.indicators import standing
from ..reference.records import Person, Record
from .rule import Rule
from .words import KINDS, said

__all__ = ["LONGEST", "Reason", "reason_of", "sentences_of"]

LONGEST: Final = 300
"""Signs in a reason; the gate takes no more. Clauses are left out whole."""


@dataclass(frozen=True, slots=True)
class Reason:
    """``records``: (table, key) of what the text rests on."""

    text: str
    records: tuple[tuple[str, int], ...]


def reason_of(
    person: Person, rule: Rule, library: Library, as_of: date, language: str, called: Mapping[str, Condition]
) -> Reason:
    """``called``: from :func:`sentences_of`. Raises :class:`RegisterError` where the slow engine does not find what the
    fast one found: such a list may not leave.

    A sensitive condition is not named unless the rule is about it, though the answer may rest on it.
    """
    if isinstance(rule.definition, Indicator):
        assert rule.period is not None
        state = standing(rule.definition, person, rule.period, library)
        if state.state != "open":
            raise _differs()
        return Reason(_cut([f"{rule.title[language]} ({rule.period.name})"]), ())
    answers: list[Answer] = []
    if isinstance(rule.definition, Segment):
        key, answer = classes_tried(rule.definition, person, as_of, library, language)[-1]
        if key != rule.key:
            raise _differs()
        if answer is not None:
            answers.append(decisive(answer))
    if rule.flag is not None:
        answers.insert(0, decisive(why(rule.flag, person, as_of, library, language)))  # of a cell what is its own comes first
        if not answers[0].holds:
            raise _differs()
    clauses: list[str] = []
    records: list[Record] = []
    for clause, rests_on in (found for one in answers for found in _clauses(one, called, language, rule.is_sensitive)):
        if clause and clause not in clauses:
            clauses.append(clause)
        records += rests_on
    text = _cut(clauses or [rule.title[language]])
    return Reason(text, tuple(dict.fromkeys((r.table, r.key) for r in records)))


def sentences_of(library: Library, language: str) -> dict[str, Condition]:
    """The condition that each sentence is about."""
    return {say(Has("condition", id_), language, library): condition for id_, condition in library.conditions.items()}


def _clauses(
    answer: Answer, called: Mapping[str, Condition], language: str, may_name: bool
) -> Iterator[tuple[str, list[Record]]]:
    """A condition is called by its title, whatever its evidence; anything else is said as it was asked. Empty: unnamed."""
    condition = called.get(answer.sentence)
    if condition is not None:
        rests_on = list(_under(answer))
        named = may_name or not condition.sensitive
        yield _dated(condition.title[language], rests_on, language) if named else "", rests_on
        return
    children = [child for child in answer.children if child.holds]
    if answer.records or not children:
        yield _dated(answer.sentence, list(answer.records), language), list(answer.records)
        return
    for child in children:
        yield from _clauses(child, called, language, may_name)


def _under(answer: Answer) -> Iterator[Record]:
    if answer.holds:
        yield from answer.records
        for child in answer.children:
            yield from _under(child)


def _dated(clause: str, records: list[Record], language: str) -> str:
    """The clause, and of each kind of record the latest day."""
    latest: dict[str, date] = {}
    for record in records:
        latest[record.table] = max(record.date, latest.get(record.table, record.date))
    if not latest:
        return clause
    days = ", ".join(f"{said(KINDS[t], language)} {day:%d/%m/%Y}" for t, day in sorted(latest.items(), key=lambda one: one[1]))
    return f"{clause} ({days})"


def _cut(clauses: list[str]) -> str:
    text = clauses[0][:LONGEST]
    for clause in clauses[1:]:
        if len(text) + 2 + len(clause) <= LONGEST:
            text += f"; {clause}"
    return text


def _differs() -> Any:
    return RegisterError("The two engines disagree about somebody on the list.", hint="No list was made. Please report it.")
