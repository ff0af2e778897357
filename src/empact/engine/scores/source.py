"""A plain table from a file: the two columns a score needs, and a sentence when they are not there."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import TYPE_CHECKING

from ...terms.errors import UserError

if TYPE_CHECKING:
    import pyarrow

__all__ = ["read_columns", "require_columns"]


def read_columns(path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> pyarrow.Table:
    """The columns of a Parquet or CSV file (comma, semicolon or tab; plain or gzip), and of the optional ones those it has.

    In CSV everything stays text: 042 is not 42.
    """
    if not path.is_file():
        raise UserError(f"There is no file '{path.name}'.", hint="Check the spelling and the folder.")
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PAR1":
        return _read_parquet(path, columns, optional)
    return _read_csv(path, columns, optional, zipped=magic[:2] == b"\x1f\x8b")


def require_columns(found: list[str], wanted: tuple[str, ...]) -> None:
    """A sentence naming the column that is missing and those that exist."""
    for name in wanted:
        if name not in found:
            raise UserError(f"There is no column '{name}'.", hint="Columns: " + ", ".join(found) + ".")
    if len(set(wanted)) < len(wanted):
        raise UserError("The person and what is scored cannot be the same column.", hint="Columns: " + ", ".join(found) + ".")


def _read_parquet(path: Path, columns: tuple[str, ...], optional: tuple[str, ...]) -> pyarrow.Table:
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            found = file.schema_arrow.names
            require_columns(found, columns)
            return file.read(columns=[*columns, *(name for name in optional if name in found)])
    except pyarrow.ArrowInvalid:
        raise UserError(f"'{path.name}' is not a whole Parquet file.", hint="Copy or export it again.") from None


def _read_csv(path: Path, columns: tuple[str, ...], optional: tuple[str, ...], *, zipped: bool) -> pyarrow.Table:
    import pyarrow
    from pyarrow import csv as arrow_csv

    bad: list[arrow_csv.InvalidRow] = []

    def refuse(row: arrow_csv.InvalidRow) -> str:
        bad.append(row)
        return "error"

    try:
        with path.open("rb") as raw, gzip.open(raw) if zipped else raw as file:
            header = file.readline().decode("utf-8-sig").strip("\r\n")
        separator = max(",;\t", key=header.count)
        found = next(csv.reader(io.StringIO(header), delimiter=separator), [])
        require_columns(found, columns)
        columns = (*columns, *(name for name in optional if name in found))
        with pyarrow.input_stream(str(path), compression="gzip" if zipped else None) as stream:
            return arrow_csv.read_csv(
                stream,
                parse_options=arrow_csv.ParseOptions(delimiter=separator, invalid_row_handler=refuse),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=list(columns), column_types={c: pyarrow.string() for c in columns}
                ),
            )
    except (EOFError, OSError, gzip.BadGzipFile):
        raise UserError(f"'{path.name}' cannot be unpacked: it is cut short or damaged.", hint="Copy it again.") from None
    except (pyarrow.ArrowInvalid, UnicodeDecodeError):  # its own message would quote the row, and a row is about a person
        if bad:
            raise UserError(
                f"A row of '{path.name}' has {bad[0].actual_columns} columns; the header has {bad[0].expected_columns}.",
                hint="Check its quotes and separators.",
            ) from None
        raise UserError(f"'{path.name}' is not readable as a table.", hint="Save it as CSV in UTF-8, or as Parquet.") from None
