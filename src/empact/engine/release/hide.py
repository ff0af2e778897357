"""Disclosure control for counts that are shown together.

A published cell counts the people of an area, in a class, with a trait. Everything that may be shown of one result is given
at once, totals included, so that every slice of it hides the same cells.

1. A count from 1 to threshold - 1 is hidden. Zero is shown.
2. What is not printed but follows by subtraction (people *without* a trait) is as delicate as what is printed.
3. A delicate cell is protected by a *swap*: some people fewer here, as many more there, so that every shown number stays
   the same. If all that the swap changes is hidden, an outsider cannot tell the true table from the swapped one.
   The swap must leave room for at least ``threshold`` more values than the true one, none of them below 1, because
   everybody knows that a zero would have been shown.
4. For each delicate cell the swap is taken that hides the fewest people. What it changes is protected by the same swap.

A swap always exists: in the worst case all totals of the cell are hidden and nothing has to stay the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

__all__ = ["ALL", "Axis", "Cell", "hidden_cells"]

Cell = tuple[str, str, str]  # area, class, trait
Signed = tuple[tuple[str, int], ...]
Swap = list[tuple[Cell, int]]

ALL: Final = ""  # the trait of everybody
_PARTNERS: Final = 6  # other areas tried for a swap, nearest first


@dataclass(frozen=True)
class Axis:
    """One way of dividing people: every person is in exactly one leaf.

    ``paths`` gives for each leaf all the nodes that count its people: itself, its totals. ``unprinted`` nodes are never
    shown. A trait that is not ``by_class`` is counted for everybody together only.
    """

    paths: Mapping[str, tuple[str, ...]]
    unprinted: frozenset[str] = frozenset()
    threshold: int = 5
    by_class: bool = True

    @cached_property
    def nodes(self) -> dict[str, list[str]]:
        """The leaves of each node."""
        found: dict[str, list[str]] = {}
        for leaf, path in self.paths.items():
            for node in path:
                found.setdefault(node, []).append(leaf)
        return found

    def exchange(self, leaf: str, other: str | None) -> Signed:
        """What changes when people go from ``other`` to ``leaf``; with no other, they come from nowhere."""
        here = self.paths[leaf]
        if other is None:
            return tuple((node, 1) for node in here)
        there = self.paths[other]
        return (*((n, 1) for n in here if n not in there), *((n, -1) for n in there if n not in here))


def hidden_cells(
    counts: Mapping[Cell, int], areas: Axis, classes: Axis, traits: Sequence[Axis], threshold: int = 5
) -> frozenset[Cell]:
    """The printed cells that must not be shown. ``counts`` holds every cell that exists, zeros and unprinted ones too."""
    return _Hiding(counts, areas, classes, traits, threshold).done()


@dataclass(slots=True)
class _Hiding:
    counts: Mapping[Cell, int]
    areas: Axis
    classes: Axis
    traits: Sequence[Axis]
    threshold: int
    hidden: set[Cell] = field(default_factory=set)
    room: dict[Cell, int] = field(default_factory=dict)
    axis_of: dict[str, Axis] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)
    unprinted: frozenset[str] = frozenset()

    def done(self) -> frozenset[Cell]:
        self.axis_of = {node: axis for axis in self.traits for node in axis.nodes}
        self.unprinted = frozenset().union(*(a.unprinted for a in (self.areas, self.classes, *self.traits)))
        delicate = [cell for cell, n in self.counts.items() if 0 < n < self.needs(cell)]
        self.hidden = {cell for cell in delicate if self.is_printed(cell)}
        todo = deque(sorted(delicate, key=lambda cell: (cell[2] != ALL, -self.needs(cell))))
        while todo:
            cell = todo.popleft()
            need = self.needs(cell)
            if self.room.get(cell, 0) >= need:
                continue
            for other in self.cheapest_swap(cell, need):
                self.room[other] = max(need, self.room.get(other, 0))
                if other not in self.hidden and self.is_printed(other):
                    self.hidden.add(other)
                    if self.needs(other) > need:
                        todo.append(other)
        return frozenset(self.hidden)

    def needs(self, cell: Cell) -> int:
        return self.threshold if cell[2] == ALL else max(self.threshold, self.axis_of[cell[2]].threshold)

    def is_printed(self, cell: Cell) -> bool:
        return self.unprinted.isdisjoint(cell)

    def cheapest_swap(self, cell: Cell, need: int) -> list[Cell]:
        best: tuple[float, list[Cell]] = (float("inf"), [])
        for swap, fewer in self.swaps(cell, need):
            for down in {max(0, min(fewer, need)), 0}:
                found = self.hides(swap, down, need - down, best[0])
                if found is not None:
                    best = found
            if best[0] == 0:
                break
        return best[1]

    def hides(self, swap: Sequence[Swap | list[Swap]], down: int, up: int, below: float) -> tuple[float, list[Cell]] | None:
        """How many people a swap newly hides, and all it changes; ``None`` where there are too few to move, or too many to hide.

        An element of ``swap`` is a list of changes, or several such lists of which one will do.
        """
        cost, changed = 0.0, []
        for choice in swap:
            options: list[Swap] = choice if choice and isinstance(choice[0], list) else [choice]  # type: ignore[list-item, assignment]
            best: tuple[float, list[Cell]] | None = None
            for option in options:
                found = self.weigh(option, down, up, min(below - cost, best[0] if best else below))
                if found is not None:
                    best = found
            if best is None:
                return None
            cost += best[0]
            changed += best[1]
        return (cost, changed) if cost < below else None

    def weigh(self, changes: Swap, down: int, up: int, below: float) -> tuple[float, list[Cell]] | None:
        cost, changed = 0.0, []
        for cell, sign in changes:
            n = self.counts.get(cell)
            if n is None:
                continue
            printed = self.unprinted.isdisjoint(cell)
            if n - (down if sign > 0 else up) < printed:
                return None
            if printed and cell not in self.hidden:
                cost += n
                if cost >= below:
                    return None
            changed.append(cell)
        return cost, changed

    def swaps(self, cell: Cell, need: int) -> Iterator[tuple[list[Swap | list[Swap]], int]]:
        """Swaps that change a cell, nearest first, each with how many people the cell can lose."""
        area, class_, trait = cell
        axis = self.axis_of.get(trait)
        narrow = axis is not None and not axis.by_class
        here = self.largest(((a, class_, trait) for a in self.areas.nodes[area]), 0)
        in_class = self.largest(((here, c, ALL if narrow else trait) for c in self.classes.nodes[class_]), 1)
        having = "" if axis is None else self.largest(((here, class_ if narrow else in_class, t) for t in axis.nodes[trait]), 2)
        n = self.counts.get((here, class_ if narrow else in_class, having if axis else ALL), 0)
        fewer = n - 1
        vs: list[Signed] = [self.classes.exchange(in_class, c) for c in self.classes.paths if c not in self.classes.nodes[class_]]
        vs.append(self.classes.exchange(in_class, None))
        us = [self.areas.exchange(here, a) for a in self.partners(here, area, (class_ if narrow else in_class, having or ALL))]
        us.append(self.areas.exchange(here, None))
        for u in us:
            if axis is not None:
                for other in axis.paths:
                    if other not in axis.nodes[trait]:
                        w = axis.exchange(having, other)
                        for v in [((class_, 1),)] if narrow else vs:
                            yield [_product(u, v, w)], fewer
            for v in vs:
                if (class_, 1) in v:
                    yield self.moving_people(u, v, axis, having), fewer

    def moving_people(self, u: Signed, v: Signed, axis: Axis | None, having: str) -> list[Swap | list[Swap]]:
        """A swap of people themselves rather than of a trait: whoever moves takes some value of every trait along."""
        swap: list[Swap | list[Swap]] = [_product(u, v, ((ALL, 1),))]
        for other in self.traits:
            if other is axis:
                swap.append(_product(u, v, other.exchange(having, None)))
            else:
                swap.append([_product(u, v, other.exchange(leaf, None)) for leaf in other.paths])
        return swap

    def partners(self, here: str, area: str, rest: tuple[str, str]) -> list[str]:
        """Other areas with enough people to swap with, those that share most totals first."""
        if here not in self.near:
            own = set(self.areas.paths[here])
            self.near[here] = sorted(self.areas.paths, key=lambda a: (-len(own.intersection(self.areas.paths[a])), a))
        inside = set(self.areas.nodes[area])
        enough = [a for a in self.near[here] if a not in inside and self.counts.get((a, *rest), 0) > 1]
        known = [a for a in enough if (a, *rest) in self.room]
        return list(dict.fromkeys([*known[:_PARTNERS], *enough[:_PARTNERS]]))

    def largest(self, cells: Iterable[Cell], place: int) -> str:
        return max(cells, key=lambda cell: (self.counts.get(cell, -1), cell))[place]


def _product(u: Signed, v: Signed, w: Signed) -> Swap:
    return [((a, c, t), i * j * k) for a, i in u for c, j in v for t, k in w]
