"""Columns in some order to a Parquet file of a canonical table, a row group at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...tables import Table

__all__ = ["write_rows"]

_ROW_GROUP: Final = 122_880


def write_rows(table: Table, columns: Mapping[str, Any], order: NDArray[np.uint32], first: int, path: Path) -> None:
    """Write rows in this order. A column that is not given is null; a key of row numbers counts on from ``first``.

    A column given as a dictionary is text. Row numbers, and the numbers that point at a contact, are written as differences.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "BOOLEAN": pa.bool_(),
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "DATE": pa.date32(),
        "VARCHAR": pa.string(),
    }
    texts = {name for name, column in columns.items() if pa.types.is_dictionary(column.type)}
    schema = pa.schema(
        [(c.name, pa.dictionary(pa.int32(), pa.string()) if c.name in texts else kinds[c.type]) for c in table.columns]
    )
    numbers = [c.name for c in table.columns if _is_row_number(table, c.name)]
    climbing = [c for c in (*numbers, "visit_occurrence_id", "cost_event_id") if c in schema.names]
    with pq.ParquetWriter(
        str(path),
        schema,
        compression="zstd",
        store_schema=False,
        use_dictionary=[c for c in schema.names if c not in climbing],
        column_encoding=dict.fromkeys(climbing, "DELTA_BINARY_PACKED"),
    ) as writer:
        for begin in range(0, len(order), _ROW_GROUP):
            rows = order[begin : begin + _ROW_GROUP]
            picked = pa.array(rows)
            arrays = []
            for field in schema:
                if field.name in numbers:
                    arrays.append(pa.array(np.arange(first + begin, first + begin + len(rows), dtype=np.int64)))
                elif field.name not in columns:
                    arrays.append(pa.nulls(len(rows), field.type))
                elif field.name in texts:
                    arrays.append(_in_use(columns[field.name].take(picked)))
                else:
                    arrays.append(columns[field.name].take(picked).cast(field.type))
            writer.write_table(pa.table(arrays, names=schema.names), row_group_size=_ROW_GROUP)


def _is_row_number(table: Table, name: str) -> bool:
    return name == table.key and name.endswith("_id") and table.column(name).about == "Row number."


def _in_use(texts: Any) -> Any:
    """The same texts, with no others in their dictionary: a row group carries what it needs."""
    import pyarrow as pa

    places, missing = texts.indices, None
    there = places.fill_null(0).to_numpy(zero_copy_only=False)
    used = np.zeros(max(1, len(texts.dictionary)), bool)
    if places.null_count:
        missing = places.is_null().to_numpy(zero_copy_only=False)
        used[there[~missing]] = True
    else:
        used[there] = True
    new = (np.cumsum(used, dtype=np.int32) - 1)[there]
    kept = texts.dictionary.take(pa.array(np.flatnonzero(used)))
    return pa.DictionaryArray.from_arrays(pa.array(new, mask=missing), kept)
