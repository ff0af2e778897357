"""A definition that is being changed, asked of ten people who are made up: yes or no of each, and what settled it.

They lie in ``reference/test_people.yaml`` of the library, written as examples are. No register is read and nobody real is
meant, so nothing is hidden here. The slow engine answers, as it does for examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from ...criteria.nodes import Flag
from ...criteria.say import written
from ...definitions.examples import read_examples
from ...definitions.models import Example, Library, Segment
from ...definitions.place import Place
from ...definitions.read import shipped_folder
from ...definitions.yaml_files import load_yaml
from ..reference.examples import person_of
from ..reference.explain import Answer, classes_tried, decisive, why
from ..reference.records import Person, Record
from ..show.words import LANGUAGES
from .answer import whole
from .document import Document, as_text

__all__ = ["on_test_people"]

_GIVEN: Final = ("name", "as_of", "person", "records")


def on_test_people(document: Document) -> list[dict[str, Any]]:
    """Of each test person ``title``, ``holds`` (of a segment ``class``: the title of theirs), ``reasons`` and ``example``:
    what stands of them, as the examples of a definition say it. A reason ``says`` a rule that settled it, whether it
    ``holds``, and the days of the ``records`` it leans on. What is said is said in every language."""
    return [_asked(document, title, given, example) for title, given, example in _people()]


@cache
def _people() -> tuple[tuple[dict[str, str], dict[str, Any], Example], ...]:
    file = shipped_folder() / "reference" / "test_people.yaml"
    listed = load_yaml(file)["people"]
    asked = [{name: one[name] for name in _GIVEN if name in one} for one in listed]
    read = read_examples(Place(file.name), [{**one, "expect": None} for one in asked], lambda _place, value: value)
    return tuple((one["title"], as_text(given), example) for one, given, example in zip(listed, asked, read, strict=True))


def _asked(document: Document, title: dict[str, str], given: dict[str, Any], example: Example) -> dict[str, Any]:
    person = person_of(example.person, example.records, example)
    said: dict[str, Any] = {"title": title, "example": given}
    if isinstance(document.definition, Segment):
        tried = classes_tried(document.definition, person, example.as_of, document.library)
        found = next(c for c in document.definition.classes if c.key == tried[-1][0])
        reasons = [] if found.when is None else _reasons(found.when, person, example.as_of, document.library)
        return said | {"class": dict(found.title), "reasons": reasons}
    reasons = _reasons(whole(document), person, example.as_of, document.library)
    return said | {"holds": why(whole(document), person, example.as_of, document.library).holds, "reasons": reasons}


def _reasons(flag: Flag, person: Person, as_of: date, library: Library) -> list[dict[str, Any]]:
    told = [list(_ends(decisive(why(flag, person, as_of, library, language)))) for language in LANGUAGES]
    return [
        {
            "says": {language: answer.sentence for language, answer in zip(LANGUAGES, same, strict=True)},
            "holds": same[0].holds,
            "records": [_record(r) for r in sorted(_leaned_on(same[0]), key=lambda r: (r.date, r.table, r.key))],
        }
        for same in zip(*told, strict=True)
    ]


def _ends(answer: Answer) -> Iterator[Answer]:
    """Rules as people read them: into groups of rules, not into the ways in which a condition may be known."""
    if answer.children and not any(child.name for child in answer.children):
        for child in answer.children:
            yield from _ends(child)
    else:
        yield answer


def _leaned_on(answer: Answer) -> set[Record]:
    return set(answer.records).union(*(_leaned_on(child) for child in answer.children))


def _record(record: Record) -> dict[str, str]:
    code = f"{record.code.system} {written(record.code.system, record.code.value)}" if record.code is not None else ""
    return {"on": record.date.isoformat(), "code": code}
