"""Changing one rule of a definition as a document: find it, put another in its place, add one beside it, take it out.

A document is what a file of the library says. What a rule may ask is the closed vocabulary of the library; whether a document
is right is for the mill to say. Nothing here changes what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, Final

__all__ = [
    "HOW",
    "Missing",
    "added",
    "as_determinant",
    "at",
    "changed",
    "codes_in",
    "codes_text",
    "new_rule",
    "removed",
    "with_examples",
    "without_examples",
]

Way = Sequence[str | int]
HOW: Final = {"and": "all_of", "or": "any_of", "except": "unless"}
"""How a rule is added: it must hold too, it will do as well, or it takes people out."""


class Missing(LookupError):
    """No rule stands there."""


def new_rule(title: str) -> dict[str, Any]:
    """An own rule to begin with: everybody of age, until something else is said."""
    return {"title": title, "rule": {"all_of": [{"aged": {"from": 18}}]}}


def as_determinant(document: Mapping[str, Any], rule: str, title: str, day: date) -> dict[str, Any]:
    """An own rule as a determinant of the library, still to be reviewed, with its one title in every language; what is a
    definition already stays as it is."""
    if "kind" in document:
        return deepcopy(dict(document))
    return {
        "id": rule.replace("-", "_"),
        "kind": "determinant",
        "version": 1,
        "title": dict.fromkeys(("nl", "fr", "de", "en"), title),
        "source": ["our own rule"],
        "reviewer": "to be appointed",
        "reviewed": day.isoformat(),
        "review_by": (day + timedelta(days=365)).isoformat(),
        "valid_from": day.isoformat(),
        "valid_to": None,
        "rule": deepcopy(document["rule"]),
        "examples": [],
    }


def at(document: Mapping[str, Any], path: Way) -> dict[str, Any]:
    """The rule that stands there. Raises :class:`Missing`."""
    found = _get(document, path)
    if not isinstance(found, dict):
        raise Missing
    return found


def changed(document: Mapping[str, Any], path: Way, rule: Mapping[str, Any]) -> dict[str, Any]:
    """With another rule in that place; its exceptions stay."""
    made = deepcopy(dict(document))
    before = at(made, path)
    fresh = dict(rule) | ({"unless": before["unless"]} if "unless" in before else {})
    _set(made, path, fresh)
    return made


def added(document: Mapping[str, Any], path: Way, rule: Mapping[str, Any], how: str) -> dict[str, Any]:
    """With a rule beside, or as an exception to, the one that stands there."""
    made = deepcopy(dict(document))
    before, group = at(made, path), HOW[how]
    if how == "except":
        before.setdefault("unless", []).append(dict(rule))
    elif isinstance(before.get(group), list) and "unless" not in before:
        before[group].append(dict(rule))
    else:
        _set(made, path, {group: [before, dict(rule)]})
    return made


def removed(document: Mapping[str, Any], path: Way) -> dict[str, Any]:
    """Without it. A group of one becomes that one; the last rule of all cannot go. Raises :class:`Missing`."""
    made = deepcopy(dict(document))
    at(made, path)
    if path[0] == "classes" and len(path) == 3:
        del made["classes"][path[1]]
        return made
    if path[0] == "evidence" and len(path) == 2:
        del made["evidence"][path[1]]
        for example in made.get("examples", ()):
            if path[1] in (example.get("evidence") or ()):
                example["evidence"].remove(path[1])
                if not example["evidence"]:
                    del example["evidence"]
        if not made["evidence"]:
            raise Missing
        return made
    if len(path) < 2 or not isinstance(path[-1], int):
        raise Missing
    listed = _get(made, path[:-1])
    del listed[path[-1]]
    above = path[:-2] if path[-2] == "unless" else _holder(path)
    holder = at(made, above)
    if path[-2] == "unless":
        if not listed:
            del holder["unless"]
    elif not listed:
        raise Missing
    elif len(listed) == 1 and path[-2] in ("all_of", "any_of"):
        rest = listed[0]
        if "unless" in holder:
            rest = {**rest, "unless": [*rest.get("unless", []), *holder["unless"]]}
        _set(made, above, rest)
    return made


def with_examples(document: Mapping[str, Any], examples: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """With these examples after its own; those of the same name make way."""
    made = without_examples(document, [one["name"] for one in examples])
    made["examples"] += [dict(one) for one in examples]
    return made


def without_examples(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Without the examples of these names."""
    made = deepcopy(dict(document))
    made["examples"] = [e for e in made.get("examples", []) if e.get("name") not in names]
    return made


def codes_text(codes: Mapping[str, Any]) -> str:
    """Codes as people type them, a system a line: ``atc: A10A, A10B``."""
    return "\n".join(f"{s}: {', '.join(map(str, c)) if isinstance(c, list) else c}" for s, c in codes.items())


def codes_in(text: str) -> dict[str, list[str]]:
    """The other way round. A line without a system says nothing, and is left to the mill to complain of."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.strip():
            system, _colon, codes = line.partition(":")
            found.setdefault(system.strip().lower(), []).extend(c.strip() for c in codes.split(",") if c.strip())
    return found


def _holder(path: Way) -> Way:
    """The place of the group that a part of it stands in."""
    return path[:-3] if path[-2] == "of" else path[:-2]


def _get(document: Any, path: Way) -> Any:
    found: Any = document
    for key in path:
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):
            raise Missing from None
    return found


def _set(document: Any, path: Way, value: Any) -> None:
    _get(document, path[:-1])[path[-1]] = value
