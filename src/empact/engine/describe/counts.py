"""What is counted of a cohort: arrays that add up over parts. Exact, and for ``engine.release`` and tests only.

Everybody is in one of four *groups*: in neither cohort, in the first only, in the second only, in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["GROUPS", "Amounts", "Counts", "TOTAL"]

GROUPS: Final = ("rest", "a", "b", "ab")
TOTAL: Final = -1  # the last column of amounts is that of all kinds together
Floats = NDArray[np.float64]


@dataclass(slots=True)
class Amounts:
    """Amounts (contacts, nights, cents) by row and kind; the last column is the total of all kinds. Shape (rows, kinds + 1).

    ``people`` have any of it; ``largest`` and ``second`` are the two people who have most. ``squares`` and ``products`` are
    sums over people of amount x amount and amount x years, for intervals.
    """

    total: Floats
    people: Floats
    largest: Floats
    second: Floats
    squares: Floats
    products: Floats

    @classmethod
    def of(cls, table: Floats, row: NDArray[np.intp], rows: int, years: Floats) -> Amounts:
        """From one row per person and one column per kind. ``row``: where each person counts; ``years``: observed."""
        both = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
        found = cls(*(np.zeros((rows, both.shape[1])) for _ in range(6)))
        order = np.argsort(row, kind="stable")
        ends = np.searchsorted(row[order], np.arange(rows + 1))
        for i in range(rows):
            here = both[order[ends[i] : ends[i + 1]]]
            if not len(here):
                continue
            found.total[i], found.people[i] = here.sum(axis=0), (here > 0).sum(axis=0)
            found.squares[i] = np.einsum("ij,ij->j", here, here)
            found.products[i] = years[order[ends[i] : ends[i + 1]]] @ here
            if len(here) > 1:
                two = np.partition(here, (len(here) - 2, len(here) - 1), axis=0)[-2:]
                found.largest[i], found.second[i] = two[1], two[0]
            else:
                found.largest[i] = here[0]
        return found

    def __add__(self, other: Amounts) -> Amounts:
        four = np.sort(np.stack([self.largest, self.second, other.largest, other.second]), axis=0)
        return Amounts(
            self.total + other.total,
            self.people + other.people,
            four[3],
            four[2],
            self.squares + other.squares,
            self.products + other.products,
        )

    def over(self, rows: list[int]) -> Amounts:
        """These rows together, as one row."""
        pick = (self.total, self.people, self.squares, self.products)
        total, people, squares, products = (v[rows].sum(axis=0, keepdims=True) for v in pick)
        two = np.sort(np.concatenate([self.largest[rows], self.second[rows]]), axis=0)
        return Amounts(total, people, two[-1:], two[-2:-1], squares, products)

    def totals(self, origins: int) -> Amounts:
        """The totals of rows that are group x origin, as (groups, origins + 1)."""
        own = [v[:, -1].reshape(-1, origins) for v in (self.total, self.people, self.squares, self.products)]
        total, people, squares, products = (np.concatenate([v, v.sum(axis=1, keepdims=True)], axis=1) for v in own)
        first, second = (v[:, -1].reshape(-1, origins) for v in (self.largest, self.second))
        two = np.sort(np.concatenate([first, second], axis=1), axis=1)
        largest = np.concatenate([first, two[:, -1:]], axis=1)
        return Amounts(total, people, largest, np.concatenate([second, two[:, -2:-1]], axis=1), squares, products)


@dataclass(slots=True)
class Counts:
    """``people``: by axis ('condition/diabetes', 'age_sex', 'area') an array (4 groups, values of the axis).

    ``values`` names the values of each axis. ``size`` people, ``years`` observed in the year before, and squared, by group.
    ``amounts``: by table; rows are groups, or for flows group x origin.
    """

    size: NDArray[np.int64]
    years: Floats
    years_squared: Floats
    people: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    amounts: dict[str, Amounts] = field(default_factory=dict)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.size + other.size,
            self.years + other.years,
            self.years_squared + other.years_squared,
            {k: v + other.people[k] for k, v in self.people.items()},
            self.values,
            {k: v + other.amounts[k] for k, v in self.amounts.items()},
        )
