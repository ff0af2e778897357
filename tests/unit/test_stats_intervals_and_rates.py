"""Intervals and rates at their edges: nothing, everything, very many, and what cannot be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empact.stats.funnel import proportion_funnel, proportion_position, ratio_funnel, ratio_position
from empact.stats.intervals import byar, exact_poisson, normal_quantile, poisson, wilson
from empact.stats.rates import crude_rate, proportion
from empact.stats.standardisation import (
    directly_standardised_rate,
    effective_denominator,
    expected_events,
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
)
from empact.stats.standards import ESP_2013
from empact.terms.errors import UserError

confidences = st.floats(0.5, 0.999)
people = st.integers(1, 10**12)


@given(n=people, share=st.floats(0, 1), confidence=confidences)
def test_wilson_limits_hold_the_proportion_and_stay_between_0_and_1(n, share, confidence):
    x = round(n * share)
    found = wilson(x, n, confidence)
    assert 0 <= found.lower <= x / n <= found.upper <= 1
    assert found.lower == 0 if x == 0 else found.lower > 0
    assert found.upper == 1 if x == n else found.upper < 1 or x / n > 1 - 1e-9


@given(n=st.integers(1, 10**6), share=st.floats(0, 1), confidence=confidences)
def test_wilson_limits_satisfy_the_equation_they_solve(n, share, confidence):
    x, z = round(n * share), normal_quantile(confidence)
    found = wilson(x, n, confidence)
    for limit in (found.lower, found.upper):
        assert (x / n - limit) ** 2 == pytest.approx(z**2 * limit * (1 - limit) / n, rel=1e-6, abs=1e-13)


@given(x=st.integers(0, 1000), n=st.integers(1000, 10**9), confidence=confidences)
def test_limits_of_events_and_of_those_without_mirror_each_other(x, n, confidence):
    some, others = wilson(x, n, confidence), wilson(n - x, n, confidence)
    assert some.lower == pytest.approx(1 - others.upper, abs=1e-12)
    assert some.upper == pytest.approx(1 - others.lower, abs=1e-12)


@given(x=st.integers(0, 10**6), confidence=confidences)
@pytest.mark.parametrize("limits", [byar, exact_poisson, poisson])
def test_limits_of_a_count_hold_it_and_rise_with_it(limits, x, confidence):
    found = limits([x, x + 1], confidence)
    assert found.lower[0] <= x <= found.upper[0]
    if limits is not poisson:  # which changes method at ten
        assert found.upper[0] < found.upper[1]
    if limits is exact_poisson or (limits is byar and x):  # Byar's lower limit of one event can lie under nought
        assert found.lower[0] <= found.lower[1]
    assert x or found.lower[0] == 0


@given(x=st.integers(0, 10**5), narrow=confidences, wide=confidences)
def test_more_confidence_is_never_a_narrower_interval(x, narrow, wide):
    narrow, wide = sorted((narrow, wide))
    for limits in (byar, exact_poisson):
        assert limits(x, wide).lower <= limits(x, narrow).lower and limits(x, narrow).upper <= limits(x, wide).upper


@given(x=st.integers(1, 10**5), confidence=confidences)
def test_exact_limits_leave_their_tail_on_each_side(x, confidence):
    from scipy.special import pdtr, pdtrc

    found, tail = exact_poisson(x, confidence), (1 - confidence) / 2
    assert pdtr(x, found.upper) == pytest.approx(tail, rel=1e-6)
    assert pdtrc(x - 1, found.lower) == pytest.approx(tail, rel=1e-6)


@given(x=st.integers(10**3, 10**9))
def test_byar_comes_near_the_exact_limits_when_there_are_many_events(x):
    assert byar(x).lower == pytest.approx(exact_poisson(x).lower, rel=1e-4)
    assert byar(x).upper == pytest.approx(exact_poisson(x).upper, rel=1e-4)


def test_a_count_has_exact_limits_below_ten_and_byars_from_ten():
    found = crude_rate([9, 10], 1000)
    assert found.is_exact.tolist() == [True, False]
    assert found.lower[0] == pytest.approx(100 * exact_poisson(9).lower)
    assert found.upper[1] == pytest.approx(100 * byar(10).upper)


@pytest.mark.parametrize("method", [proportion, crude_rate, wilson, indirectly_standardised_ratio])
@pytest.mark.parametrize(
    ("x", "n", "sentence"),
    [
        ([5, -1], [10, 10], r"negative number \(1 of 2\)"),
        ([5, 1], [10, 0], r"zero or a negative number \(1 of 2\)"),
        (1, -3, "zero or a negative number"),
        ([np.inf], [1], "infinite"),
        (["five"], [10], "not a number"),
    ],
)
def test_what_no_count_or_population_can_be_is_refused_with_a_hint(method, x, n, sentence):
    with pytest.raises(UserError, match=sentence) as caught:
        method(x, n)
    assert caught.value.hint and "five" not in caught.value.message


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 95, float("nan")])
def test_a_confidence_outside_0_and_1_is_refused(confidence):
    for ask in (lambda: wilson(1, 2, confidence), lambda: byar(1, confidence), lambda: exact_poisson(1, confidence)):
        with pytest.raises(UserError, match="not between 0 and 1"):
            ask()
    with pytest.raises(UserError):
        directly_standardised_rate(np.ones(19), np.ones(19), confidence=confidence)


def test_more_events_than_people_flags_its_own_row_and_no_other():
    found = proportion([5, 12, np.nan, 3], [10, 10, 10, 3], multiplier=100)
    assert found.is_above_denominator.tolist() == [False, True, False, False]
    np.testing.assert_array_equal(np.isnan(found.lower), [False, True, True, False])
    np.testing.assert_array_equal(np.isnan(found.upper), [False, True, True, False])
    assert found.value[1] == 120 and found.upper[3] == 100
    alone = proportion(5, 10, multiplier=100)
    assert (found.lower[0], found.upper[0]) == (alone.lower, alone.upper)


def test_scalars_and_arrays_give_the_same_numbers():
    x, n = np.arange(24).reshape(2, 3, 4), 50
    many = proportion(x, n)
    assert many.value.shape == x.shape
    for at in np.ndindex(x.shape):
        one = proportion(int(x[at]), n)
        assert (many.lower[at], many.upper[at]) == (one.lower, one.upper)


# --- standardisation -------------------------------------------------------------------------------------------------

strata = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 10**5), st.floats(0.1, 1000)), min_size=1, max_size=12)


@given(strata)
def test_standardising_to_its_own_population_gives_the_crude_rate(rows):
    x, n, _ = np.array(rows, float).T
    found, crude = directly_standardised_rate(x, n, n), crude_rate(x.sum(), n.sum())
    if x.sum() >= 10:
        assert found.value == pytest.approx(crude.value)
        assert found.lower == pytest.approx(crude.lower) and found.upper == pytest.approx(crude.upper)
        assert effective_denominator(found) == pytest.approx(n.sum())
    else:
        assert found.is_suppressed and np.isnan(found.value) and np.isnan(found.upper)


@given(strata, st.floats(0.01, 100))
def test_only_the_shape_of_the_standard_matters(rows, size):
    x, n, w = np.array(rows, float).T
    one = directly_standardised_rate(x, n, w, least_events=1)
    other = directly_standardised_rate(x, n, w * size, least_events=1)
    np.testing.assert_allclose(
        [one.value, one.lower, one.upper, one.variance], [other.value, other.lower, other.upper, other.variance], rtol=1e-9
    )


@given(strata)
def test_the_gamma_interval_holds_the_rate_and_reaches_further_up_than_down(rows):
    x, n, w = np.array(rows, float).T
    found = directly_standardised_rate(x, n, w, method="gamma", least_events=1)
    if x.sum():
        assert found.lower < found.value < found.upper
        assert found.upper - found.value > found.value - found.lower


def test_an_empty_stratum_keeps_its_weight_with_rate_nought_or_spreads_it():
    x, n, w = np.array([20, 30, 0]), np.array([100, 100, 0]), np.array([1, 1, 2])
    zero, spread = directly_standardised_rate(x, n, w), directly_standardised_rate(x, n, w, empty="spread")
    assert zero.value == pytest.approx(12_500) and spread.value == pytest.approx(25_000)
    assert zero.empty_share == spread.empty_share == 0.5
    assert spread.lower == pytest.approx(directly_standardised_rate(x[:2], n[:2], w[:2]).lower)
    for method in ("dobson", "gamma"):
        assert np.isfinite(directly_standardised_rate(x, n, w, method=method).upper)


def test_events_without_people_are_told_and_enter_no_rate():
    found = directly_standardised_rate([20, 30, 4], [100, 100, 0], [1, 1, 2])
    assert (found.events_without_people, found.events) == (4, 54)
    assert found.value == pytest.approx(12_500)


def test_an_area_without_anybody_is_suppressed_among_others():
    found = directly_standardised_rate([[50, 0], [50, 0]], [[100, 0], [0, 0]], [1, 1], empty="spread")
    assert found.is_suppressed.tolist() == [False, True]
    assert np.isnan(found.value[1]) and found.empty_share.tolist() == [0.5, 1]


def test_rates_are_standardised_area_by_area_without_touching_each_other():
    generator = np.random.default_rng(1)
    n = generator.integers(1, 1000, (3, 5, 19))
    x = generator.poisson(n * 0.05)
    many = directly_standardised_rate(x, n)
    assert many.value.shape == (3, 5)
    for at in np.ndindex(3, 5):
        np.testing.assert_allclose(many.lower[at], directly_standardised_rate(x[at], n[at]).lower, rtol=1e-12)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: directly_standardised_rate(np.ones(18), np.ones(18)),
        lambda: directly_standardised_rate(np.ones(19), np.ones(19), np.zeros(19)),
        lambda: directly_standardised_rate(np.ones(19), np.ones(19), method="normal"),
        lambda: directly_standardised_rate(-np.ones(19), np.ones(19)),
        lambda: directly_standardised_rate(5, 10),
        lambda: expected_events(np.ones(3), np.ones(2), np.ones(2)),
    ],
)
def test_tables_that_do_not_fit_the_standard_are_refused(ask):
    with pytest.raises(UserError) as caught:
        ask()
    assert caught.value.hint


@given(strata)
def test_the_reference_against_itself_is_as_expected(rows):
    x, n, _ = np.array(rows, float).T
    if x.sum():
        found = indirectly_standardised_rate(x.sum(), n, x, n)
        assert found.observed == pytest.approx(found.expected)
        assert found.value == pytest.approx(crude_rate(x.sum(), n.sum()).value)


def test_a_stratum_the_reference_does_not_know_matters_only_where_people_live_in_it():
    found = expected_events([[10, 0], [10, 5]], [1, 0], [100, 0])
    assert found[0] == pytest.approx(0.1) and np.isnan(found[1])


def test_the_standard_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        ESP_2013[0] = 1


# --- funnels ---------------------------------------------------------------------------------------------------------


@given(st.floats(0.001, 0.999), st.integers(1, 10**9))
def test_funnel_limits_narrow_with_size_and_hold_the_baseline(p0, n):
    small, large = proportion_funnel(n, p0), proportion_funnel(2 * n, p0)
    assert 0 <= small.lower <= large.lower <= p0 <= large.upper <= small.upper <= 1
    assert proportion_funnel(n, p0, tail=0.001).lower <= small.lower


@given(st.integers(0, 10**6), st.floats(0.01, 10**6))
def test_an_area_lies_outside_the_funnel_when_chance_would_seldom_put_it_there(o, e):
    from scipy.special import pdtr, pdtrc

    below, above = pdtr(o, e), pdtrc(o - 1, e) if o else 1.0
    for tail, edge in ((0.025, 1), (0.001, 2)):
        if min(abs(below / tail - 1), abs(above / tail - 1)) > 1e-6:
            assert (ratio_position(o, e) <= -edge) == (below < tail)
            assert (ratio_position(o, e) >= edge) == (above < tail)


def test_missing_numbers_lie_inside_and_change_no_baseline():
    found = proportion_position([50, np.nan, 90], [100, 100, 100])
    assert found.tolist() == proportion_position([50, 90], [100, 100]).tolist()[:1] + [0, 2]
    assert np.isnan(ratio_funnel(0).upper) and ratio_funnel(0).lower == 0
    assert ratio_position([np.nan, 5], [5, 5]).tolist() == [0, 0]


@pytest.mark.parametrize("tail", [0, 0.5, 95])
def test_a_tail_of_a_funnel_is_less_than_half(tail):
    with pytest.raises(UserError, match="tail"):
        ratio_funnel(5, tail=tail)
