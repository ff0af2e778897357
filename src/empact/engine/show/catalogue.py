"""The definitions a run used, each with its rule in words and who answers for it, for whoever reads results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...criteria.nodes import Node
from ...criteria.say import say
from ...definitions.models import Condition, Definition, Determinant, Library, Segment
from ..run.results import Results
from .words import LANGUAGES

__all__ = ["catalogue_of"]

_KINDS: Final = ("segment", "condition", "determinant", "score")


def catalogue_of(run: Results, library: Library) -> dict[str, Any]:
    """``definitions`` by kind. Rule, source and reviewer are those of the library, where it still holds what the run used."""
    known = {(kind, d.id): d for kind, d in library.definitions()}
    entries = [_entry(kind, i, used, known.get((kind, i)), library) for kind, i, used in _used(run)]
    return {"definitions": entries}


def _used(run: Results) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in _KINDS:
        for i, used in sorted(run.manifest["definitions"].get(kind, {}).items()):
            yield kind, i, used


def _entry(kind: str, i: str, used: dict[str, Any], found: Definition | None, library: Library) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": kind, "id": i, "version": used["version"], "title": used["title"]}
    if found is None or found.fingerprint != used["fingerprint"]:
        return entry
    head = found.head
    rules = [(name, {lang: say(node, lang, library) for lang in LANGUAGES}) for name, node in _rules(found)]
    return entry | {
        "says": [{"name": name, "rule": rule} for name, rule in rules],
        "source": list(head.source),
        "reviewer": head.reviewer,
        "reviewed": head.reviewed.isoformat(),
        "review_by": head.review_by.isoformat(),
        "note": head.note,
    }


def _rules(found: Definition) -> Iterator[tuple[Any, Node]]:
    """Its rules in order, each under its name (a title where it has one)."""
    if isinstance(found, Condition):
        yield from found.evidence
    elif isinstance(found, Determinant):
        yield "", found.rule
    elif isinstance(found, Segment):
        for one in found.classes:
            if one.when is not None:
                yield dict(one.title), one.when
