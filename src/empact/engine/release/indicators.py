"""What may leave of an indicator: how many people, how many events or how much, and the value made of the two.

1. *People* and, of a proportion, those in the numerator and those not: counts below the threshold are hidden, with as many
   more as it takes (``release.hide``), over the whole hierarchy at once.
2. *Events* (stays, contacts, deaths) are protected as if each were a person.
3. *Amounts* (money, doses) are hidden where few people make them, or where one person could be told from them: when all
   but the two largest together are less than ``DOMINANCE`` of the largest (the p % rule). What a hidden amount could be is
   then left open by at least that much.
4. A value is shown where both its parts are, and where enough people stand behind it.
5. Strata are decided after everybody together; a stratum that would give a shown total away is closed, level by level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..indicators.levels import Hierarchy, Rolled
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
    masks: list[Mask] = []
    shown: tuple[frozenset[Cell], frozenset[Cell]] | None = None
    for table in (total, *strata):
        mask, hidden = _decided(table, indicator, threshold, limit, shown)
        shown = shown or hidden
        masks.append(mask)
    return masks


def _decided(
    table: Rolled,
    indicator: Mapping[str, Any],
    threshold: int,
    limit: int,
    above: tuple[frozenset[Cell], frozenset[Cell]] | None,
) -> tuple[Mask, tuple[frozenset[Cell], frozenset[Cell]]]:
    """One table; ``above``: what is hidden of everybody together (people, amounts), once that is decided."""
    hierarchy = table.hierarchy
    classes = Axis({s: (s, _EVERYBODY) for s in table.strata} if above is not None else {_EVERYBODY: (_EVERYBODY,)})
    proportion = indicator["scoring"] == "proportion"
    people = _counts(table, table.values["people"], classes, ALL)
    traits = []
    if proportion:
        people |= _counts(table, table.values["numerator"], classes, _MET)
        people |= {(a, c, _OPEN): people[a, c, ALL] - n for (a, c, t), n in people.items() if t == _MET}
        traits = [Axis({_MET: (_MET,), _OPEN: (_OPEN,)}, frozenset({_OPEN}), limit)]
    hidden_people = _protected(people, hierarchy, classes, traits, threshold, frozenset(), above and above[0])
    if proportion:
        hidden_amounts = frozenset((a, c, ALL) for a, c, t in hidden_people if t == _MET)
    elif indicator["events"]:
        events = _counts(table, np.rint(table.values["numerator"]), classes, ALL)
        hidden_amounts = _protected(events, hierarchy, classes, [], limit, frozenset(), above and above[1])
    else:
        hidden_amounts = _amounts(table, classes, limit, above and above[1])
    mask = Mask(_flags(table, hidden_people, above is None), _flags(table, hidden_amounts, above is None))
    return mask, (hidden_people, hidden_amounts)


def _amounts(table: Rolled, classes: Axis, limit: int, above: frozenset[Cell] | None) -> frozenset[Cell]:
    """Amounts as whole numbers of a unit so large that ``limit`` of them leave enough open."""
    amount, people = table.values["numerator"], table.values["people"]
    largest, second = table.values["largest"], table.values["second"]
    margin = DOMINANCE * largest
    few = (people > 0) & (people < limit)
    delicate = few | ((people > 0) & (largest > 0) & (amount - largest - second < margin))
    totals = (amount.sum(1), people.sum(1), largest.max(1, initial=0), second.max(1, initial=0))
    needed = np.where(delicate, np.maximum(margin, np.where(few, amount, 0.0)), 0.0).max(initial=0.0)
    unit = max(needed / limit, amount.max(initial=0.0) / 1e12, 1e-9)
    counts = _counts(table, amount, classes, ALL, unit)
    hidden = {
        (node, c, ALL)
        for i, node in enumerate(table.nodes)
        for j, c in enumerate(table.strata if above is not None else (_EVERYBODY,))
        if delicate[i, j]
    }
    if above is not None:
        hidden |= {
            (node, _EVERYBODY, ALL)
            for i, node in enumerate(table.nodes)
            if (node, _EVERYBODY, ALL) in above or (0 < totals[1][i] < limit)
        }
    # Amounts of 1 to limit - 1 units are small only in that unit: what is delicate was decided above.
    return _protected(counts, table.hierarchy, classes, [], limit, frozenset(hidden), above, weighed=True)


def _protected(
    counts: Mapping[Cell, int],
    hierarchy: Hierarchy,
    classes: Axis,
    traits: Sequence[Axis],
    threshold: int,
    hidden: frozenset[Cell],
    above: frozenset[Cell] | None,
    weighed: bool = False,
) -> frozenset[Cell]:
    """Hidden cells; where what is shown above stands in the way, finer levels are closed until it no longer does."""
    levels = list(hierarchy.at)
    closed: set[str] = set()
    while True:
        paths = _without(hierarchy, closed)
        nodes = {n for path in paths.values() for n in path}
        here = {cell: n for cell, n in counts.items() if cell[0] in nodes}
        fixed = frozenset(c for c in here if c[1] == _EVERYBODY and c not in above) if above is not None else frozenset()
        known = frozenset(c for c in (hidden | (above or frozenset())) if c[0] in nodes and c in here)
        areas = Axis(paths, hierarchy.unprinted | (closed & paths.keys()))
        try:
            found = hidden_cells(here, areas, classes, traits, threshold, known, fixed=fixed, small=not weighed)
            break
        except Unprotectable:
            if not levels:
                found = frozenset(here)
                break
            closed |= set(hierarchy.at[levels.pop()])
    return found | frozenset(cell for cell in counts if cell[0] in closed)


def _without(hierarchy: Hierarchy, closed: set[str]) -> dict[str, tuple[str, ...]]:
    """Paths without closed nodes; the leaf itself stays as something that is never printed."""
    if not closed:
        return dict(hierarchy.paths)
    return {leaf: tuple(n for n in path if n == leaf or n not in closed) for leaf, path in hierarchy.paths.items()}


def _counts(table: Rolled, values: NDArray[np.float64], classes: Axis, trait: str, unit: float = 1.0) -> dict[Cell, int]:
    """Whole numbers that add up: leaves are rounded, totals are sums of leaves."""
    listed = list(classes.paths)
    found: dict[Cell, int] = {}
    number = {node: i for i, node in enumerate(table.nodes)}
    for leaf, path in table.hierarchy.paths.items():
        row = values[number[leaf]] / unit
        for c, n in zip(listed, row if len(listed) == len(row) else [row.sum()], strict=True):
            for node in path:
                for up in classes.paths[c]:
                    found[node, up, trait] = found.get((node, up, trait), 0) + round(float(n))
    return found


def _flags(table: Rolled, hidden: frozenset[Cell], together: bool) -> Flags:
    names = (_EVERYBODY,) if together else table.strata
    return np.array([[(node, c, ALL) in hidden for c in names] for node in table.nodes], bool).reshape(
        len(table.nodes), len(names)
    )
