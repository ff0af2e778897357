"""What an indicator adds up to, per unit and stratum: counts and sums that add over parts, areas and strata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .axes import Axis

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COUNTS", "EXTREMES", "KEY", "SUMS", "Cells", "added_up", "merged", "sorted_codes"]

KEY: Final = ("indicator", "by", "unit", "strata", "stratum")
# People: in the initial population; in the denominator but excluded, or excepted; counted in the result.
COUNTS: Final = ("initial_population", "excluded", "exception", "people")
# Of the people counted: what each adds above and below the line, squared too, for the interval of a ratio or a mean.
SUMS: Final = ("numerator", "numerator_squared", "denominator", "denominator_squared", "product")
# The largest and second largest amount of one person above the line: may a sum of money be shown?
EXTREMES: Final = ("largest", "second")


class Cells:
    """Collects the rows of one part and period; ``table`` lays them down."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Axis, NDArray[np.intp], dict[str, NDArray[Any]]]] = []

    def add(self, indicator: str, axis: Axis, found: dict[str, NDArray[Any]]) -> None:
        """Dense columns over the axis; places where nobody of the initial population is are left out."""
        place = np.flatnonzero(found["initial_population"])
        self.rows.append((indicator, axis, place, {name: values[place] for name, values in found.items()}))

    def table(self) -> pa.Table:
        """One row per place, in the order of adding."""
        import pyarrow as pa

        sizes = np.array([len(place) for _, _, place, _ in self.rows], np.intp)
        columns: dict[str, Any] = {
            "indicator": _repeated([i for i, *_ in self.rows], sizes),
            "by": _repeated([a.by for _, a, *_ in self.rows], sizes),
            "unit": _named([(a.units, place // len(a.names)) for _, a, place, _ in self.rows]),
            "strata": _repeated([a.strata for _, a, *_ in self.rows], sizes),
            "stratum": _named([(a.names, place % len(a.names)) for _, a, place, _ in self.rows]),
        }
        for name in (*COUNTS, *SUMS, *EXTREMES):
            kind: Any = np.int64 if name in COUNTS else np.float64
            pieces = [found[name].astype(kind, copy=False) for *_, found in self.rows]
            columns[name] = pa.array(np.concatenate(pieces) if pieces else np.empty(0, kind))
        return pa.table(columns)


def _repeated(words: Sequence[str], sizes: NDArray[np.intp]) -> Any:
    import pyarrow as pa

    listed = sorted(set(words))
    index = np.repeat(np.array([listed.index(w) for w in words], np.int32), sizes)
    return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32()), pa.array(listed, pa.string()))


def _named(pieces: Sequence[tuple[Sequence[str], NDArray[np.intp]]]) -> Any:
    """Indices into several lists of names, as one dictionary."""
    import pyarrow as pa

    listed = sorted({name for names, _ in pieces for name in names})
    number = {name: n for n, name in enumerate(listed)}
    maps: dict[int, NDArray[np.int32]] = {}
    index = []
    for names, places in pieces:
        if id(names) not in maps:
            maps[id(names)] = np.array([number[n] for n in names], np.int32)
        index.append(maps[id(names)][places])
    joined = np.concatenate(index) if index else np.empty(0, np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(joined, pa.int32()), pa.array(listed, pa.string()))


def added_up(files: Sequence[Path]) -> pa.Table:
    """The cells of several parts as one table, in order of their key: equal input gives equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return merged(pa.concat_tables([pq.read_table(f) for f in files]), KEY)


def merged(rows: pa.Table, key: Sequence[str]) -> pa.Table:
    """Rows of equal ``key`` as one: counts and sums added, the two largest amounts kept. Columns not in the key go."""
    import pyarrow as pa

    code = np.zeros(rows.num_rows, np.int64)
    words: list[list[str]] = []
    for name in key:
        index, listed = sorted_codes(rows[name])
        code = code * max(len(listed), 1) + index
        words.append(listed)
    largest, second = (rows[name].to_numpy() for name in EXTREMES)
    order = np.lexsort((-largest, code))
    code = code[order]
    start = np.flatnonzero(np.diff(code, prepend=-1)) if len(code) else np.empty(0, np.intp)
    columns: dict[str, Any] = {}
    left = code[start]
    for name, listed in reversed(list(zip(key, words, strict=True))):
        left, index = np.divmod(left, max(len(listed), 1))
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(listed, pa.string()))
    columns = {name: columns[name] for name in key}
    for name in (*COUNTS, *SUMS):
        values = rows[name].to_numpy()[order]
        columns[name] = pa.array(np.add.reduceat(values, start) if len(start) else values)
    if len(start):
        largest, second = largest[order], second[order]
        following = np.append(start[1:], len(code)) - start > 1
        nexts = np.where(following, largest[np.minimum(start + 1, len(code) - 1)], 0.0)
        largest, second = largest[start], np.maximum(second[start], nexts)
    columns |= {"largest": pa.array(largest), "second": pa.array(second)}
    return pa.table(columns)


def sorted_codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """A column of words as numbers into the sorted list of its different words."""
    import pyarrow as pa

    plain = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
    encoded = plain.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        return np.empty(0, np.int64), []
    listed = encoded.dictionary.to_pylist()
    rank = np.argsort(np.argsort(np.array(listed, object))) if listed else np.empty(0, np.intp)
    return rank[encoded.indices.to_numpy()].astype(np.int64), sorted(listed)
