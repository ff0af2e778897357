"""CSV files through the gate, in one pass: numbers become pseudonyms, or old pseudonyms new ones.

The result appears whole or not at all. Nothing is kept of what stood in the column.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..terms.errors import StorageError, UserError
from ..terms.identifiers import IdentifierError
from .pseudonyms import Pseudonymiser

__all__ = ["Pseudonymised", "Translated", "column_of", "pseudonymise_file", "translate_file"]


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """Rows kept, and the lines of those left out because their number cannot be one (the heading is line 1)."""

    kept: int
    refused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Translated:
    """Rows of a file: given the new pseudonym, having it already, and left as they were because nobody knows theirs."""

    changed: int
    current: int
    unknown: int


def pseudonymise_file(source: Path, target: Path, column: str, make: Pseudonymiser) -> Pseudonymised:
    """Copy a file with the national numbers of ``column`` made pseudonyms. A row without a usable number is left out."""
    refused: list[int] = []
    kept = 0

    def change(line: int, number: str) -> str | None:
        nonlocal kept
        try:
            made = make(number)
        except IdentifierError:
            refused.append(line)
            return None
        kept += 1
        return made

    _rewrite(source, target, column, change)
    return Pseudonymised(kept, tuple(refused))


def translate_file(source: Path, target: Path, column: str, table: Mapping[str, str]) -> Translated:
    """Copy a file with the pseudonyms of ``column`` translated. Running it again on its own result changes nothing."""
    new = set(table.values())
    changed = current = unknown = 0

    def change(line: int, said: str) -> str:
        nonlocal changed, current, unknown
        if said in table:
            changed += 1
            return table[said]
        current, unknown = (current + 1, unknown) if said in new else (current, unknown + 1)
        return said

    _rewrite(source, target, column, change)
    return Translated(changed, current, unknown)


def column_of(source: Path, column: str) -> Iterator[str]:
    """What stands in a column, row by row. Raises :class:`UserError` where it is missing."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            at = _place(source, next(rows, []), column)
            yield from (row[at] for row in rows if at < len(row))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(source, error) from None


def _rewrite(source: Path, target: Path, column: str, change: Callable[[int, str], str | None]) -> None:
    """``change`` gets a line number and a cell; where it gives None, the row is left out."""
    fresh = target.with_name(target.name + ".new")
    try:
        with source.open(encoding="utf-8-sig", newline="") as read, fresh.open("w", encoding="utf-8", newline="") as write:
            rows = csv.reader(read)
            head = next(rows, [])
            at = _place(source, head, column)
            out = csv.writer(write, lineterminator="\n")
            out.writerow(head)
            for row in rows:
                said = change(rows.line_num, row[at] if at < len(row) else "")
                if said is not None:
                    out.writerow([*row[:at], said, *row[at + 1 :]])
            write.flush()
            os.fsync(write.fileno())
        os.replace(fresh, target)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(source, error) from None
    finally:
        fresh.unlink(missing_ok=True)


def _place(source: Path, head: list[str], column: str) -> int:
    if column not in head:
        raise UserError(f"'{source.name}' has no column '{column}'.", hint="Name the column as the first line does.")
    return head.index(column)


def _unusable(source: Path, error: Exception) -> StorageError:
    """Without the message of the error, which could hold a number."""
    return StorageError(f"'{source.name}' cannot be used ({type(error).__name__}).", hint="Check the file and the rights.")
