"""Columns of numbers to Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from .chunk import Chunk
from .records import codes

__all__ = ["EVENTS_PER_CHUNK", "code_column", "days", "event_numbers", "labels", "numbers", "truths"]

EVENTS_PER_CHUNK = 10_000_000


def event_numbers(chunk: Chunk, count: int) -> np.ndarray:
    """Row numbers that no other chunk uses, from 1."""
    return chunk.number * EVENTS_PER_CHUNK + 1 + np.arange(count)


def days(day: np.ndarray, may_be_open: bool = False) -> pa.Array:
    """Dates from day numbers; where ``may_be_open``, -1 is null."""
    mask = (day == -1) if may_be_open else None
    return pa.array(day.astype(np.int32), pa.int32(), mask=mask).cast(pa.date32())


def numbers(values: np.ndarray, kind: pa.DataType, missing: np.ndarray | None = None) -> pa.Array:
    return pa.array(values, mask=missing).cast(kind)


def truths(values: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    return pa.array(values.astype(bool), mask=missing)


def labels(index: np.ndarray, names: Sequence[str], missing: np.ndarray | None = None) -> pa.Array:
    """A text column of few distinct values, as a dictionary. Names may repeat; a dictionary with repeats is not
    written the same twice.
    """
    distinct = list(dict.fromkeys(names))
    if len(distinct) < len(names):
        place = {name: i for i, name in enumerate(distinct)}
        index = np.array([place[name] for name in names])[index]
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32), mask=missing), pa.array(distinct, pa.string()))


def code_column(number: np.ndarray) -> pa.Array:
    """Codes as a source writes them."""
    return labels(number, codes().code)
