"""What a format hands over after reading: where its staging lies, and how many rows of which kind each file held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from ...terms.errors import UserError
from ...terms.progress import Progress
from ..database import Database
from .staging import Staged

__all__ = ["Delivery", "FileRead", "Provenance", "Reading", "Unread", "side_by_side", "uncountable"]

_AT_ONCE: Final = 2
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that is no record: its line (from 1), and why."""

    line: int | None
    reason: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Under which terms a delivery came: the days it is of (ISO, first and last), who supplied it, and by which permission.

    Empty where nobody said. Contacts, medicines, procedures and costs that lie wholly outside its days are not taken up.
    """

    first: str = ""
    last: str = ""
    supplier: str = ""
    permission: str = ""


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
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format gets to work with: an open database, a folder for staging, one for scratch, and the day it is."""

    database: Database
    staging: Path
    scratch: Path
    today: date
    progress: Progress
    done: Callable[[], None] = lambda: None


def side_by_side(reading: Reading, files: Sequence[tuple[int, Path]], work: Callable[[Reading, Path, int], T]) -> list[T]:
    """Do the work of several files (number, file), two at a time and the largest first; results in the order given."""

    def one(number: int, file: Path) -> T:
        with reading.database.twin() as database:
            return work(replace(reading, database=database), file, number)

    sizes = {number: file.stat().st_size for number, file in files}
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        largest_first = sorted(files, key=lambda f: (-sizes[f[0]], f[0]))
        waiting = {workers.submit(one, number, file): number for number, file in largest_first}
        try:
            results = {}
            for done in as_completed(waiting):
                results[waiting[done]] = done.result()
                reading.progress.advance(sizes[waiting[done]])
        except BaseException:
            workers.shutdown(cancel_futures=True)
            raise
    return [results[number] for number, _ in files]
