"""Places a hat is worn at. The kernel knows their kind and id only; the app that keeps them tells their name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module, util
from typing import Final

from django.conf import settings

__all__ = ["load_all", "name_of", "register"]

_NAMES: Final[dict[str, Callable[[Iterable[str]], dict[str, str]]]] = {}


def register(kind: str, names: Callable[[Iterable[str]], dict[str, str]]) -> None:
    """``names`` gives the name of each id it knows."""
    _NAMES[kind] = names


def name_of(kind: str, identifier: str) -> str:
    """The name of a place; empty for the whole region or a place that is gone."""
    if kind not in _NAMES:
        return ""
    return _NAMES[kind]((identifier,)).get(identifier, "")


def load_all() -> None:
    """Read the ``scopes`` module of every app that has one."""
    for app in settings.OUR_APPS:
        name = f"{app}.scopes"
        if name != __name__ and util.find_spec(name):
            import_module(name)
