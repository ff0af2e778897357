"""What may leave of an indicator: how many people, how many events or how much, and the value made of the two.

1. *People*: a count from 1 to below the threshold is hidden, with as many more as it takes (``release.hide``), over the
   whole hierarchy at once. This looks at people alone, so that indicators with the same people hide the same counts.
2. *In the numerator and not*: small numbers of either are protected from somebody who knows all counts of people. What has
   to stay open is the threshold, or all that the people of the cell allow.
3. *Events* (stays, contacts, deaths) are protected as if each were a person.
4. *Amounts* (money, doses) are hidden where few people make them, or where one person could be told from them: when all
   but the two largest together are less than ``DOMINANCE`` of the largest (the p % rule). What a hidden amount could be is
   then left open by at least that much.
5. Strata come after everybody together, and only on levels on which every number of everybody together is shown, and so
   for all levels above: two ways of dividing the same people then share nothing that is hidden;
   where no level is left, those of the whole are decided by themselves.
6. A value is shown where both its parts are, and where enough people stand behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..indicators.levels import EVERYWHERE, Hierarchy, Rolled
from .hide import ALL, Axis, Cell, Unprotectable, hidden_cells

__all__ = ["DOMINANCE", "SENSITIVE", "THRESHOLD", "Mask", "Masks"]

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


class Masks:
    """The masks of one indicator over one hierarchy: of everybody together, and of each way of dividing people."""

    def __init__(self, total: Rolled, indicator: Mapping[str, Any], threshold: int = THRESHOLD) -> None:
        self._indicator, self._threshold = indicator, threshold
        whole = _together(total)
        self.total, hidden = _decided(whole, indicator, threshold, None)
        self._closed = _closed(whole.hierarchy, hidden)

    def of(self, table: Rolled) -> Mask:
        """The mask of people divided by a stratum.

        Where nothing of it can be shown of any area, the strata of the whole are decided as a table by themselves. Areas are
        then known by their totals alone: between two margins that are both protected, what a cell holds stays open.
        """
        mask = _decided(table, self._indicator, self._threshold, self._closed)[0]
        if EVERYWHERE in self._closed or not (mask.people.all() and mask.amount.all()):
            return mask
        at = table.row(EVERYWHERE)
        alone = Hierarchy(table.hierarchy.by, {}, {EVERYWHERE: (EVERYWHERE,)}, {})
        values = {name: v[at : at + 1] for name, v in table.values.items()}
        whole = _decided(Rolled(alone, (EVERYWHERE,), table.strata, values), self._indicator, self._threshold, frozenset())[0]
        mask.people[at], mask.amount[at] = whole.people[0], whole.amount[0]
        return mask


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
    table: Rolled, indicator: Mapping[str, Any], threshold: int, closed: frozenset[str] | None
) -> tuple[Mask, set[str]]:
    """The mask of a table, and the nodes with something hidden. ``closed``: nodes on which nothing of it is shown; ``None``
    for everybody together."""
    limit = max(threshold, SENSITIVE) if indicator["sensitive"] else threshold
    classes = Axis({s: (s,) if closed is None else (s, _EVERYBODY) for s in table.strata})
    people = _counts(table, table.values["people"], classes, ALL)
    few = _protected(people, table.hierarchy, classes, [], threshold, closed)
    if indicator["scoring"] == "proportion":
        amounts = _in_or_out(table, people, few, classes, limit, closed)
    elif indicator["events"]:
        events = _counts(table, np.rint(table.values["numerator"]), classes, ALL)
        amounts = _protected(events, table.hierarchy, classes, [], limit, closed)
    else:
        amounts = _amounts(table, classes, limit, closed)
    return Mask(_flags(table, few), _flags(table, amounts)), {cell[0] for cell in few | amounts}


def _in_or_out(
    table: Rolled, people: Mapping[Cell, int], few: frozenset[Cell], classes: Axis, limit: int, closed: frozenset[str] | None
) -> frozenset[Cell]:
    """Numerators to hide, so that neither who is in it nor who is not can be worked out by one who knows all people."""
    met = _counts(table, table.values["numerator"], classes, _MET)
    both = met | {(a, c, _OPEN): people[a, c, ALL] - n for (a, c, _), n in met.items()}
    margins = {
        (a, c, t): min(limit, people[a, c, ALL])
        for (a, c, t), n in both.items()
        if 0 < n < limit or (n and (a, c, ALL) in few)
    }
    traits = [Axis({_MET: (_MET,), _OPEN: (_OPEN,)}, frozenset({_OPEN}), limit)]
    found = _protected({**people, **both}, table.hierarchy, classes, traits, limit, closed, margins, known=set(people))
    return frozenset((a, c, ALL) for a, c, t in found if t == _MET) | few


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
    known: Set[Cell] = frozenset(),
) -> frozenset[Cell]:
    """Hidden cells, those on closed nodes too. ``margins``: what is delicate, and by how much. No swap may change ``known``.

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
        fixed = {c for c in here if c in known or (closed is not None and c[1] == _EVERYBODY and c[2] != _OPEN)}
        mine = None if margins is None else {c: m for c, m in margins.items() if c in here}
        areas = Axis(paths, hierarchy.unprinted | (shut & paths.keys()))
        try:
            found = hidden_cells(here, areas, classes, traits, threshold, fixed=fixed or None, margins=mine)
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
