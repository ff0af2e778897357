"""Series over time and time until an event: charts, runs, cumulative sums, survival, each at its edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empact.stats.charts import control_chart, moving_ranges, screened_mean_range
from empact.stats.cusum import average_run_length, binomial_scores, cusum, cusum_design, poisson_scores
from empact.stats.runs import false_alarm_probability, run_limits, run_rules
from empact.stats.survival import concordance, cox, kaplan_meier, log_rank, survival_at
from empact.stats.xmr import xmr
from empact.terms.errors import UserError

WAVE = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12]


# --- XmR -------------------------------------------------------------------------------------------------------------


def types(values, **options):
    chart = xmr(values, **options)
    return chart.point_type.tolist(), chart.rule.tolist()


def test_a_steady_series_has_common_cause_only():
    assert types(WAVE, direction="increase") == (["common_cause"] * 14, [""] * 14)


@pytest.mark.parametrize(
    ("direction", "high", "low"),
    [(None, "neutral_high", "neutral_low"), ("increase", "improvement", "concern"), ("decrease", "concern", "improvement")],
)
def test_improvement_and_concern_are_said_only_with_a_direction(direction, high, low):
    up, _ = types([*WAVE, 30], direction=direction)
    down, _ = types([*WAVE, -10], direction=direction)
    assert (up[-1], down[-1]) == (high, low)
    assert set(up[:-1]) == {"common_cause"}


def test_a_point_is_outside_from_the_limit_on_and_not_before():
    upper, lower = float(xmr(WAVE).upper[0]), float(xmr(WAVE).lower[0])
    _, rules = types([*WAVE, upper + 1e-6, lower - 1e-6, upper - 1e-6, lower + 1e-6], freeze=14)
    assert rules[14:16] == ["outside"] * 2 and "outside" not in rules[16:]


def test_seven_rising_points_are_a_trend_and_six_are_not():
    steps = [10, 11, 12, 13, 14, 15, 16]
    flat = [13, 9, 17, 9, 17, 9, 17, 9, 17]
    _, rules = types([*flat, *steps, *flat])
    assert [i for i, r in enumerate(rules) if r == "trend"] == [*range(9, 16)]  # 17 before and 13 after do not join it
    assert "trend" not in types([*flat, *steps[:6], *flat[1:]])[1]
    _, falling = types([*flat, *steps[::-1], *flat[2:]])
    assert falling[9:16] == ["trend"] * 7


def test_seven_points_on_one_side_are_a_shift_and_a_point_on_the_mean_breaks_it():
    low = [9.875, 8.875] * 3 + [9.875]
    high = [20 - v for v in low]
    assert types(low + high)[1] == ["one_side"] * 14
    assert "one_side" not in types([*low[:6], 10, *high[:6]])[1]


def test_two_of_three_beyond_the_near_limit_count_only_on_one_side_of_the_mean():
    base = [10, 12] * 10  # limits 11 -/+ 2.66 amr

    def near(series):
        chart = xmr(np.array(series, float), freeze=20)
        return [i for i, r in enumerate(chart.rule.tolist()) if r == "two_of_three"], chart

    chart = near(base)[1]
    edge = float(chart.near_upper[0] + 0.1)
    assert edge < chart.upper[0]
    assert near([*base, edge, 11.5, edge, 10])[0] == [20, 22]
    assert near([*base, edge, 10.5, edge, 10])[0] == []  # the middle one lies on the other side
    assert near([*base, edge, 11.5, 11.5, edge, 10])[0] == []


def test_the_first_rule_that_holds_is_named():
    rising = [1, 2, 3, 4, 5, 6, 30]
    chart = xmr([*WAVE, *rising], freeze=14)
    assert chart.rule[-1] == "outside" and chart.rule[-2] in ("outside", "trend")


def test_screening_drops_large_ranges_once_and_limits_stand_still_when_frozen():
    quiet = xmr(WAVE)
    ranges = np.abs(np.diff([*WAVE, 60]))
    kept = ranges[ranges < 3.267 * ranges.mean()]
    assert kept.size == ranges.size - 1
    assert xmr([*WAVE, 60]).mean_range[0] == pytest.approx(kept.mean())
    frozen = xmr([*WAVE, 60, 60, 60], freeze=14)
    assert frozen.upper[-1] == quiet.upper[0] and frozen.mean[-1] == quiet.mean[0]


def test_a_new_segment_has_a_mean_and_limits_of_its_own_and_rules_stop_at_its_edge():
    after = [v + 20 for v in WAVE]
    whole, cut = xmr(WAVE + after), xmr(WAVE + after, rebase=[14])
    assert set(whole.rule.tolist()) != {""}
    assert cut.rule.tolist() == [""] * 28
    np.testing.assert_array_equal(cut.upper[:14], xmr(WAVE).upper)
    np.testing.assert_array_equal(cut.lower[14:], xmr(after).lower)


def test_few_points_are_told():
    assert xmr(WAVE[:12]).short_segments == ((0, 12),)
    assert xmr(WAVE[:13]).short_segments == ()
    assert xmr(WAVE * 2, rebase=[20]).short_segments == ((20, 28),)
    assert xmr(WAVE * 2, freeze=12).short_segments == ((0, 28),)


@pytest.mark.parametrize(
    ("target", "direction", "assurance"),
    [
        (100, "increase", "consistently_fail"),
        (-100, "increase", "consistently_pass"),
        (100, "decrease", "consistently_pass"),
        (-100, "decrease", "consistently_fail"),
        (10, "increase", "inconsistent"),
        (10, None, ""),
        (None, "increase", ""),
    ],
)
def test_assurance_looks_at_the_target_against_the_limits(target, direction, assurance):
    assert xmr(WAVE, target=target, direction=direction).assurance == assurance


def test_many_units_are_charted_at_once():
    y = np.random.default_rng(1).standard_normal((4, 5, 40)).cumsum(-1)
    many = xmr(y, direction="decrease", target=np.zeros((4, 5)), rebase=[20])
    for at in np.ndindex(4, 5):
        one = xmr(y[at], direction="decrease", target=0, rebase=[20])
        assert many.point_type[at].tolist() == one.point_type.tolist()
        assert many.assurance[at] == one.assurance
        np.testing.assert_allclose(many.upper[at], one.upper)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: xmr([1, np.nan, 3]),
        lambda: xmr(5),
        lambda: xmr([1, 2, 3], direction="up"),
        lambda: xmr([1, 2, 3], rebase=[3]),
        lambda: xmr([1, 2, 3], rebase=[2]),
        lambda: control_chart("x", [1, 2]),
        lambda: control_chart("p", [1, 2]),
        lambda: control_chart("c", [1, -2]),
        lambda: control_chart("c", [1, 2], exclude=[5]),
        lambda: control_chart("c", [1, 2], exclude=[0, 1]),
        lambda: run_rules(3, 2),
        lambda: cusum(3, cusum_design(1, false_alarm_every=50)),
        lambda: cusum_design(0, false_alarm_every=50),
        lambda: cusum_design(1, false_alarm_every=1),
        lambda: average_run_length(-1, 0.5),
        lambda: false_alarm_probability(1),
        lambda: kaplan_meier([1, 2], [1]),
        lambda: kaplan_meier([1, np.nan], [1, 0]),
        lambda: kaplan_meier([1, 2], [1, 2]),
        lambda: log_rank([1, 2], [1, 1], ["a", "a"]),
        lambda: cox([1, 2], [1, 1], [[1], [2]], ["a", "b"]),
        lambda: cox([1, 2], [1, 1], [[1], [2]], ["a"], ties="exact"),
    ],
)
def test_what_cannot_be_charted_or_followed_is_refused_with_a_hint(ask):
    with pytest.raises(UserError) as caught:
        ask()
    assert caught.value.message.endswith(".") and caught.value.hint


# --- Shewhart and runs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["p", "u", "c", "i", "mr"])
def test_many_series_are_charted_at_once(kind):
    y = np.random.default_rng(2).poisson(20, (3, 30))
    options = {"exclude": [4], "freeze": 15, "phases": [16]}
    many = control_chart(kind, y, 200, **options)
    for i in range(3):
        one = control_chart(kind, y[i], 200, **options)
        np.testing.assert_allclose(many.upper[i], one.upper)
        assert many.has_run[i].tolist() == one.has_run.tolist()


def test_a_constant_series_has_limits_on_its_centre_and_no_signal():
    for kind in ("c", "i", "mr"):
        chart = control_chart(kind, [5] * 20)
        assert not chart.is_outside.any() and not chart.has_run.any()
    assert screened_mean_range(moving_ranges([5, 5, 5])) == 0


def test_limits_of_a_proportion_stay_within_0_and_1():
    chart = control_chart("p", [0, 1, 0, 1, 1], [1, 1, 1, 1, 1])
    assert (chart.lower == 0).all() and (chart.upper == 1).all()


def naive_runs(signs):
    useful = [s for s in signs if s]
    longest, crossings, run = 0, 0, 0
    for i, s in enumerate(useful):
        if i and s != useful[i - 1]:
            crossings, run = crossings + 1, 0
        run += 1
        longest = max(longest, run)
    return len(useful), longest, crossings


@given(st.lists(st.lists(st.sampled_from([-1, 0, 1]), min_size=12, max_size=12), min_size=1, max_size=6))
def test_runs_and_crossings_equal_a_count_by_hand(series):
    found = run_rules(series, 0)
    for i, signs in enumerate(series):
        assert (found.useful[i], found.longest_run[i], found.crossings[i]) == naive_runs(signs)


@given(st.lists(st.sampled_from([-1, 1]), min_size=2, max_size=12))
def test_points_left_out_do_not_break_a_run(signs):
    include = np.arange(len(signs)) != 1
    found = run_rules(signs, 0, include)
    assert (found.useful, found.longest_run, found.crossings) == naive_runs([signs[0], *signs[2:]])


@pytest.mark.parametrize("n", [2, 5, 9, 12])
def test_the_false_alarm_probability_counts_every_sequence(n):
    every = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    assert false_alarm_probability(n) == pytest.approx(run_rules(every * 2 - 1, 0).is_signal.mean(), abs=1e-12)


def test_limits_of_runs_at_usual_numbers_of_points():
    """Useful points, longest run, fewest crossings; 20 and 40 also stand in the reference of the worked tests."""
    useful, longest, fewest = np.array([(10, 6, 2), (15, 7, 4), (20, 7, 6), (24, 8, 8), (40, 8, 14), (60, 9, 23)]).T
    found = run_limits(useful)
    assert found[0].tolist() == longest.tolist() and found[1].tolist() == fewest.tolist()


# --- cumulative sums -------------------------------------------------------------------------------------------------


def test_the_sums_follow_their_recursion_and_start_again_after_an_alarm():
    design = cusum_design(1, false_alarm_every=100)
    z = [2.0, 2.0, np.nan, 2.0, 0.0, -2.0, -2.0, -2.0]
    chart = cusum(z, design)
    np.testing.assert_allclose(chart.high[:4], [1.5, 3.0, 3.0, 4.5])
    assert chart.is_alarm_high.tolist() == [False, False, False, True] + [False] * 4
    np.testing.assert_allclose(chart.low, [0, 0, 0, 0, 0, 1.5, 3.0, 4.5])
    assert chart.is_alarm_low.tolist() == [False] * 7 + [True]
    one_sided = cusum(z, cusum_design(1, false_alarm_every=100, is_two_sided=False))
    assert not one_sided.low.any()


@settings(max_examples=15)
@given(st.floats(0.3, 2.5), st.integers(10, 2000))
def test_rarer_false_alarms_cost_later_finds(shift, every):
    often, rarely = (cusum_design(shift, false_alarm_every=e) for e in (every, 2 * every))
    assert often.threshold < rarely.threshold and often.found_within < rarely.found_within
    assert average_run_length(often.threshold, often.reference) == pytest.approx(every, rel=1e-6)


def test_scores_of_small_counts_are_standard_normal():
    generator = np.random.default_rng(3)
    for mean in (0.1, 1, 30):
        z = poisson_scores(generator.poisson(mean, 100_000), mean, seed=4)
        assert z.mean() == pytest.approx(0, abs=0.015) and z.std() == pytest.approx(1, abs=0.015)
        assert (z > 1.96).mean() == pytest.approx(0.025, abs=0.003)
    z = binomial_scores(generator.binomial(7, 0.2, 100_000), 7, 0.2, seed=5)
    assert z.mean() == pytest.approx(0, abs=0.015) and z.std() == pytest.approx(1, abs=0.015)
    assert np.isnan(binomial_scores([8, 3], 7, 0.2, seed=5)).tolist() == [True, False]
    assert np.isfinite(poisson_scores([0, 1000], [50, 1], seed=6)).all()


# --- survival --------------------------------------------------------------------------------------------------------


def test_without_censoring_survival_is_the_share_still_alive():
    time = np.array([1, 2, 2, 4, 5.0])
    curve = kaplan_meier(time, np.ones(5))
    np.testing.assert_allclose(curve.survival, [0.8, 0.4, 0.2, 0.0], atol=1e-15)
    np.testing.assert_array_equal(curve.at_risk, [5, 4, 2, 1])
    assert np.isnan(curve.lower[-1]) and (curve.lower[:-1] < curve.survival[:-1]).all()
    early = survival_at(time, np.ones(5), [0.5, 2, 3])
    np.testing.assert_allclose(early.survival, [1, 0.4, 0.4])
    assert kaplan_meier([1, 2], [0, 0]).time.size == 0


@given(st.integers(0, 10**6))
def test_survival_never_rises_and_limits_hold_it(seed):
    generator = np.random.default_rng(seed)
    time, event = generator.integers(1, 20, 30), generator.random(30) < 0.6
    curve = kaplan_meier(time, event)
    assert (np.diff(curve.survival) <= 1e-12).all()
    inside = ~np.isnan(curve.lower)
    assert (curve.lower[inside] <= curve.survival[inside]).all() and (curve.survival[inside] <= curve.upper[inside]).all()


def test_a_planted_hazard_ratio_is_found_and_groups_differ():
    generator = np.random.default_rng(7)
    group = generator.random(2000) < 0.5
    time = generator.exponential(1 / np.where(group, 2.0, 1.0))
    event = time < 1
    model = cox(np.minimum(time, 1), event, group[:, None].astype(float), ["group"])
    assert model.lower[0] < 2 < model.upper[0] and model.log_likelihood > model.log_likelihood_null
    assert log_rank(np.minimum(time, 1), event, group.tolist()).p_value < 1e-6
    mixed = log_rank(np.minimum(time, 1), event, generator.permutation(group).tolist())
    assert mixed.p_value > 0.001


def test_concordance_of_a_perfect_a_reversed_and_no_order():
    time, event = np.arange(1, 9), np.ones(8)
    assert concordance(time, event, -time) == 1 and concordance(time, event, time) == 0
    assert concordance(time, event, np.zeros(8)) == 0.5
    assert np.isnan(concordance(time, np.zeros(8), time))
