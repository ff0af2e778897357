"""How often signal rules ring without cause, and how soon they find a planted shift: stated, then simulated."""

import numpy as np
import pytest

from empact.stats.cusum import binomial_scores, cusum, cusum_design, poisson_scores
from empact.stats.runs import false_alarm_probability, run_rules

EVERY = 50


def first_alarm(scores: np.ndarray, design) -> np.ndarray:
    chart = cusum(scores, design)
    rings = chart.is_alarm_high | chart.is_alarm_low
    assert rings.any(-1).all()
    return rings.argmax(-1) + 1


@pytest.mark.shows("B11")
def test_signal_rules_ring_as_rarely_and_find_a_shift_as_soon_as_they_state() -> None:
    design = cusum_design(1, false_alarm_every=EVERY)
    generator = np.random.default_rng(11)
    # in control: 2000 small lists, 0.5 to 20 expected events a period
    expected = np.repeat(generator.uniform(0.5, 20, (2000, 1)), 400, axis=1)
    chart = cusum(poisson_scores(generator.poisson(expected), expected, seed=12), design)
    rate = (chart.is_alarm_high | chart.is_alarm_low).mean()
    assert rate == pytest.approx(1 / design.false_alarm_every, rel=0.1)
    # a planted shift of one standard deviation, in counts and in proportions
    expected = np.full((10_000, 100), 20.0)
    counts = generator.poisson(expected + np.sqrt(expected))
    assert first_alarm(poisson_scores(counts, expected, seed=13), design).mean() == pytest.approx(design.found_within, rel=0.1)
    people, usual = 100, 0.3
    raised = usual + np.sqrt(usual * (1 - usual) / people)
    scores = binomial_scores(generator.binomial(people, raised, (10_000, 100)), people, usual, seed=14)
    assert first_alarm(scores, design).mean() == pytest.approx(design.found_within, rel=0.1)
    # run rules on a process that does not change
    for points in (12, 24, 60):
        simulated = run_rules(generator.standard_normal((50_000, points)), 0).is_signal.mean()
        assert simulated == pytest.approx(false_alarm_probability(points), rel=0.1)


def test_a_chart_with_a_lower_threshold_fails_the_same_simulation() -> None:
    """The simulation can tell: a threshold a tenth too low rings more than a tenth too often."""
    from dataclasses import replace

    design = cusum_design(1, false_alarm_every=EVERY)
    scores = np.random.default_rng(15).standard_normal((2000, 400))
    chart = cusum(scores, replace(design, threshold=0.9 * design.threshold))
    assert (chart.is_alarm_high | chart.is_alarm_low).mean() > 1.1 / EVERY


@pytest.mark.parametrize("shift", [0.5, 1, 2])
@pytest.mark.parametrize("every", [20, 200])
@pytest.mark.parametrize("is_two_sided", [True, False])
def test_designs_keep_their_promise_on_normal_scores(shift: float, every: int, is_two_sided: bool) -> None:
    design = cusum_design(shift, false_alarm_every=every, is_two_sided=is_two_sided)
    generator = np.random.default_rng(16)
    chart = cusum(generator.standard_normal((4000, 500)), design)
    assert (chart.is_alarm_high | chart.is_alarm_low).mean() == pytest.approx(1 / every, rel=0.1)
    found = first_alarm(generator.standard_normal((10_000, 400)) + shift, design)
    assert found.mean() == pytest.approx(design.found_within, rel=0.1)
