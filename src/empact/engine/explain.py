"""Why a person is where they are: the answer, the sentence, and the records that decided.

The slow engine answers: one person needs no speed, and what it says it can also show.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ..criteria.nodes import COUNTS, AtLeast, laid_on
from ..criteria.say import check_language, say_number, written
from ..definitions.indicators import POPULATIONS
from ..definitions.models import Condition, Definition, Determinant, Indicator, Library, Score, Segment
from ..definitions.place import meant
from ..terms.errors import DefinitionError
from ..terms.periods import Period
from .database import Database
from .people import find_person, read_people
from .reference.explain import Answer, classes_tried, decisive, why, why_definition
from .reference.indicators import standing, year_until
from .reference.records import Person, Record, population_status
from .register import Register

__all__ = ["explain", "explain_person", "find_definition"]


def explain(
    db: Database, register: Register, library: Library, *, person: str, definition: str, as_of: date, language: str = "en"
) -> dict[str, Any]:
    """As :func:`explain_person`, for somebody on a register. ``person`` is a pseudonym of the source or a ``person_id``."""
    check_language(language)
    kind, found = find_definition(library, definition)
    id = find_person(db, register, person)
    (someone,) = read_people(db, register, id, id)
    return explain_person(someone, kind, found, library, as_of, language)


def find_definition(library: Library, asked: str) -> tuple[str, Definition]:
    """By id, or ``kind:id`` where two kinds share one."""
    kind, colon, rest = asked.partition(":")
    found = [(k, d) for k, d in library.definitions() if d.id == (rest if colon else asked) and (not colon or k == kind)]
    if len(found) == 1:
        return found[0]
    if found:
        raise DefinitionError(
            f"'{asked}' is more than one definition.", hint="Say " + " or ".join(f"{k}:{d.id}" for k, d in found) + "."
        )
    raise DefinitionError(f"There is no definition '{asked}'.", hint=meant(asked, {d.id for _, d in library.definitions()}))


def explain_person(
    person: Person,
    kind: str,
    definition: Definition,
    library: Library,
    as_of: date,
    language: str = "en",
    period: Period | None = None,
) -> dict[str, Any]:
    """A plain structure, ready for JSON; its schema is in docs/reference/definitions.md.

    ``answer`` is true or false (condition, determinant), a number (score), a class key (segment) or a state (indicator, over
    ``period``, else the 365 days until ``as_of``); ``reasons`` hold only what
    settled it. ``population`` says whether the person counts at all on that day; the answer is given all the same.
    """
    out: dict[str, Any] = {
        "person_id": person.person_id,
        "as_of": as_of.isoformat(),
        "population": population_status(person, as_of),
        "kind": kind,
        "definition": definition.id,
        "title": definition.title[language],
        "version": definition.version,
        "fingerprint": definition.fingerprint,
        "language": language,
    }
    if isinstance(definition, Segment):
        titles = {c.key: c.title[language] for c in definition.classes}
        tried = classes_tried(definition, person, as_of, library, language)
        key = tried[-1][0]
        reasons = [
            {"class": k, "title": titles[k], "holds": True, "sentence": "", "records": [], "reasons": []}
            if answer is None
            else {"class": k, "title": titles[k]} | _plain(decisive(answer))
            for k, answer in tried
        ]
        return out | {"answer": key, "sentence": titles[key], "reasons": reasons}
    if isinstance(definition, Indicator):
        return out | _standing(definition, person, period or year_until(as_of), library, language)
    assert isinstance(definition, (Condition, Determinant, Score))
    answer = why_definition(definition, person, as_of, library, language)
    settled = decisive(answer)
    value: Any = answer.number if isinstance(definition, Score) else answer.holds
    if isinstance(definition, Score) and definition.bands:
        out["band"] = definition.band_of(answer.number or 0.0)
    spoken = (
        answer.sentence
        if not isinstance(definition, Score)
        else f"{answer.sentence}: {say_number(answer.number or 0.0, language)}"
    )
    reasons = [_plain(child) for child in settled.children]
    return out | {"answer": value, "sentence": spoken, "reasons": reasons}


def _standing(indicator: Indicator, person: Person, period: Period, library: Library, language: str) -> dict[str, Any]:
    """The state of the person (and what the person adds), and each population in the order in which it is asked."""
    if indicator.waits_for:
        raise DefinitionError(f"'{indicator.id}' is not measured.", hint=f"It waits for {indicator.waits_for}.")
    if not indicator.is_valid_over(period):
        raise DefinitionError(
            f"'{indicator.id}' is not measured over {period.name}: its rule did not hold then.",
            hint="See its 'valid_from' and 'valid_to'.",
        )
    found = standing(indicator, person, period, library)
    reasons = []
    for name in POPULATIONS:
        flag = getattr(indicator, name)
        if flag is not None:
            reasons.append(_plain(decisive(why(laid_on(flag, period), person, period.end, library, language, name))))
    for name in ("numerator_observation", "denominator_observation"):
        amount = getattr(indicator, name)
        if amount is not None:
            something = AtLeast(laid_on(amount, period), 1 if isinstance(amount, COUNTS) else 1e-6)
            reasons.append(_plain(why(something, person, period.end, library, language, name)))
    return {
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "answer": found.state,
        "sentence": indicator.title[language],
        "numerator": found.numerator,
        "denominator": found.denominator,
        "reasons": reasons,
    }


def _plain(answer: Answer) -> dict[str, Any]:
    out: dict[str, Any] = {"name": answer.name} if answer.name else {}
    out |= {"holds": answer.holds, "sentence": answer.sentence}
    if answer.number is not None:
        out["number"] = answer.number
    return out | {"records": [_row(r) for r in answer.records], "reasons": [_plain(child) for child in answer.children]}


def _row(record: Record) -> dict[str, Any]:
    """One record that decided: where it stands, its day, its code in the canonical and in the source's spelling."""
    row: dict[str, Any] = {"table": record.table, "id": record.key, "date": record.date.isoformat()}
    if record.code is not None:
        row |= {"system": record.code.system, "code": written(record.code.system, record.code.value)}
    details = {
        "as_written": record.written,
        "source": record.source,
        "ddd": record.ddd,
        "days_supply": record.days_supply,
        "value": record.value,
        "unit": record.unit,
        "answer": record.answer,
        "position": record.position,
        "practice": record.practice,
        "until": record.until.isoformat() if record.until else None,
        "kind": " + ".join(record.kinds),
        "unplanned": record.unplanned,
        "role": record.role,
        "domain": record.domain,
        "paid": record.paid / 100 if record.paid is not None else None,
    }
    return row | {key: value for key, value in details.items() if value not in (None, "")}
