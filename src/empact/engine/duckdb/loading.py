"""What loading asks of DuckDB beyond the seven verbs: reading text files, and macros for values as sources write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ..database import Database
from .database import DuckDB, literal

__all__ = ["LARGEST_LINE", "MACROS", "QUICK", "literal", "parquet", "read_csv", "read_ndjson", "read_parquet", "stream"]

LARGEST_LINE: Final = 16 * 1024 * 1024
# For what is read back seldom: nearly as small as the default, in two thirds of the time.
QUICK: Final = "zstd, COMPRESSION_LEVEL 1"

# A date is the source's own calendar day: the first ten characters, whatever the time zone behind them.
# A FHIR date may stop at the year or the month; it then counts as the first day of it.
MACROS: Final = r"""
CREATE MACRO day_of(said) AS CASE length(said)
    WHEN 4 THEN TRY_CAST(said || '-01-01' AS DATE)
    WHEN 7 THEN TRY_CAST(said || '-01' AS DATE)
    ELSE TRY_CAST(said[1:10] AS DATE) END;
CREATE MACRO key_of(reference, prefix) AS CASE
    WHEN reference IS NULL THEN NULL
    WHEN starts_with(reference, prefix) THEN split_part(substr(reference, length(prefix) + 1), '/', 1)
    WHEN starts_with(reference, 'urn:uuid:') THEN substr(reference, 10)
    WHEN starts_with(reference, 'urn:oid:') THEN substr(reference, 9)
    WHEN contains(reference, '/' || prefix) THEN split_part(split_part(reference, '/' || prefix, 2), '/', 1)
    ELSE NULL END;
CREATE MACRO day_written(said) AS CASE
    WHEN length(said) = 8 AND NOT contains(said, '-') THEN TRY_CAST(said[1:4] || '-' || said[5:6] || '-' || said[7:8] AS DATE)
    ELSE TRY_CAST(said[1:10] AS DATE) END;
CREATE MACRO id_of(said) AS CASE WHEN ends_with(said, '.0') THEN NULLIF(trim(said[:-3]), '') ELSE NULLIF(trim(said), '') END;
CREATE MACRO finite(said) AS CASE WHEN isfinite(said) THEN said END;
CREATE MACRO number_of(said) AS finite(TRY_CAST(said AS DOUBLE));
CREATE MACRO filled(said) AS NULLIF(trim(said), '');
"""


def read_ndjson(file: Path, columns: Mapping[str, str]) -> str:
    """A table function over one file of JSON lines. A line that is no JSON object becomes a row of nulls."""
    shape = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns.items())
    return (
        f"read_json({literal(file)}, format='newline_delimited', ignore_errors=true, compression='uncompressed', "
        f"maximum_object_size={LARGEST_LINE}, columns={{{shape}}})"
    )


def parquet(*files: Path) -> str:
    """A table function over Parquet files of equal shape."""
    return f"read_parquet([{', '.join(literal(f) for f in files)}])"


def read_parquet(files: Sequence[Path]) -> str:
    """A table function over Parquet files of equal shape, with ``filename`` and ``file_row_number`` beside their columns."""
    listed = ", ".join(literal(f) for f in files)
    return f"read_parquet([{listed}], filename=true, file_row_number=true)"


def read_csv(
    file: Path,
    columns: Sequence[str],
    *,
    rejects: str,
    separator: str = ",",
    ordered: bool = False,
    kinds: Mapping[str, str] | None = None,
) -> str:
    """A table function over one plain UTF-8 CSV file with a heading, every column as text but those in ``kinds``.

    Rows that cannot be split are left out and listed in the temporary table ``rejects`` (``line``, ``error_type``).
    ``ordered`` reads on one thread, so that rows can be numbered as they lie in the file.
    """
    shape = ", ".join(f"{literal(name)}: '{(kinds or {}).get(name, 'VARCHAR')}'" for name in columns)
    return (
        f"read_csv({literal(file)}, columns={{{shape}}}, header=true, auto_detect=false, delim={literal(separator)}, "
        f"quote='\"', escape='\"', nullstr='', store_rejects=true, rejects_table={literal(rejects)}, "
        f"rejects_scan={literal(rejects + '_scan')}, parallel={str(not ordered).lower()}, strict_mode=false, "
        "max_line_size=16777216, buffer_size=33554432, compression='none')"
    )


def stream(database: Database, sql: str) -> tuple[Any, Iterator[Any]]:
    """Run a query; the Arrow schema of its result, and its batches as they come. Nothing else may use this connection
    meanwhile."""
    assert isinstance(database, DuckDB)
    return database.stream(sql)
