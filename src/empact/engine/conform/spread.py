"""Rows of one table, laid apart by part in a scratch file, so that a part can be read by itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np

__all__ = ["Spread", "spread"]

# What is held before it is laid apart: a good piece for each part, yet no burden, and for few parts within reach of a cache.
_PIECE: Final = 16_384
_ROWS: Final = 1 << 20
_BYTES: Final = 64 * 1024 * 1024


class Spread:
    """A scratch file and which batches of it belong to which part. ``rows``: how many each part has."""

    def __init__(self, file: Path, schema: Any, parts: int) -> None:
        self.file, self.schema = file, schema
        self.rows = [0] * parts
        self.batches: list[list[int]] = [[] for _ in range(parts)]

    def read(self, part: int) -> dict[str, Any]:
        """The columns of a part, in no order; texts as a dictionary whose values ascend."""
        import pyarrow as pa

        columns = {}
        with pa.memory_map(str(self.file)) as source:
            for n, field in enumerate(self.schema):
                # Column by column: the packed pieces of one are let go before the next is unpacked.
                reader = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=[n], use_threads=False))
                pieces = [reader.get_batch(b).column(0) for b in self.batches[part]]
                columns[field.name] = _one(pa.chunked_array(pieces, field.type))
        return columns


def spread(batches: Iterable[Any], schema: Any, file: Path, people_per_part: int, parts: int) -> Spread:
    """Lay rows apart by the part of their ``person_id`` (1 is the first of part 0)."""
    import pyarrow as pa

    made = Spread(file, schema, parts)
    number = 0
    with pa.OSFile(str(file), "wb") as sink:
        options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
        with pa.ipc.new_file(sink, schema, options=options) as writer:
            for held in _heaps(batches, min(_ROWS, _PIECE * parts)):
                for part, rows in _apart(held, people_per_part, parts):
                    for batch in rows.to_batches():
                        writer.write_batch(batch)
                        made.batches[part].append(number)
                        made.rows[part] += batch.num_rows
                        number += 1
    return made


def _heaps(batches: Iterable[Any], enough: int) -> Iterable[Any]:
    import pyarrow as pa

    held: list[Any] = []
    rows = size = 0
    for batch in batches:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= enough or size >= _BYTES:
            yield pa.Table.from_batches(held).combine_chunks()
            held, rows, size = [], 0, 0
    if rows:
        yield pa.Table.from_batches(held).combine_chunks()


def _apart(rows: Any, people_per_part: int, parts: int) -> Iterable[tuple[int, Any]]:
    import pyarrow as pa

    if parts == 1:
        yield 0, rows
        return
    part = ((rows["person_id"].to_numpy() - 1) // people_per_part).astype(np.uint16)
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=parts))
    for n, (begin, end) in enumerate(zip(np.concatenate(([0], ends[:-1])), ends, strict=True)):
        if begin < end:
            yield n, rows.take(pa.array(order[begin:end])).combine_chunks()


def _one(column: Any) -> Any:
    """A column as one array; texts by their place among the texts there are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        return column.combine_chunks()
    coded = column.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # no rows at all
        coded = pa.array([], column.type).dictionary_encode()
    ascending = pc.sort_indices(coded.dictionary)
    place = np.empty(len(ascending), np.int32)
    place[ascending.to_numpy()] = np.arange(len(ascending), dtype=np.int32)
    indices = coded.indices
    moved = place[indices.fill_null(0).to_numpy(zero_copy_only=False)] if len(place) else np.zeros(len(indices), np.int32)
    missing = indices.is_null().to_numpy(zero_copy_only=False) if indices.null_count else None
    return pa.DictionaryArray.from_arrays(pa.array(moved, mask=missing), coded.dictionary.take(ascending))
