"""Places a hat is worn at. The kernel knows their kind and id only; the app that keeps them tells their name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module, util
from typing import Final

from django.conf import settings

__all__ = ["all_places", "find", "load_all", "name_of", "names_of", "register"]

Names = Callable[[Iterable[str] | None, str], dict[str, str]]
"""Gives the name of each id it knows; of all there are, when none are named. Of those, the names with these words in them."""

_NAMES: Final[dict[str, Names]] = {}


def register(kind: str, names: Names) -> None:
    """An app tells how places of this kind are called."""
    _NAMES[kind] = names


def all_places() -> Iterator[tuple[str, str, str]]:
    """Kind, id and name of every place a hat can be worn at."""
    for kind, names in _NAMES.items():
        yield from ((kind, identifier, name) for identifier, name in names(None, "").items())


def find(kind: str, words: str) -> dict[str, str]:
    """Id and name of the places of this kind whose name has these words in it."""
    return _NAMES[kind](None, words) if kind in _NAMES else {}


def name_of(kind: str, identifier: str) -> str:
    """The name of a place; empty for the whole region or a place that is gone."""
    if kind not in _NAMES:
        return ""
    return _NAMES[kind]((identifier,), "").get(identifier, "")


def names_of(scopes: Iterable[str]) -> dict[str, str]:
    """The name of each ``kind:id``; each kind is asked once. A place that is gone is left out."""
    asked: dict[str, list[str]] = {}
    for scope in scopes:
        kind, _, identifier = scope.partition(":")
        if kind in _NAMES:
            asked.setdefault(kind, []).append(identifier)
    return {f"{kind}:{i}": name for kind, ids in asked.items() for i, name in _NAMES[kind](ids, "").items()}


def load_all() -> None:
    """Read the ``scopes`` module of every app that has one."""
    for app in settings.OUR_APPS:
        name = f"{app}.scopes"
        if name != __name__ and util.find_spec(name):
            import_module(name)
