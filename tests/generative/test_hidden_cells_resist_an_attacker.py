"""An attacker with all shown numbers and a linear programme against the mask, on random tables.

The attacker is written from the definition of a table, not from the way cells are hidden: unknown are the people per
smallest area, class and trait value; each shown number is an equation; people are not negative. For a hidden number the
attacker finds the least and the most it can be. The mask holds when that leaves at least the threshold between them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from empact.engine.release import ALL, Axis, hidden_cells
from empact.engine.show import counted

TABLES = 200
CHECKED = 12  # hidden cells attacked per table


@dataclass
class Region:
    areas: Axis
    classes: Axis
    traits: list[Axis]
    people: dict  # (smallest area, class) -> n
    having: list[dict]  # per trait: (smallest area, class, value) -> n


def random_region(seed: int) -> Region:
    draw = random.Random(seed)
    zones = draw.randint(1, 3)
    paths, unprinted = {}, set()
    for zone in range(zones):
        for m in range(draw.randint(1, 3)):
            regions = (f"care{(zone + m) % 2}",) if seed % 3 == 0 else ()  # two hierarchies over the same municipalities
            paths[f"m{zone}{m}"] = (f"m{zone}{m}", f"z{zone}", *regions, "everywhere")
        if draw.random() < 0.3:  # people known by no smaller area: not printed, but zone less municipalities tells
            regions = ("care0",) if seed % 3 == 0 else ()
            paths[f"rest{zone}"] = (f"rest{zone}", f"z{zone}", *regions, "everywhere")
            unprinted.add(f"rest{zone}")
    classes = Axis({c: (c, "all") for c in ("P0", "P1", "P2")[: draw.randint(2, 3)]})
    limit = draw.choice((5, 5, 10))
    traits = [Axis({"low": ("low",), "low/without": ("low/without",)}, frozenset({"low/without"}), limit)]
    if draw.random() < 0.5:
        traits.append(Axis({"young": ("young",), "middle": ("middle",), "old": ("old",)}))
    if draw.random() < 0.5:
        traits.append(Axis({"hiv": ("hiv",), "hiv/without": ("hiv/without",)}, frozenset({"hiv/without"}), 10, by_class=False))
    size = draw.choice((2, 8, 30, 120))
    people, having = {}, [{} for _ in traits]
    for leaf in paths:
        for c in classes.paths:
            n = people[leaf, c] = min(draw.choice((0, draw.randint(0, 6), int(draw.expovariate(1 / size)))), 400)
            for axis, has in zip(traits, having, strict=True):
                values = list(axis.paths)
                lean = draw.random()
                taken = [draw.choices(values, [lean] + [1 - lean] * (len(values) - 1))[0] for _ in range(n)]
                for value in values:
                    has[leaf, c, value] = taken.count(value)
    return Region(Axis(paths, frozenset(unprinted)), classes, traits, people, having)


def unknowns_of(region: Region) -> tuple[dict, dict]:
    """All there is to know, as unknowns; and each cell as the unknowns it adds up."""
    index: dict = {}
    cells: dict = {}
    for leaf, rows in region.areas.paths.items():
        for c, columns in region.classes.paths.items():
            for k, axis in enumerate([None, *region.traits]):
                for value, nodes in axis.paths.items() if axis else [(ALL, (ALL,))]:
                    i = index.setdefault((k, leaf, c, value), len(index))
                    for r in rows:
                        for col in columns:
                            if axis is None or axis.by_class or col == "all":
                                for node in nodes:
                                    cells.setdefault((r, col, node), []).append(i)
    return index, cells


def truth_of(region: Region, index: dict) -> np.ndarray:
    said = np.zeros(len(index))
    for (k, leaf, c, value), i in index.items():
        said[i] = region.people[leaf, c] if k == 0 else region.having[k - 1][leaf, c, value]
    return said


def least_and_most(region: Region, index: dict, cells: dict, shown: dict, cell: tuple) -> tuple[float, float]:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows, columns, values, right = [], [], [], []

    def equation(terms, total):
        for i, factor in terms:
            rows.append(len(right))
            columns.append(i)
            values.append(factor)
        right.append(total)

    for members, n in shown.values():
        equation([(i, 1.0) for i in members], n)
    for leaf in region.areas.paths:  # whoever has a value of a trait is one of the people
        for c in region.classes.paths:
            for k, axis in enumerate(region.traits, start=1):
                equation([*((index[k, leaf, c, v], 1.0) for v in axis.paths), (index[0, leaf, c, ALL], -1.0)], 0.0)
    matrix = coo_array((values, (rows, columns)), shape=(len(right), len(index))).tocsr()
    goal = np.zeros(len(index))
    np.add.at(goal, cells[cell], 1.0)
    found = []
    for sign in (1, -1):
        answer = linprog(sign * goal, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        assert answer.status in (0, 3), answer.message
        found.append(float("inf") if answer.status == 3 else sign * answer.fun)
    return found[0], found[1]


def is_printed(region: Region, cell: tuple) -> bool:
    return cell[0] not in region.areas.unprinted and not any(cell[2] in axis.unprinted for axis in region.traits)


def needed(region: Region, cell: tuple) -> int:
    return max([5, *(axis.threshold for axis in region.traits if cell[2] in axis.nodes)])


def masked(seed: int):
    region = random_region(seed)
    index, cells = unknowns_of(region)
    truth = truth_of(region, index)
    counts = {cell: int(truth[members].sum()) for cell, members in cells.items()}
    return region, index, cells, counts, hidden_cells(counts, region.areas, region.classes, region.traits)


@pytest.mark.parametrize("chunk", range(10))
def test_no_hidden_number_can_be_worked_out_from_all_that_is_shown(chunk):
    attacked = 0
    for seed in range(chunk, TABLES, 10):
        region, index, cells, counts, hidden = masked(seed)
        shown = {c: (m, counts[c]) for c, m in cells.items() if is_printed(region, c) and c not in hidden}
        delicate = [c for c, n in counts.items() if 0 < n < needed(region, c) and not is_printed(region, c)]
        chosen = sorted(hidden) + sorted(delicate)
        for cell in random.Random(seed).sample(chosen, min(CHECKED, len(chosen))):
            least, most = least_and_most(region, index, cells, shown, cell)
            assert least <= counts[cell] <= most
            assert most - least >= needed(region, cell) - 1e-6, f"seed {seed}: {cell} lies between {least} and {most}"
            attacked += 1
    assert attacked > 50


class Told:
    """Results as ``counted`` asks for them, made of a random region."""

    version = "v000001"

    def __init__(self, region: Region) -> None:
        self.region = region
        entry = {"version": 1, "title": {"en": "x"}}
        determinants, conditions = {}, {}
        rows = []
        for (leaf, c), n in region.people.items():
            rows.append(("segment", "popbox", c, "", place_of(leaf), n))
        for axis, has in zip(region.traits, region.having, strict=True):
            for value in axis.paths:
                if value not in axis.unprinted:
                    into = determinants if axis.by_class else conditions
                    into[node_of(value).partition("/")[2]] = entry | {"sensitive": axis.threshold == 10}
                    for (leaf, c, v), n in has.items():
                        if v == value and n:
                            kind = (
                                ("segment", "popbox", c, node_of(value).partition("/")[2])
                                if axis.by_class
                                else ("condition", node_of(value).partition("/")[2], "", "")
                            )
                            rows.append((*kind, place_of(leaf), n))
        areas = {}
        for leaf, path in region.areas.paths.items():
            parents = [place_of(p) for p in path[1:-1]]
            areas |= {p: {"level": p.partition(":")[0], "name": p, "parents": []} for p in parents}
            if not leaf.startswith("rest"):
                areas[place_of(leaf)] = {"level": "municipality", "name": leaf, "parents": parents}
        self.manifest = {
            "areas": areas,
            "definitions": {
                "segment": {"popbox": entry | {"classes": [{"key": c, "title": {"en": c}} for c in region.classes.paths]}},
                "determinant": determinants,
                "condition": conditions,
            },
        }
        self.population = {"observed": sum(region.people.values()), "dead": 40, "departed": 0, "not yet": 0}
        self.cells = [r for r in rows if r[-1]]

    def definition(self, kind: str, id_: str) -> dict:
        return self.manifest["definitions"][kind][id_]

    def table(self, name: str) -> pa.Table:
        columns = ("kind", "id", "class", "determinant", "area", "n")
        return pa.table({c: [r[i] for r in self.cells] for i, c in enumerate(columns)})


def place_of(node: str) -> str:
    # people known by no smaller area live in their zone, as far as we know
    level, code = (
        ("zone", "z" + node[4:])
        if node.startswith("rest")
        else ({"m": "municipality", "z": "zone", "c": "care_region"}[node[0]], node)
    )
    return f"{level}:{code}"


def node_of(value: str) -> str:
    if value in ("young", "middle", "old"):
        return f"determinant/age_{value}"
    return f"{'condition' if value.startswith('hiv') else 'determinant'}/{value}"


@pytest.mark.parametrize("chunk", range(4))
def test_tables_cut_at_several_levels_together_give_nothing_away(chunk):
    attacked = 0
    for seed in range(1000 + chunk, 1100, 4):
        region = random_region(seed)
        if not sum(region.people.values()):
            continue
        told = Told(region)
        result = counted(told, down_to="municipality")
        paths = {}
        for leaf, path in region.areas.paths.items():
            up = {p.partition(":")[0]: p for p in (place_of(n) for n in path[:-1])}
            if leaf.startswith("rest"):
                up = {"zone": place_of(leaf)}
            paths[leaf] = (leaf, *(up.get(level, f"{level}/") for level in result.levels), "all")
        named = [
            Axis(
                {node_of(v): (node_of(v),) for v in a.paths},
                frozenset(node_of(v) for v in a.unprinted),
                a.threshold,
                a.by_class,
            )
            for a in region.traits
        ]
        renamed = Region(
            Axis(paths, frozenset(paths)),
            region.classes,
            named,
            region.people,
            [{(leaf, c, node_of(v)): n for (leaf, c, v), n in has.items()} for has in region.having],
        )
        index, cells = unknowns_of(renamed)
        truth = truth_of(renamed, index)
        printed = {c: m for c, m in cells.items() if is_printed(renamed, c)}
        assert all(result.counts.get(c, 0) == truth[m].sum() for c, m in printed.items())
        seen = {c: (m, truth[m].sum()) for c, m in printed.items() if not result.shown(*c).hidden}
        chosen = sorted(c for c in printed if result.shown(*c).hidden and truth[printed[c]].sum())
        small = [c for c in chosen if truth[printed[c]].sum() < needed(renamed, c)]
        for cell in random.Random(seed).sample(small, min(8, len(small))):
            least, most = least_and_most(renamed, index, cells, seen, cell)
            everybody = truth[cells[cell[0], cell[1], ALL]].sum()  # none to all of eight people: nothing was given away
            enough = min(5, everybody)  # where a trait is closed on a level, the people shown there can narrow a sensitive one
            assert most - least >= enough - 1e-6, f"seed {seed}: {cell} lies between {least} and {most}"
            attacked += 1
    assert attacked > 20


def test_every_small_number_is_hidden_and_no_zero_is():
    for seed in range(TABLES):
        region, _, _, counts, hidden = masked(seed)
        small = {c for c, n in counts.items() if is_printed(region, c) and 0 < n < needed(region, c)}
        assert small <= hidden
        assert not [c for c in hidden if counts[c] == 0 or not is_printed(region, c)]


def test_the_attacker_would_find_a_lone_hidden_cell():
    """The examination is worth something: a mask of small cells alone falls."""
    caught = 0
    for seed in range(20):
        region, index, cells, counts, _ = masked(seed)
        naive = {c for c, n in counts.items() if is_printed(region, c) and 0 < n < needed(region, c)}
        shown = {c: (m, counts[c]) for c, m in cells.items() if is_printed(region, c) and c not in naive}
        for cell in sorted(naive)[:3]:
            least, most = least_and_most(region, index, cells, shown, cell)
            caught += most - least < 1e-6
    assert caught


def test_equal_counts_give_an_equal_mask_whatever_their_order():
    region, _, _, counts, hidden = masked(7)
    again = hidden_cells(dict(reversed(counts.items())), region.areas, region.classes, region.traits)
    assert again == hidden
