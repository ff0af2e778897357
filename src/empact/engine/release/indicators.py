"""What may leave of an indicator: how many people, how many events or how much, and the value made of the two.

1. *People* and, of a proportion, those in the numerator and those not: counts below the threshold are hidden, with as many
   more as it takes (``release.hide``), over the whole hierarchy at once.
2. *Events* (stays, contacts, deaths) are protected as if each were a person.
3. *Amounts* (money, doses) are hidden where few people make them, or where one person could be told from them: when all
   but the two largest together are less than ``DOMINANCE`` of the largest (the p % rule). What a hidden amount could be is
   then left open by at least that much.
4. A value is shown where both its parts are, and where enough people stand behind it.
5. Strata come after everybody together, and only on levels on which every number of everybody together is shown, and so
   for all levels above: two ways of dividing the same people then share nothing that is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..indicators.levels import EVERYWHERE, Hierarchy, Rolled
from .hide import ALL, Axis, Cell, Unprotectable, hidden_cells

__all__ = ["DOMINANCE", "SENSITIVE", "THRESHOLD", "Mask", "mask_of"]

THRESHOLD: Final = 5
SENSITIVE: Final = 10
DOMINANCE: Final = 0.15
_MET, _OPEN = "met", "open"
_EVERYBODY: Final = "everybody"
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Mask:
    """True where something may not be shown; shape (nodes, strata) of the table it belongs to."""

    people: Flags
    amount: Flags


def mask_of(total: Rolled, strata: Sequence[Rolled], indicator: Mapping[str, Any], threshold: int = THRESHOLD) -> list[Mask]:
    """The masks of an indicator over one hierarchy: of everybody together first, then of each way of dividing people."""
    limit = max(threshold, SENSITIVE) if indicator["sensitive"] else threshold
    whole = _together(total)
    mask, hidden = _decided(whole, indicator, threshold, limit, None)
    masks = [mask]
    closed = _closed(whole.hierarchy, {cell[0] for cells in hidden for cell in cells})
    for table in strata:
        masks.append(_decided(table, indicator, threshold, limit, closed)[0])
    return masks


def _together(table: Rolled) -> Rolled:
    """Everybody as one stratum; the two largest amounts are those of all strata."""
    values = {name: v.sum(axis=1, keepdims=True) for name, v in table.values.items() if name not in ("largest", "second")}
    two = np.sort(np.concatenate([table.values["largest"], table.values["second"]], axis=1), axis=1)
    return Rolled(table.hierarchy, table.nodes, (_EVERYBODY,), {**values, "largest": two[:, -1:], "second": two[:, -2:-1]})


def _closed(hierarchy: Hierarchy, hidden: set[str]) -> frozenset[str]:
    """The coarsest level with something hidden, and all finer ones: the nodes on them. All, where it is the whole itself."""
    if EVERYWHERE in hidden:
        return frozenset(hierarchy.nodes)
    nodes: set[str] = set()
    for listed in hierarchy.at.values():
        if nodes or hidden.intersection(listed):
            nodes.update(listed)
    return frozenset(nodes)


def _decided(
    table: Rolled, indicator: Mapping[str, Any], threshold: int, limit: int, closed: frozenset[str] | None
) -> tuple[Mask, tuple[frozenset[Cell], frozenset[Cell]]]:
    """One table. ``closed``: nodes on which nothing of it is shown; ``None`` for everybody together."""
    together = closed is None
    classes = Axis({s: (s,) if together else (s, _EVERYBODY) for s in table.strata})
    people = _counts(table, table.values["people"], classes, ALL)
    traits = []
    if indicator["scoring"] == "proportion":
        people |= _counts(table, table.values["numerator"], classes, _MET)
        people |= {(a, c, _OPEN): people[a, c, ALL] - n for (a, c, t), n in people.items() if t == _MET}
        traits = [Axis({_MET: (_MET,), _OPEN: (_OPEN,)}, frozenset({_OPEN}), limit)]
    hidden = _protected(people, table.hierarchy, classes, traits, threshold, closed)
    if indicator["scoring"] == "proportion":
        amounts = frozenset((a, c, ALL) for a, c, t in hidden if t == _MET)
    elif indicator["events"]:
        events = _counts(table, np.rint(table.values["numerator"]), classes, ALL)
        amounts = _protected(events, table.hierarchy, classes, [], limit, closed)
    else:
        amounts = _amounts(table, classes, limit, closed)
    return Mask(_flags(table, hidden), _flags(table, amounts)), (hidden, amounts)


def _amounts(table: Rolled, classes: Axis, limit: int, closed: frozenset[str] | None) -> frozenset[Cell]:
    """What to hide of money or doses, in hundredths."""
    amount, people = table.values["numerator"], table.values["people"]
    largest, second = table.values["largest"], table.values["second"]
    margin = DOMINANCE * largest
    delicate = (amount > 0) & ((people < limit) | (amount - largest - second < margin))
    margins = {
        (node, c, ALL): max(ceil(margin[i, j] * 100), 1)
        for i, node in enumerate(table.nodes)
        for j, c in enumerate(table.strata)
        if delicate[i, j]
    }
    counts = _counts(table, np.rint(amount * 100), classes, ALL)
    return _protected(counts, table.hierarchy, classes, [], limit, closed, margins)


def _protected(
    counts: Mapping[Cell, int],
    hierarchy: Hierarchy,
    classes: Axis,
    traits: Sequence[Axis],
    threshold: int,
    closed: frozenset[str] | None,
    margins: Mapping[Cell, int] | None = None,
) -> frozenset[Cell]:
    """Hidden cells, those on closed nodes too. ``margins``: of amounts, what is delicate and by how much.

    Everybody together is shown already when strata are decided: where that gives a cell away, finer levels are closed too.
    """
    if closed is not None and EVERYWHERE in closed:
        return frozenset(counts)
    levels = list(hierarchy.at)
    shut = set(closed or ())
    while True:
        paths = _without(hierarchy, shut)
        nodes = {n for path in paths.values() for n in path}
        here = {cell: n for cell, n in counts.items() if cell[0] in nodes}
        fixed = None if closed is None else {c for c in here if c[1] == _EVERYBODY}
        mine = None if margins is None else {c: m for c, m in margins.items() if c in here}
        areas = Axis(paths, hierarchy.unprinted | (shut & paths.keys()))
        try:
            found = hidden_cells(here, areas, classes, traits, threshold, fixed=fixed, margins=mine)
            break
        except Unprotectable:
            if not levels:
                found = frozenset(here)
                break
            shut |= set(hierarchy.at[levels.pop()])
    return found | frozenset(cell for cell in counts if cell[0] in shut)


def _without(hierarchy: Hierarchy, closed: set[str]) -> dict[str, tuple[str, ...]]:
    """Paths without closed nodes; the leaf itself stays as something that is never printed."""
    if not closed:
        return dict(hierarchy.paths)
    return {leaf: tuple(n for n in path if n == leaf or n not in closed) for leaf, path in hierarchy.paths.items()}


def _counts(table: Rolled, values: NDArray[np.float64], classes: Axis, trait: str) -> dict[Cell, int]:
    """Whole numbers per cell, and their totals."""
    found: dict[Cell, int] = {}
    number = {node: i for i, node in enumerate(table.nodes)}
    for leaf, path in table.hierarchy.paths.items():
        for c, n in zip(classes.paths, values[number[leaf]], strict=True):
            for node in path:
                for up in classes.paths[c]:
                    found[node, up, trait] = found.get((node, up, trait), 0) + round(float(n))
    return found


def _flags(table: Rolled, hidden: frozenset[Cell]) -> Flags:
    flags = np.zeros((len(table.nodes), len(table.strata)), bool)
    for i, node in enumerate(table.nodes):
        flags[i] = [(node, c, ALL) in hidden for c in table.strata]
    return flags
