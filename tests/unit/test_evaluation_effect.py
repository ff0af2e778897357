"""An action in areas: a known effect lies inside the interval, none is seldom found, unlike pasts are refused."""

from __future__ import annotations

import numpy as np
import pytest

from empact.engine.evaluation.effect import FEWEST_OTHERS, against_others
from empact.engine.release.released import HIDDEN, OK, Row
from empact.stats.intervals import poisson
from empact.terms.errors import UserError
from empact.terms.periods import parse_period

BEFORE, AFTER = parse_period("2021..2022", "year"), parse_period("2023", "year")


class Drawn:
    """Released rows of made-up areas: rates that differ, changes that differ by ``spread``, Poisson counts."""

    def __init__(self, seed: int, effect: float = 1.0, *, areas: int = 8, spread: float = 0.05, drift: float = 0.0) -> None:
        rng = np.random.default_rng(seed)
        level, moved = rng.uniform(0.02, 0.04, areas), rng.normal(0, spread, areas)
        self.counts = {}
        for k, period in enumerate((*BEFORE, *AFTER)):
            change = np.where(period in AFTER, moved, 0.0)
            change[0] += drift * k + (np.log(effect) if period in AFTER else 0.0)
            self.counts[period] = rng.poisson(20_000 * level * np.exp(change))
        self.hidden: set[int] = set()

    def rows(self, indicator, period, level=None, stratum=""):
        found = []
        for i, n in enumerate(self.counts[period]):
            limits = poisson(n)
            value, lower, upper = (float(v) / 20 for v in (n, limits.lower, limits.upper))
            if i in self.hidden:
                found.append(Row(f"a{i}", f"Area {i}", "zone", "", HIDDEN, None, None, None))
            else:
                found.append(Row(f"a{i}", f"Area {i}", "zone", "", OK, 20_000, float(n), 20_000.0, value, lower, upper))
        return tuple(found)


def effect_of(drawn: Drawn, areas=("a0",), others=()):
    return against_others(drawn, "x", "zone", areas, others, BEFORE, AFTER)


@pytest.mark.parametrize("true", [1.0, 0.7])
def test_the_interval_covers_the_true_effect_about_as_often_as_it_says(true):
    found = [effect_of(Drawn(seed, true)) for seed in range(200)]
    assert sum(e.lower <= true <= e.upper for e in found) >= 184


def test_without_an_effect_a_difference_is_found_in_five_of_a_hundred_at_most():
    found = [effect_of(Drawn(seed)) for seed in range(100)]
    assert sum(e.status == "known" and not e.lower <= 1 <= e.upper for e in found) <= 5


def test_areas_that_went_apart_before_allow_no_statement():
    assert effect_of(Drawn(1, drift=0.5)).status == "unfair"


def test_too_few_other_areas_or_a_hidden_action_is_too_few():
    assert effect_of(Drawn(1, areas=FEWEST_OTHERS)).status == "too_few"
    hidden = Drawn(1)
    hidden.hidden = {0}
    assert effect_of(hidden).status == "too_few"
    hidden.hidden = {1}
    found = effect_of(hidden)
    assert found.status == "known" and not any(d.used for d in found.data if d.unit == "Area 1")


def test_areas_are_named_by_id_or_name_and_lie_on_one_side():
    assert effect_of(Drawn(1), ["Area 0"]) == effect_of(Drawn(1), ["a0"])
    with pytest.raises(UserError, match="no area or practice 'Nowhere'"):
        effect_of(Drawn(1), ["Nowhere"])
    with pytest.raises(UserError, match="in the action and in the comparison"):
        effect_of(Drawn(1), ["a0"], ["a0", "a1", "a2", "a3"])
