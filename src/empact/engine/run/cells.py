"""Counts that add up: over parts, over areas, over the classes of a segment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Cells", "added_up", "write_parquet"]

Key = tuple[str, str, str, str, str]
_KEY = ("kind", "id", "class", "determinant", "area")


@dataclass(slots=True)
class Cells:
    """Exact numbers of observed people, by (kind, id, class, determinant, area).

    ``kind`` is segment, condition or determinant. ``area`` is the smallest area known for a person, '' where none is.
    An empty ``determinant`` means everybody in the class.
    """

    areas: Sequence[str] = ()
    where: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    counts: dict[Key, int] = field(default_factory=dict)

    @classmethod
    def over(cls, areas: Sequence[str], where: NDArray[np.int32]) -> Cells:
        """``where`` is an index into ``areas`` per person; -1: no area is known; -2: not to be counted."""
        # Who is not counted goes into one more bucket, behind all areas.
        return cls([*areas, ""], np.where(where < 0, len(areas) - 1 - where, where).astype(np.intp))

    def count(self, kind: str, id_: str, class_: str, has: NDArray[np.bool_]) -> None:
        """Count the people who have something, by area."""
        where = self.where[np.flatnonzero(has)]
        for area, n in enumerate(np.bincount(where, minlength=len(self.areas))[: len(self.areas)].tolist()):
            if n:
                self._add((kind, id_, class_, "", self.areas[area]), n)

    def partition(
        self, id_: str, classes: Sequence[str], placed: NDArray[np.int8], flags: Mapping[str, NDArray[np.bool_]]
    ) -> None:
        """Count everybody by class and area, and again those for whom each flag holds."""
        combined, size = self.where * len(classes) + placed, len(self.areas) * len(classes)
        for name in ("", *flags):
            chosen = combined[flags[name]] if name else combined
            table = np.bincount(chosen, minlength=size)[:size].reshape(len(self.areas), len(classes))
            for area, class_ in zip(*np.nonzero(table), strict=True):
                self._add(("segment", id_, classes[class_], name, self.areas[area]), int(table[area, class_]))

    def take(self, table: pa.Table, kinds_and_ids: Collection[tuple[str, str]]) -> None:
        """Take over the counts of these, by (kind, id), from a table of earlier ones."""
        for *key, n in zip(*(table[name].to_pylist() for name in (*_KEY, "n")), strict=True):
            if (key[0], key[1]) in kinds_and_ids:
                self._add((key[0], key[1], key[2], key[3], key[4]), n)

    def table(self) -> pa.Table:
        """In order of their key: equal counts give equal bytes."""
        import pyarrow as pa

        keys = sorted(self.counts)
        columns = {name: pa.array([key[i] for key in keys], pa.string()).dictionary_encode() for i, name in enumerate(_KEY)}
        return pa.table({**columns, "n": pa.array([self.counts[key] for key in keys], pa.int64())})

    def _add(self, key: Key, n: int) -> None:
        self.counts[key] = self.counts.get(key, 0) + n


def added_up(files: Sequence[Path]) -> pa.Table:
    """The cells of several parts as one table, in order of their key."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pa.concat_tables([pq.read_table(f) for f in files])
    summed = rows.group_by(list(_KEY)).aggregate([("n", "sum")]).rename_columns([*_KEY, "n"])
    return summed.sort_by([(name, "ascending") for name in _KEY])


def write_parquet(table: pa.Table, path: Path) -> None:
    """One file of a result; readable by any engine (no Arrow schema inside)."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", store_schema=False)
