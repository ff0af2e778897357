"""The effect of acting on a list: set up at the first use, warned of where it harms, silent where it does nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from empact.cli.main import main
from empact.engine.reference.indicators import standing, year_until
from empact.engine.release.disclosures import disclosed
from empact.engine.run import run
from empact.engine.worklists import Notice, Wanted, as_text, comparison_of, make_lists, read_comparison, read_rule, watch
from empact.engine.worklists.compare import ALPHA, LOOKS, Comparison, write_comparison
from empact.engine.worklists.files import record_of, write_list
from empact.engine.worklists.make import _waves_begun
from empact.engine.worklists.watch import look_at
from empact.stats.arms import arm_difference, look_threshold, step_test
from empact.terms.errors import DefinitionError, UserError
from empact.terms.periods import Period, quarter_day

from .test_worklists import people_of

NOTICE = Notice("Diabetes", "omop", "care relation", "call for a check", "Practice North")
START, SIMULATIONS = date(2023, 1, 1), 1_000
DAYS = tuple(date(2023 + (month > 12), (month - 1) % 12 + 1, 1) for month in (4, 7, 10, 13))


@pytest.fixture(scope="module")
def results(region, library, tmp_path_factory):
    """A run a year before the last records, so that there is something to see afterwards."""
    return run(region, as_of=START, results=tmp_path_factory.mktemp("earlier"), library=library, workers=1).results


@pytest.fixture(scope="module")
def make(region, results, library):
    def made(asked="condition:hypertension", **wanted):
        rule = read_rule(asked, library, results, year_until(results.as_of))
        return make_lists(region, results, library, rule, Wanted(**({"places": 200} | wanted)), workers=1)

    return made


# ---------------------------------------------------------------- the two acceptances


def compared(first, stratum):
    people = tuple(
        (f"p{i}", 0, "offered" if a else "held_out", int(s)) for i, (a, s) in enumerate(zip(first, stratum, strict=True))
    )
    return Comparison("x", "lot", "emerg_adm", 1, 1, START, DAYS, ALPHA, "0", 1, (0,), people)


def admissions(rng, people, quarters, rate):
    """Admissions per person and quarter: some are admitted again and again."""
    own = rng.gamma(0.5, 2.0, (people, 1, SIMULATIONS))
    return rng.poisson(own * np.broadcast_to(np.asarray(rate), (people, 1, 1)) / 4, (people, quarters, SIMULATIONS))


@pytest.mark.shows("A11")
def test_a_harmful_list_is_warned_of_and_one_without_effect_raises_a_false_alarm_at_most_as_often_as_said():
    rng = np.random.default_rng(11)
    n = 240
    stratum = rng.integers(0, 12, n)
    first = rng.permutation(n) < n // 2
    limit = look_threshold(ALPHA, LOOKS)

    def alarms(rate):
        seen = admissions(rng, n, LOOKS, rate).cumsum(axis=1)
        p = np.stack([arm_difference(seen[:, k], first, stratum).p_larger for k in range(LOOKS)])
        design = compared(first, stratum)
        for s in range(5):  # the same as the monitor says of one region
            outcomes = {f"p{i}": np.diff(seen[i, :, s], prepend=0).tolist() for i in range(n)}
            verdicts = [
                look_at(design, {k: v[: day + 1] for k, v in outcomes.items()}, DAYS[: day + 1]) for day in range(LOOKS)
            ]
            assert [v.verdict == "harm" for v in verdicts] == (p[:, s] <= limit).tolist()
        return (p <= limit).any(axis=0).mean()

    null = alarms(0.4)
    assert null <= ALPHA
    assert null > 0.005, "the monitor is awake"
    assert alarms(np.where(first, 0.9, 0.4)[:, None, None]) > 0.8


@pytest.mark.shows("A11")
def test_a_stepped_roll_out_like_prismatic_is_warned_of_and_without_effect_is_left_in_peace():
    """32 practices of 7,190 people; admissions up by 0.011 per person and year, as found by Snooks 2019
    (doi 10.1136/bmjqs-2018-007976); here from 0.1, with practices that differ."""
    rng = np.random.default_rng(12)
    practices, people = 32, 7_190
    wave = rng.permutation(np.arange(practices) // 8)
    size = np.full(practices, float(people))
    limit = look_threshold(ALPHA, LOOKS)

    def warned(effect, times):
        found = 0
        for s in range(times):
            own = rng.gamma(100, 0.1 / 100, practices)[:, None]
            rate = own + effect * (wave[:, None] <= np.arange(-LOOKS, LOOKS)) * (np.arange(-LOOKS, LOOKS) >= 0)
            mean = rng.poisson(people * rate / 4) / people
            change = mean[:, LOOKS:] - mean[:, :LOOKS].mean(axis=1)[:, None]
            found += any(step_test(change[:, : k + 1], size, wave, draws=399, seed=s)[1] <= limit for k in range(LOOKS))
        return found / times

    assert warned(0.0, SIMULATIONS) <= ALPHA
    assert warned(0.011, 100) > 0.9


# ---------------------------------------------------------------- set up at the first use


def test_the_comparison_is_set_up_with_the_list_and_its_fingerprint_is_in_the_book(make, library, results, tmp_path):
    made = make(reserve=0.3)
    comparison = comparison_of(made, library, "Check")
    assert (comparison.method, comparison.outcome, comparison.looks) == ("lot", "emerg_adm", DAYS)
    arms = [arm for _, _, arm, _ in comparison.people]
    assert (arms.count("offered"), arms.count("held_out")) == (200, made.lists[0].steps["held_out"])
    file = tmp_path / "list-compare.json"
    write_comparison(comparison, file)
    assert read_comparison(file) == comparison
    write_comparison(comparison, file)
    with pytest.raises(UserError, match="set up before"):
        write_comparison(replace(comparison, seed=2), file)
    write_list(made, made.lists[0], NOTICE, tmp_path / "list.csv", results.folder, comparison=comparison)
    assert disclosed(results.folder)[-1]["comparison"] == comparison.fingerprint
    record = json.loads((tmp_path / "list.json").read_text())
    said = record["effect"]["en"]
    assert said.startswith("Who is offered a place is compared with those who by lot") and "01/04/2023" in said
    told = (tmp_path / "list.json").read_text()
    assert not [p for p, *_ in comparison.people if f'"{p}"' in told]


@pytest.mark.parametrize(
    ("wanted", "method"),
    [({}, "matched"), ({"places": None}, "none"), ({"by": "practice", "waves": 4, "places": None}, "waves")],
)
def test_without_a_reserve_people_alike_who_wait_or_places_that_begin_later_are_compared(make, library, wanted, method):
    made = make(**wanted)
    comparison = comparison_of(made, library, "Check")
    assert comparison.method == method
    if method == "waves":
        assert set(comparison.groups) == {0, 1, 2, 3}
        begun = {one.wave for one in made.lists if one.lines}
        assert begun == {0} and all(one.steps["offered"] == 0 for one in made.lists if one.wave)
    with pytest.raises(DefinitionError, match="cannot be watched"):
        comparison_of(made, library, "Check", "reach_nothing")


def test_a_wave_begins_in_its_quarter_and_who_was_held_out_until_then_is_offered_a_place(make):
    first = make(by="practice", waves=4, places=3)
    inside = {
        one.key.replace(":", "-"): dict.fromkeys((first.found.pseudonym[i] for i in one.rows), "held_out")
        for one in first.lists
    }
    later = make(by="practice", waves=4, places=3, before=inside, begun=date(2022, 6, 20))
    assert {one.wave for one in later.lists if one.lines} == {0, 1, 2}


def test_a_practice_that_joins_moves_no_other_to_another_wave_and_begins_with_the_last(make, library):
    places = sorted({one.key for one in make(by="practice", places=3).lists})[:11]
    teams = {f"team {n}": [place] for n, place in enumerate(places[:8])}
    first = make(groups=teams, waves=4, places=3)
    comparison = comparison_of(first, library, "Check")
    drawn = dict(zip(comparison.keys, comparison.groups, strict=True))
    assert drawn == {one.key: one.wave for one in first.lists} and set(drawn.values()) == {0, 1, 2, 3}
    new = {f"a new team {n}": [place] for n, place in enumerate(places[8:])}
    joined = teams | new
    later = {one.key: one.wave for one in make(groups=joined, waves=4, places=3, drawn=drawn).lists}
    assert later == drawn | dict.fromkeys(new, 3)
    anew = {one.key: one.wave for one in make(groups=joined, waves=4, places=3).lists}
    assert any(anew[team] != drawn[team] for team in teams), "drawn anew, teams that began would wait again"


@pytest.mark.parametrize("begun", [date(2023, 1, 31), date(2023, 11, 30), date(2024, 2, 29), date(2023, 6, 20)])
def test_a_wave_has_begun_on_the_day_on_which_the_effect_of_the_one_before_is_looked_at(begun):
    for n in range(1, LOOKS):
        day = quarter_day(begun, n)
        assert [_waves_begun(begun, d, LOOKS) for d in (day - timedelta(1), day)] == [n, n + 1]


# ---------------------------------------------------------------- looked at on the days that were set


def test_the_look_counts_what_the_records_say_and_warns_where_harm_was_planted(make, region, library):
    made = make(reserve=0.4)
    comparison = comparison_of(made, library, "Check")
    assert watch(comparison, region, library, date(2023, 3, 31)).verdict == "early"
    look = watch(comparison, region, library, date(2023, 12, 1))
    assert (look.number, look.day) == (3, DAYS[2]), "between two days nothing new is looked at"
    last = watch(comparison, region, library, date(2024, 1, 1))
    assert last.verdict == "unshown" and last.lower < last.difference < last.upper

    arm = {p: a for p, _, a, _ in comparison.people}
    ids = [int(i) for i, p in zip(made.found.person, made.found.pseudonym, strict=True) if p in arm]
    year, indicator = Period(date(2023, 1, 2), date(2024, 1, 1)), library.indicators["emerg_adm"]
    admitted = {p.source_value: standing(indicator, p, year, library).numerator for p in people_of(region, ids)}
    ill = sorted(name for name, n in admitted.items() if n > 0)
    assert len(ill) >= 20
    well = sorted(set(admitted) - set(ill))
    offered = {*ill[5:], *well[::3]}
    people = tuple((p, g, "offered" if p in offered else "held_out", 0) for p, g, _, _ in comparison.people)
    harmful = replace(comparison, people=people)
    found = watch(harmful, region, library, date(2024, 1, 1))
    gap = np.mean([admitted[p] for p in offered]) - np.mean([admitted[p] for p in set(admitted) - offered])
    assert found.verdict == "harm" and found.difference == pytest.approx(gap) and found.lower > 0
    for language, word in (("nl", "Waarschuwing"), ("fr", "Alerte"), ("de", "Warnung"), ("en", "Warning")):
        assert as_text(harmful, found, library, language).startswith(word)


def test_a_warning_is_not_kept_back_because_the_others_have_too_few_events():
    first = np.arange(200) < 100
    outcomes = {f"p{i}": [1.0] if i < 30 else [0.0] for i in range(200)}
    look = look_at(compared(first, np.zeros(200)), outcomes, DAYS[:1])
    assert look.verdict == "harm" and look.difference is None


def test_few_people_or_nobody_to_compare_with_is_said(make, region, library):
    alone = comparison_of(make(places=None), library, "Check")
    nobody = watch(alone, region, library, date(2024, 1, 1))
    assert nobody.verdict == "alone"
    assert as_text(alone, nobody, library, "en") == "Everybody is offered a place: there is nobody to compare with.\n"
    few = comparison_of(make(places=3, reserve=0.4), library, "Check")
    look = watch(few, region, library, date(2024, 1, 1))
    assert look.verdict == "few" and look.difference is None
    assert as_text(few, look, library, "en") == "Too few people or events to say anything.\n"
    with pytest.raises(UserError, match="another version"):
        watch(replace(few, version=99), region, library, date(2024, 1, 1))


def test_the_command_says_it(make, region, library, results, tmp_path, capsys):
    out = tmp_path / "list.csv"
    command = ["list", "Check", "--register", str(region.folder), "--results", str(results.folder), "--rule", "hypertension"]
    command += [
        "--places",
        "200",
        "--reserve",
        "0.3",
        "--project",
        "omop",
        "--ground",
        "g",
        "--purpose",
        "p",
        "--recipient",
        "r",
    ]
    assert main([*command, "--out", str(out)]) == 0
    look = ["watch", str(tmp_path / "list-compare.json"), "--register", str(region.folder), "--as-of", "2024-01-01"]
    capsys.readouterr()
    assert main(look) == 0
    assert capsys.readouterr().out.startswith("Unplanned admissions: no harm is shown.")
    assert main([*look[:1], str(out), *look[2:]]) != 0
    record = record_of(make(), make().lists[0], NOTICE)
    assert record["effect"] == {}
