"""What definitions ask of each other: all named must exist, none leans on itself, a change shows in all above it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..criteria.nodes import ConditionCount, Dispensed, Has, Node, ScoreOf, SystemCount, walk
from ..terms.errors import DefinitionError
from ..terms.periods import PERIOD
from .models import Condition, Definition, Determinant, Indicator, Library, Score, Segment
from .place import meant

__all__ = ["asked_by", "canonical", "check_references", "is_sensitive", "rules_of", "with_fingerprints"]

Key = tuple[str, str]


def rules_of(definition: Definition) -> tuple[Node, ...]:
    """All criteria (and, of an indicator, amounts) in a definition, in its order."""
    if isinstance(definition, Condition):
        return tuple(flag for _, flag in definition.evidence)
    if isinstance(definition, Determinant):
        return (definition.rule,)
    if isinstance(definition, Score):
        return tuple(flag for _, flag in definition.groups)
    if isinstance(definition, Segment):
        return tuple(c.when for c in definition.classes if c.when is not None)
    if isinstance(definition, Indicator):
        return definition.rules
    return ()


def asked_by(definition: Definition, library: Library) -> Iterator[Key]:
    """The (kind, id) of every definition it asks directly; counting conditions asks each counted one."""
    for rule in rules_of(definition):
        for node in walk(rule):
            if isinstance(node, Has):
                yield node.kind, node.id
            elif isinstance(node, ScoreOf):
                yield "score", node.score
            elif isinstance(node, (ConditionCount, SystemCount)):
                for id in library.conditions:
                    if library.conditions[id].counted:
                        yield "condition", id


def is_sensitive(node: Node, library: Library) -> bool:
    """Does it name something sensitive, by itself or through a determinant? A count of all conditions names none."""
    if isinstance(node, Has):
        found = library.conditions.get(node.id) if node.kind == "condition" else library.determinants.get(node.id)
        if found is not None and found.sensitive:
            return True
        return isinstance(found, Determinant) and is_sensitive(found.rule, library)
    return any(is_sensitive(child, library) for child in node.children)


def check_references(library: Library) -> list[DefinitionError]:
    """One problem per definition that names what does not exist, or leans on itself."""
    problems = []
    index: dict[Key, Definition] = {(kind, d.id): d for kind, d in library.definitions()}
    known: dict[str, list[str]] = {}
    for kind, id in index:
        known.setdefault(kind, []).append(id)
    whole = True
    for definition in index.values():
        try:
            _check_names(definition, library, index, known)
        except DefinitionError as error:
            problems.append(error)
            whole = False
    return problems + (_cycles(index, library) if whole else [])


def _check_names(
    definition: Definition, library: Library, index: Mapping[Key, Definition], known: Mapping[str, list[str]]
) -> None:
    file = definition.head.file
    for kind, id in asked_by(definition, library):
        if (kind, id) not in index:
            raise DefinitionError(f"{file}: there is no {kind} '{id}'.", hint=meant(id, known.get(kind, [])))
    if isinstance(definition, Indicator) and definition.gain and definition.gain.of not in library.indicators:
        hint = meant(definition.gain.of, list(library.indicators))
        raise DefinitionError(f"{file}: gain: there is no indicator '{definition.gain.of}'.", hint=hint)
    for rule in rules_of(definition):
        for node in walk(rule):
            if not isinstance(definition, Indicator) and any(getattr(node, f.name) == PERIOD for f in fields(node)):
                raise DefinitionError(f"{file}: only an indicator is about a period.", hint="Say 'within: 365 days'.")
            if isinstance(node, ScoreOf) and node.weights:
                sets = (*library.scores[node.score].weights, "count")
                if node.weights not in sets:
                    raise DefinitionError(
                        f"{file}: score '{node.score}' has no weights '{node.weights}'.", hint=meant(node.weights, sets)
                    )
    if isinstance(definition, Condition) and definition.counts_with is not None:
        target = library.conditions.get(definition.counts_with)
        if target is None or target.counts_with is not None or target.id == definition.id:
            raise DefinitionError(
                f"{file}: counts_with: '{definition.counts_with}' is not a condition that counts for itself.",
                hint="Name the condition that the two count as.",
            )


def _cycles(index: Mapping[Key, Definition], library: Library) -> list[DefinitionError]:
    done: set[Key] = set()

    def visit(key: Key, path: tuple[Key, ...]) -> None:
        if key in path:
            said = " asks ".join(id for _, id in (*path[path.index(key) :], key))
            raise DefinitionError(f"{index[key].head.file}: it leans on itself: {said}.", hint="Break the circle.")
        if key not in done:
            for other in asked_by(index[key], library):
                visit(other, (*path, key))
            done.add(key)

    try:
        for key in index:
            visit(key, ())
    except DefinitionError as error:
        return [error]
    return []


# ---------------------------------------------------------------- fingerprints


def with_fingerprints(library: Library) -> Library:
    """The same library, each definition with its fingerprint, and one for the whole."""
    index: dict[Key, Definition] = {(kind, d.id): d for kind, d in library.definitions()}
    crosswalk = _digest(canonical(sorted((a, b) for a, b in library.crosswalk.items())))
    made: dict[Key, str] = {}

    def fingerprint(key: Key) -> str:
        if key not in made:
            definition = index[key]
            medicines = any(isinstance(node, Dispensed) for rule in rules_of(definition) for node in walk(rule))
            below = sorted({(*k, fingerprint(k)) for k in asked_by(definition, library)})
            made[key] = _digest([key, _what_counts(definition), below, crosswalk if medicines else ""])
        return made[key]

    def stamped(kind: str, group: Mapping[str, Any]) -> dict[str, Any]:
        return {id: replace(d, fingerprint=fingerprint((kind, id))) for id, d in group.items()}

    return replace(
        library,
        conditions=stamped("condition", library.conditions),
        determinants=stamped("determinant", library.determinants),
        scores=stamped("score", library.scores),
        segments=stamped("segment", library.segments),
        indicators=stamped("indicator", library.indicators),
        fingerprint=_digest([sorted((*key, fingerprint(key)) for key in index), crosswalk]),
    )


def _what_counts(definition: Definition) -> Any:
    """Everything of a definition that can change a result or what may be shown of it."""
    left_out = {"version", "title", "head", "examples", "fingerprint", "group_titles", "ho2022", "persistence"}
    left_out |= {"owner", "aim", "kind_of", "component", "target", "waits_for", "activities", "gain"}
    return [
        (f.name, _classes(definition) if f.name == "classes" else canonical(getattr(definition, f.name)))
        for f in fields(definition)
        if f.name not in left_out
    ]


def _classes(definition: Any) -> Any:
    return [(c.key, canonical(c.when)) for c in definition.classes]


def canonical(value: Any) -> Any:
    """A value as plain lists and texts, the same on every machine; what does not take part in comparison is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(canonical(getattr(value, f.name)) for f in fields(value) if f.compare)]
    if isinstance(value, Mapping):
        return [[canonical(k), canonical(v)] for k, v in sorted(value.items())]
    if isinstance(value, (list, tuple)):
        return [canonical(v) for v in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
