"""An attacker with all that is told of where the people of a draft live, at every level, against areas without a number.

Known are the people of each area and how many meet the definition in force there; every number that is told is an equation;
nobody is negative. Unknown are the people who meet the draft, and who do not, per combination of areas. A number is delicate
where it is small, where it leaves few people over, or where the draft and the definition in force differ by few. It is of an
area, or of people who lie in the same areas of every level: they are not printed and follow by subtraction.
"""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from empact.engine.attrition.places import _hidden, _summed

DRAFTS = 240
CHECKED = 10  # areas attacked per draft


def random_draft(seed: int):
    """Paths of areas as ``places`` makes them; who meets the draft, everybody, and who of both definitions meets one only."""
    draw = random.Random(seed)
    paths = []
    for zone in range(draw.randint(1, 4)):
        crossing = seed % 3 == 0  # care regions that cut through zones
        for town in range(draw.randint(1, 4)):
            care = f"care_region:{(zone + town) % 2}" if crossing else f"care_region:{zone % 2}"
            paths.append(("all", "region:1", f"zone:{zone}", care, f"municipality:{zone}{town}"))
        if draw.random() < 0.3:  # people of a zone whose municipality is not known
            paths.append(("all", "region:1", f"zone:{zone}", paths[-1][3], "municipality/"))
    size = draw.choice((3, 10, 40, 200))
    people = np.array([int(draw.expovariate(1 / size)) + draw.choice((0, 3, 30)) for _ in paths])
    share = draw.choice((0.05, 0.3, 0.7, 0.98))
    yes = np.array([sum(draw.random() < share for _ in range(n)) for n in people])
    moved = np.zeros_like(yes)
    if seed % 2:  # a draft of a definition that is in force
        moved = np.array([min(n, draw.choice((0, 0, 1, 3, 12, 40))) for n in yes])
    return paths, yes, people, moved, draw.choice((5, 5, 10))


class Attack:
    """What is told, as equations over who meets it (first half) and who does not (second half) per combination of areas."""

    def __init__(self, paths, yes, people, away) -> None:
        self.paths, self.rows, self.right = paths, [], []
        numbers, everybody = _summed(paths, yes), _summed(paths, people)
        self.plain = {n for n in numbers if n not in away and numbers[n] in (0, everybody[n])}
        for node, n in everybody.items():
            self.learn(self.of(node, True) + self.of(node, False), n)
            if node not in away:
                self.learn(self.of(node, True), numbers[node])

    def of(self, node, meets) -> np.ndarray:
        here = np.array([float(node == path or node in path) for path in self.paths])
        nobody = np.zeros(len(here))
        return np.concatenate([here, nobody] if meets else [nobody, here])

    def learn(self, terms, number) -> None:
        self.rows.append(terms)
        self.right.append(number)

    def reach(self, node) -> tuple[float, float]:
        """The least and the most people who may meet it there."""
        found = []
        for sign in (1, -1):
            solved = linprog(
                sign * self.of(node, True), A_eq=np.array(self.rows), b_eq=self.right, bounds=(0, None), method="highs"
            )
            assert solved.status == 0, solved.message
            found.append(sign * solved.fun)
        return found[0], found[1]


def parts_of(paths, yes, people, moved, threshold) -> dict:
    """Each delicate area and combination of areas: who meets it there, and everybody."""
    tables = [_summed(paths, one) | dict(zip(paths, one.tolist(), strict=True)) for one in (yes, people, moved)]
    found = {part: tuple(table[part] for table in tables) for part in tables[0]}
    small = {part: (n, alive) for part, (n, alive, few) in found.items() if n and delicate(n, alive, few, threshold)}
    return small  # that it is nobody may be told


def delicate(n: int, everybody: int, moved: int, threshold: int) -> bool:
    return any(0 < few < threshold for few in (n, everybody - n, moved))


@pytest.mark.parametrize("block", range(6))
def test_no_area_that_shows_no_number_can_be_worked_out_from_all_levels_together(block):
    attacked = 0
    for seed in range(block, DRAFTS, 6):
        paths, yes, people, moved, threshold = random_draft(seed)
        away = _hidden(paths, yes, people, moved, threshold)
        attack = Attack(paths, yes, people, away)
        found = parts_of(paths, yes, people, moved, threshold)
        assert all(part in away for part in found if isinstance(part, str)), f"seed {seed}: a delicate number is told"
        # where everybody of a larger area meets it, or nobody, its number says so of its parts, and it is told
        known = {part for part in found for path in paths if part in (path, *path) and attack.plain.intersection(path)}
        chosen = sorted(found.keys() - known, key=str)
        for part in random.Random(seed).sample(chosen, min(CHECKED, len(chosen))):
            n, alive = found[part]
            least, most = attack.reach(part)
            assert least - 1e-6 <= n <= most + 1e-6
            enough = min(threshold, alive)  # none to all of four people: nothing was given away
            if "all" not in away and alive < people.sum():  # how many meet it of everybody is told whatever lies in the areas
                enough = min(enough, people.sum() - alive)
            assert most - least >= enough - 1e-6, f"seed {seed}: {part} lies between {least} and {most} of {alive}"
            attacked += 1
    assert attacked > 20


def test_what_is_told_is_no_less_than_it_has_to_be():
    """A mask that hides all is safe and worth nothing: of drafts of many people most areas are told."""
    told = all_of = 0
    for seed in range(DRAFTS):
        paths, yes, people, moved, threshold = random_draft(seed)
        if min(yes) >= 2 * threshold and min(people - yes) >= 2 * threshold and not moved.any():
            away, nodes = _hidden(paths, yes, people, moved, threshold), set(_summed(paths, yes))
            assert not away, f"seed {seed}: {away}"
            told, all_of = told + len(nodes - away), all_of + len(nodes)
    assert told == all_of > 0


def test_the_attacker_would_find_a_lone_area():
    """The examination is worth something: hiding small numbers alone falls."""
    caught = 0
    for seed in range(40):
        paths, yes, people, moved, threshold = random_draft(seed)
        numbers, everybody, few = (_summed(paths, one) for one in (yes, people, moved))
        naive = {n for n in numbers if delicate(numbers[n], everybody[n], few[n], threshold)}
        attack = Attack(paths, yes, people, naive)
        for node in sorted(naive)[:3]:
            least, most = attack.reach(node)
            caught += most - least < 1e-6
    assert caught
