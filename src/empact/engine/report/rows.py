"""Small CSV files that a region writes by hand, read row by row; every complaint names file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...definitions.place import meant
from ...terms.errors import UserError

__all__ = ["rows_of", "wrong"]


def rows_of(file: Path, columns: Sequence[str], needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and trimmed texts of each row; comma or semicolon, UTF-8. Empty lines are passed over.

    Raises :class:`UserError` for a column that is missing or unknown, and a row that misses what it needs.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"'{file.name}' cannot be read.", hint="It has to be a text file in UTF-8.") from None
    head = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [(n or "").strip() for n in reader.fieldnames or ()]
    for name in names:
        if name not in columns:
            raise UserError(f"{file.name}: there is no column '{name}'.", hint=meant(name, columns))
    missing = [n for n in needed if n not in names]
    if missing:
        raise UserError(f"{file.name}: the column '{missing[0]}' is missing.", hint="Columns: " + ", ".join(columns) + ".")
    reader.fieldnames = names
    for row in reader:
        if None in row:
            raise wrong(file, reader.line_num, "there are more values than columns", "Put texts with commas in quotes.")
        said = {key: (value or "").strip() for key, value in row.items()}
        if not any(said.values()):
            continue
        for key in needed:
            if not said[key]:
                raise wrong(file, reader.line_num, f"'{key}' is empty")
        yield reader.line_num, {**dict.fromkeys(columns, ""), **said}


def wrong(file: Path, line: int, what: str, hint: str = "") -> UserError:
    """A complaint about one line."""
    return UserError(f"{file.name}, line {line}: {what}.", hint=hint)
