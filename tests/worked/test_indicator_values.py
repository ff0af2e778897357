"""Every indicator that is computed, and the five targets of EMPACT!, against values worked out by hand.

The people of the examples in a definition are a small population. What each adds was written there by hand; what they add up
to, and the value, is plain arithmetic here, and the indicator is asked of the same people.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from empact.definitions.models import Indicator, Library
from empact.definitions.read import read_library
from empact.engine.indicators.levels import Hierarchy, Rolled
from empact.engine.indicators.values import values_of
from empact.engine.reference.examples import person_of
from empact.engine.reference.indicators import standing, year_until

TARGETS = ("care_efficiency", "reach", "prev_actions", "vuln_actions", "social_actions")


@lru_cache(maxsize=1)
def library() -> Library:
    return read_library()


def computed() -> list[str]:
    return sorted(i.id for i in library().indicators.values() if not i.waits_for)


def by_hand(indicator: Indicator) -> float:
    """From what the examples expect."""
    expected = [e.expect for e in indicator.examples]
    if indicator.scoring == "proportion":
        met, open_ = expected.count("met"), expected.count("open")
        return met / (met + open_)
    counted = [e for e in expected if isinstance(e, dict)]
    above = sum(e["numerator"] for e in counted)
    below = len(counted) if indicator.scoring == "continuous" else sum(e["denominator"] for e in counted)
    years = 365.25 if indicator.scoring == "rate" else 1  # person-time is given in days
    return above / below * indicator.per * years


def asked(indicator: Indicator) -> float:
    """From the people of the examples and their records, by the rule."""
    found = [
        standing(indicator, person_of(e.person, e.records, e), e.period or year_until(e.as_of), library())
        for e in indicator.examples
    ]
    counted = [s for s in found if s.state in ("met", "open", "counted")]
    above, below = np.array([s.numerator for s in counted]), np.array([s.denominator for s in counted])
    columns = {
        "people": len(counted),
        "numerator": above.sum(),
        "denominator": below.sum(),
        "numerator_squared": (above**2).sum(),
        "denominator_squared": (below**2).sum(),
        "product": (above * below).sum(),
    }
    table = Rolled(Hierarchy("area", {}, {}, {}), ("all",), ("",), {k: np.array([[float(v)]]) for k, v in columns.items()})
    how = {"scoring": indicator.scoring, "per": indicator.per, "events": False}
    return float(values_of(table, how).value[0, 0])


def check(id: str) -> None:
    indicator = library().indicators[id]
    value = by_hand(indicator)
    assert value > 0 and asked(indicator) == pytest.approx(value), id


@pytest.mark.parametrize("id", computed())
def test_the_people_of_the_examples_give_the_value_worked_out_by_hand(id: str) -> None:
    check(id)


@pytest.mark.shows("B3")
def test_forty_indicators_and_the_five_targets_have_a_worked_example() -> None:
    """Reading runs the examples of the targets that are no share of people, and refuses what does not come out."""
    assert len(computed()) >= 40
    for id in computed():
        check(id)
    targets = {i.id: i for i in library().indicators.values() if i.target is not None}
    assert set(targets) == set(TARGETS)
    assert all(i.activities or i.gain or i.id in computed() for i in targets.values())


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("reach", 2 / 3),  # two in a programme, one in none; one who died is not counted
        ("emerg_adm", 4 / (1560 / 365.25) * 1000),  # four stays; four people all year and one for a hundred days
        ("cost_per_insured", 140.5 / (548 / 365.25)),  # 120.50 in 365 days and 20 in 183
        ("gp_contacts_mean", 2.0),  # three, two and one contacts
        ("abx_secondline", 36 / 77),
        ("readm30", 6 / 19 * 100),
    ],
)
def test_some_of_them_reckoned_once_more(id: str, value: float) -> None:
    assert asked(library().indicators[id]) == pytest.approx(value)
