"""An attacker with every number released of an indicator, and a linear programme, against its masks.

Unknown are the people (and of them those in the numerator, or their events, or their money) per smallest unit and per
combination of two strata; every released number of every level and stratum is an equation; a numerator is at most its
people. For hidden numbers the attacker finds the least and the most they can be, from all tables together.
"""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from empact.engine.areas import Areas
from empact.engine.indicators.cells import COUNTS, EXTREMES, SUMS
from empact.engine.indicators.levels import Rolled, _places
from empact.engine.release.indicators import DOMINANCE, Masks

REGIONS, CHECKED = 300, 10
SEXES, STATUSES = ("female", "male"), ("no", "yes")
KINDS = ("proportion", "events", "money")


def random_region(seed: int):
    """A hierarchy, and per leaf, sex and status: people, what they add, and the two largest amounts."""
    draw = random.Random(seed)
    parents, level = {}, {}
    present = []
    for z in range(draw.randint(1, 3)):
        for m in range(draw.randint(1, 3)):
            town = f"municipality:{z}{m}"
            parents[town] = (f"zone:{z}", f"care_region:{(z + m) % 2}") if seed % 3 == 0 else (f"zone:{z}",)
            level |= {town: "municipality", f"zone:{z}": "zone"}
            if seed % 3 == 0:
                level[f"care_region:{(z + m) % 2}"] = "care_region"
            for n in range(draw.randint(1, 3)):
                leaf = f"neighbourhood:{z}{m}{n}"
                parents[leaf], level[leaf] = (town,), "neighbourhood"
                present.append(leaf)
            if draw.random() < 0.3:
                present.append(town)  # people known by no smaller area
    if draw.random() < 0.4:
        present.append("")
    for a in list(level):
        if a.startswith(("zone:", "care_region:")):
            parents[a] = ("region:x",)
    level["region:x"] = "region"
    hierarchy = _places(present, Areas(parents, level, {}), {})
    size, kind = draw.choice((2, 6, 20, 80)), KINDS[seed % 3 if seed % 2 else draw.randrange(3)]
    cells = {}
    for unit, sex, status in product(present, SEXES, STATUSES):
        n = draw.choice((0, draw.randint(0, 5), int(draw.expovariate(1 / size)), int(draw.expovariate(1 / size))))
        if kind == "money":
            paid = sorted((draw.lognormvariate(5, 2.2) for _ in range(n)), reverse=True)
            cells[unit, sex, status] = n, round(sum(paid), 2), [*paid, 0.0, 0.0][:2]
        elif kind == "events":
            cells[unit, sex, status] = n, float(sum(draw.choice((0, 0, 0, 1, 2)) for _ in range(n))), [0.0, 0.0]
        else:
            share = draw.choice((0.02, 0.1, 0.5, 0.9, 1.0))
            cells[unit, sex, status] = n, float(sum(draw.random() < share for _ in range(n))), [0.0, 0.0]
    sensitive = kind != "money" and draw.random() < 0.2
    described = {
        "scoring": "proportion" if kind == "proportion" else "rate",
        "events": kind == "events",
        "sensitive": sensitive,
    }
    return hierarchy, cells, described, kind


def rolled(hierarchy, cells, strata: str) -> Rolled:
    """Added up here, from the cells; not by the engine."""
    names = {"sex": SEXES, "status": STATUSES, "both": [f"{a}|{b}" for a, b in product(SEXES, STATUSES)]}[strata]
    nodes = hierarchy.nodes
    values = {c: np.zeros((len(nodes), len(names))) for c in (*COUNTS, *SUMS, *EXTREMES)}
    largest: dict = {}
    for (unit, sex, status), (n, amount, two) in cells.items():
        column = list(names).index({"sex": sex, "status": status, "both": f"{sex}|{status}"}[strata])
        for node in hierarchy.paths[hierarchy.units[unit]]:
            i = nodes.index(node)
            for name in ("initial_population", "people", "denominator"):
                values[name][i, column] += n
            values["numerator"][i, column] += amount
            largest.setdefault((i, column), []).extend(two)
    for (i, column), amounts in largest.items():
        values["largest"][i, column], values["second"][i, column] = sorted(amounts, reverse=True)[:2]
    return Rolled(hierarchy, nodes, tuple(names), values)


class Attack:
    """All released numbers as equations over what is unknown."""

    def __init__(self, hierarchy, cells, kind: str) -> None:
        self.kind, self.keys = kind, list(cells)
        self.paths = {u: set(hierarchy.paths[hierarchy.units[u]]) for u, _, _ in cells}
        self.rows: list[tuple[np.ndarray, float]] = []
        self.truth = np.array([[cells[k][0] for k in self.keys], [cells[k][1] for k in self.keys]], float).ravel()

    def terms(self, node: str, stratum: str, amount: bool) -> np.ndarray:
        chosen = np.array([node in self.paths[u] and stratum in ("", sex, status) for u, sex, status in self.keys], float)
        nothing = np.zeros(len(chosen))
        return np.concatenate([nothing, chosen] if amount else [chosen, nothing])

    def learn(self, terms: np.ndarray) -> None:
        self.rows.append((terms, float(terms @ self.truth)))

    def least_and_most(self, terms: np.ndarray) -> tuple[float, float]:
        from scipy.optimize import linprog

        if not self.rows:
            return 0.0, float("inf")
        left, right = np.array([r for r, _ in self.rows]), np.array([v for _, v in self.rows])
        n = len(self.keys)
        bound = None
        if self.kind == "proportion":  # a numerator is at most its people
            bound = np.hstack([-np.eye(n), np.eye(n)])
        found = []
        for sign in (1, -1):
            how = {"A_ub": bound, "b_ub": np.zeros(n)} if bound is not None else {}
            answer = linprog(sign * terms, A_eq=left, b_eq=right, bounds=(0, None), method="highs", **how)
            if answer.status == 2:  # rounding of cents: ask again with a hair of room
                room = 1e-6 * np.maximum(1, np.abs(right))
                tight = np.vstack([left, -left] + ([bound] if bound is not None else []))
                limit = np.concatenate([right + room, room - right] + ([np.zeros(n)] if bound is not None else []))
                answer = linprog(sign * terms, A_ub=tight, b_ub=limit, bounds=(0, None), method="highs")
            assert answer.status in (0, 3), answer.message
            found.append(float("inf") if answer.status == 3 else sign * answer.fun)
        return found[0], found[1]


def _delicate(read, i, j, node, stratum, people, amount, described, kind, everybody):
    """What must not be known of one cell, printed or not: (name, terms, what has to stay open)."""
    n, x = read["people"][i, j], read["numerator"][i, j]
    limit = 10 if described["sensitive"] else 5
    found = [("people", people, 5)] if 0 < n < 5 else []
    if kind == "money":
        largest, second = read["largest"][i, j], read["second"][i, j]
        if n and x and (n < limit or x - largest - second < DOMINANCE * largest):
            found.append(("amount", amount, DOMINANCE * largest))
    else:
        found += [("amount", amount, limit)] if 0 < x < limit else []
        if kind == "proportion" and 0 < n - x < limit:
            found.append(("people not in the numerator", people - amount, limit))
    # How many people there are may be known: what is said of them cannot stay more open than that.
    most = everybody if kind == "proportion" else float("inf")
    return [(f"{name} of {node} {stratum}", terms, min(need, most)) for name, terms, need in found]


def released(seed: int):
    """What an attacker learns, and what has to stay open."""
    hierarchy, cells, described, kind = random_region(seed)
    tables = [rolled(hierarchy, cells, name) for name in ("both", "sex", "status")]
    decided = Masks(tables[0], described)
    masks = [decided.total, *(decided.of(t) for t in tables[1:])]
    attack, delicate = Attack(hierarchy, cells, kind), []
    for t, (table, mask) in enumerate(zip(tables, masks, strict=True)):
        strata = ("",) if t == 0 else table.strata
        read = {c: v.sum(1, keepdims=True) if t == 0 else v for c, v in table.values.items()}
        if t == 0:
            two = np.sort(np.hstack([table.values["largest"], table.values["second"]]), axis=1)
            read["largest"], read["second"] = two[:, -1:], two[:, -2:-1]
        for i, node in enumerate(table.nodes):
            if node in hierarchy.unprinted:
                continue
            for j, stratum in enumerate(strata):
                people, amount = attack.terms(node, stratum, False), attack.terms(node, stratum, True)
                for terms, flags in ((people, mask.people), (amount, mask.amount)):
                    if not flags[i, j]:
                        attack.learn(terms)
                everybody = max(table.values["people"][i].sum(), 5)
                if kind != "proportion" and not mask.people[i, j] and not read["people"][i, j]:
                    attack.learn(amount)  # nobody there: nothing paid there
                delicate += _delicate(read, i, j, node, stratum, people, amount, described, kind, everybody)
    return attack, delicate, masks


@pytest.mark.shows("A15")
@pytest.mark.parametrize("chunk", range(10))
def test_no_hidden_part_of_an_indicator_can_be_worked_out_from_all_that_is_released(chunk):
    """Every level, everybody together and two strata: any of these tables, and all of them at once."""
    attacked = 0
    for seed in range(chunk, REGIONS, 10):
        attack, hidden, _ = released(seed)
        for name, terms, need in random.Random(seed).sample(hidden, min(CHECKED, len(hidden))):
            least, most = attack.least_and_most(terms)
            said = f"seed {seed}: {name} lies between {least:g} and {most:g}"
            assert most - least >= need * (1 - 1e-6) - 1e-6, f"{said}; {need:g} must stay open"
            attacked += 1
    assert attacked > 60


@pytest.mark.parametrize("chunk", range(3))
def test_who_knows_all_people_still_cannot_tell_who_is_in_the_numerator(chunk):
    """Other indicators of the same people, or the census, may show every count of people."""
    attacked = 0
    for seed in range(chunk, REGIONS, 3):
        if random_region(seed)[3] != "proportion":
            continue
        attack, delicate, _ = released(seed)
        n = len(attack.keys)
        for unit, group in {(u, g) for u, sex, status in attack.keys for g in (sex, status)}:
            node = next(iter(attack.paths[unit] - {"all"}), "all")
            attack.learn(attack.terms(node, group, False))
        total = [d for d in delicate if d[1][n:].any() and d[0].endswith(" ")]  # of everybody together
        for name, terms, need in random.Random(seed).sample(total, min(5, len(total))):
            least, most = attack.least_and_most(terms)
            everybody = np.abs(terms[n:]) @ attack.truth[:n]
            assert most - least >= min(need, everybody) - 1e-6, f"seed {seed}: {name} lies between {least:g} and {most:g}"
            attacked += 1
    assert attacked > 20


def test_what_need_not_be_hidden_is_shown():
    """A mask that hides everything would resist, too."""
    shown = whole = 0
    for seed in range(0, REGIONS, 7):
        _, _, masks = released(seed)
        for mask in masks[:1]:
            shown += int((~mask.people).sum() + (~mask.amount).sum())
            whole += mask.people.size + mask.amount.size
    assert shown / whole > 0.5
