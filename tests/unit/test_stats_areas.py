"""Areas against each other: over-dispersion, gradients, quantiles, life tables, shrinkage, benchmarks, comparisons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empact.stats.benchmark import achievable_benchmark
from empact.stats.comparison import difference_in_differences, synthetic_control, synthetic_difference
from empact.stats.dispersion import Dispersion, dispersed_funnel, dispersion, scaled
from empact.stats.inequality import quantiles, slope_index, standard_error
from empact.stats.interruption import interrupted_counts
from empact.stats.life import START_AGES, life_table
from empact.stats.shrinkage import shrunken_proportion, shrunken_rate, shrunken_ratio
from empact.terms.errors import UserError

# numerators and denominators of the tests of FunnelPlotR (MIT)
OBSERVED, EXPECTED = [100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220]


# --- over-dispersion -------------------------------------------------------------------------------------------------


def test_phi_and_tau_follow_the_formulas_step_by_step():
    figures = scaled(OBSERVED, EXPECTED, "ratio_log")
    z = np.sqrt(EXPECTED) * np.log(np.divide(OBSERVED, EXPECTED))
    np.testing.assert_allclose(figures.z, z)
    ordered = np.sort(z)
    low, high = (ordered[0] + ordered[1]) / 2, (ordered[4] + ordered[5]) / 2  # quantiles 0.1 and 0.9 of six: half-way
    pulled = np.clip(z, low, high)
    found = dispersion(figures)
    assert found.phi == pytest.approx((pulled**2).sum() / 6)
    w = np.array(EXPECTED, float)
    assert found.tau_squared == pytest.approx(((pulled**2).sum() - 5) / (w.sum() - (w**2).sum() / w.sum()))
    kept = (z > low) & (z < high)
    cut, w = dispersion(figures, trim="truncate"), w[kept]
    assert found.is_extreme.tolist() == cut.is_extreme.tolist() == (~kept).tolist()
    assert cut.phi == pytest.approx((z[kept] ** 2).mean())
    excess = (z[kept] ** 2).sum() - (kept.sum() - 1)
    assert cut.tau_squared == pytest.approx(max(0, excess / (w.sum() - (w**2).sum() / w.sum())))


def test_areas_on_a_trimming_quantile_are_left_out_with_those_beyond():
    figures = scaled(np.arange(95, 106), np.full(11, 100), "ratio_root")  # of eleven, the tenth lies on the second
    assert np.flatnonzero(dispersion(figures, trim="truncate").is_extreme).tolist() == [0, 1, 9, 10]


@pytest.mark.parametrize("kind", ["ratio_log", "ratio_root", "proportion", "counts"])
def test_chance_alone_gives_no_extra_width_and_true_differences_are_found(kind):
    generator = np.random.default_rng(2)
    n = generator.integers(2000, 10_000, 3000)
    rate = 0.3 if kind == "proportion" else 1.0
    spread = np.exp(0.2 * generator.standard_normal(n.size))
    draw = (
        (lambda p: generator.binomial(n, np.minimum(p, 1))) if kind == "proportion" else (lambda p: generator.poisson(n * p))
    )
    base = n if kind != "counts" else generator.poisson(n)
    even = dispersion(scaled(draw(rate), base, kind), trim="none")
    uneven = dispersion(scaled(draw(rate * spread), base, kind), trim="none")
    scale = {"ratio_log": 0.2, "counts": 0.2, "ratio_root": 0.1, "proportion": 0.2 * 0.3 / (2 * np.sqrt(0.3 * 0.7))}[kind]
    assert even.phi == pytest.approx(1, abs=0.1) and even.tau_squared < 0.05 * scale**2
    assert np.sqrt(uneven.tau_squared) == pytest.approx(scale, rel=0.1)
    # winsorising never adds
    assert dispersion(scaled(draw(rate), base, kind)).phi < 1


@pytest.mark.parametrize("kind", ["ratio_log", "ratio_root", "proportion", "counts"])
def test_dispersed_limits_are_wider_and_come_back_to_the_plain_ones(kind):
    n, target = np.array([10, 100, 1000.0]), 0.4 if kind == "proportion" else 1.0
    plain = dispersed_funnel(n, kind, target)
    found = Dispersion(phi=4.0, tau_squared=0.01, is_extreme=np.zeros(3, bool))
    for model in ("additive", "multiplicative"):
        wide = dispersed_funnel(n, kind, target, found, model=model)
        assert (wide.lower <= plain.lower).all() and (wide.upper >= plain.upper).all()
        assert (wide.lower[-1] < plain.lower[-1]) and (wide.upper[-1] > plain.upper[-1])
        none = dispersed_funnel(n, kind, target, Dispersion(0.5, 0.0, found.is_extreme), model=model)
        np.testing.assert_array_equal(none.lower, plain.lower)
    double = dispersed_funnel(n / 4, kind, target)  # phi 4 is a quarter of the size
    if kind != "counts":
        np.testing.assert_allclose(dispersed_funnel(n, kind, target, found, model="multiplicative").upper, double.upper)


def test_ratio_limits_are_those_of_the_report():
    found = dispersed_funnel(50, "ratio_log", 1, Dispersion(2, 0.04, np.zeros(1, bool)), tail=0.001)
    assert found.upper == pytest.approx(np.exp(3.090232306 * np.sqrt(1 / 50 + 0.04)))
    root = dispersed_funnel(50, "ratio_root", 1, Dispersion(2, 0.04, np.zeros(1, bool)))
    assert root.lower == pytest.approx((1 - 1.959963985 * np.sqrt(1 / 200 + 0.04)) ** 2)


# --- inequality ------------------------------------------------------------------------------------------------------


def test_a_straight_gradient_is_found_exactly_whatever_the_sizes():
    people = np.array([[100, 250, 50, 400, 200], [1, 1, 1, 1, 1]])
    share = people / people.sum(1, keepdims=True)
    place = np.cumsum(share, 1) - share / 2
    found = slope_index(80 + 9 * place, people)
    np.testing.assert_allclose(found.sii, [9, 9])
    np.testing.assert_allclose(found.intercept, [80, 80])
    np.testing.assert_allclose(found.rii, [89 / 80] * 2)
    assert np.isnan(found.sii_lower).all()


def test_simulated_limits_of_a_slope_agree_with_its_normal_distribution():
    y, n, se = [182.0, 170, 151, 149, 130], [1200, 1100, 1000, 950, 900], [3, 4, 3, 5, 4]
    found = slope_index(y, n, se, seed=1)
    unit = np.array([slope_index(row, n).sii for row in np.eye(5)])
    spread = np.sqrt(((unit * se) ** 2).sum())
    assert found.sii_upper - found.sii == pytest.approx(1.96 * spread, rel=0.02)
    assert found.sii - found.sii_lower == pytest.approx(1.96 * spread, rel=0.02)
    assert found.rii_lower < found.rii < found.rii_upper < 1
    again = slope_index(y, n, se, seed=1)
    assert (again.sii_lower, again.rii_upper) == (found.sii_lower, found.rii_upper)
    assert slope_index(y, n, se, seed=2).sii_lower != found.sii_lower


def test_a_negative_multiplier_turns_slope_ratio_and_limits():
    y, n, se = [0.2, 0.15, 0.1], [100, 100, 100], [0.1, 0.1, 0.1]
    found, turned = (slope_index(y, n, se, seed=3, scale="logit", multiplier=m, repetitions=2000) for m in (1, -100))
    assert turned.sii == pytest.approx(-100 * found.sii) and turned.rii == pytest.approx(1 / found.rii)
    assert turned.sii_lower == pytest.approx(-100 * found.sii_upper)
    assert turned.rii_lower == pytest.approx(1 / found.rii_upper)


def test_limits_need_a_seed_and_say_so():
    with pytest.raises(UserError, match="seed"):
        slope_index([1, 2], [1, 1], [0.1, 0.1])


def test_standard_errors_come_from_limits_on_the_scale_asked():
    assert standard_error(8, 12) == pytest.approx(4 / (2 * 1.959963985))
    assert standard_error(5, 20, scale="log") == pytest.approx(np.log(4) / (2 * 1.959963985))
    assert np.isnan(standard_error(0, 20, scale="log"))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(1, 10), st.booleans())
def test_quantiles_keep_equal_values_together_and_follow_the_order(values, count, is_highest_first):
    for weights in (None, np.ones(len(values))):
        found = quantiles(values, count, weights=weights, is_highest_first=is_highest_first)
        assert found.min() >= 1 and found.max() <= count
        by_value = {}
        for value, quantile in zip(values, found.tolist(), strict=True):
            assert by_value.setdefault(value, quantile) == quantile
        ordered = [by_value[v] for v in sorted(by_value, reverse=is_highest_first)]
        assert ordered == sorted(ordered)


@given(st.integers(1, 10), st.integers(1, 12))
def test_quantiles_are_equally_large_where_they_can_be(count, each):
    found = quantiles(np.random.default_rng(0).permutation(count * each), count)
    assert np.bincount(found)[1:].tolist() == [each] * count


def test_weighted_quantiles_hold_equal_people():
    generator = np.random.default_rng(4)
    people = generator.integers(1, 100, 2000)
    found = quantiles(generator.random(2000), 5, weights=people)
    held = np.bincount(found, weights=people)[1:]
    np.testing.assert_allclose(held, people.sum() / 5, rtol=0.01)
    assert quantiles([3.0, np.nan, 1.0], 2).tolist() == [2, 0, 1]
    # midpoints .5, 1.5, 5, 8.5, 9.5 of 10 people: the large one in the middle falls half-way
    assert quantiles([1, 2, 3, 4, 5], 2, weights=[1, 1, 6, 1, 1]).tolist() == [1, 1, 1, 2, 2]


# --- life tables -----------------------------------------------------------------------------------------------------


def test_a_life_table_of_constant_mortality_comes_near_its_inverse():
    people = np.full(20, 1e6)
    found = life_table(people * 0.02, people, first_year_fraction=0.5)
    assert found.expectancy[-1] == pytest.approx(50)
    assert found.expectancy[0] == pytest.approx(50, rel=0.005)


@given(st.lists(st.integers(1, 200), min_size=20, max_size=20))
def test_survivors_fall_time_lived_adds_up_and_the_error_shrinks_with_people(deaths):
    people = np.full(20, 20_000)
    one, ten = life_table(deaths, people), life_table(np.array(deaths) * 100, people * 100)
    assert (np.diff(one.survivors) < 0).all() and one.survivors[0] == 100_000
    shown = one.person_years.sum() / 100_000
    assert shown == pytest.approx((one.lower[0] + one.upper[0]) / 2)
    np.testing.assert_allclose(ten.standard_error * 10, one.standard_error)


def test_a_wide_interval_hides_the_expectancy_but_not_its_limits():
    people = np.full(20, 260)
    deaths = np.zeros(20)
    deaths[-1] = 1
    found = life_table(deaths, people)
    assert found.is_suppressed.all() and np.isnan(found.expectancy).all() and np.isfinite(found.lower).all()
    assert life_table(deaths, people / 2).is_impossible


def test_the_error_of_a_life_table_is_that_of_simulated_deaths():
    people = np.full(20, 20_000.0)
    rate = np.geomspace(0.0005, 0.25, 20)
    deaths = np.random.default_rng(5).binomial(people.astype(int), rate, (4000, 20))
    found = life_table(deaths, people)
    truth = life_table(people * rate, people)
    assert found.expectancy[:, 0].std() == pytest.approx(truth.standard_error[0], rel=0.05)
    inside = (found.lower[:, 0] <= truth.expectancy[0]) & (truth.expectancy[0] <= found.upper[:, 0])
    assert inside.mean() == pytest.approx(0.95, abs=0.015)


def test_ages_that_do_not_rise_are_refused():
    with pytest.raises(UserError, match="rise"):
        life_table(np.ones(20), np.ones(20), START_AGES[::-1])


# --- shrinkage -------------------------------------------------------------------------------------------------------

SHRUNKEN = {
    "rate": lambda x, n: shrunken_rate(x, n),
    "ratio": lambda x, n: shrunken_ratio(x, n * (x.sum() / n.sum())),
    "proportion": lambda x, n: shrunken_proportion(x, n),
}


def drawn(spread: float, seed: int = 6):
    generator = np.random.default_rng(seed)
    n = generator.integers(20, 5000, 400).astype(float)
    truth = 0.1 * np.exp(spread * generator.standard_normal(400))
    return generator.poisson(n * truth).clip(max=n), n, truth


@pytest.mark.parametrize("method", SHRUNKEN)
def test_shrunken_values_lie_between_the_raw_and_the_mean_nearer_the_smaller_the_area(method):
    x, n, _ = drawn(0.3)
    found = SHRUNKEN[method](x, n)
    low, high = np.minimum(found.raw, found.mean), np.maximum(found.raw, found.mean)
    assert ((found.value >= low - 1e-12) & (found.value <= high + 1e-12)).all()
    order = np.argsort(n)
    assert (np.diff(found.weight[order]) >= 0).all() and 0 < found.weight.min() < 0.5 < found.weight.max() < 1
    np.testing.assert_allclose(found.value, found.mean + found.weight * (found.raw - found.mean))


@pytest.mark.parametrize("method", SHRUNKEN)
def test_shrunken_values_are_nearer_to_the_truth_than_raw_ones(method):
    x, n, truth = drawn(0.3)
    found = SHRUNKEN[method](x, n)
    true = truth / (x.sum() / n.sum()) if method == "ratio" else truth
    assert ((found.value - true) ** 2).mean() < 0.75 * ((found.raw - true) ** 2).mean()
    if method != "rate":
        assert ((found.lower <= true) & (true <= found.upper)).mean() == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("method", SHRUNKEN)
def test_the_spread_of_the_truth_is_recovered(method):
    x, n, truth = drawn(0.3, seed=7)
    found = SHRUNKEN[method](x, n)
    scale = x.sum() / n.sum() if method == "ratio" else 1
    assert found.variance == pytest.approx((truth / scale).var(), rel=0.3)


@pytest.mark.parametrize("method", SHRUNKEN)
def test_areas_that_truly_differ_keep_their_own_value(method):
    n = np.full(40, 1e7)
    x = n * np.linspace(0.05, 0.9, 40)
    found = SHRUNKEN[method](x, n)
    np.testing.assert_allclose(found.value, found.raw, rtol=1e-4)


@pytest.mark.parametrize("method", SHRUNKEN)
def test_areas_that_differ_by_less_than_chance_all_get_the_mean(method):
    found = SHRUNKEN[method](np.full(10, 5.0), np.full(10, 50.0))
    np.testing.assert_allclose(found.value, found.mean)
    assert found.variance == 0 and (found.weight == 0).all()


@pytest.mark.parametrize("method", SHRUNKEN)
def test_shrinkage_of_one_area_or_of_gaps_is_refused(method):
    for x, n in (([5.0], [10.0]), ([5.0, np.nan], [10.0, 10.0])):
        with pytest.raises(UserError, match="two areas"):
            SHRUNKEN[method](np.array(x), np.array(n))


def test_marshalls_rate_by_hand():
    """Rates .1, .2, .2 of 100, 100, 300: m = .18, s^2 = .0016, A = .0016 - .18/(500/3) = .00052."""
    found = shrunken_rate([10, 20, 60], [100, 100, 300], multiplier=1000)
    assert found.mean == pytest.approx(180) and found.variance == pytest.approx(520)
    np.testing.assert_allclose(found.weight, [0.00052 / 0.00232, 0.00052 / 0.00232, 0.00052 / 0.00112])
    np.testing.assert_allclose(found.value[:1], [180 - 80 * 0.00052 / 0.00232])
    assert np.isnan(found.lower).all()


def test_a_beta_binomial_proportion_by_hand():
    """The same areas: S = .8 / (.18 * .82), and 500 - 110000/500 - 2 = 278 to divide by."""
    found = shrunken_proportion([10, 20, 60], [100, 100, 300])
    rho = (0.8 / (0.18 * 0.82) - 2) / 278
    prior = (1 - rho) / rho
    assert found.variance == pytest.approx(0.18 * 0.82 * rho)
    np.testing.assert_allclose(found.value, [(x + 0.18 * prior) / (n + prior) for x, n in ((10, 100), (20, 100), (60, 300))])


@pytest.mark.parametrize("seed", range(5))
def test_a_gamma_poisson_ratio_solves_the_equations_of_its_source(seed):
    generator = np.random.default_rng(seed)
    expected = generator.uniform(1, 40, 60)
    observed = generator.poisson(expected * generator.gamma(6, 1 / 6, 60))
    found = shrunken_ratio(observed, expected)
    rate, shape = found.mean / found.variance, found.mean**2 / found.variance
    value = (observed + shape) / (expected + rate)
    np.testing.assert_allclose(found.value, value)
    assert value.mean() == pytest.approx(shape / rate)
    assert ((1 + rate / expected) * (value - value.mean()) ** 2).sum() / 59 == pytest.approx(shape / rate**2)


# --- benchmark -------------------------------------------------------------------------------------------------------


def test_the_benchmark_is_the_pared_mean_of_the_best_tenth():
    """By hand: 1000 people; adjusted 3/4, 46/52, 81/102, 61/102 ... The first two hold 52 people, so the third is needed."""
    n = np.array([2, 50, 100, 100, 748])
    x = np.array([2, 45, 80, 60, 300])
    found = achievable_benchmark(x, n)
    # order by adjusted: 46/52 = 0.885, 81/102 = 0.794 reach 150 of 1000; 2 of 2 (0.75) comes after them
    assert found.is_best.tolist() == [False, True, True, False, False]
    assert found.value == pytest.approx(125 / 150) and found.best_share == 0.15
    low = achievable_benchmark(n - x, n, is_higher_better=False)
    assert low.value == pytest.approx(25 / 150) and low.is_best.tolist() == found.is_best.tolist()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=40), st.floats(0.01, 1))
def test_a_benchmark_is_at_least_the_mean_of_ranked_care_and_ignores_row_order(rows, share):
    x, n = np.array([(min(a, b), b) for a, b in rows]).T
    found, turned = achievable_benchmark(x, n, share=share), achievable_benchmark(x[::-1], n[::-1], share=share)
    assert found.value == turned.value and found.is_best.tolist() == turned.is_best[::-1].tolist()
    assert found.best_share >= share - 1e-9 and 0 <= found.value <= 1
    if share == 1 or found.is_best.all():
        assert found.value == pytest.approx(x.sum() / n.sum())


def test_a_provider_without_numbers_is_left_out_of_the_benchmark():
    assert achievable_benchmark([9, np.nan], [10, 10]).is_best.tolist() == [True, False]
    with pytest.raises(UserError, match="larger"):
        achievable_benchmark([11], [10])


# --- comparison over time --------------------------------------------------------------------------------------------


def test_synthetic_methods_find_the_planted_effect_and_the_planted_weights():
    generator = np.random.default_rng(8)
    factors = generator.standard_normal((3, 30)).cumsum(1)
    loadings = generator.dirichlet(np.ones(3), 12)
    y = 50 + loadings @ factors
    y[0] = 0.25 * y[1] + 0.75 * y[2]
    y[0, 20:] += 7
    treated = np.arange(12) == 0
    found = synthetic_control(y, treated, 20)
    assert found.effect == pytest.approx(7, abs=1e-3)
    y[0] += 30  # a level of its own, which only the synthetic difference allows
    assert synthetic_difference(y, treated, 20).effect == pytest.approx(7, abs=1)
    assert synthetic_control(y, treated, 20).effect > 10


def test_weights_are_the_minimum_among_neighbours():
    generator = np.random.default_rng(9)
    y = generator.standard_normal((6, 12)).cumsum(1)
    treated = np.arange(6) == 2
    w = synthetic_control(y, treated, 8).unit_weights

    def loss(v):
        return ((v @ y[~treated, :8] - y[2, :8]) ** 2).sum()

    for v in generator.dirichlet(np.ones(5) * 0.5, 300):
        for step in (0.001, 0.1, 1):
            assert loss(w) <= loss(w + step * (v - w)) + 1e-9


def test_differences_leave_out_gaps_and_refuse_empty_groups():
    assert difference_in_differences([1, np.nan, 3], [6], [1], [2]) == 3
    with pytest.raises(UserError, match="no numbers"):
        difference_in_differences([np.nan], [6], [1], [2])


def test_an_interruption_planted_in_counts_is_found():
    generator = np.random.default_rng(10)
    time = np.arange(1, 121)
    after = (time > 60).astype(float)
    rate = np.exp(-5 + 0.002 * time + np.log(0.8) * after + 0.1 * np.sin(2 * np.pi * time / 12))
    counts = generator.poisson(1e5 * rate)
    found = interrupted_counts(counts, np.full(120, 1e5), after, time, period=time, harmonics=1)
    step = found.terms.index("step")
    assert found.lower[step] < 0.8 < found.upper[step] < 1
    assert found.dispersion == pytest.approx(1, abs=0.3)
    with pytest.raises(UserError, match="month"):
        interrupted_counts(counts, np.full(120, 1e5), after, time, harmonics=1)
    with pytest.raises(UserError, match="gaps"):
        interrupted_counts(np.where(time == 3, np.nan, counts), np.full(120, 1e5), after, time)
