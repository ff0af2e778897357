"""What an indicator adds up to, per unit and stratum: counts and sums that add over parts, areas and strata.

The cells of a period lie in one file: a record batch per indicator, axis after axis, in the order in which they were counted;
whoever reads them puts them in order. Each part of the register leaves such a file, in the same order as every other part, so
that the same batch of all files is what has to be added; what one part leaves is the whole where there is no other. Hence the
light compression; Parquet, sorted, took longer than all counting.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .axes import Axis

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COUNTS", "EXTREMES", "KEY", "SUMS", "Cells", "add_up", "read_cells", "sorted_codes"]

KEY: Final = ("indicator", "by", "unit", "strata", "stratum")
# People: in the initial population; in the denominator but excluded, or excepted; counted in the result.
COUNTS: Final = ("initial_population", "excluded", "exception", "people")
# Of the people counted: what each adds above and below the line, squared too, for the interval of a ratio or a mean.
SUMS: Final = ("numerator", "numerator_squared", "denominator", "denominator_squared", "product")
# The largest and second largest amount of one person above the line: may a sum of money be shown?
EXTREMES: Final = ("largest", "second")
_KINDS: Final = {"place": np.int32} | dict.fromkeys(COUNTS, np.int32) | dict.fromkeys((*SUMS, *EXTREMES), np.float64)
Columns = Mapping[str, NDArray[Any]]
# A column that is another one, as with ones below the line: named in the head, left empty in the file.
Same = dict[str, str]
Block = tuple[NDArray[np.signedinteger[Any]], Columns]


class Cells:
    """Collects the cells of one part and period; ``write`` lays them down."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[tuple[Axis, NDArray[np.intp], Columns]]] = {}

    def add(self, indicator: str, axis: Axis, place: NDArray[np.intp], columns: Columns) -> None:
        """What adds up at these places of the axis, those where somebody of the initial population is."""
        self.blocks.setdefault(indicator, []).append((axis, place, columns))

    def write(self, path: Path) -> None:
        axes = {id(axis): axis for of in self.blocks.values() for axis, *_ in of}
        number = {key: n for n, key in enumerate(axes)}
        said = [
            (indicator, [number[id(axis)] for axis, *_ in of], _agreed([_repeats(columns) for *_, columns in of]))
            for indicator, of in self.blocks.items()
        ]
        head = {"axes": [(a.by, a.strata, list(a.units), list(a.names)) for a in axes.values()], "blocks": said}
        _write(path, head, ([(place, columns) for _, place, columns in of] for of in self.blocks.values()))


def _repeats(columns: Columns) -> Same:
    """Which columns are another one, and which."""
    first: dict[int, str] = {}
    for name, values in columns.items():
        first.setdefault(id(values), name)
    return {name: first[id(values)] for name, values in columns.items() if first[id(values)] != name}


def _agreed(said: Sequence[Same]) -> Same:
    """What all of them say."""
    return {name: other for name, other in said[0].items() if all(same.get(name) == other for same in said)}


def _write(path: Path, head: Mapping[str, Any], indicators: Iterable[Sequence[Block]]) -> None:
    import pyarrow as pa

    kinds = {"axis": np.int16} | _KINDS
    schema = pa.schema([(name, pa.from_numpy_dtype(kind)) for name, kind in kinds.items()], {"cells": json.dumps(head)})
    how = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)  # batches are small: threads cost more than they do
    with pa.ipc.new_file(str(path), schema, options=how) as file:
        for (*_, same), blocks in zip(head["blocks"], indicators, strict=True):
            held: dict[str, NDArray[Any]] = {
                name: np.concatenate([c[name] for _, c in blocks])
                for name in kinds
                if name in blocks[0][1] and name not in same
            }
            held["place"] = np.concatenate([place for place, _ in blocks])
            held["axis"] = np.repeat(np.arange(len(blocks)), [len(place) for place, _ in blocks])
            held |= dict.fromkeys(same, np.zeros(len(held["place"])))
            rows = [pa.array(held[name].astype(kind, copy=False)) for name, kind in kinds.items()]
            file.write_batch(pa.record_batch(rows, schema=schema))


class _File:
    """A file of cells, opened."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        import pyarrow as pa

        source = stack.enter_context(pa.OSFile(str(path)))
        self._reader = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(use_threads=False))
        head = json.loads(self._reader.schema.metadata[b"cells"])
        self.axes: list[tuple[str, str, list[str], list[str]]] = head["axes"]
        self.blocks: list[tuple[str, list[int], Same]] = head["blocks"]

    def of(self, n: int) -> list[Block]:
        """Places and columns of an indicator, axis by axis."""
        batch, (_, axes, same) = self._reader.get_batch(n), self.blocks[n]
        held = {name: batch[name].to_numpy() for name in _KINDS if name not in same}
        held |= {name: held[other] for name, other in same.items()}
        ends = np.searchsorted(batch["axis"].to_numpy(), np.arange(len(axes) + 1))
        pieces = [slice(low, high) for low, high in zip(ends[:-1], ends[1:], strict=True)]
        return [(held["place"][p], {name: values[p] for name, values in held.items() if name != "place"}) for p in pieces]


def add_up(files: Sequence[Path], target: Path, before: Path | None = None) -> None:
    """The cells of several parts as one file, and of the file ``before`` the indicators that the parts have not.

    Equal input gives equal bytes. The files of the parts may be gone afterwards.
    """
    if len(files) == 1 and before is None:
        os.replace(files[0], target)
        return
    with ExitStack() as stack:
        parts = [_File(f, stack) for f in files]
        former = None if before is None else _File(before, stack)
        axes, moves = [], []
        for n, (by, strata, _, names) in enumerate(parts[0].axes):
            units = sorted({u for part in parts for u in part.axes[n][2]})
            number = {u: i for i, u in enumerate(units)}
            axes.append((by, strata, units, names))
            moves.append([np.array([number[u] for u in part.axes[n][2]]) for part in parts])
        said = [(i, of, _agreed([part.blocks[n][2] for part in parts])) for n, (i, of, _) in enumerate(parts[0].blocks)]
        fresh, kept = {i for i, *_ in said}, []
        if former is not None:
            kept = [n for n, (i, *_) in enumerate(former.blocks) if i not in fresh]
            said += [(i, [n + len(axes) for n in of], same) for i, of, same in (former.blocks[n] for n in kept)]

        def indicators() -> Iterable[Sequence[Block]]:
            for n, (_, of, same) in enumerate(said[: len(fresh)]):
                found = [part.of(n) for part in parts]
                yield [_summed(axes[axis], moves[axis], [f[k] for f in found], same) for k, axis in enumerate(of)]
            for n in kept:
                assert former is not None
                yield former.of(n)

        _write(target, {"axes": axes + (former.axes if former else []), "blocks": said}, indicators())


def _summed(
    axis: tuple[str, str, list[str], list[str]], moves: Sequence[NDArray[np.intp]], found: Sequence[Block], same: Same
) -> Block:
    """The same cells of several parts; ``moves``: the number of each unit of a part in the axis of all."""
    *_, units, names = axis
    where = zip(moves, (place for place, _ in found), strict=True)
    place = np.concatenate([m[w // len(names)] * len(names) + w % len(names) for m, w in where])
    held = {name: np.concatenate([c[name] for _, c in found]) for name in found[0][1] if name not in same}
    return _added(place, held, len(units) * len(names))


def read_cells(path: Path) -> pa.Table:
    """The cells of a file, in order of their key."""
    with ExitStack() as stack:
        file = _File(path, stack)
        found = ((i, zip(axes, file.of(n), strict=True)) for n, (i, axes, _) in enumerate(file.blocks))
        return _table([(i, *file.axes[axis], *block) for i, blocks in found for axis, block in blocks])


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
    columns = {name: np.add.reduceat(values[order], start) for name, values in held.items() if name not in EXTREMES}
    largest, second = (held[name][order] for name in EXTREMES)
    following = np.append(start[1:], len(place)) - start > 1
    nexts = np.where(following, largest[np.minimum(start + 1, len(place) - 1)], 0.0)
    return place[start], columns | {"largest": largest[start], "second": np.maximum(second[start], nexts)}


def _table(blocks: Sequence[tuple[str, str, str, Sequence[str], Sequence[str], NDArray[Any], Columns]]) -> pa.Table:
    """Blocks (indicator, by, strata, units, names of strata, places, columns) as rows in order of their key."""
    import pyarrow as pa

    words: dict[str, list[tuple[Sequence[str], NDArray[Any]]]] = {
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


def _coded(pieces: Sequence[tuple[Sequence[str], NDArray[Any]]]) -> tuple[NDArray[np.int32], list[str]]:
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
