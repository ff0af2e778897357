"""The rule of a list: a definition, an own file, a class of a segment, or the people behind an indicator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...criteria.nodes import AllOf, Flag, Has, Node
from ...criteria.say import say
from ...definitions.models import Condition, Definition, Determinant, Indicator, Library, Segment
from ...definitions.place import meant
from ...definitions.references import is_sensitive, rules_of
from ...terms.errors import DefinitionError, UserError
from ...terms.periods import Period
from ..describe import read_cohort
from ..evaluator import Evaluator
from ..explain import find_definition
from ..indicators.count import stand
from ..run.part import classify
from ..run.results import Results
from ..show.words import LANGUAGES
from .words import said

__all__ = ["Rule", "read_rule"]

_STATED: Final = ("condition", "determinant", "segment")


@dataclass(frozen=True, slots=True)
class Rule:
    """``title`` and ``text`` by language: what it is called, and what it asks, as a sentence.

    ``flag``, or for a segment ``definition`` with ``key`` the class (and perhaps a ``flag`` that must hold too), or for an
    indicator ``definition`` with its ``period``.
    """

    asked: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    version: int
    fingerprint: str
    is_sensitive: bool
    flag: Flag | None = None
    definition: Definition | None = None
    key: str = ""
    period: Period | None = None

    @property
    def asks(self) -> list[Node]:
        """Every criterion it looks at, for who reads the records."""
        flags: list[Node] = [] if self.flag is None else [self.flag]
        if flags and not isinstance(self.definition, Segment):
            return flags
        assert self.definition is not None
        return [*rules_of(self.definition), *flags]

    def apply(self, evaluator: Evaluator) -> dict[str, NDArray[np.bool_]]:
        """Per step who is in it, the last step being who meets the rule; dead people and departed ones too.

        An indicator gives ``denominator`` (without who is excluded), ``exception``, ``numerator`` and then ``meets``: who is
        in the first and in neither of the others. The evaluator looks from the last day of the period.
        """
        if isinstance(self.definition, Segment):
            keys = [c.key for c in self.definition.classes]
            placed = classify(evaluator, self.definition) == keys.index(self.key)
            return {"meets": placed if self.flag is None else placed & evaluator.flag(self.flag)}
        if self.flag is not None:
            return {"meets": evaluator.flag(self.flag)}
        assert isinstance(self.definition, Indicator) and self.period is not None
        found = stand(evaluator, self.definition, self.period)
        met = found.numerator > 0
        parts = {
            "denominator": found.counted | found.exception,
            "exception": found.exception,
            "numerator": found.counted & met,
            "meets": found.counted & ~met,
        }
        out = {name: np.zeros(evaluator.size, bool) for name in parts}
        for name, flags in parts.items():
            out[name][found.people[flags]] = True
        return out


def read_rule(asked: str, library: Library, results: Results, period: Period) -> Rule:
    """``ID`` (or ``kind:ID``), ``segment:ID:CLASS``, ``indicator:ID`` or ``file:own.yaml``; or a cell of the Pop-Box, as a
    class and what must hold too: ``segment:ID:CLASS,determinant:ID``.

    A definition must be the one the run used: a list and a Pop-Box that disagree help nobody. ``period`` is that of an
    indicator. Raises :class:`UserError`.
    """
    kind, _, rest = asked.partition(":")
    if kind == "file":
        return _own(asked, Path(rest), library, results)
    if "," in asked:
        return _cell(asked, library, results, period)
    class_ = ""
    if kind == "segment":
        id_, _, class_ = rest.partition(":")
        asked_definition = f"segment:{id_}"
    else:
        asked_definition = asked
    kind, found = find_definition(library, asked_definition)
    if isinstance(found, Indicator):
        return _indicator(asked, found, library, period)
    if kind not in _STATED:
        raise UserError(
            f"A {kind} makes no list.", hint="Ask for a condition, determinant, indicator, segment:ID:CLASS or file."
        )
    if results.definition(kind, found.id)["fingerprint"] != found.fingerprint:
        raise DefinitionError(f"'{found.id}' has changed since the run.", hint="Run again: empact run.")
    if isinstance(found, Segment):
        named = {c.key: c for c in found.classes}
        if class_ not in named:
            raise UserError(f"Segment '{found.id}' has no class '{class_}'.", hint=meant(class_, named))
        when = named[class_].when
        title = {lang: f"{found.title[lang]}: {named[class_].title[lang]}" for lang in LANGUAGES}
        text = dict(named[class_].title) if when is None else _sentences(when, library)
        sensitive = when is not None and is_sensitive(when, library)
        return Rule(asked, title, text, found.version, found.fingerprint, sensitive, definition=found, key=class_)
    flag = Has("condition" if kind == "condition" else "determinant", found.id)
    text = _sentences(library.determinants[found.id].rule if kind == "determinant" else flag, library)
    sensitive = bool(getattr(found, "sensitive", False)) or is_sensitive(flag, library)
    return Rule(asked, found.title, text, found.version, found.fingerprint, sensitive, flag, found)


def _cell(asked: str, library: Library, results: Results, period: Period) -> Rule:
    first, *others = (read_rule(one, library, results, period) for one in asked.split(","))
    flags = tuple(one.flag for one in others if one.flag is not None)
    if not isinstance(first.definition, Segment) or len(flags) < len(others):
        raise UserError(
            f"'{asked}' makes no list.",
            hint="Name one class, then what must hold too, as in segment:popbox:P3,determinant:polypharmacy.",
        )
    rules = (first, *others)
    title = {lang: " × ".join(one.title[lang] for one in rules) for lang in LANGUAGES}
    text = {lang: "; ".join(one.text[lang] for one in rules) for lang in LANGUAGES}
    fingerprint = hashlib.sha256(" ".join(one.fingerprint for one in rules).encode()).hexdigest()
    sensitive = any(one.is_sensitive for one in rules)
    flag = flags[0] if len(flags) == 1 else AllOf(flags)
    return Rule(asked, title, text, first.version, fingerprint, sensitive, flag, first.definition, first.key)


def _sentences(flag: Flag, library: Library) -> dict[str, str]:
    return {language: say(flag, language, library) for language in LANGUAGES}


def _own(asked: str, file: Path, library: Library, results: Results) -> Rule:
    """An own rule, or a condition or determinant that is not in force, as ``empact attrition`` takes it."""
    from ..attrition.answer import whole
    from ..attrition.document import read_file  # attrition leans on this room

    document = read_file(file, library)
    if isinstance(document.definition, Condition | Determinant):
        found, rule = document.definition, whole(document)
        sensitive = bool(getattr(found, "sensitive", False)) or is_sensitive(rule, document.library)
        text = _sentences(rule, document.library)
        return Rule(f"file:{file.name}", found.title, text, found.version, found.fingerprint, sensitive, rule)
    if document.definition is not None:
        raise UserError("A segment that is not in force makes no list.", hint="Ask for a class of one that the run used.")
    (term,) = read_cohort([asked], results, library=library).terms
    assert term.rule is not None
    fingerprint = hashlib.sha256(file.read_bytes()).hexdigest()
    text = _sentences(term.rule, library)
    sensitive = term.is_sensitive or is_sensitive(term.rule, library)
    return Rule(f"file:{file.name}", term.title, text, 0, fingerprint, sensitive, term.rule)


def _indicator(asked: str, found: Indicator, library: Library, period: Period) -> Rule:
    if found.waits_for or found.scoring != "proportion" or found.numerator is None or found.direction != "up":
        raise UserError(
            f"Nothing is left open behind '{found.id}'.",
            hint="A list needs an indicator that counts people and of which more is better.",
        )
    if not found.is_valid_over(period):
        raise DefinitionError(f"'{found.id}' did not hold over {period.name}.", hint="See its 'valid_from' and 'valid_to'.")
    title = {lang: f"{found.title[lang]}: {said('open', lang)}" for lang in LANGUAGES}
    text = {
        lang: said("open_in", lang, period=period.name, numerator=say(found.numerator, lang, library)) for lang in LANGUAGES
    }
    return Rule(asked, title, text, found.version, found.fingerprint, found.sensitive, definition=found, period=period)
