"""Everything one version of the results can show, counted once and hidden once, so that every slice hides the same cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ...terms.errors import UserError
from ..areas import LEVELS, Areas
from ..release import ALL, Axis, Cell, hidden_cells
from ..run.results import Results

__all__ = [
    "DEAD",
    "DEPARTED",
    "EVERYBODY",
    "EVERYWHERE",
    "LOADED",
    "NOT_YET",
    "SENSITIVE",
    "THRESHOLD",
    "Counted",
    "Shown",
    "counted",
]

THRESHOLD: Final = 5
SENSITIVE: Final = 10

EVERYWHERE: Final = "all"  # the area of everybody who is observed
EVERYBODY: Final = "all"  # the class of everybody
LOADED, DEAD, DEPARTED, NOT_YET = "loaded", "dead", "departed", "not_yet"
_OUTSIDE: Final = {DEAD: "dead", DEPARTED: "departed", NOT_YET: "not yet"}
_SMALLEST: Final = "smallest/"  # people known by no smaller area than this one: not printed, but they follow by subtraction
_WITHOUT: Final = "/without"


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it may be seen: ``n`` is ``None`` where it is hidden."""

    n: int | None
    hidden: bool = False

    def share(self, of: Shown) -> float | None:
        return None if self.n is None or not of.n else self.n / of.n


@dataclass(frozen=True)
class Counted:
    """``counts`` are exact and stay inside; ask :meth:`shown`."""

    results: Results
    segment: str
    classes: tuple[str, ...]
    areas: Areas
    levels: tuple[str, ...]
    threshold: int
    internal: bool
    counts: Mapping[Cell, int] = field(repr=False)
    hidden: frozenset[Cell] = field(repr=False)
    by_level: Mapping[str, tuple[str, ...]] = field(repr=False)

    def shown(self, area: str = EVERYWHERE, class_: str = EVERYBODY, trait: str = ALL) -> Shown:
        """One number. A combination nobody was counted in is zero."""
        cell = (area, class_, trait)
        if not self.internal and cell in self.hidden:
            return Shown(None, True)
        return Shown(self.counts.get(cell, 0))

    def at(self, level: str | None) -> tuple[str, ...]:
        """The areas of a level that people live in, the people elsewhere last; the whole where no level is asked."""
        if level is None:
            return (EVERYWHERE,)
        if level not in self.by_level:
            used = {
                level
                for row in self.results.table("cell", ["area"])["area"].unique().to_pylist()
                for level in self.areas.by_level(row)
            }
            known = ", ".join(level for level in LEVELS if level in used) or "none"
            raise UserError(f"Nobody's {level} is known in these results.", hint=f"Levels there are: {known}.")
        return self.by_level[level]

    def level_of(self, area: str) -> str:
        return self.areas.level.get(area) or (area.removesuffix("/") if area.endswith("/") else "all")


def counted(
    results: Results,
    *,
    down_to: str | None = None,
    threshold: int = THRESHOLD,
    internal: bool = False,
    segment: str = "popbox",
) -> Counted:
    """Count all that can be shown by the classes of a segment, and decide what is hidden. ``threshold`` may rise, not fall.

    Areas are counted from the whole down to the level ``down_to``. What is hidden on a level does not depend on how far
    down one looks: a finer level gives way where it would take a number away from a coarser one.
    """
    if threshold < THRESHOLD:
        raise UserError(
            f"The threshold cannot be lower than {THRESHOLD}.", hint="Those who work inside see everything with --internal."
        )
    described: Mapping[str, Any] = results.manifest["definitions"]
    results.definition("segment", segment)
    areas = _areas(results)
    rows = results.table("cell").to_pydict()
    atoms = sorted(set(rows["area"]))
    wanted = LEVELS[: LEVELS.index(down_to) + 1] if down_to else ()
    paths, levels, by_level = _paths(areas, atoms, wanted)
    rows_at = _rows_at(paths, by_level, levels)
    classes = [c["key"] for c in described["segment"][segment]["classes"]]
    up = {c: (c, EVERYBODY) for c in classes}

    counts: dict[Cell, int] = defaultdict(int)
    into: tuple[str, ...]
    wide: set[str] = set()
    for kind, id_, class_, determinant, area, n in zip(
        *(rows[c] for c in ("kind", "id", "class", "determinant", "area", "n")), strict=True
    ):
        if kind == "segment" and id_ == segment:
            trait, into = (f"determinant/{determinant}" if determinant else ALL), up[class_]
            wide.add(trait)
        elif kind == "segment":
            trait, into = f"segment/{id_}/{class_}", (EVERYBODY,)
        elif kind == "condition" or segment != "popbox":
            trait, into = f"{kind}/{id_}", (EVERYBODY,)
        else:
            continue  # a determinant's total is the sum over the classes
        for node in rows_at[area]:
            for c in into:
                counts[node, c, trait] += n
    threshold = _raised(threshold, described, segment, classes, counts)
    traits = _traits(described, segment, classes, threshold, counts, paths, wide)
    _complete(counts, {n for path in rows_at.values() for n in path}, (*classes, EVERYBODY), traits)

    population, rows_of = results.population, {}
    for row, status in _OUTSIDE.items():
        rows_of[row] = (row, LOADED)
        counts[row, EVERYBODY, ALL] = population[status]
    counts[LOADED, EVERYBODY, ALL] = sum(population.values())
    hidden: frozenset[Cell] = frozenset()
    if not internal:
        closed: frozenset[str] = frozenset()
        for depth in range(len(levels) + 1):
            finest = set(by_level[levels[depth - 1]]) if depth else set()
            rows = _down_to(paths, {r for level in levels[depth:] for r in by_level[level]}) | {
                r: rows_of[r] for r in _OUTSIDE
            }
            if depth:
                hidden, closed = _level_hidden(counts, rows, finest, Axis(up), traits, threshold, hidden, closed)
            else:
                hidden, closed = _whole_hidden(counts, rows, Axis(up), traits, threshold)
    return Counted(results, segment, tuple(classes), areas, levels, threshold, internal, dict(counts), hidden, by_level)


def _areas(results: Results) -> Areas:
    listed: Mapping[str, Any] = results.manifest.get("areas") or {}
    return Areas(
        {a: tuple(e["parents"]) for a, e in listed.items()},
        {a: e["level"] for a, e in listed.items()},
        {a: e["name"] for a, e in listed.items()},
    )


def _paths(
    areas: Areas, atoms: Iterable[str], wanted: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], dict[str, tuple[str, ...]]]:
    """For each smallest area all rows its people count in: one per level in use, 'level/' standing for elsewhere."""
    lies_in = {a: areas.by_level(a) if a else {} for a in atoms}
    levels = tuple(level for level in LEVELS if level in wanted and any(level in found for found in lies_in.values()))
    rows = {a: tuple(found.get(level, f"{level}/") for level in reversed(levels)) for a, found in lies_in.items()}
    by_level = {
        level: tuple(
            sorted({path[-1 - i] for path in rows.values()}, key=lambda n: (n.endswith("/"), areas.name.get(n, n), n))
        )
        for i, level in enumerate(levels)
    }
    return {a: (*path, EVERYWHERE, LOADED) for a, path in rows.items()}, levels, by_level


def _down_to(paths: Mapping[str, tuple[str, ...]], finer: set[str]) -> dict[str, tuple[str, ...]]:
    """Groups of people that lie in the same rows, without the finer ones, as the leaves of an axis.

    A row that holds one group stands for it; any other group is not printed, but follows by subtraction.
    """
    groups = sorted({tuple(row for row in path if row not in finer) for path in paths.values()})
    uses = Counter(row for group in groups for row in group)
    found = {}
    for group in groups:
        alone = next((row for row in group[:-1] if uses[row] == 1), None)
        first = alone or _SMALLEST + " ".join(group)
        found[first] = (first, *(row for row in group if row != first))
    return found


def _rows_at(
    paths: Mapping[str, tuple[str, ...]], by_level: Mapping[str, tuple[str, ...]], levels: Sequence[str]
) -> dict[str, set[str]]:
    """All rows an area's people count in, those of unprinted groups too; of all loaded people nothing else is known."""
    found: dict[str, set[str]] = {area: set(path[:-1]) for area, path in paths.items()}
    for depth in range(len(levels) + 1):
        finer = {r for level in levels[depth:] for r in by_level[level]}
        groups = {
            tuple(sorted(path)): leaf
            for leaf, path in (
                (k, tuple(n for n in p if n != k or not k.startswith(_SMALLEST))) for k, p in _down_to(paths, finer).items()
            )
        }
        for area, path in paths.items():
            found[area].add(groups[tuple(sorted(row for row in path if row not in finer))])
    return found


def _whole_hidden(
    counts: dict[Cell, int], rows: Mapping[str, tuple[str, ...]], classes: Axis, traits: Sequence[Axis], threshold: int
) -> tuple[frozenset[Cell], frozenset[str]]:
    """What to hide of the whole, and the traits closed there and further down.

    How many people there are, and how many in each class, matters more than any trait of theirs: a trait whose small
    numbers could only be protected by hiding people who need no protection themselves is closed.
    """
    axes = Axis(rows, frozenset(leaf for leaf in rows if leaf.startswith(_SMALLEST)))
    nodes = {n for path in rows.values() for n in path}

    def hides(shown: Sequence[Axis]) -> frozenset[Cell]:
        known = {ALL} | {node for axis in shown for node in axis.nodes}
        here = {cell: n for cell, n in counts.items() if cell[0] in nodes and cell[2] in known}
        return hidden_cells(here, axes, classes, shown, threshold)

    people, hidden, closed = hides(()), hides(traits), frozenset[str]()
    if any(cell[2] == ALL and cell not in people for cell in hidden):  # only where there are few people: try one by one
        shown: list[Axis] = []
        hidden = people
        for axis in traits:
            found = hides([*shown, axis])
            if all(cell in people for cell in found if cell[2] == ALL):
                shown, hidden = [*shown, axis], found
        closed = frozenset(node for axis in traits if axis not in shown for node in axis.nodes)
    return hidden | {cell for cell in counts if cell[0] in nodes and cell[2] in closed}, closed


def _level_hidden(
    counts: dict[Cell, int],
    rows: Mapping[str, tuple[str, ...]],
    finest: set[str],
    classes: Axis,
    traits: Sequence[Axis],
    threshold: int,
    settled: frozenset[Cell],
    closed: frozenset[str],
) -> tuple[frozenset[Cell], frozenset[str]]:
    """What to hide down to the finest level, given what is hidden above it; and the traits closed there and further down.

    Where protecting the finest level would hide a number that is shown above, that trait is closed: none of it is shown here.
    """
    nodes = {n for path in rows.values() for n in path}
    axis_of = {node: axis for axis in traits for node in axis.nodes}
    every = frozenset(axis_of)
    while ALL not in closed:
        here = {
            cell: n
            for cell, n in counts.items()
            if cell[0] in nodes
            and not (cell[2] in closed and (cell[0] in finest or cell[0].startswith(_SMALLEST) or cell in settled))
        }
        unprinted = frozenset(leaf for leaf in rows if leaf.startswith(_SMALLEST))
        axes = Axis(rows, unprinted)
        found = hidden_cells(here, axes, classes, traits, threshold, settled, closed)
        taken = {cell for cell in found - settled if cell[0] not in finest} if finest else set()
        if not taken:
            return found | settled | {cell for cell in counts if cell[0] in finest and cell[2] in closed}, closed
        people_too = any(cell[2] == ALL for cell in taken)
        more = closed | {node for cell in taken if cell[2] != ALL for node in axis_of[cell[2]].nodes}
        if people_too or more == closed:  # closing one trait does not help: close all of them, then the people too
            more = every if closed < every else every | {ALL}
        closed = more
    return settled | {cell for cell in counts if cell[0] in finest}, closed


def _raised(
    threshold: int, described: Mapping[str, Any], segment: str, classes: Sequence[str], counts: Mapping[Cell, int]
) -> int:
    """The threshold of a segment of which a class is a sensitive determinant under another name (rare diseases)."""
    sensitive = [d for d, entry in described.get("determinant", {}).items() if entry.get("sensitive")]
    totals = {counts.get((EVERYWHERE, EVERYBODY, f"determinant/{d}"), 0) for d in sensitive} - {0}
    same = segment != "popbox" and any(counts.get((EVERYWHERE, c, ALL), 0) in totals for c in classes)
    return max(threshold, SENSITIVE) if same else threshold


def _traits(
    described: Mapping[str, Any],
    segment: str,
    classes: list[str],
    threshold: int,
    counts: Mapping[Cell, int],
    paths: Mapping[str, tuple[str, ...]],
    wide: set[str],
) -> list[Axis]:
    """Each way people are divided by what they have. Age bands divide everybody, so that one follows from the others."""

    def limit(entry: Mapping[str, Any]) -> int:
        return max(threshold, SENSITIVE) if entry.get("sensitive") else threshold

    traits = []
    ages = [f"determinant/{d}" for d in described.get("determinant", {}) if d.startswith("age_")]
    if ages and all(
        sum(counts.get((EVERYWHERE, c, t), 0) for t in ages) == counts.get((EVERYWHERE, c, ALL), 0)
        for c in (*classes, EVERYBODY)
    ):
        traits.append(Axis({t: (t,) for t in ages}, threshold=threshold, by_class=segment == "popbox"))
    else:
        ages = []
    for kind in ("determinant", "condition"):
        for id_, entry in described.get(kind, {}).items():
            trait = f"{kind}/{id_}"
            if trait not in ages:
                without = trait + _WITHOUT
                traits.append(
                    Axis(
                        {trait: (trait,), without: (without,)},
                        frozenset({without}),
                        limit(entry),
                        kind == "determinant" and segment == "popbox",
                    )
                )
    for id_, entry in described["segment"].items():
        if id_ != segment:
            keys = [f"segment/{id_}/{c['key']}" for c in entry["classes"]]
            traits.append(Axis({k: (k,) for k in keys}, threshold=threshold, by_class=False))
    return traits


def _complete(counts: dict[Cell, int], rows: Iterable[str], classes: tuple[str, ...], traits: list[Axis]) -> None:
    """Every cell that exists gets a number: zeros, and the people without a trait."""
    for row in sorted(rows):
        for class_ in classes:
            everybody = counts[row, class_, ALL]
            for axis in traits:
                if axis.by_class or class_ == EVERYBODY:
                    here = [counts[row, class_, t] for t in axis.paths if t not in axis.unprinted]
                    for t in axis.unprinted:
                        counts[row, class_, t] = everybody - sum(here)
