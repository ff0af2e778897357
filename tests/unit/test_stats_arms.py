"""Two arms, and groups that begin one after another: against every other lot, and on planted effects."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pytest

from empact.stats.arms import arm_difference, look_threshold, step_test
from empact.terms.errors import UserError


def test_the_variance_is_that_of_all_ways_to_draw_within_strata():
    outcome = np.array([0, 3, 1, 0, 2, 5, 0, 1, 1, 4.0])
    stratum = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2])
    first = np.array([1, 0, 1, 0, 1, 1, 0, 0, 0, 1], bool)
    found = arm_difference(outcome, first, stratum)
    weights = 2 * 2 / 4 + 2 * 3 / 5
    everywhere = []
    for a, b in product(combinations(range(4), 2), combinations(range(4, 9), 2)):
        drawn = np.isin(np.arange(10), (*a, *b, 9))
        gaps = [outcome[drawn & (stratum == s)].mean() - outcome[~drawn & (stratum == s)].mean() for s in (0, 1)]
        everywhere.append((gaps[0] * 1 + gaps[1] * 1.2) / weights)
    assert np.mean(everywhere) == pytest.approx(0, abs=1e-12)
    assert found.standard_error[0] == pytest.approx(np.std(everywhere), rel=1e-12)
    own = (0.5 - 1.5) * 1 + (3.5 - 2 / 3) * 1.2
    assert found.difference[0] == pytest.approx(own / weights, rel=1e-12)


def test_many_outcomes_at_once_are_each_by_itself_and_a_stratum_with_one_arm_takes_no_part():
    rng = np.random.default_rng(1)
    outcome, first, stratum = rng.poisson(1.0, (60, 3)), rng.random(60) < 0.5, rng.integers(0, 4, 60)
    first[stratum == 3] = True
    together = arm_difference(outcome, first, stratum)
    for column in range(3):
        alone = arm_difference(outcome[:, column], first, stratum)
        assert together.p_larger[column] == alone.p_larger[0]
    kept = stratum != 3
    assert arm_difference(outcome[kept], first[kept], stratum[kept]).difference == pytest.approx(together.difference)


def test_nobody_to_compare_with_says_nothing():
    found = arm_difference([1.0, 2.0], np.array([True, True]), np.array([0, 0]))
    assert found.difference[0] == 0 and np.isnan(found.standard_error[0]) and found.p_larger[0] == 1
    same = arm_difference([1.0, 1.0], np.array([True, False]), np.array([0, 0]))
    assert same.p_larger[0] == 1 and np.isnan(same.standard_error[0])
    with pytest.raises(UserError, match="same people"):
        arm_difference([1.0], np.array([True, False]), np.array([0, 0]))


def test_the_steps_are_judged_among_all_orders():
    mean = np.array([[1.0, 2.0], [0.5, 0.4], [0.2, 0.9], [0.1, 0.3]])
    people, step = np.array([10, 20, 10, 40.0]), np.array([0, 0, 1, 1])

    def contrast(begins):
        total = 0.0
        for p in range(2):
            whole = (mean[:, p] * people).sum() / people.sum()
            total += sum(people[g] * (mean[g, p] - whole) for g in range(4) if begins[g] <= p)
        return total

    difference, larger = step_test(mean, people, step, draws=20_000, seed=3)
    everywhere = [contrast(order) for order in permutations(step)]
    assert larger == pytest.approx(np.mean(np.array(everywhere) >= contrast(step) - 1e-12), abs=0.02)
    weight = 30 * 50 / 80  # of the first quarter; in the second everybody has begun
    assert difference == pytest.approx(contrast(step) / weight)


def test_several_looks_share_the_chance_of_a_false_alarm():
    assert look_threshold(0.05, 4) == pytest.approx(0.0125)
