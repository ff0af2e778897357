"""An efficiency gain against numbers worked out by hand, and what a region may write down of its growth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from empact.definitions.gains import GainRule
from empact.definitions.models import Library
from empact.definitions.read import read_library, shipped_folder
from empact.engine.release.released import OK, Row
from empact.engine.report.gain import Gain, gain_of, read_growth
from empact.stats.intervals import Limits, quotient
from empact.terms.errors import DefinitionError, UserError
from empact.terms.periods import parse_period

HEAD = "indicator,base,growth,cost,valid_from,valid_to,source\n"
LINE = "care_efficiency,2021,0.1,crude,2022-01-01,2025-12-31,The steering group\n"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def written(folder: Path, text: str) -> Path:
    (folder / "growth.csv").write_text(text, encoding="utf-8")
    return folder / "growth.csv"


def cost(value: float, half: float, standardised: float | None = None) -> Row:
    """A released cost, its interval and (as wide) the one at equal ages."""
    row = Row("all", "all", "all", "", OK, 1000, None, None, value, value - half, value + half)
    if standardised is None:
        return row
    at = {"standardised": standardised, "standardised_lower": standardised - half, "standardised_upper": standardised + half}
    return Row(**{name: getattr(row, name) for name in Row.__slots__} | at)


def worked(library: Library, folder: Path, now: Row, base: Row, line: str = LINE, period: str = "2023") -> Gain | None:
    (growth,) = read_growth(written(folder, HEAD + line), library)
    return gain_of(GainRule("cost_per_insured"), growth, growth.years_to(*parse_period(period)), now, base)


def test_a_gain_has_the_value_and_interval_worked_out_by_hand(library: Library, tmp_path: Path) -> None:
    """1000 grows to 1210 in two years of ten per cent; 1210 was paid, so no gain. In units of 242: 5 with 3 to 7 over 5 with
    2 to 8 lies between (25 - 17) / 16 and (25 + 17) / 16."""
    found = worked(library, tmp_path, cost(1210, 484), cost(1000, 600))
    assert found is not None and found.expected == pytest.approx(1210)
    assert (found.value, found.lower, found.upper) == pytest.approx((0, 1 - 42 / 16, 1 - 8 / 16))
    wide = worked(library, tmp_path, cost(1210, 484), cost(1000, 1000))
    assert wide is not None and wide.value == pytest.approx(0) and wide.lower is wide.upper is None
    less = worked(library, tmp_path, cost(1089, 0), cost(1000, 0))
    assert less is not None and (less.value, less.lower, less.upper) == pytest.approx((0.1, 0.1, 0.1))


def test_growth_is_laid_on_the_cost_it_is_about(library: Library, tmp_path: Path) -> None:
    """At equal ages 1100 against 1000; as paid 1210 against 1000: older people, not dearer care."""
    now, base = cost(1210, 0, 1100), cost(1000, 0, 1000)
    line = LINE.replace("0.1,crude", "0.1,standardised")
    crude, equal = worked(library, tmp_path, now, base), worked(library, tmp_path, now, base, line)
    assert crude is not None and crude.value == pytest.approx(0)
    assert equal is not None and equal.value == pytest.approx(1 - 1100 / 1210)
    assert worked(library, tmp_path, cost(1210, 0), base, line) is None  # not known at equal ages


def test_growth_holds_in_later_years_of_its_validity(library: Library, tmp_path: Path) -> None:
    (growth,) = read_growth(written(tmp_path, HEAD + LINE), library)
    years = {p: growth.years_to(*parse_period(p)) for p in ("2020", "2021", "2022", "2025", "2026", "2023-Q1")}
    assert years == {"2020": 0, "2021": 0, "2022": 1, "2025": 4, "2026": 0, "2023-Q1": 0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, "names no growth"),
        (HEAD + LINE.replace("care_efficiency", "reach"), "'reach' is no gain"),
        (HEAD + LINE.replace(",0.1,", ",2.5,"), "2.5 is no growth per year"),
        (HEAD + LINE.replace(",0.1,", ",nan,"), "nan is no growth per year"),
        (HEAD + LINE.replace(",0.1,", ",,"), "'growth' is empty"),
        (HEAD + LINE.replace("The steering group", ""), "'source' is empty"),
        (HEAD + LINE.replace("2021", "2021-Q1"), "is no year"),
        (HEAD + LINE.replace("2022-01-01", "soon"), "cannot be read"),
        (HEAD + LINE.replace("crude", "net"), "'net' is no kind of cost"),
        (HEAD + LINE.replace("2025-12-31", "2021-12-31"), "ends before it begins"),
        (HEAD + LINE + LINE, "line 3: 'care_efficiency' has a growth already"),
    ],
)
def test_a_growth_that_cannot_stand_is_refused(library: Library, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_growth(written(tmp_path, text), library)
    assert said in refused.value.message and refused.value.hint is not None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("expect: 0.05", "expect: 0.04", "the example expects 0.04, and 0.05 came out"),
        ("of: cost_per_insured", "of: cost_per_head", "gain: there is no indicator 'cost_per_head'"),
        ("scoring: ratio", "scoring: continuous", "a gain is a ratio that waits"),
    ],
)
def test_a_rule_of_a_gain_that_does_not_come_out_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (shipped_folder() / "indicators" / "care_efficiency.yaml").read_text(encoding="utf-8")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "care_efficiency.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=said):
        read_library(tmp_path)


def limits(lower: float, upper: float, confidence: float = 0.95) -> Limits:
    return Limits(np.array(lower), np.array(upper), confidence)


def test_the_interval_of_a_quotient_is_that_of_fieller() -> None:
    """By hand: sqrt(625 - 21 x 16) = 17. A fixed value gives the quotients of the limits; a fixed divisor only rescales."""
    found = quotient(5, limits(3, 7), 5, limits(2, 8))
    np.testing.assert_allclose([found.lower, found.upper], [8 / 16, 42 / 16])
    fixed = quotient(5, limits(5, 5), 5, limits(2, 8))
    np.testing.assert_allclose([fixed.lower, fixed.upper], [5 / 8, 5 / 2])
    scaled = quotient(100, limits(97, 103), 50, limits(50, 50))
    np.testing.assert_allclose([scaled.lower, scaled.upper], [1.94, 2.06])
    with pytest.raises(UserError, match="not the same confidence"):
        quotient(5, limits(3, 7), 5, limits(2, 8, 0.9))
    with pytest.raises(UserError):
        quotient(5, limits(3, 7), 5, limits(0, 8))


def test_chance_alone_seldom_makes_a_gain() -> None:
    """Two years of skewed costs from one distribution, 2,000 times: the interval of their quotient holds 1 in 95 of 100."""
    rng = np.random.default_rng(20231231)
    costs = rng.lognormal(7, 1, (2, 2_000, 500))
    mean, error = costs.mean(axis=2), costs.std(axis=2, ddof=1) / np.sqrt(500)
    new, old = (Limits(m - 1.96 * e, m + 1.96 * e, 0.95) for m, e in zip(mean, error, strict=True))
    found = quotient(mean[0], new, mean[1], old)
    held = float(np.mean((found.lower <= 1) & (found.upper >= 1)))
    assert 0.935 <= held <= 0.965
    assert float(np.mean(found.upper < 1)) <= 0.035
