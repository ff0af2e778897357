"""Cells added up to the nodes of a hierarchy: from the smallest area or the practice to the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...terms.errors import UserError
from ...terms.periods import Period
from ..areas import LEVELS, Areas
from .axes import AREA, PRACTICE
from .cells import COUNTS, EXTREMES, SUMS, sorted_codes
from .results import Measures

__all__ = ["EVERYWHERE", "GROUP", "SHOWN_LEVELS", "UNPRINTED", "Hierarchy", "Rolled", "Sheet"]

EVERYWHERE: Final = "all"
GROUP: Final = "group"
UNPRINTED: Final = "smallest/"  # people known by no smaller area: never shown, but they follow by subtraction
SHOWN_LEVELS: Final = (*LEVELS, PRACTICE, GROUP)
Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Hierarchy:
    """``paths``: for each smallest unit all nodes its people count in. ``nodes`` by level; 'zone/' stands for elsewhere."""

    by: str
    units: Mapping[str, str]
    paths: Mapping[str, tuple[str, ...]]
    at: Mapping[str, tuple[str, ...]]
    name: Mapping[str, str] = field(default_factory=dict)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Every node once: leaves that are not printed too."""
        return tuple(dict.fromkeys(node for path in self.paths.values() for node in path))

    @property
    def unprinted(self) -> frozenset[str]:
        return frozenset(leaf for leaf in self.paths if leaf.startswith(UNPRINTED))

    def level(self, level: str) -> tuple[str, ...]:
        if level not in self.at:
            known = ", ".join(self.at)
            raise UserError(f"Nobody's {level} is known here.", hint=f"Levels there are: {known}.")
        return self.at[level]


@dataclass(frozen=True)
class Rolled:
    """Columns of ``engine.indicators.cells`` per node and stratum: arrays of shape (nodes, strata)."""

    hierarchy: Hierarchy
    nodes: tuple[str, ...]
    strata: tuple[str, ...]
    values: Mapping[str, NDArray[np.float64]]

    def row(self, node: str) -> int:
        return self.nodes.index(node)

    def collapsed(self, part: int) -> Rolled:
        """Ages and sexes together as strata of age alone (0) or of sex alone (1)."""
        named = [s.split("|")[part] for s in self.strata]
        names = tuple(
            dict.fromkeys(
                sorted(named, key=lambda s: (not s[0].isdigit(), int(s.split("-")[0].rstrip("+")), s)) if part == 0 else named
            )
        )
        onto = np.zeros((len(self.strata), len(names)))
        onto[np.arange(len(named)), [names.index(s) for s in named]] = 1
        values = {name: v @ onto for name, v in self.values.items()}
        for name in EXTREMES:  # not sums: the largest of the largest is good enough a bound for the p % rule
            values[name] = np.stack([self.values[name][:, onto[:, j] > 0].max(axis=1) for j in range(len(names))], axis=1)
        return Rolled(self.hierarchy, self.nodes, names, values)

    def total(self, column: str) -> NDArray[np.float64]:
        """Per node, over all strata."""
        return self.values[column].sum(axis=1)


class Sheet:
    """The cells of one period in memory, and the hierarchies over them. Exact: for ``engine.release`` and tests only."""

    def __init__(self, measures: Measures, period: Period, groups: Groups | None = None) -> None:
        self.measures, self.period = measures, period
        self.areas = measures.areas(period)
        table = measures.cells(period)
        self._codes = {name: sorted_codes(table[name]) for name in ("indicator", "by", "unit", "strata", "stratum")}
        self._columns = {name: table[name].to_numpy() for name in (*COUNTS, *SUMS, *EXTREMES)}
        self.groups = dict(groups or {})
        self.hierarchies = {by: self._hierarchy(by) for by in (AREA, PRACTICE)}

    def indicators(self) -> tuple[str, ...]:
        return tuple(self._codes["indicator"][1])

    def rolled(self, indicator: str, by: str, strata: str) -> Rolled:
        """An indicator over a hierarchy, by the values of a stratum; ``''`` for everybody together."""
        read = strata or "age_sex"
        here = self._where("indicator", indicator) & self._where("by", by) & self._where("strata", read)
        hierarchy = self.hierarchies[by]
        nodes = hierarchy.nodes
        number = {node: n for n, node in enumerate(nodes)}
        unit_code, unit_names = self._codes["unit"]
        stratum_code, stratum_names = self._codes["stratum"]
        names = tuple(stratum_names[c] for c in np.unique(stratum_code[here])) if strata else ("",)
        place = {n: i for i, n in enumerate(names)}
        column_of = np.array([place.get(n, 0) for n in stratum_names] or [0], np.intp)
        column = column_of[stratum_code[here]] if strata else np.zeros(int(here.sum()), np.intp)
        unit = unit_code[here]
        shape = (len(nodes), len(names))
        values: dict[str, NDArray[np.float64]] = {}
        leaf = {u: [number[n] for n in hierarchy.paths[hierarchy.units[u]]] for u in hierarchy.units}
        depth = max((len(p) for p in leaf.values()), default=0)
        # One column of node numbers per step of the path; -1 where a path is shorter.
        steps = np.full((len(unit_names), depth), -1, np.intp)
        for code, u in enumerate(unit_names):
            if u in leaf:
                steps[code, : len(leaf[u])] = leaf[u]
        rows = steps[unit]
        inside = rows >= 0
        flat = (rows * len(names) + column[:, None])[inside]
        repeat = np.broadcast_to(np.arange(len(unit))[:, None], rows.shape)[inside]
        for name in (*COUNTS, *SUMS):
            weights = self._columns[name][here].astype(np.float64)[repeat]
            summed = np.bincount(flat, weights=weights, minlength=shape[0] * shape[1])
            values[name] = summed.astype(np.float64, copy=False).reshape(shape)
        values |= self._extremes(here, flat, repeat, shape)
        return Rolled(hierarchy, nodes, names, values)

    def _extremes(
        self, here: NDArray[np.bool_], flat: NDArray[np.intp], repeat: NDArray[np.intp], shape: tuple[int, int]
    ) -> dict[str, NDArray[np.float64]]:
        largest, second = (np.zeros(shape[0] * shape[1]) for _ in EXTREMES)
        amounts = np.concatenate([self._columns[name][here][repeat] for name in EXTREMES])
        if len(amounts) and amounts.max() > 0:
            places = np.concatenate([flat, flat])
            order = np.lexsort((amounts, places))
            places, amounts = places[order], amounts[order]
            last = np.flatnonzero(np.diff(places, append=-1))
            largest[places[last]] = amounts[last]
            second[places[last]] = np.where(last > 0, amounts[last - 1], 0.0)  # each place is there at least twice
        return {"largest": largest.reshape(shape), "second": second.reshape(shape)}

    def _where(self, name: str, word: str) -> NDArray[np.bool_]:
        code, names = self._codes[name]
        if word not in names:
            return np.zeros(len(code), bool)
        return np.asarray(code == names.index(word))

    def _hierarchy(self, by: str) -> Hierarchy:
        code, names = self._codes["unit"]
        present = [names[c] for c in np.unique(code[self._where("by", by)])]
        if by == PRACTICE:
            return _practices(present, self.measures.manifest["practices"], self.groups)
        return _places(present, self.areas, self.groups)


def _practices(present: Sequence[str], names: Mapping[str, str], groups: Groups) -> Hierarchy:
    units = {u: f"practice:{u}" if u else UNPRINTED for u in present}
    paths = {}
    for u, leaf in units.items():
        known_as = {leaf, u, names.get(u, "")} - {""}
        mine = tuple(f"group:{g}" for g, named in groups.items() if u and known_as & set(named))
        paths[leaf] = (leaf, *(() if u else (f"{PRACTICE}/",)), *mine, EVERYWHERE)
    at = {PRACTICE: tuple(sorted((leaf for u, leaf in units.items() if u), key=lambda n: (len(n), n)))}
    if "" in present:
        at[PRACTICE] = (*at[PRACTICE], f"{PRACTICE}/")
    return _with_groups(Hierarchy(PRACTICE, units, paths, at, {f"practice:{u}": n for u, n in names.items()}))


def _places(present: Sequence[str], areas: Areas, groups: Groups) -> Hierarchy:
    lies_in = {u: areas.by_level(u) if u else {} for u in present}
    levels = [level for level in LEVELS if any(level in found for found in lies_in.values())]
    finest = levels[-1] if levels else ""
    units, paths = {}, {}
    at: dict[str, set[str]] = {level: set() for level in levels}
    for u, found in lies_in.items():
        leaf = u if found.get(finest) == u else UNPRINTED + u
        chain = [found.get(level, f"{level}/") for level in reversed(levels)]
        for level, node in zip(reversed(levels), chain, strict=True):
            at[level].add(node)
        members = {*chain, *(n.partition(":")[2] for n in chain), *(areas.name.get(n, "") for n in chain)}
        mine = tuple(f"group:{g}" for g, named in groups.items() if members & set(named))
        units[u], paths[leaf] = leaf, tuple(dict.fromkeys((leaf, *chain, *mine, EVERYWHERE)))

    def order(node: str) -> tuple[bool, str, str]:
        return node.endswith("/"), areas.name.get(node, node), node

    return _with_groups(
        Hierarchy(AREA, units, paths, {level: tuple(sorted(at[level], key=order)) for level in levels}, dict(areas.name))
    )


def _with_groups(hierarchy: Hierarchy) -> Hierarchy:
    found = tuple(sorted({n for path in hierarchy.paths.values() for n in path if n.startswith("group:")}))
    if not found:
        return hierarchy
    names = dict(hierarchy.name) | {n: n.removeprefix("group:") for n in found}
    return Hierarchy(hierarchy.by, hierarchy.units, hierarchy.paths, {**hierarchy.at, GROUP: found}, names)
