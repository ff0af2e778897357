"""Every row of the population report's golden numbers, recomputed by the room ``stats``.

Tolerance 1e-9 relative. The exceptions stand in ``TOLERANCE`` with their reason.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from empact.stats.comparison import difference_in_differences, panel_difference, synthetic_control, synthetic_difference
from empact.stats.funnel import proportion_funnel
from empact.stats.inequality import slope_index
from empact.stats.interruption import interrupted_counts
from empact.stats.intervals import byar, exact_poisson, normal_quantile, wilson
from empact.stats.standardisation import directly_standardised_rate, expected_events, indirectly_standardised_rate
from empact.stats.standardisation import indirectly_standardised_ratio as ratio
from empact.stats.xmr import xmr

ROWS = 112
# (method, quantity): relative tolerance, and why it is not 1e-9
TOLERANCE = {
    ("its_poisson", "ci95_wald"): 1e-8,  # the reference stopped iterating earlier (statsmodels' default tolerance)
    ("synthdid", "att"): 0.01 / 15.6,  # stated in the row; given to four decimals
    ("synthdid", "lambda weights 1986|1987|1988"): 1e-3,  # given to four decimals
    ("synthetic_control", "att"): 0.3 / 19.51,  # stated in the row
}


def golden(shared: Path) -> Iterator[tuple[str, str, str, str]]:
    """Method, input, quantity, value; a ``same`` takes over what it repeats."""
    path = shared / "domain" / "tables" / "golden_statistics.csv"
    if not path.exists():
        pytest.skip("no golden statistics in the shared folder")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["method"], row["input"], row["quantity"], row["value"]


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split("(")[0].split("|")]


def parsed(text: str) -> dict[str, list[float]]:
    """``x=1; n=100`` as lists of numbers by name."""
    pairs = re.findall(r"([\w (),]+)=([\d.|]+)(?=;|$)", text)
    return {name.strip(): [float(v) for v in value.split("|")] for name, value in pairs}


@pytest.fixture(scope="module")
def tables(shared: Path) -> dict[str, dict[str, np.ndarray]]:
    found = {}
    for name in ("sicily-acute-coronary-events", "california-prop99"):
        with (shared / "data" / "reference-impact" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found[name] = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    return found


def sicily(tables, **options):
    t = {k: v.astype(float) for k, v in tables["sicily-acute-coronary-events"].items()}
    return interrupted_counts(t["aces"], t["stdpop"], t["smokban"], t["time"], period=t["month"], **options)


def california(tables):
    t = tables["california-prop99"]
    states, years = np.unique(t["State"]), np.unique(t["Year"].astype(int))
    y = np.zeros((states.size, years.size))
    y[np.searchsorted(states, t["State"]), np.searchsorted(years, t["Year"].astype(int))] = t["PacksPerCapita"].astype(float)
    return y, states == "California", int(np.searchsorted(years, 1989))


def its(tables, method: str, quantity: str) -> list[float]:
    options = {
        "its_poisson": {"is_quasi": False},
        "its_quasipoisson": {},
        "its_quasipoisson_seasonal": {"harmonics": 2},
        "its_slope_change": {"harmonics": 2, "slope_from": 36},
    }[method]
    m = sicily(tables, **options)
    at = m.terms.index("slope" if method == "its_slope_change" else "step")
    return {
        "rr_smokban": [m.rate_ratio[at]],
        "rr_slope": [m.rate_ratio[at]],
        "ci95_wald": [m.lower[at], m.upper[at]],
        "dispersion_pearson": [m.dispersion],
        "annual_trend_rr exp(12*b_time)": [np.exp(12 * m.coefficient[m.terms.index("time")])],
        "p_slope_z": [m.p_value[at]],
    }[quantity]


def panel(tables, method: str, quantity: str) -> list[float]:
    how = {"did_2x2": panel_difference, "synthdid": synthetic_difference, "synthetic_control": synthetic_control}[method]
    found = how(*california(tables))
    assert np.isclose(found.unit_weights.sum(), 1) and (found.unit_weights >= 0).all()
    return {
        "att": [found.effect],
        "noise_level_sigma": [found.noise],
        "zeta_omega": [found.ridge],
        "lambda weights 1986|1987|1988": list(found.time_weights[-3:]),
    }[quantity]


def standardised(method: str, text: str, quantity: str, areas: dict[str, list[float]]) -> float:
    x, n = areas["counts"], areas["pop"]
    confidence = 0.998 if quantity.endswith("998") else 0.95
    part = "lower" if "lower" in quantity else "upper" if "upper" in quantity else "value"
    if method == "dsr_dobson":
        return float(getattr(directly_standardised_rate(x, n, confidence=confidence), part))
    given = parsed(text)
    cases, people = given["ref_counts"], given["ref_pop"]
    expected = expected_events(n, cases, people)
    if quantity in ("observed", "expected", "ref_rate_per_100000"):
        return {"observed": sum(x), "expected": float(expected), "ref_rate_per_100000": 1e5 * sum(cases) / sum(people)}[
            quantity
        ]
    if quantity.startswith("ratio"):
        return float(getattr(ratio(sum(x), expected), part))
    return float(getattr(indirectly_standardised_rate(sum(x), n, cases, people), part))


def recomputed(method, text, quantity, value, tables, areas) -> list[float]:
    given = parsed(text)
    if method in ("byar_count", "exact_poisson_count", "wilson"):
        confidence, x = given["conf"][0], given["x"][0]
        limits = {"byar_count": byar, "exact_poisson_count": exact_poisson}.get(method)
        found = limits(x, confidence) if limits else wilson(x, given["n"][0], confidence)
        return [float(getattr(found, quantity))]
    if method in ("dsr_dobson", "isr_byar"):
        return [standardised(method, text, quantity, areas)]
    if method == "slope_index_inequality":
        found = slope_index(given["value"], given["pop by quintile (most deprived first)"])
        return [float(getattr(found, quantity))]
    if method == "xmr":
        chart = xmr(given["x"])
        ranges = np.abs(np.diff(given["x"]))
        plain = {"mean_moving_range": ranges.mean(), "screen_limit": 3.267 * ranges.mean()}
        name = {"screened_mean_moving_range": "mean_range"}.get(quantity, quantity)
        return [float(plain[name] if name in plain else getattr(chart, name)[0])]
    if method.startswith("its_"):
        return its(tables, method, quantity)
    if method == "funnel_proportion":
        p0, n = given["p0"][0], given["n"][0]
        tail = 0.025 if quantity.endswith("_95") else 0.001
        limits = proportion_funnel(n, p0, tail=tail)
        # the row gives the limit before it is cut to [0, 1]: the reach on the other side is the same
        reach = normal_quantile(1 - 2 * tail) * np.sqrt(p0 * (1 - p0) / n)
        assert limits.lower == max(0, p0 - reach) and limits.upper == min(1, p0 + reach)
        return [p0 - reach if quantity.startswith("lower") else p0 + reach]
    if quantity == "NJ before|NJ after|PA before|PA after":
        return numbers(value)  # the input of the next row: the stores themselves are not in the shared folder
    if quantity == "did_of_means":
        before, after, other_before, other_after = areas["means"]
        return [difference_in_differences(before, after, other_before, other_after)]
    if quantity == "did_of_changes":
        # mean change of 309 and 75 stores, Card and Krueger 1994, table 3: +0.47 and -2.28, printed to two decimals
        return [difference_in_differences(0.0, 0.47, 0.0, -2.28)]
    return panel(tables, method, quantity)


def test_every_golden_number_is_recomputed(shared: Path, tables) -> None:
    areas: dict[str, list[float]] = {}
    rows, differing, last = 0, [], {}
    for method, text, quantity, value in golden(shared):
        rows += 1
        if method == "dsr_dobson":
            areas |= {k: v for k, v in parsed(text).items() if k in ("counts", "pop")}
        if quantity == "NJ before|NJ after|PA before|PA after":
            areas["means"] = numbers(value)
        found, expected = recomputed(method, text, quantity, value, tables, areas), numbers(value)
        tolerance = TOLERANCE.get((method, quantity), 1e-9)
        if not np.allclose(found, expected, rtol=tolerance, atol=0):
            differing.append((method, text[:40], quantity, found, expected))
        last[method] = found
    assert differing == []
    assert rows == ROWS and len(last) == 15


def test_the_recomputation_would_notice_a_wrong_digit(shared: Path, tables) -> None:
    """The same comparison with the eighth digit of every number changed finds nothing equal."""
    areas = {"means": [20.439408099688475, 21.02742946708464, 23.33116883116883, 21.165584415584416]}
    equal = []
    for method, text, quantity, value in golden(shared):
        if method == "dsr_dobson":
            areas |= {k: v for k, v in parsed(text).items() if k in ("counts", "pop")}
        if (method, quantity) in TOLERANCE or float(numbers(value)[0]) == 0 or quantity.startswith("NJ before"):
            continue
        wrong = [v * (1 + 1e-7) for v in numbers(value)]
        if np.allclose(recomputed(method, text, quantity, value, tables, areas), wrong, rtol=1e-9, atol=0):
            equal.append((method, quantity))
    assert equal == []
