"""Disclosure control for counts that are shown together.

A published cell counts the people of an area, in a class, with a trait. Everything that may be shown of one result is given
at once, totals included, so that every slice of it hides the same cells.

1. A count from 1 to threshold - 1 is hidden. Zero is shown.
2. What is not printed but follows by subtraction (people *without* a trait) is as delicate as what is printed.
3. A delicate cell is protected by a *swap*: some people fewer here, as many more there, so that every shown number stays
   the same. If all that the swap changes is hidden, an outsider cannot tell the true table from the swapped one.
   Between the least and the most that swaps make of a delicate cell lies at least ``threshold``.
4. For each delicate cell the swap is taken that hides the fewest people. What it changes is protected by the same swap.

A swap always exists: in the worst case all totals of the cell are hidden and nothing has to stay the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Final

__all__ = ["ALL", "Axis", "Cell", "Unprotectable", "hidden_cells"]

Cell = tuple[str, str, str]  # area, class, trait
Signed = tuple[tuple[str, int], ...]
Amounts = dict[str, tuple[int, int]]  # per area: the change in the table where the cell is largest, and where it is least
Place = tuple[str, str, int, int]
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
    def known(self) -> dict[tuple[str, str | None], Signed]:
        return {}

    def exchange(self, leaf: str, other: str | None) -> Signed:
        """What changes when people go from ``other`` to ``leaf``; with no other, they come from nowhere."""
        if (leaf, other) not in self.known:
            here, there = self.paths[leaf], self.paths[other] if other is not None else ()
            changes = (*((n, 1) for n in here if n not in there), *((n, -1) for n in there if n not in here))
            self.known[leaf, other] = changes
        return self.known[leaf, other]


def hidden_cells(
    counts: Mapping[Cell, int],
    areas: Axis,
    classes: Axis,
    traits: Sequence[Axis],
    threshold: int = 5,
    hidden: Set[Cell] = frozenset(),
    settled: Set[str] = frozenset(),
    fixed: Set[Cell] | None = None,
    margins: Mapping[Cell, int] | None = None,
) -> frozenset[Cell]:
    """The printed cells that must not be shown. ``counts`` holds every cell that exists, zeros and unprinted ones too.

    ``hidden`` cells are hidden already. Of ``settled`` traits nothing more has to be protected here. ``fixed`` cells are
    known already, shown or not, and no swap may change them: where they stand in the way, :class:`Unprotectable` is raised.
    ``margins`` names what is delicate, and how much has to stay open of each, where small numbers alone do not tell.
    """
    return _Hiding(counts, areas, classes, traits, threshold, set(hidden), fixed, margins).done(settled)


class Unprotectable(Exception):
    """What is shown already gives a delicate cell away: the table it stands in must stay closed."""


@dataclass(frozen=True, slots=True)
class _Swap:
    """Where numbers change, for which traits. With trait ``ALL`` people move, ``having`` being theirs on ``axis``."""

    places: Sequence[Place]
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
    fixed: Set[Cell] | None = None
    margins: Mapping[Cell, int] | None = None
    room: dict[Cell, int] = field(default_factory=dict)
    axis_of: dict[str, Axis] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)
    printed: dict[str, bool] = field(default_factory=dict)

    def done(self, settled: Set[str]) -> frozenset[Cell]:
        self.axis_of = {node: axis for axis in self.traits for node in axis.nodes}
        axes = (self.areas, self.classes, *self.traits)
        self.printed = {ALL: True} | {node: node not in axis.unprinted for axis in axes for node in axis.nodes}
        delicate = [
            cell
            for cell, n in self.counts.items()
            if (self.is_small(cell, n) or cell in self.hidden) and cell[2] not in settled
        ]
        self.hidden.update(cell for cell in delicate if self.is_printed(cell))
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

    def is_small(self, cell: Cell, n: int) -> bool:
        return 0 < n < self.needs(cell) if self.margins is None else cell in self.margins

    def needs(self, cell: Cell) -> int:
        if self.margins is not None:
            return self.margins.get(cell, 0)
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
            for down in sorted({min(people, need), 0}, reverse=True):
                best: Found = (inf, [])
                for places in self.exchanges(here, area, (at, having), need - down, down):
                    if moving:
                        swaps = [_Swap(_product(places, v), _EVERYBODY, axis, having) for v in vs if (class_, 1) in v]
                    else:
                        swaps = [_Swap(_product(places, v), w) for w in traits for v in (vs if wide else [((class_, 1),)])]
                    for swap in swaps:
                        best = self.hides(swap, best[0]) or best
                        if best[0] == 0:
                            return best[1]
                if best[1]:
                    return best[1]
        if self.fixed is not None:
            raise Unprotectable
        raise AssertionError("hiding all totals of a cell always protects it")

    def hides(self, swap: _Swap, below: float) -> Found | None:
        """How many people a swap newly hides, and the cells it changes; ``None`` where it cannot be, or hides too many."""
        found = self.weigh(swap.places, swap.traits, below)
        if found is None or swap.traits[0][0] != ALL:
            return found
        cost, changed = found
        for axis in self.traits:  # who moves takes one value of every trait along
            leaves = [swap.having] if axis is swap.axis else axis.paths
            best: Found | None = None
            for leaf in sorted(leaves, key=lambda t: t not in axis.unprinted):
                best = self.weigh(swap.places, axis.exchange(leaf, None), best[0] if best else below - cost) or best
                if best and best[0] == 0:
                    break
            if best is None:
                return None
            cost += best[0]
            changed = changed + best[1]
        return cost, changed

    def weigh(self, places: Sequence[Place], traits: Signed, below: float) -> Found | None:
        cost, changed = 0, []
        for trait, k in traits:
            for area, class_, more, fewer in places:
                cell = (area, class_, trait)
                n = self.counts.get(cell)
                if n is None:  # nothing of the kind is counted, so nothing changes
                    continue
                if self.fixed is not None and cell in self.fixed:
                    return None
                printed = self.is_printed(cell)
                if n + more * k < 0 or n + fewer * k < 0 or (printed and n == 0):
                    return None
                if printed and cell not in self.hidden:
                    cost += n
                    if cost >= below:
                        return None
                changed.append(cell)
        return cost, changed

    def exchanges(self, here: str, area: str, rest: tuple[str, str], more: int, fewer: int) -> Iterator[Amounts]:
        """Where else people can come from and go to: one other area, nearest first; several; nowhere."""
        if here not in self.near:
            own = set(self.areas.paths[here])
            self.near[here] = sorted(self.areas.paths, key=lambda a: (-len(own.intersection(self.areas.paths[a])), a))
        inside = self.areas.nodes[area]
        near: list[str] = []
        known: list[str] = []
        some: list[tuple[bool, str, int]] = []
        for other in self.near[here]:
            n = self.counts.get((other, *rest), 0)
            if n and other not in inside:
                cell = (other, *rest)
                if n >= more and (cell in self.room or len(near) < _PARTNERS):
                    (known if cell in self.room else near).append(other)
                some.append((cell not in self.hidden, other, n))
            if len(known) == _PARTNERS:
                break
        yield from (self.amounts({here: (more, -fewer), other: (-more, fewer)}) for other in known + near)
        several, left = {here: (more, -fewer)}, more
        for _, other, n in sorted(some, key=lambda found: found[0]):
            several[other] = (-min(n, left), fewer if left == more else 0)
            left -= min(n, left)
            if left <= 0:
                break
        if len(several) > 2 and not left:
            yield self.amounts(several)
        yield self.amounts({here: (more, -fewer)})

    def amounts(self, leaves: Amounts) -> Amounts:
        """Leaves with all their totals; what cancels out is left out."""
        found: Amounts = {}
        for leaf, (more, fewer) in leaves.items():
            for node in self.areas.paths[leaf]:
                a, b = found.get(node, (0, 0))
                found[node] = (a + more, b + fewer)
        return {node: change for node, change in found.items() if change != (0, 0)}

    def largest(self, cells: Sequence[Cell]) -> Cell:
        return max(cells, key=lambda cell: (self.counts.get(cell, -1), cell))


def _product(places: Amounts, v: Signed) -> list[Place]:
    return [(area, class_, more * k, fewer * k) for area, (more, fewer) in places.items() for class_, k in v]
