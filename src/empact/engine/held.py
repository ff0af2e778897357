"""What is held of a part: people, visits, dated rows; and columns of Arrow as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT, OUTPATIENT
from .facts import NO_DAY, Span

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "DEAD",
    "DEPARTED",
    "KINDS",
    "NOT_YET",
    "OBSERVED",
    "STATUSES",
    "Costs",
    "Dated",
    "Held",
    "Lives",
    "People",
    "Visits",
    "among",
    "coded",
    "column",
]

STATUSES = ("observed", "dead", "departed", "not yet")
OBSERVED, DEAD, DEPARTED, NOT_YET = range(4)

KINDS: dict[str, tuple[int, ...]] = {
    "inpatient": (INPATIENT, EMERGENCY_INPATIENT),
    "outpatient": (OUTPATIENT,),
    "emergency": (EMERGENCY, EMERGENCY_INPATIENT),
    "home": (HOME_VISIT,),
}


@dataclass(frozen=True, slots=True)
class People:
    """One element per person of the part. ``status`` indexes :data:`STATUSES`."""

    first: int
    birth: NDArray[np.int32]
    gender: NDArray[np.int32]
    status: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.birth)

    @property
    def ids(self) -> NDArray[np.int64]:
        return np.arange(self.first, self.first + len(self), dtype=np.int64)

    def ages(self, on: date) -> NDArray[np.int32]:
        """Completed years; negative before birth. Born on 29 February: a year older on 1 March."""
        if not len(self):
            return np.empty(0, np.int32)
        years = np.arange(1, on.year + 200)
        month = (years - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (on.month - 1)
        # The last birth date that makes somebody so old, per year of birth; a month may be too short for the day.
        birthday = np.minimum(month.astype("datetime64[D]") + (on.day - 1), (month + 1).astype("datetime64[D]") - 1)
        first, last = int(self.birth.min()), int(self.birth.max())
        born = np.searchsorted(birthday.astype(np.int64).astype(np.int32), np.arange(first, last + 1)) + 1
        return (on.year - born).astype(np.int32)[self.birth - first]


@dataclass(frozen=True, slots=True)
class Visits:
    """One element per visit, sorted by person and first day. ``site``: number of the practice, 0 unknown, where asked."""

    person: NDArray[np.int32]
    kind: NDArray[np.int32]
    day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    unplanned: NDArray[np.bool_]
    planned: NDArray[np.bool_]
    role: NDArray[np.int32]
    roles: Sequence[str] = ()
    site: NDArray[np.float64] | None = None

    def with_role(self, role: str) -> NDArray[np.bool_]:
        """``role`` is a number into ``roles``."""
        return np.asarray(self.role == (list(self.roles).index(role) if role in self.roles else -2))

    def only(self, kept: NDArray[np.intp]) -> Visits:
        """Those rows, in that order."""
        return Visits(
            self.person[kept],
            self.kind[kept],
            self.day[kept],
            self.last_day[kept],
            self.unplanned[kept],
            self.planned[kept],
            self.role[kept],
            self.roles,
            None if self.site is None else self.site[kept],
        )

    def until(self, day: int) -> Visits:
        """Those that began by that day, as known on it."""
        found = self.only(np.flatnonzero(self.day <= day))
        return replace(found, last_day=np.minimum(found.last_day, day))


def among(values: NDArray[np.int32], few: Sequence[int]) -> NDArray[np.bool_]:
    """Which of many values are one of a few: a comparison with each is several times faster than ``np.isin``."""
    return np.logical_or.reduce([values == number for number in few])


def column(table: pa.Table, name: str, dtype: type) -> NDArray[Any]:
    """An Arrow column as a numpy array, without a copy where the types allow. Dates become day numbers."""
    import pyarrow as pa

    values = table[name].combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # an empty column stays chunked
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if pa.types.is_date32(values.type):
        values = values.view(pa.int32())
    if values.null_count and dtype is not object:
        values = values.fill_null(NO_DAY if dtype is np.int32 else np.nan)
    return values.to_numpy(zero_copy_only=False).astype(dtype, copy=False)


def coded(table: pa.Table, name: str) -> tuple[NDArray[np.int32], list[str]]:
    """A column of words as numbers into the list of its different words; -1 where it is null."""
    encoded = table[name].combine_chunks().dictionary_encode()
    if hasattr(encoded, "chunks"):  # an empty column stays chunked
        return np.empty(0, np.int32), []
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(
        np.int32, copy=False
    ), encoded.dictionary.to_pylist()


@dataclass(frozen=True, slots=True)
class Lives:
    """One element per observation period, by person and first day; and the day of death of each person."""

    person: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    death: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of a dated table: who, from when to when (far away where open), and what, as a number into ``names``."""

    person: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    what: NDArray[np.int32]
    names: Sequence[str]

    @property
    def ranks(self) -> NDArray[np.intp]:
        """The place of each name in alphabetical order."""
        return np.argsort(np.argsort(np.array(self.names, dtype=np.str_)))


@dataclass(frozen=True, slots=True)
class Dated:
    """Rows of one kind in order of day, so that a stretch of time is a slice. ``amount`` is empty where there is none."""

    person: NDArray[np.int32]
    day: NDArray[np.int32]
    amount: NDArray[np.float64]

    @classmethod
    def of(cls, person: NDArray[np.int32], day: NDArray[np.int32], amount: NDArray[np.float64] | None = None) -> Dated:
        first = day.min() if len(day) else np.int32(0)
        # numpy sorts 16-bit integers by radix, several times faster; 65,536 days are 179 years.
        near = len(day) and int(day.max()) - int(first) < 2**16
        order = np.argsort((day - first).astype(np.uint16) if near else day, kind="stable")
        return cls(person[order], day[order], amount[order] if amount is not None else np.empty(0))

    def inside(self, span: Span) -> slice:
        low, high = np.searchsorted(self.day, (span.first, span.last + 1))
        return slice(int(low), int(high))


Costs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.int32], list[str]]
