"""The rows of one part of a table: put in order, given what is only known of all of them together, and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...tables import TABLES
from .events import EventTable
from .order import in_order, whole_numbers
from .writing import write_rows

__all__ = ["Contacts", "PartRows"]

_EMERGENCY: Final = 9203
_ADMISSIONS: Final = (9201, 262)
_NEAR: Final = 2_000
_DAYS: Final = 1 << 20  # more than there are days between the first and the last a date can hold in a register


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts of a part in register order: what tells each apart, whose it is, and the number of the first."""

    names: Any
    whose: NDArray[np.int32]
    first: int


class PartRows:
    """``columns`` as laid apart; ``first`` is the number of the first row; ``names`` are those of the sources, ``codes`` the
    codes as written by their number in table ``code_said``."""

    def __init__(self, table: EventTable, columns: dict[str, Any], first: int, names: Sequence[str], codes: Any) -> None:
        import pyarrow as pa

        self.table, self.first = TABLES[table.name], first
        self.visit = columns.pop("visit", None)
        tie, source = columns.pop("tie", None), columns.pop("source_no", None)
        if columns:
            columns["source"] = pa.DictionaryArray.from_arrays(source.cast(pa.int32()), pa.array(list(names)))
        for name, sql in table.columns.items():
            if sql == "said" and name in columns:
                columns[name] = pa.DictionaryArray.from_arrays(columns[name], codes)
        self.columns = columns
        self.person = whole_numbers(columns["person_id"])[0] if columns else np.zeros(0, np.int32)
        keys = [columns[c] for c in self.table.order if c in columns]
        ties = [whole_numbers(c)[0] for c in (tie, source)] if columns else []
        self.order = in_order(keys, ties) if columns else np.zeros(0, np.uint32)

    def __len__(self) -> int:
        return len(self.order)

    def write(self, path: Path) -> None:
        write_rows(self.table, self.columns, self.order, self.first, path)

    def mark_emergencies(self) -> None:
        """An admission beside an emergency contact (its days, and the day after each) was not planned."""
        import pyarrow as pa

        if not self.columns or "is_unplanned" not in self.columns:
            return
        person, kind = self.person, whole_numbers(self.columns["visit_concept_id"])[0]
        unplanned = self.columns["is_unplanned"]
        urgent = np.flatnonzero(kind == _EMERGENCY)
        open_ = np.flatnonzero(np.isin(kind, _ADMISSIONS) & unplanned.is_null().to_numpy(zero_copy_only=False))
        if not len(urgent) or not len(open_):
            return
        days = []
        for name in ("visit_start_date", "visit_end_date"):
            if name in self.columns:
                day, there = whole_numbers(self.columns[name].take(pa.array(urgent)))
                at = person[urgent].astype(np.int64) * _DAYS + day
                days += [at[there], at[there] + 1] if there is not None else [at, at + 1]
        start, there = whole_numbers(self.columns["visit_start_date"].take(pa.array(open_)))
        beside = np.isin(person[open_].astype(np.int64) * _DAYS + start, np.concatenate(days))
        if there is not None:
            beside &= there
        values = unplanned.fill_null(False).to_numpy(zero_copy_only=False).copy()
        missing = unplanned.is_null().to_numpy(zero_copy_only=False).copy()
        values[open_[beside]], missing[open_[beside]] = True, False
        self.columns["is_unplanned"] = pa.array(values, mask=missing)

    def contacts(self) -> Contacts | None:
        """What other tables need to point at these rows; None where none does."""
        import pyarrow as pa

        if self.visit is None:
            return None
        return Contacts(self.visit.take(pa.array(self.order)), self.person[self.order], self.first)

    def point_at(self, contacts: Contacts) -> None:
        """Give rows the number of their contact: the one of that name, if it is of the same person."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not len(self):
            return
        names, who = contacts.names, contacts.whose
        wanted, whose = self.visit.take(pa.array(self.order)), self.person[self.order]
        # A few thousand people at a time: what is looked up then stays in the processor's cache.
        edges = np.arange(0, int(whose[-1]) + 1 + _NEAR, _NEAR)
        found = np.full(len(whose), -1, np.int64)
        for (a, b), (c, d) in zip(pairwise(np.searchsorted(who, edges)), pairwise(np.searchsorted(whose, edges)), strict=True):
            if a < b and c < d:
                at = pc.index_in(wanted.slice(c, d - c), value_set=names.slice(a, b - a)).fill_null(-1).to_numpy()
                found[c:d] = np.where(at < 0, -1, at + a)
        if len(who):
            found[(found >= 0) & (who[found] != whose)] = -1
        number = np.empty(len(found), np.int64)
        number[self.order] = found
        name = "cost_event_id" if self.table.name == "cost" else "visit_occurrence_id"
        self.columns[name] = pa.array(number + contacts.first, mask=number < 0)
