"""What a format hands over after reading: where its staging lies, and how many rows of which kind each file held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ...terms.errors import UserError
from ...terms.progress import Progress
from ..database import Database
from .staging import Staged

__all__ = ["Delivery", "FileRead", "Reading", "Unread", "uncountable"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that is no record: its line (from 1), and why."""

    line: int | None
    reason: str
    kind: str = ""


@dataclass(slots=True)
class FileRead:
    """A file and what was found in it. ``rows_in`` is counted apart from the parser."""

    file: str
    sha256: str
    bytes: int
    rows_in: int
    by_type: dict[str, int] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def balance(self) -> int:
        """Rows in, less the rows accounted for: zero when the reading is sound."""
        return self.rows_in - sum(self.by_type.values()) - len(self.unread)


def uncountable(found: FileRead) -> UserError:
    """The parser saw more rows than there are lines: nobody can say what was kept, so nothing of it may be taken."""
    return UserError(
        f"The rows of {found.file} cannot be counted: {found.rows_in} by lines, {found.rows_in - found.balance()} as read.",
        hint="Does it mix kinds of line breaks, or is it no text? Ask the source to write it again; nothing was loaded.",
    )


@dataclass(slots=True)
class Delivery:
    """The staging of one source. ``staged`` paths are relative to the folder of the source."""

    source: str
    namespace: str
    format: str
    files: list[FileRead]
    staged: list[Staged]
    notes: list[str] = field(default_factory=list)
    declared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format gets to work with: an open database, a folder for staging, one for scratch, and the day it is."""

    database: Database
    staging: Path
    scratch: Path
    today: date
    progress: Progress
    done: Callable[[], None] = lambda: None
