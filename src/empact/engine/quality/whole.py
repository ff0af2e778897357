"""What cannot be told of a row by itself: numbers used twice, records said twice, periods that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...tables import Table
from ..database import Database
from .declared import span_of

__all__ = ["Keys", "duplicates", "overlaps", "shared_pseudonyms"]

_LONGEST: Final = 8  # times as many places as rows: with keys more scattered than that, the database counts


class Keys:
    """Which keys of a table were met, part by part. Row numbers are nearly dense, so each has a place in one row of flags."""

    def __init__(self, rows: int) -> None:
        self.repeated = 0
        self._seen: NDArray[np.bool_] = np.zeros(rows + 1, dtype=np.bool_)
        self._most = _LONGEST * rows + 1_000_000
        self._scattered: list[NDArray[np.int64]] = []

    def meet(self, db: Database, table: Table) -> None:
        """Take in the keys of the part at hand."""
        keys = (
            db.fetch(f"SELECT {table.key} AS key_ FROM {table.name} WHERE {table.key} IS NOT NULL").column("key_").to_numpy()
        )
        placed = (keys >= 0) & (keys < self._most)
        if not placed.all():
            self._scattered.append(keys[~placed].astype(np.int64))
            keys = keys[placed]
        if not len(keys):
            return
        size = max(len(self._seen), int(keys.max()) + 1)
        here = np.zeros(size, dtype=np.bool_)
        here[keys] = True
        if size > len(self._seen):
            self._seen = np.concatenate([self._seen, np.zeros(size - len(self._seen), dtype=np.bool_)])
        self.repeated += len(keys) - int(np.count_nonzero(here)) + int(np.count_nonzero(here & self._seen))
        self._seen |= here

    def total(self) -> int:
        """Rows whose key another row before them has."""
        if not self._scattered:
            return self.repeated
        scattered = np.concatenate(self._scattered)
        return self.repeated + len(scattered) - len(np.unique(scattered))


def duplicates(db: Database, table: Table, first: int) -> Iterator[tuple[Mapping[str, str], int]]:
    """Rows that repeat another in all but number, contact, practitioner and spelling; by source, practice and month.

    ``first`` is the lowest person number of the part. Who has one code twice on one day is found first, in a sort of single
    numbers; whole rows are compared for those alone.
    """
    suspects = _suspects(db, table, first)
    if suspects is None:
        return
    db.register("quality_suspect", suspects)
    apart = {table.key, "visit_occurrence_id", "provider_id", "provider_role", "cost_event_id"}
    if table.concept_column:
        apart.add(table.concept_column.replace("_concept_id", "_source_value"))
    same = ", ".join(f"e.{c.name}" for c in table.columns if c.name not in apart)
    rows = db.rows(f"""
        SELECT e.source, CAST(p.practice AS VARCHAR) AS practice, CAST(e.month_number AS VARCHAR) AS month,
               CAST(sum(n) AS BIGINT) AS n
        FROM (SELECT e.person_id, e.source, count(*) - 1 AS n,
                     CAST(extract(YEAR FROM e.{table.date}) * 12 + extract(MONTH FROM e.{table.date}) - 1 AS INTEGER)
                     AS month_number
              FROM {table.name} AS e JOIN quality_suspect AS s ON s.person_id = e.person_id AND s.day = e.{table.date}
              GROUP BY {same} HAVING count(*) > 1) AS e
        LEFT JOIN quality_person AS p ON p.person_id = e.person_id GROUP BY 1, 2, 3""")
    db.drop("quality_suspect")
    for row in rows:
        yield {axis: row[axis] or "" for axis in ("source", "practice", "month")}, row["n"]


_WHAT: Final = {"visit_occurrence": "visit_concept_id", "cost": "total_paid_minor"}
_DAY, _CODE, _EPOCH_SHIFT = 1 << 17, 1 << 20, 50_000  # days from 1833 on; both wrap, which only adds suspects


def _suspects(db: Database, table: Table, first: int) -> Any | None:
    """People and days on which one code (kind of contact, amount) is written twice; ``None`` where there are none."""
    import pyarrow as pa

    what = table.concept_column or _WHAT[table.name]
    found = db.fetch(f"SELECT person_id, {what} AS what, {table.date} AS day FROM {table.name} WHERE {table.date} IS NOT NULL")
    people, codes = (found.column(n).to_numpy().astype(np.int64) for n in ("person_id", "what"))
    days = found.column("day").cast(pa.int32()).to_numpy().astype(np.int64)
    packed = ((people - first) * _CODE + codes % _CODE) * _DAY + (days + _EPOCH_SHIFT) % _DAY
    packed.sort(kind="stable")  # nearly in order already
    twice = np.unique(packed[1:][packed[1:] == packed[:-1]])
    if not len(twice):
        return None
    pairs = np.unique(np.stack([twice // (_CODE * _DAY) + first, twice % _DAY - _EPOCH_SHIFT], axis=1), axis=0)
    return pa.table({"person_id": pa.array(pairs[:, 0]), "day": pa.array(pairs[:, 1].astype(np.int32)).cast(pa.date32())})


def overlaps(db: Database, table: Table) -> int:
    """Rows that begin before an earlier one of the same person has ended (a missing start is the beginning of time)."""
    span = span_of(table)
    assert span is not None
    start, end = (f"coalesce({span[0]}, DATE '0001-01-01')", f"coalesce({span[1]}, DATE '9999-12-31')")
    rows = db.rows(f"""
        SELECT count(*) AS n FROM (
            SELECT {start} AS starts, max({end}) OVER (PARTITION BY person_id ORDER BY {start}, {end}
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended FROM {table.name}) AS placed
        WHERE starts <= ended""")
    return int(rows[0]["n"])


def shared_pseudonyms(db: Database) -> int:
    """People who have a pseudonym that somebody before them has; ``person`` of all parts is at hand."""
    rows = db.rows("""
        SELECT coalesce(CAST(sum(n - 1) AS BIGINT), 0) AS n FROM (
            SELECT count(DISTINCT person_id) AS n FROM person GROUP BY person_namespace, person_source_value
            HAVING count(DISTINCT person_id) > 1) AS shared""")
    return int(rows[0]["n"])
