"""Pseudonyms: a keyed hash of a national number, another one in each project, and their translation to a new key.

``k2-`` and 26 letters: the version of the key, then 128 bits of HMAC-SHA256 in base 32. Each project has a key of its own,
derived from the version's, so who holds the pseudonyms of two projects cannot lay them side by side.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ..terms.errors import StorageError, UserError
from ..terms.identifiers import check_insz
from .keys import Key, Keys

__all__ = ["Pseudonymiser", "Translated", "is_pseudonym", "pseudonymiser", "readers", "translate_file", "translations"]

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


@dataclass(frozen=True, slots=True)
class Translated:
    """Rows of a file: given the new pseudonym, having it already, and left as they were because nobody knows theirs."""

    changed: int
    current: int
    unknown: int


def translate_file(source: Path, target: Path, column: str, table: Mapping[str, str]) -> Translated:
    """Copy a CSV file in one pass with the pseudonyms of ``column`` translated; the copy appears whole or not at all.

    Running it again on its own result changes nothing. Raises :class:`UserError` where the column is missing.
    """
    new = set(table.values())
    changed = current = unknown = 0
    fresh = target.with_name(target.name + ".new")
    try:
        with source.open(encoding="utf-8-sig", newline="") as read, fresh.open("w", encoding="utf-8", newline="") as write:
            rows = csv.reader(read)
            head = next(rows, [])
            if column not in head:
                raise UserError(f"'{source.name}' has no column '{column}'.", hint="Name the column with the pseudonyms.")
            at = head.index(column)
            out = csv.writer(write, lineterminator="\n")
            out.writerow(head)
            for row in rows:
                said = row[at] if at < len(row) else ""
                if said in table:
                    row[at] = table[said]
                    changed += 1
                elif said in new:
                    current += 1
                else:
                    unknown += 1
                out.writerow(row)
            write.flush()
            os.fsync(write.fileno())
        os.replace(fresh, target)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StorageError(
            f"'{source.name}' cannot be translated ({type(error).__name__}).", hint="Check both files."
        ) from None
    finally:
        fresh.unlink(missing_ok=True)
    return Translated(changed, current, unknown)
