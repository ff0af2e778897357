"""A definition as it is being written, and the tree of its rules: each with the place in the document where it stands.

A document is what a file of the library holds, with days as text: it comes and goes as JSON. Without ``kind`` it is an own
rule, with ``rule`` and perhaps ``title``, as ``empact describe`` and ``empact list`` take it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from ...criteria.nodes import Flag
from ...definitions.grammar import Context, read_flag, read_persistence
from ...definitions.kinds import read_condition, read_determinant, read_segment
from ...definitions.models import Condition, Determinant, Library, Segment
from ...definitions.place import Place, meant
from ...definitions.read import KINDS, shipped_folder
from ...definitions.references import check_references
from ...definitions.yaml_files import load_yaml
from ...terms.errors import DefinitionError, UserError

__all__ = ["OPEN_KINDS", "Document", "Rule", "as_text", "opened", "read_document", "read_file", "written"]

Way = tuple[str | int, ...]
OPEN_KINDS: Final = {"condition": read_condition, "determinant": read_determinant, "segment": read_segment}
_GROUPS: Final = ("all_of", "any_of", "at_least_of")
_DAYS: Final = ("reviewed", "review_by", "valid_from", "valid_to", "as_of", "born", "died", "on", "until")


@dataclass(frozen=True, slots=True)
class Rule:
    """``joined``: how it stands among those beside it (``all``, ``any``, ``of``, ``class``, ``except``; empty: alone).

    ``flag`` is ``None`` for the last class of a segment. ``given``: what is written there, where it is one rule and not a
    group of them (``group``: which). ``least``: of how many of its parts, in a group that says so.
    """

    path: Way
    joined: str
    flag: Flag | None
    name: str = ""
    given: Mapping[str, Any] | None = None
    group: str = ""
    least: int = 0
    bare: Flag | None = None
    parts: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read: ``definition`` is ``None`` for an own rule. ``rules``: those at the top."""

    given: Mapping[str, Any]
    definition: Condition | Determinant | Segment | None
    rules: tuple[Rule, ...]
    library: Library


def opened(asked: str, library: Library, folders: list[Path]) -> dict[str, Any]:
    """The document of ``kind:ID`` as it lies in the last of the folders that has it, days as text."""
    kind, _, name = asked.partition(":")
    if kind not in OPEN_KINDS:
        raise UserError(f"'{asked}' cannot be opened.", hint="As in condition:diabetes; kinds: " + ", ".join(OPEN_KINDS) + ".")
    known = {d.id for k, d in library.definitions() if k == kind}
    if name not in known:
        raise UserError(f"There is no {kind} '{name}'.", hint=meant(name, known))
    place = next(folder for folder, of in KINDS.items() if of == kind)
    files = [f / place / f"{name}.yaml" for f in (shipped_folder(), *folders)]
    document: dict[str, Any] = as_text(load_yaml([f for f in files if f.exists()][-1]))
    return document


def read_file(file: Path, library: Library) -> Document:
    """A definition or an own rule that lies in a file."""
    given = as_text(load_yaml(file))
    if not isinstance(given, dict):
        raise DefinitionError(f"{file.name} is no definition.", hint="It says 'rule', or all that a definition says.")
    return read_document(given, library)


def read_document(given: Mapping[str, Any], library: Library) -> Document:
    """Check it as the library is checked. Raises :class:`DefinitionError` with the place that is wrong."""
    kind = given.get("kind")
    if kind is None:
        place, context = Place("rule"), Context(library.codelists)
        place.mapping(dict(given), ("rule", "title", "sensitive"), ("rule",))
        rule = _rule(place / "rule", given["rule"], ("rule",), "", context)
        return Document(given, None, (rule,), library)
    if kind not in OPEN_KINDS:
        raise DefinitionError(f"A {kind} cannot be changed here.", hint="Kinds: " + ", ".join(OPEN_KINDS) + ".")
    whole = _with_days(given)
    file, context = f"{whole.get('id')}.yaml", Context(library.codelists)
    definition: Any = OPEN_KINDS[kind](file, whole, context)
    if kind == "condition":
        library = replace(library, conditions={**library.conditions, definition.id: definition})
    elif kind == "determinant":
        library = replace(library, determinants={**library.determinants, definition.id: definition})
    else:
        library = replace(library, segments={**library.segments, definition.id: definition})
    if problems := check_references(library):
        raise problems[0]
    return Document(given, definition, tuple(_top(Place(file), whole, context)), library)


def _top(place: Place, whole: Mapping[str, Any], context: Context) -> Iterator[Rule]:
    if whole["kind"] == "determinant":
        yield _rule(place / "rule", whole["rule"], ("rule",), "", context)
    elif whole["kind"] == "condition":
        window, first = read_persistence(place / "persistence", whole["persistence"])
        inside = replace(context, window=window, first=first)
        for name, rule in whole["evidence"].items():
            yield replace(_rule(place / "evidence" / name, rule, ("evidence", name), "any", inside), name=name)
    else:
        for i, one in enumerate(whole["classes"]):
            path: Way = ("classes", i, "when")
            if "when" in one:
                yield replace(_rule(place / "classes" / i / "when", one["when"], path, "class", context), name=one["key"])
            else:
                yield Rule(path, "class", None, one["key"])


def _rule(place: Place, given: Any, path: Way, joined: str, context: Context) -> Rule:
    flag = read_flag(place, given, context)
    group = next((g for g in _GROUPS if g in given), "")
    parts: list[Rule] = []
    least = 0
    if group:
        inner: Way = (group, "of") if group == "at_least_of" else (group,)
        listed = given[group]["of"] if group == "at_least_of" else given[group]
        least = given[group]["n"] if group == "at_least_of" else 0
        how = {"all_of": "all", "any_of": "any", "at_least_of": "of"}[group]
        parts = [_rule(place / group / i, one, (*path, *inner, i), how, context) for i, one in enumerate(listed)]
    exceptions = given.get("unless", [])
    parts += [_rule(place / "unless" / i, e, (*path, "unless", i), "except", context) for i, e in enumerate(exceptions)]
    alone = {k: v for k, v in given.items() if k != "unless"}
    bare = read_flag(place, alone, context) if exceptions else flag
    return Rule(path, joined, flag, "", None if group else alone, group, least, bare, tuple(parts))


def written(given: Mapping[str, Any], library: Library) -> str:
    """The document as a file of the library, once it has been checked."""
    import yaml

    read_document(given, library)
    text: str = yaml.safe_dump(_with_days(given), sort_keys=False, allow_unicode=True, width=120)
    return text


def as_text(value: Any) -> Any:
    """Days as text, so that it can be JSON."""
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _with_days(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _with_days(one, k) for k, one in value.items()}
    if isinstance(value, list):
        return [_with_days(one) for one in value]
    if key in _DAYS and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value  # the reader says what is wrong with it
    return value
