"""Where the people live who meet a definition that is being changed: of each area how many, small numbers hidden.

What is hidden does not depend on the level that is asked: it is decided from the whole down to the municipality. An area in
which the draft and the definition in force differ by a few people shows no number: what is in force is known there.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...definitions.models import Segment
from ...terms.errors import UserError
from ..areas import LEVELS
from ..describe.cohort import areas_of
from ..held import coded
from ..records import Flags
from ..release import ALL, Axis, Cell, Unprotectable, hidden_cells
from ..release.indicators import THRESHOLD
from .answer import in_force, threshold_of, whole
from .count import Counter
from .document import Document

__all__ = ["PLACES", "places"]

PLACES: Final = LEVELS[:-1]
"""Levels that can be asked; smaller areas hold too few people for a rule that nobody has looked at yet."""
_EVERYWHERE: Final = "all"
_PEOPLE: Final = "people"
_SMALLEST: Final = "smallest/"  # people who lie in the same areas: not printed, but they follow by subtraction

Path = tuple[str, ...]
Numbers = NDArray[np.intp]


def places(
    counter: Counter, document: Document, level: str, *, threshold: int = THRESHOLD, internal: bool = False
) -> list[dict[str, Any]]:
    """``area`` (an id; ``LEVEL/`` for who lives elsewhere), ``name`` and ``meets`` (``None``: hidden), by name.

    Raises :class:`UserError` for a segment, which is no one group of people, and for a level nobody's area is known of.
    """
    if isinstance(document.definition, Segment):
        raise UserError("The classes of a segment are not one group of people.", hint="Ask for a condition or a determinant.")
    paths, lives = _lives(counter)
    listed = {node for path in paths for node in path if node.startswith((f"{level}:", f"{level}/"))}
    if level not in PLACES or listed <= {f"{level}/"}:
        raise UserError(f"Nobody's {level} is known.", hint="Levels: " + ", ".join(PLACES) + ".")

    def of_each(flags: Flags) -> Numbers:
        return np.bincount(lives[flags], minlength=len(paths))

    meet, then = counter.flags(whole(document)), in_force(counter, document.definition)
    yes, people = of_each(meet), of_each(counter.everybody)
    moved = of_each(meet ^ then) if then is not None else np.zeros_like(yes)
    away = set() if internal else _hidden(paths, yes, people, moved, threshold_of(document, threshold))
    met, names = _summed(paths, yes), areas_of(counter.results).name
    alive = _summed(paths, people)
    found = [
        {"area": node, "name": names.get(node, ""), "meets": None if node in away else met[node]}
        for node in listed
        if alive[node]
    ]
    return sorted(found, key=lambda one: (not one["name"], one["name"], one["area"]))


def _lives(counter: Counter) -> tuple[list[Path], Numbers]:
    """Each combination of areas that people live in, the whole first, and per person of the register the number of theirs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = counter.results.files("person_profile")
    has = pq.read_schema(files[0]).names
    levels = [level for level in PLACES if f"area_{level}" in has]
    rows = pa.concat_tables([pq.read_table(f, columns=[f"area_{level}" for level in levels]) for f in files])
    rows = rows.unify_dictionaries()
    key, words = np.zeros(rows.num_rows, np.int64), []
    for level in levels:
        number, known = coded(rows, f"area_{level}")
        words.append([f"{level}/", *known])
        key = key * len(words[-1]) + number + 1
    combined, lives = np.unique(key, return_inverse=True)
    paths = []
    for one in combined.tolist():
        left, path = one, []
        for known in reversed(words):
            left, at = divmod(left, len(known))
            path.append(known[at])
        paths.append((_EVERYWHERE, *reversed(path)))
    return paths, lives.astype(np.intp)


def _summed(paths: list[Path], numbers: Numbers) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for path, n in zip(paths, numbers.tolist(), strict=True):
        for node in path:
            found[node] += n
    return found


def _hidden(paths: list[Path], yes: Numbers, people: Numbers, moved: Numbers, threshold: int) -> set[str]:
    """Areas whose number may not be told, level by level: what is told of larger areas is known, and so is how many people
    live in each. Where the parts of an area cannot be protected without hiding the area, none of them is told."""
    away = {node for node, few in _summed(paths, moved).items() if 0 < few < threshold}
    tables = (yes, people, moved)
    away |= _telling(paths, tables, threshold)
    told: set[str] = set()
    for depth in range(1, len(paths[0]) + 1):
        short = [path[:depth] for path in paths]
        parts: dict[Path, set[str]] = defaultdict(set)
        for path in short:
            parts[path[:-1]].add(path[-1])
        table = _Table(short, yes, people, threshold, away, told)
        every = {node for nodes in parts.values() for node in nodes}
        shut: set[str] = set()
        if table.hidden(shut) is None:
            for nodes in parts.values():
                if table.hidden(every - nodes) is None:
                    shut |= nodes
        found = table.hidden(shut)
        away |= shut | (every if found is None else found)
        while more := _left_over(short, tables, away, told, threshold) - away:
            away |= more
        told |= every - away
    return away


def _left_over(paths: list[Path], tables: tuple[Numbers, ...], away: set[str], told: set[str], threshold: int) -> set[str]:
    """Parts of a larger area that is told, where what it leaves once those of them that are told are taken away is a number
    of few, or says nearly all of one of the rest."""
    at, numbers = _where(paths), _sums(paths, tables)
    parts = {path[-1] for path in paths}
    found = set()
    for larger in told:
        inside = [part for part in parts if not at[part] & ~at[larger]]
        taken = [part for part in inside if part not in away]
        if not taken or sum(at[part] for part in taken) == at[larger]:  # parts do not overlap
            continue
        n, alive, moved = (sum(numbers[part][i] for part in taken) for i in range(3))
        of = numbers[larger]
        left = of[0] - n, of[1] - alive, of[2] - moved
        few = (numbers[part] for part in inside if part in away and _is_few(numbers[part], threshold))
        if _is_few(left, threshold) or any(_says(left, one[1], threshold) for one in few):
            found |= {part for part in parts if at[part] & at[larger]}
    return found


def _telling(paths: list[Path], tables: tuple[Numbers, ...], threshold: int) -> set[str]:
    """Areas whose number alone says nearly all of a part of them of which nothing may be told."""
    at, numbers = _where(paths), _sums(paths, tables)
    small = {(here, numbers[node][1]) for node, here in at.items() if _is_few(numbers[node], threshold)}
    combined = enumerate(zip(*(table.tolist() for table in tables), strict=True))
    small |= {(1 << i, sums[1]) for i, sums in combined if _is_few(sums, threshold)}
    return {
        node
        for node, here in at.items()
        if node != _EVERYWHERE  # how many meet it of everybody is told anyhow
        and any(not part & ~here and _says(numbers[node], alive, threshold) for part, alive in small)
    }


def _where(paths: list[Path]) -> dict[str, int]:
    """Of each area a bit for each of its paths."""
    found: dict[str, int] = defaultdict(int)
    for i, path in enumerate(paths):
        for node in path:
            found[node] |= 1 << i
    return found


def _sums(paths: list[Path], tables: tuple[Numbers, ...]) -> dict[str, tuple[int, ...]]:
    """Of each area who meets it, everybody, and who meets one of both definitions only."""
    summed = [_summed(paths, table) for table in tables]
    return {node: tuple(one[node] for one in summed) for node in summed[0]}


def _is_few(sums: tuple[int, ...], threshold: int) -> bool:
    n, alive, moved = sums
    return any(0 < one < threshold for one in (n, alive - n, moved))


def _says(larger: tuple[int, ...], alive: int, threshold: int) -> bool:
    """Does its number leave too little open of a part in which so many live? Where everybody of an area meets it, or nobody,
    that is told, of its parts too."""
    meet, all_, _moved = larger
    if not 0 < meet < all_ or alive == all_:
        return False
    return min(alive, meet) - max(0, meet - (all_ - alive)) < min(threshold, alive)


@dataclass(frozen=True, slots=True)
class _Table:
    """Who meets it, in areas down to one level. ``away`` and ``told``: what is decided by now."""

    paths: list[Path]
    yes: Numbers
    people: Numbers
    threshold: int
    away: set[str]
    told: set[str]

    def hidden(self, shut: set[str]) -> set[str] | None:
        """What has to be hidden when nothing is told of the areas in ``shut``; ``None`` where that protects nobody."""
        paths = [path[:-1] if path[-1] in shut else path for path in self.paths]
        leaves = _leaves(paths)
        counts: dict[Cell, int] = defaultdict(int)
        for path, n, people in zip(paths, self.yes.tolist(), self.people.tolist(), strict=True):
            for node in leaves[path]:
                counts[node, _PEOPLE, "yes"] += n
                counts[node, _PEOPLE, "no"] += people - n
                counts[node, _PEOPLE, ALL] += people
        areas = Axis(
            {p[0]: p for p in leaves.values()}, frozenset(p[0] for p in leaves.values() if p[0].startswith(_SMALLEST))
        )
        meets = Axis({"yes": ("yes",), "no": ("no",)}, frozenset({"no"}), self.threshold)
        away = {cell for cell in counts if cell[0] in self.away and cell[2] == "yes"}
        known = {cell for cell in counts if cell[2] == ALL or cell[0] in self.told}
        everybody, settled = Axis({_PEOPLE: (_PEOPLE,)}), frozenset({ALL})
        try:
            found = hidden_cells(counts, areas, everybody, [meets], self.threshold, away, settled, known)
        except Unprotectable:
            return None
        return {node for node, _people, meet in found if meet == "yes"}


def _leaves(paths: list[Path]) -> dict[Path, Path]:
    """Of each combination the nodes in which its people count, itself first: the smallest area, where it is alone in it."""
    used = Counts(node for path in set(paths) for node in path)
    return {
        path: tuple(reversed(path)) if path and used[path[-1]] == 1 else (_SMALLEST + " ".join(path), *reversed(path))
        for path in paths
    }
