"""An attacker with all that is shown of two cohorts and of everybody, and a linear programme, against the masks of a page.

Unknown are the people (or amounts) per group (in neither cohort, in one, in the other, in both) and value; every shown number
is an equation; nothing is negative. A cell is delicate where it is small: in a cohort, and in what it leaves over.
"""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from empact.engine.describe.counts import Amounts
from empact.engine.release.cohorts import WHOLE, A, B, CohortMasks
from empact.engine.release.hide import Axis

TABLES, LIMIT = 240, 5
GROUPS = {A: (1, 3), B: (2, 3), WHOLE: (0, 1, 2, 3), "not A": (0, 2), "not B": (0, 1)}


def nothing_elsewhere(node, table, column):
    return None


def random_table(seed: int):
    """People by group and value; how values are summed; what each value is called."""
    draw = random.Random(seed)
    shape = draw.choice(("overlap", "nested", "apart", "one"))
    size = draw.choice((4, 12, 60))
    values = draw.randint(2, 5)
    people = np.array(
        [[draw.choice((0, draw.randint(0, 6), int(draw.expovariate(1 / size)))) for _ in range(values)] for _ in range(4)]
    )
    for group in {"overlap": (), "nested": (1,), "apart": (3,), "one": (2, 3)}[shape]:
        people[group] = 0
    people[0] += draw.choice((0, 40))
    names = [f"v{i}" for i in range(values)]
    paths = {v: (v, f"half{i % 2}") if seed % 3 == 0 else (v,) for i, v in enumerate(names)}
    return people, Axis(paths, threshold=draw.choice((5, 5, 10)))


class Attack:
    def __init__(self, truth: np.ndarray) -> None:
        self.truth, self.rows = truth.astype(float).ravel(), []
        self.shape = truth.shape

    def terms(self, groups, columns) -> np.ndarray:
        chosen = np.zeros(self.shape)
        chosen[np.ix_(list(groups), list(columns))] = 1
        return chosen.ravel()

    def learn(self, groups, columns) -> None:
        self.rows.append(self.terms(groups, columns))

    def width(self, groups, columns) -> float:
        left = np.array(self.rows)
        aim, found = self.terms(groups, columns), []
        for sign in (1, -1):
            solved = linprog(sign * aim, A_eq=left, b_eq=left @ self.truth, bounds=(0, None), method="highs")
            if solved.status == 3:
                return float("inf")
            assert solved.status == 0, solved.message
            found.append(sign * solved.fun)
        return found[1] - found[0]


@pytest.mark.parametrize("block", range(6))
def test_what_is_hidden_of_people_stays_open(block):
    checked = 0
    for seed in range(block * TABLES // 6, (block + 1) * TABLES // 6):
        people, axis = random_table(seed)
        sizes = people.sum(axis=1)
        masks = CohortMasks([int(n) for n in sizes], LIMIT, nothing_elsewhere)
        nodes = [n for n in (A, B) if sizes[list(GROUPS[n])].sum()]
        if not all(masks.may_describe(n) for n in nodes):
            continue
        masks.people("t", people, axis)
        attack = Attack(people)
        every = range(people.shape[1])
        columns = {n: [i for i, p in enumerate(axis.paths.values()) if n in p] for n in axis.nodes}
        for node in (WHOLE, *nodes):
            attack.learn(GROUPS[node], every)
            for column, at in columns.items():
                if not masks.is_hidden("t", node, column):
                    attack.learn(GROUPS[node], at)
        for node in (*nodes, *(f"not {n}" for n in nodes)):
            for column, at in columns.items():
                n = int(people[np.ix_(list(GROUPS[node]), at)].sum())
                if 0 < n < LIMIT:
                    checked += 1
                    assert attack.width(GROUPS[node], at) >= LIMIT - 1e-6, (seed, node, column, n)
                    if node in nodes:
                        assert masks.is_hidden("t", node, column), (seed, node, column)
    assert checked > 10


def test_one_who_makes_nearly_all_of_an_amount_is_not_told():
    """The p % rule, in a cohort and in what it leaves over."""
    checked = 0
    for seed in range(80):
        draw = random.Random(seed)
        n = draw.choice((8, 20, 60))
        group = np.array([draw.choice((0, 0, 1, 1, 3) if seed % 2 else (0, 1)) for _ in range(4 * n)], np.intp)
        table = np.array([[draw.lognormvariate(3, 2.0) * (draw.random() < 0.4) for _ in range(3)] for _ in group]).round(0)
        amounts = Amounts.of(table, group, 4, np.ones(len(group)))
        masks = CohortMasks([int(x) for x in np.bincount(group, minlength=4)], LIMIT, nothing_elsewhere)
        nodes = [m for m in (A, B) if np.isin(group, GROUPS[m]).any()]
        if not all(masks.may_describe(m) for m in nodes):
            continue
        names = ("x", "y", "z")
        masks.amounts("t", amounts, names)
        for node in nodes:
            here = table[np.isin(group, GROUPS[node])]
            for j, column in enumerate(names):
                paid = np.sort(here[:, j])[::-1]
                if paid.sum() and (paid[2:].sum() < 0.15 * paid[0] or (paid > 0).sum() < LIMIT):
                    checked += 1
                    assert masks.is_hidden("t", node, column), (seed, node, column)
    assert checked > 10


def test_what_is_hidden_of_flows_stays_open():
    """Each origin: its totals are known, whole and cohorts; what goes where is not, where it is few."""
    checked = 0
    for seed in range(120):
        tables = [random_table(2000 + seed)[0], random_table(5000 + seed)[0]]
        width = min(t.shape[1] for t in tables)
        tables = [t[:, :width] for t in tables]
        sizes = sum(tables).sum(axis=1)
        masks = CohortMasks([int(n) for n in sizes], LIMIT, nothing_elsewhere)
        nodes = [n for n in (A, B) if sizes[list(GROUPS[n])].sum()]
        if not all(masks.may_describe(n) for n in nodes):
            continue
        columns = [f"to{j}" for j in range(width)]
        masks.flows("t", np.stack(tables, axis=1).reshape(-1, width), ("x", "y"), columns, lambda cohort, origin: None)
        for origin, people in zip(("x", "y"), tables, strict=True):
            attack = Attack(people)
            for node in (WHOLE, *nodes):
                attack.learn(GROUPS[node], range(width))
                for j, column in enumerate(columns):
                    if not masks.is_hidden("t", f"{node}|{origin}", column):
                        attack.learn(GROUPS[node], [j])
            for node in nodes:
                total = people[list(GROUPS[node])].sum()
                for j, column in enumerate(columns):
                    n = int(people[np.ix_(list(GROUPS[node]), [j])].sum())
                    if 0 < n < LIMIT and n < total:
                        checked += 1
                        assert masks.is_hidden("t", f"{node}|{origin}", column), (seed, origin, node, column)
                        if total >= 2 * LIMIT:
                            assert attack.width(GROUPS[node], [j]) >= LIMIT - 1e-6, (seed, origin, node, column, n)
    assert checked > 10
