"""Why: the answer, the sentence, and the records that decided. The same walk as ``evaluate``, remembering what it met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ...criteria.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    ConditionCount,
    CountDischarges,
    CountSpells,
    Events,
    FirstWithin,
    Flag,
    Has,
    LatestIs,
    Number,
    ScoreOf,
    SystemCount,
    Unless,
    Visited,
    diagnoses_of,
)
from ...criteria.say import say
from ...definitions.models import Condition, Determinant, Library, Score, Segment
from .evaluate import first_records, holds, latest_records, number, records_of
from .records import Person, Record

__all__ = ["Answer", "classes_tried", "decisive", "records_in", "why", "why_definition"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A criterion and what became of it. ``number`` is what was counted, where something was.

    ``records`` are all that were counted, also where they were too few; ``children`` are the answers it is made of.
    """

    holds: bool
    sentence: str
    number: float | None = None
    records: tuple[Record, ...] = ()
    children: tuple[Answer, ...] = ()
    joined: str = ""
    name: str = ""


def why(flag: Flag, person: Person, as_of: date, library: Library, language: str = "en", name: str = "") -> Answer:
    """The whole tree of answers; :func:`decisive` leaves what settled it.

    What is made of other answers is derived from them, so that an explanation cannot say one thing and show another.
    """

    def of(other: Flag, name: str = "") -> Answer:
        return why(other, person, as_of, library, language, name)

    def made(children: tuple[Answer, ...], joined: str, held: bool) -> Answer:
        return Answer(held, sentence, children=children, joined=joined, name=name)

    sentence = say(flag, language, library)
    match flag:
        case AllOf(flags):
            children = tuple(of(f) for f in flags)
            return made(children, "all", all(c.holds for c in children))
        case AnyOf(flags):
            children = tuple(of(f) for f in flags)
            return made(children, "any", any(c.holds for c in children))
        case AtLeastOf(n, flags):
            children = tuple(of(f) for f in flags)
            return made(children, "at least", sum(c.holds for c in children) >= n)
        case Unless(inner, exceptions):
            children = (of(inner), *(of(f) for f in exceptions))
            return made(children, "unless", children[0].holds and not any(c.holds for c in children[1:]))
        case Has("condition", id):
            children = tuple(of(f, key) for key, f in library.conditions[id].evidence)
            return made(children, "any", any(c.holds for c in children))
        case Has(_, id):
            children = (of(library.determinants[id].rule),)
            return made(children, "all", children[0].holds)
        case AtLeast(asked, threshold, strict):
            children = _under(asked, person, as_of, library, language)
            value = _number(asked, children, person, as_of, library)
            held = value > threshold if strict else value >= threshold
            return replace(made(children, "count", held), number=value, records=_counted(asked, person, as_of, library))
        case FirstWithin(events):
            records = tuple(first_records(events, person, as_of, library))
        case LatestIs():
            records = tuple(latest_records(flag, person, as_of, library))
        case _:
            records = ()
    return replace(made((), "", holds(flag, person, as_of, library)), records=records)


def _number(asked: Number, children: tuple[Answer, ...], person: Person, as_of: date, library: Library) -> float:
    """Counted from the answers underneath, where there are any to count."""
    counting = library.counting
    match asked:
        case ConditionCount():
            return len({counting[c.name][0] for c in children if c.holds})
        case SystemCount():
            return len({counting[c.name][1] for c in children if c.holds})
    return number(asked, person, as_of, library)


def _counted(asked: Number, person: Person, as_of: date, library: Library) -> tuple[Record, ...]:
    """The rows a number was made of. For spells: every stay, because each can join two others."""
    events = getattr(asked, "events", None)
    if not isinstance(events, Events):
        return ()
    if isinstance(asked, (CountSpells, CountDischarges)):
        looked_at = (Visited(("inpatient",)), *diagnoses_of(asked))
        return tuple(record for one in looked_at for record in records_of(one, person, as_of, library))
    return tuple(records_of(events, person, as_of, library))


def _under(asked: Number, person: Person, as_of: date, library: Library, language: str) -> tuple[Answer, ...]:
    """The answers a score or a count of conditions is made of."""
    if isinstance(asked, ScoreOf):
        score = library.scores[asked.score]
        return tuple(
            _named(why(flag, person, as_of, library, language, key), score, key, language) for key, flag in score.groups
        )
    if isinstance(asked, (ConditionCount, SystemCount)):
        return tuple(why(Has("condition", id), person, as_of, library, language, id) for id in library.counting)
    return ()


def _named(answer: Answer, score: Score, key: str, language: str) -> Answer:
    title = score.group_titles.get(key, {}).get(language, key)
    return replace(answer, name=title)


def decisive(answer: Answer) -> Answer:
    """Only what settled it: of alternatives the ones that hold, of things that must all hold the ones that fail."""
    children = answer.children
    if answer.joined in ("any", "at least", "count") and (answer.holds or answer.joined == "count"):
        children = tuple(c for c in children if c.holds)
    elif answer.joined == "all" and not answer.holds:
        children = tuple(c for c in children if not c.holds)
    elif answer.joined == "unless":
        flag, *exceptions = children
        if not flag.holds:
            children = (flag,)
        elif not answer.holds:
            children = (flag, *(c for c in exceptions if c.holds))
    return replace(answer, children=tuple(decisive(c) for c in children))


def records_in(answer: Answer) -> set[tuple[str, int]]:
    """Table and key of every record the answer leans on."""
    return {(r.table, r.key) for r in answer.records}.union(*(records_in(c) for c in answer.children))


def why_definition(
    definition: Condition | Determinant | Score, person: Person, as_of: date, library: Library, language: str = "en"
) -> Answer:
    """Condition or determinant: does it hold, and by which alternatives. Score: its value and the groups that hold."""
    if isinstance(definition, Condition):
        return why(Has("condition", definition.id), person, as_of, library, language)
    if isinstance(definition, Determinant):
        return why(Has("determinant", definition.id), person, as_of, library, language)
    asked = ScoreOf(definition.id)
    value = number(asked, person, as_of, library)
    groups = _under(asked, person, as_of, library, language)
    return Answer(value != 0, say(asked, language, library), number=value, children=groups, joined="count")


def classes_tried(
    segment: Segment, person: Person, as_of: date, library: Library, language: str = "en"
) -> list[tuple[str, Answer | None]]:
    """Each class in order, up to and including the first that holds; ``None`` for the class that takes who is left."""
    tried: list[tuple[str, Answer | None]] = []
    for one in segment.classes:
        answer = None if one.when is None else why(one.when, person, as_of, library, language)
        tried.append((one.key, answer))
        if answer is None or answer.holds:
            break
    return tried
