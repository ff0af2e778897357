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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Final

__all__ = ["ALL", "Axis", "Cell", "hidden_cells"]

Cell = tuple[str, str, str]  # area, class, trait
Signed = tuple[tuple[str, int], ...]
Found = tuple[float, list[Cell]]

ALL: Final = ""  # the trait of everybody
_EVERYBODY: Final[Signed] = ((ALL, 1),)
_PARTNERS: Final = 4  # other areas tried for a swap: so many of the nearest, and so many whose cell is protected already


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

    @cached_property
    def exchanges(self) -> dict[tuple[str, str | None], Signed]:
        return {}

    def exchange(self, leaf: str, other: str | None) -> Signed:
        """What changes when people go from ``other`` to ``leaf``; with no other, they come from nowhere."""
        if (leaf, other) not in self.exchanges:
            here, there = self.paths[leaf], self.paths[other] if other is not None else ()
            changes = (*((n, 1) for n in here if n not in there), *((n, -1) for n in there if n not in here))
            self.exchanges[leaf, other] = changes
        return self.exchanges[leaf, other]


def hidden_cells(
    counts: Mapping[Cell, int], areas: Axis, classes: Axis, traits: Sequence[Axis], threshold: int = 5
) -> frozenset[Cell]:
    """The printed cells that must not be shown. ``counts`` holds every cell that exists, zeros and unprinted ones too."""
    return _Hiding(counts, areas, classes, traits, threshold).done()


@dataclass(frozen=True, slots=True)
class _Swap:
    """Where people are exchanged (area, class, sign) and what they have. With trait ``ALL`` people move, ``having`` on ``axis``."""

    places: Sequence[tuple[str, str, int]]
    traits: Signed
    axis: Axis | None = None
    having: str = ALL


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
    printed: dict[str, bool] = field(default_factory=dict)

    def done(self) -> frozenset[Cell]:
        self.axis_of = {node: axis for axis in self.traits for node in axis.nodes}
        axes = (self.areas, self.classes, *self.traits)
        self.printed = {ALL: True} | {node: node not in axis.unprinted for axis in axes for node in axis.nodes}
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
        return self.printed[cell[0]] and self.printed[cell[2]]

    def cheapest_swap(self, cell: Cell, need: int) -> list[Cell]:
        """The cells that a swap changes. Traits are exchanged where that will do; people themselves where it will not."""
        area, class_, trait = cell
        axis = self.axis_of.get(trait)
        wide = axis is None or axis.by_class
        here = self.largest([(a, class_, trait) for a in self.areas.nodes[area]])[0]
        in_class = self.largest([(here, c, trait if wide else ALL) for c in self.classes.nodes[class_]])[1]
        at = in_class if wide else class_
        having = self.largest([(here, at, t) for t in axis.nodes[trait]])[2] if axis else ALL
        people = self.counts.get((here, at, having), 0)
        classes = [*(c for c in self.classes.paths if c not in self.classes.nodes[class_]), None]
        vs = [self.classes.exchange(in_class, c) for c in classes]
        traits = [axis.exchange(having, t) for t in axis.paths if t not in axis.nodes[trait]] if axis else []
        for moving in (False, True):
            for down in sorted({max(0, min(people - 1, need)), 0}, reverse=True):
                best: Found = (inf, [])
                for partner in (*self.partners(here, area, (at, having), need - down), None):
                    u = self.areas.exchange(here, partner)
                    if moving:
                        swaps = [_Swap(_product(u, v), _EVERYBODY, axis, having) for v in vs if (class_, 1) in v]
                    else:
                        swaps = [_Swap(_product(u, v), w) for w in traits for v in (vs if wide else [((class_, 1),)])]
                    for swap in swaps:
                        best = self.hides(swap, down, need - down, best[0]) or best
                        if best[0] == 0:
                            return best[1]
                if best[1]:
                    return best[1]
        raise AssertionError("hiding all totals of a cell always protects it")

    def hides(self, swap: _Swap, down: int, up: int, below: float) -> Found | None:
        """How many people a swap newly hides, and the cells it changes; ``None`` where too few can move, or too many are hidden."""
        found = self.weigh(swap.places, swap.traits, down, up, below)
        if found is None or swap.traits[0][0] != ALL:
            return found
        cost, changed = found
        for axis in self.traits:  # who moves takes one value of every trait along
            leaves = [swap.having] if axis is swap.axis else axis.paths
            best: Found | None = None
            for leaf in sorted(leaves, key=lambda t: t not in axis.unprinted):
                best = self.weigh(swap.places, axis.exchange(leaf, None), down, up, best[0] if best else below - cost) or best
                if best and best[0] == 0:
                    break
            if best is None:
                return None
            cost += best[0]
            changed = changed + best[1]
        return cost, changed

    def weigh(self, places: Sequence[tuple[str, str, int]], traits: Signed, down: int, up: int, below: float) -> Found | None:
        cost, changed = 0, []
        for trait, k in traits:
            for area, class_, sign in places:
                cell = (area, class_, trait)
                n = self.counts.get(cell)
                if n is None:  # nothing of the kind is counted, so nothing changes
                    continue
                printed = self.is_printed(cell)
                if n - (down if sign * k > 0 else up) < printed:
                    return None
                if printed and cell not in self.hidden:
                    cost += n
                    if cost >= below:
                        return None
                changed.append(cell)
        return cost, changed

    def partners(self, here: str, area: str, rest: tuple[str, str], fewer: int) -> list[str]:
        """Other areas where ``fewer`` people can be missed, those that share most totals first."""
        if here not in self.near:
            own = set(self.areas.paths[here])
            self.near[here] = sorted(self.areas.paths, key=lambda a: (-len(own.intersection(self.areas.paths[a])), a))
        inside, near, known = self.areas.nodes[area], [], []
        for other in self.near[here]:
            if self.counts.get((other, *rest), 0) > fewer and other not in inside:
                if (other, *rest) in self.room:
                    known.append(other)
                elif len(near) < _PARTNERS:
                    near.append(other)
            if len(known) == _PARTNERS:
                break
        return known + near

    def largest(self, cells: Sequence[Cell]) -> Cell:
        return max(cells, key=lambda cell: (self.counts.get(cell, -1), cell))


def _product(u: Signed, v: Signed) -> list[tuple[str, str, int]]:
    return [(area, class_, i * j) for area, i in u for class_, j in v]
