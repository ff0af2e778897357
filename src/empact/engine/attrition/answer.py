"""How many people remain after each rule, small numbers hidden: what may be told of a definition that is being changed.

1. A number from 1 to threshold - 1 is hidden, and so is one that leaves so few of everybody over.
2. Two numbers of nearly the same people (fewer than the threshold are in one and not in the other) are not both shown: the
   later one is hidden. What the definition in force gives is known, so an edit that moves a few people shows no number.
3. The classes of a segment are one division of everybody, and hidden together (``release.hide``).

Numbers are told per question; who asks many questions about one group of people can learn more than from one. That is why
the answer goes to those who prepare definitions, and each question is written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from ...criteria.nodes import Flag, Has
from ...criteria.say import say
from ...definitions.models import Condition, Determinant, Library, Segment
from ...definitions.references import is_sensitive
from ..records import Flags
from ..release import ALL, Axis, hidden_cells
from ..release.indicators import SENSITIVE, THRESHOLD
from ..show.words import LANGUAGES
from .count import Counter
from .document import Document, Rule

__all__ = ["Answer", "Step", "answer", "in_force", "threshold_of", "whole"]

_ALL_CLASSES: Final = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One rule. ``meets``: people who meet it by itself. ``after``: who are left after it and those before it beside it; of
    ``any``, who meet one of those so far; of a class, who are put in it. ``None``: too few to tell."""

    rule: Rule
    says: Mapping[str, str]
    depth: int
    meets: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """``people``: all alive and observed on the index date. ``before``, ``now``: who meets the definition in force, and as it
    is written here; ``gained`` and ``lost`` between the two; of a segment ``moved``, who change class."""

    people: int
    steps: tuple[Step, ...]
    now: int | None = None
    before: int | None = None
    gained: int | None = None
    lost: int | None = None
    moved: int | None = None

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        steps = [
            {
                "path": list(s.rule.path), "depth": s.depth, "joined": s.rule.joined, "group": s.rule.group,
                "least": s.rule.least, "name": s.rule.name, "given": s.rule.given, "says": dict(s.says),
                "meets": s.meets, "after": s.after,
            }
            for s in self.steps
        ]  # fmt: skip
        names = ("people", "now", "before", "gained", "lost", "moved")
        return {name: getattr(self, name) for name in names} | {"steps": steps}


def answer(counter: Counter, document: Document, *, threshold: int = THRESHOLD, internal: bool = False) -> Answer:
    """Every rule of the document in its order, and the whole against the definition in force. ``internal`` hides nothing."""
    threshold = 1 if internal else threshold_of(document, threshold)
    told = _Told(counter.everybody, threshold)
    definition, library = document.definition, counter.library
    if isinstance(definition, Segment):
        before = _placed(counter, library.segments[definition.id]) if definition.id in library.segments else {}
        for people in before.values():
            told.number(people)
        steps = tuple(_classes(counter, document, told))
        if not before:
            return Answer(counter.size, steps)
        now = _placed(counter, definition)
        stay = sum(int(np.count_nonzero(now[key] & people)) for key, people in before.items() if key in now)
        return Answer(counter.size, steps, moved=None if told.is_small(counter.size - stay) else counter.size - stay)
    people = counter.flags(whole(document))
    then = in_force(counter, definition)
    known = told.number(then) if then is not None else None
    meet = told.number(people)
    steps = tuple(_steps(counter, document.library, document.rules, told, 0, counter.everybody))
    if then is None:
        return Answer(counter.size, steps, meet)
    gained, lost = int(np.count_nonzero(people & ~then)), int(np.count_nonzero(then & ~people))
    if told.is_small(gained) or told.is_small(lost):
        return Answer(counter.size, steps, meet, known)
    return Answer(counter.size, steps, meet, known, gained, lost)


def threshold_of(document: Document, threshold: int) -> int:
    """Below which number nothing is told; higher where something sensitive is named."""
    named = bool(getattr(document.definition, "sensitive", False))
    named |= any(rule.flag is not None and is_sensitive(rule.flag, document.library) for rule in document.rules)
    return max(threshold, SENSITIVE) if named else threshold


def whole(document: Document) -> Flag:
    """What a condition, determinant or own rule asks, as one rule."""
    if isinstance(document.definition, Condition | Determinant):
        return document.definition.rule
    (rule,) = document.rules
    assert rule.flag is not None
    return rule.flag


def in_force(counter: Counter, definition: Condition | Determinant | None) -> Flags | None:
    """Who meets the definition that the counter's library has under this name."""
    if definition is None:
        return None
    kind = "condition" if isinstance(definition, Condition) else "determinant"
    known = counter.library.conditions if kind == "condition" else counter.library.determinants
    return counter.flags(Has(kind, definition.id)) if definition.id in known else None  # type: ignore[arg-type]


@dataclass(slots=True)
class _Told:
    """What was told so far: each number with the people it is of."""

    everybody: Flags
    threshold: int
    told: list[tuple[int, Flags]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.told.append((int(np.count_nonzero(self.everybody)), self.everybody))

    def is_small(self, n: int) -> bool:
        return 0 < n < self.threshold

    def number(self, people: Flags) -> int | None:
        """How many they are, or ``None``; a number that is told counts for those that come after it."""
        n = int(np.count_nonzero(people))
        if self.is_small(n):
            return None
        for m, others in self.told:
            if abs(n - m) < self.threshold and self.is_small(int(np.count_nonzero(people ^ others))):
                return None
        self.told.append((n, people))
        return n


def _steps(
    counter: Counter, library: Library, rules: Sequence[Rule], told: _Told, depth: int, so_far: Flags, least: int = 1
) -> Iterator[Step]:
    """Rules that stand beside each other, each with its parts behind it."""
    met = np.zeros(len(so_far), np.int16)
    for rule in rules:
        assert rule.flag is not None
        people = counter.flags(rule.flag)
        if rule.joined in ("any", "of"):
            met = met + people
            so_far = met >= least
        else:
            so_far = so_far & ~people if rule.joined == "except" else so_far & people
        yield Step(rule, _says(rule, library), depth, told.number(people), told.number(so_far))
        yield from _inside(counter, library, rule, told, depth + 1)


def _inside(counter: Counter, library: Library, rule: Rule, told: _Told, depth: int) -> Iterator[Step]:
    """What a rule is made of; its exceptions are taken from who meets the rest of it."""
    parts = [p for p in rule.parts if p.joined != "except"]
    exceptions = [p for p in rule.parts if p.joined == "except"]
    yield from _steps(counter, library, parts, told, depth, counter.everybody, rule.least or 1)
    if exceptions and rule.bare is not None:
        yield from _steps(counter, library, exceptions, told, depth, counter.flags(rule.bare))


def _placed(counter: Counter, segment: Segment) -> dict[str, Flags]:
    """Who is put in each class: the first that holds."""
    left, found = counter.everybody, {}
    for c in segment.classes:
        found[c.key] = left if c.when is None else left & counter.flags(c.when)
        left = left & ~found[c.key]
    return found


def _classes(counter: Counter, document: Document, told: _Told) -> Iterator[Step]:
    """Each class with who is put in it."""
    assert isinstance(document.definition, Segment)
    placed = _placed(counter, document.definition)
    counts = {name: int(np.count_nonzero(people)) for name, people in placed.items()}
    cells = {("all", name, ALL): n for name, n in counts.items()} | {("all", _ALL_CLASSES, ALL): counter.size}
    classes = Axis({name: (name, _ALL_CLASSES) for name in counts})
    close = {("all", name, ALL) for name, people in placed.items() if told.number(people) is None}
    hidden = hidden_cells(cells, Axis({"all": ("all",)}), classes, (), told.threshold, hidden=close)
    open_ = not hidden  # who meets a class by itself, less who is put in it, is who is put in those before it
    for rule in document.rules:
        meets = told.number(counter.flags(rule.flag)) if open_ and rule.flag is not None else None
        after = None if ("all", rule.name, ALL) in hidden else counts[rule.name]
        yield Step(rule, _says(rule, document.library), 0, meets, after)
        if open_:
            yield from _inside(counter, document.library, rule, told, 1)
        else:
            yield from _closed(document.library, rule, 1)


def _closed(library: Library, rule: Rule, depth: int) -> Iterator[Step]:
    for part in rule.parts:
        yield Step(part, _says(part, library), depth, None, None)
        yield from _closed(library, part, depth + 1)


def _says(rule: Rule, library: Library) -> dict[str, str]:
    flag = rule.bare if rule.bare is not None else rule.flag
    return {language: say(flag, language, library) if flag is not None else "" for language in LANGUAGES}
