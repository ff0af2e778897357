"""Funnels, quantiles and life expectancy against the published examples of R PHEindicatormethods, quoted as facts.

Source: the package's tests and manual, in the repository ukhsa-collaboration/PHEindicatormethods.
"""

import numpy as np
import pytest
from scipy.special import ndtr

from empact.stats.funnel import INNER, OUTER, ratio_funnel, ratio_position
from empact.stats.inequality import quantiles
from empact.stats.life import START_AGES, life_table

# --- life expectancy: the example of phe_life_expectancy, to ten digits ------------------------------------------------

PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601]
PEOPLE += [50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936]
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
EXPECTANCY = [80.16960813, 79.36245674, 75.44193645, 70.47299936, 65.52909542, 60.67510088, 55.78835987]
EXPECTANCY += [50.92752727, 46.06740425, 41.24505636, 36.49322717, 31.83343842, 27.26027992, 22.9719144]
EXPECTANCY += [18.76856852, 14.95858336, 11.51684445, 8.618849241, 6.163942934, 6.16210635]
LOWER = [79.88268548, 79.0898816, 75.17407307, 70.20675732, 65.26548673, 60.41876577, 55.53801579]
LOWER += [50.68279939, 45.82666794, 41.00842831, 36.26223216, 31.60996318, 27.04337271, 22.76653134]
LOWER += [18.57570352, 14.77985004, 11.34831778, 8.451134045, 5.978358351, 5.887683386]
UPPER = [80.45653078, 79.63503188, 75.70979983, 70.7392414, 65.79270412, 60.931436, 56.03870395]
UPPER += [51.17225516, 46.30814055, 41.48168441, 36.72422219, 32.05691365, 27.47718713, 23.17729746]
UPPER += [18.96143352, 15.13731667, 11.68537112, 8.786564437, 6.349527517, 6.436529314]


def test_life_expectancy_and_its_limits_equal_the_package_at_every_age() -> None:
    found = life_table(DEATHS, PEOPLE)
    np.testing.assert_allclose(found.expectancy, EXPECTANCY, rtol=1e-9)
    np.testing.assert_allclose(found.lower, LOWER, rtol=1e-6)  # printed with z = 1.96 instead of 1.959964
    np.testing.assert_allclose(found.upper, UPPER, rtol=1e-6)
    as_printed = life_table(DEATHS, PEOPLE, confidence=float(2 * ndtr(1.96) - 1))
    np.testing.assert_allclose(as_printed.lower, LOWER, rtol=1e-9)
    np.testing.assert_allclose(as_printed.upper, UPPER, rtol=1e-9)


@pytest.mark.parametrize(
    ("age", "deaths", "people"), [(20, 15, 0), (85, 1936, 119), (90, 0, 11936)], ids=["nobody", "more deaths", "none last"]
)
def test_an_area_for_which_the_package_gives_nothing_gives_nothing(age: int, deaths: int, people: int) -> None:
    at = START_AGES.index(age)
    wrong_deaths, wrong_people = np.array([DEATHS, DEATHS], float), np.array([PEOPLE, PEOPLE], float)
    wrong_deaths[1, at], wrong_people[1, at] = deaths, people
    found = life_table(wrong_deaths, wrong_people)
    assert found.is_impossible.tolist() == [False, True]
    assert np.isnan(found.expectancy[1]).all() and np.isnan(found.lower[1]).all()
    np.testing.assert_allclose(found.expectancy[0], EXPECTANCY, rtol=1e-9)


# --- funnels: events, then expected events and ratio (per cent) of both limits ------------------------------------------

RATIO = {  # tail: (events, lower at, lower, upper at, upper), a selection of the 98 rows
    INNER: [
        (1, 5.571644585, 17.94802207, 0.025317898, 3949.774946),
        (5, 11.6683331, 42.85102213, 1.623486324, 307.979188),
        (10, 18.39035799, 54.3763205, 4.795387629, 208.5337156),
        (49, 64.7805979, 75.63993169, 36.25047284, 135.1706507),
        (198, 227.5833343, 87.00109811, 171.379868, 115.5328232),
        (716, 770.4222128, 92.93605352, 664.5083011, 107.7488421),
    ],
    OUTER: [
        (1, 9.233410143, 10.83023482, 0.001000547, 99945.32721),
        (5, 16.45474478, 30.38637225, 0.739371928, 676.2496398),
        (10, 24.13397235, 41.43536693, 2.960519925, 337.778507),
        (49, 74.7246273, 65.57409755, 30.17809181, 162.3694444),
        (198, 245.4564826, 80.66603003, 157.3487478, 125.8351291),
        (716, 802.60414, 89.20960712, 636.1521174, 112.5516964),
    ],
}
BASELINE, YEARS = 116.1720835, 3
RATE = {  # tail: (events, yearly population at lower, lower, the same at upper, upper), per 100 000
    INNER: [
        (1, 1598.675694, 20.85059119, 7.264481402, 4588.535848),
        (12, 6014.522889, 66.50569087, 1779.135188, 224.8283338),
        (168, 56069.99215, 99.87517003, 41190.61677, 135.9532932),
        (1360, 411529.9259, 110.158048, 369759.5622, 122.6021934),
    ],
    OUTER: [
        (1, 2649.348525, 12.58170943, 0.287087625, 116108.569),
        (12, 7754.584638, 51.58238883, 1159.899894, 344.8573467),
        (168, 60840.04384, 92.04464111, 37523.79175, 149.2386494),
        (1360, 424043.2424, 106.9073359, 358342.3275, 126.5084525),
    ],
}


BISECTION = 2e-7
"""The package searches the expected events by bisection and stops this far from them: it shows where they are few."""


@pytest.mark.parametrize("tail", RATIO)
def test_ratio_funnels_equal_the_package(tail: float) -> None:
    events, lower_at, lower, upper_at, upper = np.array(RATIO[tail]).T
    found = ratio_funnel(events, tail=tail, multiplier=100)
    np.testing.assert_allclose(found.lower_at, lower_at, rtol=1e-6, atol=0)
    np.testing.assert_allclose(found.lower, lower, rtol=1e-6, atol=0)
    np.testing.assert_allclose(found.upper_at, upper_at, rtol=1e-6, atol=BISECTION)
    np.testing.assert_allclose(found.upper[1:], upper[1:], rtol=1e-6, atol=0)
    np.testing.assert_allclose(100 * events / upper, found.upper_at, rtol=1e-6, atol=BISECTION)


@pytest.mark.parametrize("tail", RATE)
def test_rate_funnels_equal_the_package(tail: float) -> None:
    events, lower_people, lower, upper_people, upper = np.array(RATE[tail]).T
    found = ratio_funnel(events, tail=tail, multiplier=BASELINE)
    each = BASELINE / 100_000 * YEARS  # expected events per person of the yearly population
    np.testing.assert_allclose(found.lower_at / each, lower_people, rtol=1e-6, atol=0)
    np.testing.assert_allclose(found.lower, lower, rtol=1e-6, atol=0)
    np.testing.assert_allclose(found.upper_at, upper_people * each, rtol=1e-6, atol=BISECTION)
    np.testing.assert_allclose(found.upper[1:], upper[1:], rtol=1e-6, atol=0)
    np.testing.assert_allclose(BASELINE * events / upper, found.upper_at, rtol=1e-6, atol=BISECTION)


# events, directly standardised rate per 100 000, position by the package; from its forty areas
AREAS = """2419 907.6174266 2; 2337 948.5620216 2; 2291 799.9690496 2; 2242 852.5637927 2; 2218 868.5358183 2;
2159 769.6242217 2; 2130 752.3254955 1; 2111 710.2689402 0; 2105 815.3530325 2; 2083 717.7035916 0; 2078 755.8016993 2;
2062 825.9742848 2; 2061 702.2972468 0; 2033 785.6210132 2; 2033 743.6763018 1; 2010 781.8323058 2; 2004 772.6781064 2;
2002 652.3391553 -2; 1977 648.4969973 -2; 1944 727.5777428 0; 1932 625.6551186 -2; 1922 688.5582424 0;
1912 662.4465438 -1; 1881 627.1624732 -2; 1844 657.1114147 -1; 1835 724.8456714 0; 1833 659.7820553 -1;
1825 654.7053631 -2; 1816 624.4435507 -2; 1809 646.7588823 -2; 1798 703.1689982 0; 1754 567.9922764 -2;
1746 617.7750715 -2; 1709 610.8327232 -2; 1694 608.5089462 -2; 1688 662.3775859 -1; 1649 667.6454503 -1;
1553 604.1141693 -2; 1332 469.5645784 -2"""


def test_standardised_rates_lie_where_the_package_puts_them_on_a_rate_funnel() -> None:
    events, rate, position = np.array([row.split() for row in AREAS.split(";")], float).T
    people = 100_000 * events / rate  # the effective denominator
    baseline = events.sum() / people.sum()
    assert ratio_position(events, people * baseline).tolist() == position.tolist()


# --- quantiles: deciles of English areas by mortality, from the lowest to the highest ------------------------------------

DECILES = {
    9: [9, 8, 7, 6, 5, 4, 3, 2, 1],
    11: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1],
    12: [10, 9, 8, 7, 6, 6, 5, 4, 3, 2, 1, 1],
    14: [10, 9, 8, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1],
    15: [10, 9, 9, 8, 7, 7, 6, 5, 5, 4, 3, 3, 2, 1, 1],
    23: [10, 10, 9, 9, 8, 8, 7, 7, 7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 2, 2, 1, 1, 1],
}


@pytest.mark.parametrize("areas", DECILES)
def test_deciles_of_a_region_equal_the_published_ones(areas: int) -> None:
    mortality = np.linspace(98, 182, areas)
    assert quantiles(mortality, 10, is_highest_first=True).tolist() == DECILES[areas]
