"""EQ-5D-5L, goal attainment, ADL Hierarchy and CPS against their published rules and examples."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest

from empact.definitions.instruments import read_instruments
from empact.instruments.attainment import Goal, change, score_attainment
from empact.instruments.eq5d import answers_of
from empact.instruments.scoring import score
from empact.terms.errors import UserError

DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def shelf():
    return read_instruments()


# ---------------------------------------------------------------- EQ-5D-5L


@pytest.mark.parametrize(
    ("state", "value"), [("11111", "1"), ("21111", "0.930775102"), ("33333", "0.576553158"), ("55555", "-0.5316458")]
)
def test_the_value_of_a_state_is_that_of_the_belgian_set(shelf, state, value):
    """Bouckaert et al. 2022; exact, as the decrements are given in nine decimals."""
    eq5d = shelf.named("eq5d5l", on=DAY)
    assert score(eq5d, answers_of(eq5d, state)).value == Decimal(value)


# As the tests of R eq5d (github.com/fragla/eq5d) have them, in three decimals; the last two tell the dimensions apart.
PUBLISHED = {"22222": 0.755, "33333": 0.577, "44444": -0.215, "55555": -0.532, "15342": 0.309, "54321": 0.491}


@pytest.mark.parametrize(("state", "value"), PUBLISHED.items())
def test_the_value_is_that_of_the_r_package_to_three_decimals(shelf, state, value):
    eq5d = shelf.named("eq5d5l", on=DAY)
    assert float(score(eq5d, answers_of(eq5d, state)).value) == pytest.approx(value, abs=0.0005)


def test_no_state_is_worth_more_than_one_that_is_better_in_each_dimension(shelf):
    eq5d = shelf.named("eq5d5l", on=DAY)
    value = {s: score(eq5d, answers_of(eq5d, "".join(s))).value for s in itertools.product("12345", repeat=5)}
    assert len(value) == 3125 and max(value.values()) == 1 and min(value, key=value.get) == tuple("55555")
    for state in value:
        for i in range(5):
            if state[i] < "5":
                worse = (*state[:i], str(int(state[i]) + 1), *state[i + 1 :])
                assert value[worse] < value[state]


def test_without_the_scale_of_0_to_100_it_says_what_is_left_out(shelf):
    eq5d = shelf.named("eq5d5l", on=DAY)
    given = answers_of(eq5d, "12345")
    assert score(eq5d, given).left_out == ("vas",)
    assert score(eq5d, {**given, "vas": 70}).left_out == ()
    for state in ("1234", "123456", "12346", "abcde", "10111"):
        with pytest.raises(UserError):
            score(eq5d, answers_of(eq5d, state))
    with pytest.raises(UserError, match="'vas' is out of range"):
        score(eq5d, {**given, "vas": 101})


# ---------------------------------------------------------------- goal attainment scaling


def test_six_weighted_goals_of_the_manual_of_gasr_give_55(shelf):
    """Sum of w x is 7; 0.7 x 91 + 0.3 x 21^2 is 196, whose root is 14: 50 + 70 / 14."""
    goals = [Goal(x, Decimal(w)) for x, w in zip((-2, 0, -1, 2, 0, 1), (3, 5, 1, 4, 2, 6), strict=True)]
    assert score_attainment(shelf.named("goal_attainment", on=DAY), goals).value == pytest.approx(
        Decimal(55), abs=Decimal("1e-9")
    )


def test_all_goals_as_expected_give_50_whatever_they_weigh(shelf):
    gas = shelf.named("goal_attainment", on=DAY)
    assert score_attainment(gas, [Goal(0, Decimal(3)), Goal(0, Decimal(1))]).value == 50
    assert score_attainment(gas, [Goal(1)]).value == 60


def test_change_is_t_now_less_t_at_the_beginning(shelf):
    gas = shelf.named("goal_attainment", on=DAY)
    assert change(gas, [Goal(1, began=-1)]) == 20
    with pytest.raises(UserError, match="no level at the beginning"):
        change(gas, [Goal(1, began=-1), Goal(0)])


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ([], "no goal"),
        ([{"level": 3}], "off the scale"),
        ([{"level": 0, "weight": 0}], "weighs nothing"),
        ([{}], "level in whole"),
    ],
)
def test_goals_that_cannot_be_scored_are_refused(shelf, goals, said):
    with pytest.raises(UserError, match=said):
        score(shelf.named("goal_attainment", on=DAY), {"goals": goals})


# ---------------------------------------------------------------- interRAI


def test_the_adl_level_is_the_first_sentence_of_the_glossary_that_holds(shelf):
    """Each sentence as the glossary words it, asked from the heaviest, of all 4,096 combinations of codes and 8."""
    adl = shelf.named("interrai_adl_hierarchy", on=DAY)
    for h, t, m, e in itertools.product((*range(7), 8), repeat=4):
        four = [6 if x == 8 else x for x in (h, t, m, e)]
        late = four[2:]
        if all(x == 6 for x in four):
            expected = 6
        elif any(x == 6 for x in late):
            expected = 5
        elif any(x >= 4 for x in late):
            expected = 4
        elif any(x >= 4 for x in four[:2]) and all(x < 4 for x in late):
            expected = 3
        elif any(x == 3 for x in four) and all(x < 4 for x in four):
            expected = 2
        elif any(x == 2 for x in four) and all(x < 3 for x in four):
            expected = 1
        else:
            expected = 0
        given = {"hygiene": h, "toilet_use": t, "locomotion": m, "eating": e}
        assert score(adl, given).value == expected, given


def test_the_cps_level_follows_the_legal_wording(shelf):
    """Washington Administrative Code 388-106-0090, sentence by sentence, over all combinations."""
    cps = shelf.named("interrai_cps", on=DAY)
    for decisions, understood, memory, eating in itertools.product(range(6), range(5), (False, True), (0, 5, 6, 8)):
        problems = [1 <= decisions <= 3, understood > 0, memory]
        severe = [decisions == 3, understood in (3, 4)]
        if decisions == 5 or (decisions == 4 and eating in (6, 8)):
            expected = 6
        elif decisions == 4:
            expected = 5
        elif sum(problems) >= 2:
            expected = {0: 2, 1: 3, 2: 4}[sum(severe)]
        else:
            expected = sum(problems)
        given = {"decisions": decisions, "understood": understood, "memory_problem": memory, "eating": eating}
        assert score(cps, given).value == expected, given


def test_a_code_that_does_not_exist_is_refused_without_repeating_it(shelf):
    with pytest.raises(UserError) as refused:
        score(shelf.named("interrai_adl_hierarchy", on=DAY), {"hygiene": 7, "toilet_use": 0, "locomotion": 0, "eating": 0})
    assert "'hygiene' is none of its codes" in refused.value.message and "7" not in refused.value.message
