"""What may leave of one cohort, or of two side by side, with everything that is shown of them at once.

The numbers of everybody are known to whoever asks, and so is what a cohort leaves over. Therefore:

1. The sizes first: a cohort that is small, or leaves few people over, is not described at all.
2. Then every way of dividing people, each on its own, with all sizes known: no swap (``release.hide``) may change them.
3. Amounts (contacts, nights, money) by the p % rule, as in ``release.indicators``; and where few people make them.
4. What ``engine.show`` gives of the same people stays as it is there: hidden here too, or taken as known.
5. A table that cannot be protected so is closed: none of it is shown.

Of two cohorts that overlap and are not nested, nothing shown tells how many are in both: each is protected on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .hide import ALL, Axis, Cell, Unprotectable, hidden_cells
from .indicators import DOMINANCE

if TYPE_CHECKING:
    from ..describe.counts import Amounts

__all__ = ["A", "B", "WHOLE", "Known", "CohortMasks"]

A, B, WHOLE = "A", "B", "all"
_CLASS: Final = "all"
_LEAVES: Final = {"rest": (), "a": (A,), "b": (B,), "ab": (A, B)}
_NOT: Final = "/without"
Known = Callable[[str, str, str], bool | None]
"""Of (cohort, table, column): is it hidden elsewhere? ``None``: it is not shown elsewhere."""
Hidden = set[tuple[str, str]]


@dataclass(frozen=True)
class _Rows:
    """One problem: which groups there are (by number), and the nodes that count each; ``unprinted`` follow by subtraction."""

    paths: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[int, ...]]
    unprinted: frozenset[str]

    @property
    def divides(self) -> bool:
        """Whether people are in more than one group: one group is the whole, which is decided already."""
        return len(self.paths) > 1


@dataclass
class CohortMasks:
    """``hidden[table]``: cells (node, column); '' is the total. ``size``: people in neither, in A only, in B only, in both."""

    size: Sequence[int]
    threshold: int
    known: Known
    hidden: dict[str, Hidden] = field(default_factory=dict)
    _problems: list[_Rows] = field(init=False)
    _alias: dict[tuple[str, str], str] = field(default_factory=dict)
    _columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._problems = _problems([int(n) for n in self.size])
        self.people("size", np.zeros((4, 0), np.int64), Axis({}))

    def may_describe(self, node: str) -> bool:
        """Whether the cohort is large enough, and leaves enough people over."""
        return not self.is_hidden("size", node)

    def is_hidden(self, table: str, node: str, column: str = ALL) -> bool:
        return (self._at(table, self._same(node)), column) in self.hidden[table]

    def _at(self, table: str, node: str) -> str:
        return self._alias.get((table, node), node)

    def _same(self, node: str) -> str:
        """A cohort of everybody is the whole."""
        cohort, bar, origin = node.partition("|")
        rest, a, b, ab = self.size
        if (cohort == A and not rest and not b) or (cohort == B and not rest and not a):
            return WHOLE + bar + origin
        return node

    def flags(self, table: str, having: NDArray[np.int64], columns: Sequence[str], limits: Sequence[int]) -> None:
        """People who have each of a list of things, each told apart from those who have it not. ``having``: (4, columns)."""
        sizes = np.array(self.size)
        self.hidden[table] = set()
        for j, column in enumerate(columns):
            axis = Axis(
                {column: (column,), column + _NOT: (column + _NOT,)},
                frozenset({column + _NOT}),
                max(self.threshold, limits[j]),
            )
            both = np.stack([having[:, j], sizes - having[:, j]], axis=1)
            self.hidden[table] |= self._found(table, both, axis, sizes, None)

    def people(self, table: str, counted: NDArray[np.int64], axis: Axis, coarser: str = "") -> None:
        """People by an axis that divides them all; ``counted``: (4, leaves of the axis). ``coarser``: a table decided before,
        whose columns are sums of these: what is shown there stays shown."""

        def known(node: str, _: str, column: str) -> bool | None:
            if column in self._columns[coarser]:
                return self.is_hidden(coarser, node, column)
            return self.known(node, table, column)

        self._columns[table] = frozenset(axis.nodes)
        of = self.known if not coarser else known
        problems = [_WHOLE, *self._problems]
        self.hidden[table] = self._of_problems(table, problems, counted, axis, np.array(self.size), None, of)

    def amounts(self, table: str, amounts: Amounts, columns: Sequence[str]) -> None:
        """Amounts by kind and in total, of (4, kinds + 1)."""
        whole = np.maximum(np.rint(amounts.total), 0).astype(np.int64)
        axis = Axis({c: (c,) for c in columns})
        self.hidden[table] = self._found(table, whole[:, :-1], axis, whole[:, -1], amounts)

    def flows(
        self,
        table: str,
        counted: NDArray[np.int64] | Amounts,
        origins: Sequence[str],
        columns: Sequence[str],
        margin: Callable[[str, str], bool | None],
    ) -> None:
        """From where to where: people (4 x origins, columns), or amounts. No sum over origins is shown, so that each origin
        is decided on its own, its total taken as known. ``margin``: of (cohort, origin), is that total hidden elsewhere?
        Then nothing of the origin is shown. ``None``: it is shown nowhere."""
        axis = Axis({c: (c,) for c in columns})
        amounts = None if isinstance(counted, np.ndarray) else counted
        whole = counted if isinstance(counted, np.ndarray) else np.maximum(np.rint(counted.total), 0).astype(np.int64)
        values = whole if amounts is None else whole[:, :-1]
        totals = whole.sum(axis=1) if amounts is None else whole[:, -1]
        cube = np.concatenate([values, totals[:, None]], axis=1).reshape(4, len(origins), -1)

        def known(node: str, _: str, column: str) -> bool | None:
            return False if column == ALL else None

        self.hidden[table] = set()
        for i, origin in enumerate(origins):
            for cohort, groups in ((A, [1, 3]), (B, [2, 3])):
                if (cube[groups, i].sum(axis=0) == cube[:, i].sum(axis=0)).all():  # all who live there: the whole of it
                    self._alias[table, f"{cohort}|{origin}"] = f"{WHOLE}|{origin}"
            there = [self._at_origin(table, rows, cube, i, origin) for rows in (_WHOLE, *self._problems)]
            problems = [rows for rows in there[:1] if rows.paths] + [rows for rows in there[1:] if rows.divides]
            found = self._of_problems(table, problems, values, axis, totals, amounts, known)
            for cohort in (WHOLE, A, B):
                if margin(cohort, origin):
                    found |= {(f"{cohort}|{origin}", c) for c in (*columns, ALL)}
            self.hidden[table] |= found

    def _at_origin(self, table: str, rows: _Rows, cube: NDArray[np.int64], i: int, origin: str) -> _Rows:
        paths, groups = {}, {}
        for leaf, path in rows.paths.items():
            if cube[list(rows.groups[leaf]), i].any():
                own = tuple(dict.fromkeys(self._at(table, f"{node}|{origin}") for node in path))
                paths[own[0]] = own
                groups[own[0]] = tuple(g * cube.shape[1] + i for g in rows.groups[leaf])
        return _Rows(paths, groups, frozenset(n for n in paths if n.split("|")[0] in rows.unprinted))

    def _found(
        self, table: str, values: NDArray[np.int64], axis: Axis, totals: NDArray[np.int64], amounts: Amounts | None
    ) -> Hidden:
        return self._of_problems(table, [_WHOLE, *self._problems], values, axis, totals, amounts, self.known)

    def _of_problems(
        self,
        table: str,
        problems: Sequence[_Rows],
        values: NDArray[np.int64],
        axis: Axis,
        totals: NDArray[np.int64],
        amounts: Amounts | None,
        known: Known,
    ) -> Hidden:
        """The whole first; what is shown of it is then known to whoever looks at a part of it."""
        hidden: set[Cell] = set()
        shown: set[Cell] = set()
        for rows in problems:
            counts = _counts(rows, values, axis, totals)
            printed = {c for c in counts if c[0] not in rows.unprinted and c[2] not in axis.unprinted}
            fixed = printed & shown
            before = printed & hidden
            for cell in printed - fixed - before:
                is_hidden = self._is_hidden(table, cell, amounts is not None, known)
                if is_hidden is not None:
                    (before if is_hidden else fixed).add(cell)
            margins = None if amounts is None else self._margins(rows, amounts, list(axis.paths))
            if margins is not None:
                margins |= {cell: max(margins.get(cell, 0), 1) for cell in before}
            try:
                places = Axis(rows.paths, rows.unprinted)
                classes, traits = Axis({_CLASS: (_CLASS,)}), [axis] if axis.paths else []
                found = (
                    hidden_cells(
                        counts, places, classes, traits, self.threshold, before, fixed=fixed - before, margins=margins
                    )
                    & printed
                )
            except Unprotectable:
                found = frozenset(printed - fixed if table == "size" else printed - (fixed & shown))
            hidden |= found
            shown |= printed - hidden
        return {(node, column) for node, _, column in hidden}

    def _is_hidden(self, table: str, cell: Cell, is_amount: bool, known: Known) -> bool | None:
        node, _, column = cell
        if column == ALL and table != "size" and "|" not in node:
            if not is_amount:
                return (node, ALL) in self.hidden["size"]
            return None
        return known(node, table, column)

    def _margins(self, rows: _Rows, amounts: Amounts, columns: Sequence[str]) -> dict[Cell, int]:
        """What is delicate, and how much of it has to stay open."""
        margins: dict[Cell, int] = {}
        groups: dict[str, list[int]] = {}
        for leaf, path in rows.paths.items():
            for node in path:
                groups.setdefault(node, []).extend(rows.groups[leaf])
        for node, those in groups.items():
            here = amounts.over(those)
            for j, column in enumerate((*columns, ALL)):
                total, largest = here.total[0, j], here.largest[0, j]
                left = total - largest - here.second[0, j]
                if total > 0 and (here.people[0, j] < self.threshold or left < DOMINANCE * largest):
                    margins[node, _CLASS, column] = min(max(ceil(DOMINANCE * largest), self.threshold), round(total))
        return {c: max(m, 1) for c, m in margins.items()}


_WHOLE: Final = _Rows({WHOLE: (WHOLE,)}, {WHOLE: (0, 1, 2, 3)}, frozenset())


def _problems(size: Sequence[int]) -> list[_Rows]:
    """Each cohort against the rest of everybody; both in one where they are nested, apart, or leave nobody over."""
    present = [g for g, n in zip(_LEAVES, size, strict=True) if n]
    if len(present) < 4:
        rows = _rows({g: _LEAVES[g] for g in present}, {g: (i,) for i, g in enumerate(_LEAVES)})
        return [rows] if rows.divides else []
    return [
        _rows({"a": (A,), "rest": ()}, {"a": (1, 3), "rest": (0, 2)}),
        _rows({"b": (B,), "rest": ()}, {"b": (2, 3), "rest": (0, 1)}),
    ]


def _rows(leaves: Mapping[str, tuple[str, ...]], groups: Mapping[str, tuple[int, ...]]) -> _Rows:
    holds = {node: [g for g, nodes in leaves.items() if node in nodes] for node in (A, B)}
    paths, places = {}, {}
    for leaf, nodes in leaves.items():
        alone = next((n for n in nodes if holds[n] == [leaf] and len(leaves) > 1), None)
        kept = [n for n in nodes if len(holds[n]) < len(leaves)]  # a cohort of everybody is the whole
        first = alone if alone in kept else leaf
        paths[first] = (first, *(n for n in kept if n != first), WHOLE)
        places[first] = groups[leaf]
    return _Rows(paths, places, frozenset(n for n in paths if n not in (A, B)))


def _counts(rows: _Rows, values: NDArray[Any], axis: Axis, totals: NDArray[Any]) -> dict[Cell, int]:
    """Every cell that exists: nodes by columns, and by no column."""
    counts: dict[Cell, int] = {}
    for leaf, path in rows.paths.items():
        those = list(rows.groups[leaf])
        numbers = [int(n) for n in values[those].sum(axis=0)]
        total = int(totals[those].sum())
        for node in path:
            counts[node, _CLASS, ALL] = counts.get((node, _CLASS, ALL), 0) + total
            for n, ups in zip(numbers, axis.paths.values(), strict=True):
                for up in ups:
                    counts[node, _CLASS, up] = counts.get((node, _CLASS, up), 0) + n
    return counts
