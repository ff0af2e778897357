"""What an earlier run on the same records and day has to say about one part, read from its files when somebody asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ...definitions.models import Segment
from ..register import Part

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kept", "changed_since"]

Key = tuple[str, str]
KINDS: Final = ("condition", "determinant", "score", "segment")


def changed_since(described: Mapping[str, Mapping[str, Any]], fingerprints: Mapping[Key, str]) -> frozenset[Key]:
    """Which definitions are not as an earlier run described them in its manifest, those that went too."""
    before = {(kind, id_): d["fingerprint"] for kind, of in described.items() for id_, d in of.items()}
    return frozenset(key for key in before.keys() | fingerprints.keys() if before.get(key) != fingerprints.get(key))


@dataclass(slots=True)
class Kept:
    """Answers of an earlier run on the same records and day, for definitions that have not changed since.

    ``definitions`` are those, as (kind, id); of the kinds in ``whole`` nothing changed and nothing went. ``files`` are those
    of the part, by table. People are numbered from ``first``.
    """

    definitions: frozenset[Key] = frozenset()
    whole: frozenset[str] = frozenset()
    files: Mapping[str, Path] = field(default_factory=dict)
    first: int = 1
    size: int = 0
    _open: dict[str, Any] = field(default_factory=dict)
    _conditions: Any = None

    @classmethod
    def since(cls, files: Mapping[str, Path], same: Collection[Key], changed: Collection[Key], part: Part) -> Kept:
        whole = frozenset(KINDS) - {kind for kind, _ in changed}
        return cls(frozenset(same), whole, files, part.first, part.last - part.first + 1)

    def column(self, table: str, name: str) -> Any:
        import pyarrow.parquet as pq

        if table not in self._open:
            self._open[table] = pq.ParquetFile(self.files[table])
        return self._open[table].read([name])[name]

    def cells(self) -> pa.Table:
        import pyarrow.parquet as pq

        return pq.read_table(self.files["part_cell"])

    def rows(self, condition: str) -> pa.Table:
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        if self._conditions is None:
            self._conditions = pq.read_table(self.files["person_condition"], read_dictionary=["condition", "evidence"])
        return self._conditions.filter(pc.equal(self._conditions["condition"], condition))

    # ---- for the evaluator

    def condition(self, id_: str) -> NDArray[np.bool_] | None:
        if ("condition", id_) not in self.definitions:
            return None
        has = np.zeros(self.size, bool)
        has[self.rows(id_)["person_id"].to_numpy() - self.first] = True
        return has

    def determinant(self, id_: str) -> NDArray[np.bool_] | None:
        if ("determinant", id_) not in self.definitions:
            return None
        found: NDArray[np.bool_] = self.column("person_profile", f"determinant_{id_}").fill_null(False).to_numpy()
        return found

    def score(self, id_: str, weights: str) -> NDArray[np.float64] | None:
        name = f"score_{id_}_{weights}"
        if ("score", id_) not in self.definitions or name not in self._profile():
            return None
        return self._number(name)

    def counted(self) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        return (self._number("n_conditions"), self._number("n_systems")) if "condition" in self.whole else None

    def placed(self, segment: Segment) -> NDArray[np.int8] | None:
        """The class of each person, as an index; of the unobserved, who have none, the last."""
        if ("segment", segment.id) not in self.definitions:
            return None
        words = self.column("person_segment", f"segment_{segment.id}").combine_chunks().dictionary_encode()
        keys = [c.key for c in segment.classes]
        index = np.array([*(keys.index(word) for word in words.dictionary.to_pylist()), len(keys) - 1], np.int8)
        found: NDArray[np.int8] = index[words.indices.fill_null(len(index) - 1).to_numpy(zero_copy_only=False)]
        return found

    def _number(self, name: str) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self.column("person_profile", name).cast("float64").fill_null(0.0).to_numpy()
        return found

    def _profile(self) -> list[str]:
        import pyarrow.parquet as pq

        return list(pq.read_schema(self.files["person_profile"]).names)
