"""What an indicator adds up to, per unit and stratum: counts and sums that add over parts, areas and strata.

The cells of one part and period lie in a file of their own until all parts are counted: a record batch per indicator and axis,
in the same order in every part, so that the same batch of all files is what has to be added. They are written once and read
once, hence the light compression; Parquet took six times as long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .axes import Axis

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COUNTS", "EXTREMES", "KEY", "SUMS", "Cells", "added_up", "sorted_codes"]

KEY: Final = ("indicator", "by", "unit", "strata", "stratum")
# People: in the initial population; in the denominator but excluded, or excepted; counted in the result.
COUNTS: Final = ("initial_population", "excluded", "exception", "people")
# Of the people counted: what each adds above and below the line, squared too, for the interval of a ratio or a mean.
SUMS: Final = ("numerator", "numerator_squared", "denominator", "denominator_squared", "product")
# The largest and second largest amount of one person above the line: may a sum of money be shown?
EXTREMES: Final = ("largest", "second")
Columns = Mapping[str, NDArray[Any]]


class Cells:
    """Collects the cells of one part and period; ``write`` lays them down."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, Axis, NDArray[np.intp], Columns]] = []

    def add(self, indicator: str, axis: Axis, place: NDArray[np.intp], columns: Columns) -> None:
        """What adds up at these places of the axis, those where somebody of the initial population is."""
        self.blocks.append((indicator, axis, place, columns))

    def write(self, path: Path) -> None:
        """A column that is another one, as with ones below the line, is named in the head and left empty."""
        import pyarrow as pa

        axes = [axis for _, axis, *_ in self.blocks]
        same = [_repeats(columns) for *_, columns in self.blocks]
        said = {
            "blocks": [[i, axis.by, axis.strata, same[n]] for n, (i, axis, *_) in enumerate(self.blocks)],
            "units": {a.by: list(a.units) for a in axes},
            "strata": {a.strata: list(a.names) for a in axes},
        }
        kinds = {"place": np.int32} | dict.fromkeys(COUNTS, np.int32) | dict.fromkeys((*SUMS, *EXTREMES), np.float64)
        schema = pa.schema([(name, pa.from_numpy_dtype(kind)) for name, kind in kinds.items()], {"cells": json.dumps(said)})
        how = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)  # batches are small: threads cost more than they do
        with pa.ipc.new_file(str(path), schema, options=how) as file:
            for n, (_, _, place, columns) in enumerate(self.blocks):
                held = {"place": place, **columns, **dict.fromkeys(same[n], np.zeros(len(place)))}
                rows = [pa.array(held[name].astype(kind, copy=False)) for name, kind in kinds.items()]
                file.write_batch(pa.record_batch(rows, schema=schema))


def _repeats(columns: Columns) -> dict[str, str]:
    """Which columns are another one, and which."""
    first: dict[int, str] = {}
    for name, values in columns.items():
        first.setdefault(id(values), name)
    return {name: first[id(values)] for name, values in columns.items() if first[id(values)] != name}


def added_up(files: Sequence[Path]) -> pa.Table:
    """The cells of several parts as one table, in order of their key: equal input gives equal bytes."""
    import pyarrow as pa

    how = pa.ipc.IpcReadOptions(use_threads=False)
    with ExitStack() as stack:
        parts = [pa.ipc.open_file(stack.enter_context(pa.OSFile(str(f))), options=how) for f in files]
        said = [json.loads(part.schema.metadata[b"cells"]) for part in parts]
        units = {by: sorted({u for s in said for u in s["units"][by]}) for by in said[0]["units"]}
        number = {by: {u: n for n, u in enumerate(listed)} for by, listed in units.items()}
        moved = [{by: np.array([number[by][u] for u in listed]) for by, listed in s["units"].items()} for s in said]
        blocks = []
        for n, (indicator, by, strata, _) in enumerate(said[0]["blocks"]):
            names = said[0]["strata"][strata]
            batches = [part.get_batch(n) for part in parts]
            where = [batch["place"].to_numpy() for batch in batches]
            place = np.concatenate(
                [m[by][w // len(names)] * len(names) + w % len(names) for m, w in zip(moved, where, strict=True)]
            )
            same = [s["blocks"][n][3] for s in said]
            held = {
                name: np.concatenate([b[s.get(name, name)].to_numpy() for b, s in zip(batches, same, strict=True)])
                for name in (*COUNTS, *SUMS, *EXTREMES)
            }
            place, columns = _added(place, held, len(units[by]) * len(names))
            blocks.append((indicator, by, strata, units[by], names, place, columns))
    return _table(blocks)


def _added(place: NDArray[np.intp], held: Columns, size: int) -> tuple[NDArray[np.intp], dict[str, NDArray[Any]]]:
    """Rows of equal place as one, in order of place: counts and sums added, the two largest amounts kept."""
    if not (place[1:] <= place[:-1]).any():  # one part: nothing to add
        return place, dict(held)
    if not held["largest"].any():  # whole numbers, of which the sum does not depend on the order
        found = np.flatnonzero(np.bincount(place, minlength=size))
        return found, {
            name: np.bincount(place, values, size)[found] if values.any() else np.zeros(len(found))
            for name, values in held.items()
        }
    order = np.lexsort((-held["largest"], place))
    place = place[order]
    start = np.flatnonzero(np.diff(place, prepend=-1))
    columns = {name: np.add.reduceat(held[name][order], start) for name in (*COUNTS, *SUMS)}
    largest, second = (held[name][order] for name in EXTREMES)
    following = np.append(start[1:], len(place)) - start > 1
    nexts = np.where(following, largest[np.minimum(start + 1, len(place) - 1)], 0.0)
    return place[start], columns | {"largest": largest[start], "second": np.maximum(second[start], nexts)}


def _table(blocks: Sequence[tuple[str, str, str, Sequence[str], Sequence[str], NDArray[np.intp], Columns]]) -> pa.Table:
    """Blocks (indicator, by, strata, units, names of strata, places, columns) as rows in order of their key."""
    import pyarrow as pa

    words: dict[str, list[tuple[Sequence[str], NDArray[np.intp]]]] = {
        "indicator": [([i], np.zeros(len(place), np.intp)) for i, _, _, _, _, place, _ in blocks],
        "by": [([by], np.zeros(len(place), np.intp)) for _, by, _, _, _, place, _ in blocks],
        "unit": [(units, place // len(names)) for _, _, _, units, names, place, _ in blocks],
        "strata": [([strata], np.zeros(len(place), np.intp)) for _, _, strata, _, _, place, _ in blocks],
        "stratum": [(names, place % len(names)) for _, _, _, _, names, place, _ in blocks],
    }
    coded = {name: _coded(words[name]) for name in KEY}
    rank = np.zeros(len(coded["unit"][0]), np.int64)
    for index, listed in coded.values():
        rank = rank * max(len(listed), 1) + index
    order = np.argsort(rank, kind="stable")
    columns: dict[str, Any] = {
        name: pa.DictionaryArray.from_arrays(pa.array(index[order]), pa.array(listed, pa.string()))
        for name, (index, listed) in coded.items()
    }
    for name in (*COUNTS, *SUMS, *EXTREMES):
        joined = np.concatenate([held[name] for *_, held in blocks])[order]
        columns[name] = pa.array(joined.astype(np.int64 if name in COUNTS else np.float64, copy=False))
    return pa.table(columns)


def _coded(pieces: Sequence[tuple[Sequence[str], NDArray[np.intp]]]) -> tuple[NDArray[np.int32], list[str]]:
    """Numbers into several lists of words as numbers into one, in order of the alphabet, of the words that occur."""
    listed = sorted({word for words, _ in pieces for word in words})
    number = {word: n for n, word in enumerate(listed)}
    joined = np.concatenate([np.array([number[w] for w in words], np.int32)[index] for words, index in pieces])
    used = np.flatnonzero(np.bincount(joined, minlength=len(listed)))
    rank = np.zeros(len(listed), np.int32)
    rank[used] = np.arange(len(used))
    return rank[joined], [listed[n] for n in used]


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
