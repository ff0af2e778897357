"""Pseudonyms: a keyed hash of a national number, another one in each project, and their translation to a new key.

``k2-`` and 26 letters: the version of the key, then 128 bits of HMAC-SHA256 in base 32. Each project has a key of its own,
derived from the version's, so who holds the pseudonyms of two projects cannot lay them side by side.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from ..terms.errors import UserError
from ..terms.identifiers import check_insz
from .keys import Key, Keys

__all__ = ["Pseudonymiser", "is_pseudonym", "pseudonymiser", "readers", "translations"]

_SHAPE: Final = re.compile(r"k[1-9]\d{0,3}-[a-z2-7]{26}")
_PROJECT: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")

Pseudonymiser = Callable[[str], str]
"""A national number, however it is written, to its pseudonym in one project."""


def is_pseudonym(text: str) -> bool:
    """Has it the form of one of ours?"""
    return bool(_SHAPE.fullmatch(text))


def pseudonymiser(key: Key, project: str) -> Pseudonymiser:
    """Raises :class:`UserError` for a project whose name is no code, and for a key that was destroyed.

    The function it gives raises :class:`~empact.terms.identifiers.IdentifierError` for what is no national number, without
    repeating it.
    """
    if not _PROJECT.fullmatch(project):
        raise UserError("The project has no usable code.", hint="Small letters, digits, '-' and '_', at most 60.")
    if not key.secret:
        raise UserError(f"Version {key.version} of the key was destroyed.", hint="Translate to the current version.")
    own = hmac.new(key.secret, b"empact project\0" + project.encode(), hashlib.sha256).digest()
    head = f"k{key.version}-"

    def pseudonym(number: str) -> str:
        digits = check_insz(number, today=date.max).digits  # a pseudonym does not depend on the day it is made
        seal = hmac.new(own, b"insz\0" + digits.encode(), hashlib.sha256).digest()
        return head + base64.b32encode(seal[:16]).decode().rstrip("=").lower()

    return pseudonym


def readers(keys: Keys, project: str) -> tuple[Pseudonymiser, ...]:
    """One per readable version: during a rotation a person is known by both."""
    return tuple(pseudonymiser(key, project) for key in keys.readable)


def translations(numbers: Iterable[str], keys: Keys, project: str) -> Iterator[tuple[str, str]]:
    """(old, new) pseudonym of each number. Raises :class:`UserError` where no rotation is under way."""
    if keys.old is None:
        raise UserError("No rotation of the key is under way.", hint="Begin one first.")
    old, new = pseudonymiser(keys.old, project), pseudonymiser(keys.current, project)
    for number in numbers:
        yield old(number), new(number)
