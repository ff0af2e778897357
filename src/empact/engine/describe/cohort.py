"""A cohort: the people for whom all of a few terms hold on the index date of a run.

A term is written ``kind:value``: ``condition:diabetes``, ``determinant:frail``, ``segment:popbox:two_three``,
``area:municipality:36015`` (or a code, or a name), ``practice:12`` (number or name), ``file:own.yaml`` (an own rule).
No term at all is everybody who is alive and observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ...criteria.nodes import Flag
from ...criteria.say import say
from ...definitions.grammar import Context, read_flag
from ...definitions.models import Library
from ...definitions.place import Place, meant
from ...definitions.yaml_files import load_yaml
from ...terms.errors import UserError
from ..areas import LEVELS, Areas
from ..run.results import Results
from ..show.words import LANGUAGES, title_of, word
from .words import said

__all__ = ["EVERYBODY", "KINDS", "Cohort", "Term", "areas_of", "find_area", "read_cohort"]

KINDS: Final = ("condition", "determinant", "segment", "area", "practice", "file")
EVERYBODY: Final = "everybody"


@dataclass(frozen=True, slots=True)
class Term:
    """``value``: an id, 'segment:class', an area id, or a practice's number as text. ``title`` by language."""

    kind: str
    value: str
    title: Mapping[str, str] = field(compare=False)
    is_sensitive: bool = False
    rule: Flag | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Cohort:
    """All terms hold; none: everybody."""

    terms: tuple[Term, ...] = ()

    @property
    def key(self) -> str:
        return " ".join(t.key for t in self.terms) or EVERYBODY

    @property
    def is_everybody(self) -> bool:
        return not self.terms

    @property
    def is_sensitive(self) -> bool:
        return any(t.is_sensitive for t in self.terms)

    def of(self, kind: str) -> tuple[Term, ...]:
        return tuple(t for t in self.terms if t.kind == kind)

    def title(self, language: str) -> str:
        """What a reader calls it."""
        return " × ".join(t.title[language] for t in self.terms) or word("everybody", language).capitalize()


def areas_of(results: Results) -> Areas:
    """The areas as they lay on the index date."""
    tree: Mapping[str, Any] = results.manifest.get("areas") or {}
    return Areas(
        {a: tuple(e["parents"]) for a, e in tree.items()},
        {a: e["level"] for a, e in tree.items()},
        {a: e["name"] for a, e in tree.items()},
    )


def read_cohort(
    asked: Sequence[str], results: Results, *, practices: Mapping[str, str] | None = None, library: Library | None = None
) -> Cohort:
    """The cohort of these terms. ``practices``: name by number, where a register is at hand; ``library``: for own rules."""
    if list(asked) in ([], [EVERYBODY]):
        return Cohort()
    terms = {}
    for text in asked:
        kind, _, value = text.partition(":")
        if kind not in KINDS or not value:
            raise UserError(
                f"'{text}' is no part of a cohort.", hint="Write kind:value; kinds are " + ", ".join(KINDS) + ", or everybody."
            )
        term = _term(kind, value, results, practices, library)
        terms[term.key] = term
    return Cohort(tuple(sorted(terms.values(), key=lambda t: (KINDS.index(t.kind), t.value))))


def _term(kind: str, value: str, results: Results, practices: Mapping[str, str] | None, library: Library | None) -> Term:
    if kind == "area":
        return _area(value, areas_of(results))
    if kind == "practice":
        return _practice(value, practices)
    if kind == "file":
        return _own_rule(Path(value), library)
    if kind == "segment":
        id_, _, class_ = value.partition(":")
        entry = results.definition("segment", id_)
        named = {c["key"]: c for c in entry["classes"]}
        if class_ not in named:
            raise UserError(f"Segment '{id_}' has no class '{class_}'.", hint="Known: " + ", ".join(named) + ".")
        return Term(kind, value, _titles(named[class_]))
    entry = results.definition(kind, value)
    return Term(kind, value, _titles(entry), bool(entry.get("sensitive")))


def _titles(entry: Mapping[str, Any]) -> dict[str, str]:
    return {language: title_of(entry, language) for language in LANGUAGES}


def find_area(value: str, areas: Areas, levels: Sequence[str] = LEVELS) -> str:
    """The one area of these levels with that id, code or name."""
    asked = value.casefold()
    found = [
        a
        for a, level in areas.level.items()
        if level in levels and (value in (a, a.partition(":")[2]) or asked == areas.name.get(a, "").casefold())
    ]
    if len(found) > 1 and value in found:
        found = [value]
    if not found:
        known = {n for a, level in areas.level.items() if level in levels for n in (a, areas.name.get(a, a))}
        raise UserError(f"There is no area '{value}' in these results.", hint=meant(value, known))
    if len(found) > 1:
        raise UserError(f"'{value}' is more than one area.", hint="Say " + " or ".join(found) + ".")
    return found[0]


def _area(value: str, areas: Areas) -> Term:
    area = find_area(value, areas)
    return Term("area", area, dict.fromkeys(LANGUAGES, areas.name.get(area, area)))


def _practice(value: str, practices: Mapping[str, str] | None) -> Term:
    if practices is None:
        raise UserError("A practice needs the register.", hint="Add --register DIR.")
    found = [k for k, name in practices.items() if value == k or value.casefold() == name.casefold()]
    if len(found) != 1:
        raise UserError(
            f"There is {'no' if not found else 'more than one'} practice '{value}'.",
            hint="Give its number, as in: empact show indicators gp_contact --by practice",
        )
    return Term("practice", found[0], dict.fromkeys(LANGUAGES, practices[found[0]]))


def _own_rule(file: Path, library: Library | None) -> Term:
    """An own file says ``rule``, written as in a determinant, and may say ``title``."""
    if library is None:
        raise UserError("An own rule needs the register.", hint="Add --register DIR.")
    place = Place(file.name)
    given = place.mapping(load_yaml(file), ("rule", "title", "sensitive"), ("rule",))
    rule = read_flag(place / "rule", given["rule"], Context(library.codelists))
    title = (place / "title").text(given["title"]) if given.get("title") is not None else ""
    sensitive = (place / "sensitive").yes_no(given.get("sensitive", False))
    titles = {language: title or f"{said('own_rule', language)}: {say(rule, language, library)}" for language in LANGUAGES}
    return Term("file", file.stem, titles, sensitive, rule)
