"""Proactive lists: nobody on them who should not be, reasons that are true, a reserve by lot, as long as there are places."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict, replace

import numpy as np
import pytest

from empact.cli.main import main
from empact.criteria.nodes import Has
from empact.engine.duckdb import connect
from empact.engine.people import read_some
from empact.engine.reference.evaluate import holds
from empact.engine.reference.explain import decisive, why
from empact.engine.reference.indicators import standing, year_until
from empact.engine.reference.records import population_status
from empact.engine.release.disclosures import disclosed
from empact.engine.worklists import Notice, Wanted, file_name, make_lists, read_before, read_rule, write_list
from empact.engine.worklists.draw import HELD_OUT, OFFERED, WAITING, draw
from empact.engine.worklists.equity import reach
from empact.engine.worklists.lens import behind
from empact.engine.worklists.reasons import reason_of, sentences_of
from empact.gate.worklists import read_worklist
from empact.terms.errors import RegisterError, UserError

NOTICE = Notice("Diabetes", "omop", "care relation", "call for a check", "Practice North")


@pytest.fixture(scope="module")
def rule_of(library, region_results):
    return lambda asked: read_rule(asked, library, region_results, year_until(region_results.as_of))


@pytest.fixture(scope="module")
def make(region, region_results, library, rule_of):
    made = {}

    def once(asked, **how):
        key = asked, repr(sorted(how.items()))
        if key not in made:
            wanted = Wanted(**({"places": 40} | how))
            made[key] = make_lists(region, region_results, library, rule_of(asked), wanted, workers=1)
        return made[key]

    return once


def people_of(region, ids):
    with connect(ordered=True) as db:
        return list(read_some(db, region, ids))


def less(person, records):
    """The same person without these records."""
    kept = {t: tuple(r for r in rows if (r.table, r.key) not in records) for t, rows in person.events.items()}
    return replace(person, events=kept)


def under(answer):
    own = {(r.table, r.key) for r in answer.records} if answer.holds else set()
    return own.union(*(under(child) for child in answer.children if answer.holds))


def offered(made):
    return [int(made.found.person[i]) for one in made.lists for i in one.rows[one.arm == OFFERED]]


# ---------------------------------------------------------------- who is on it


CELL = "segment:popbox:P3,determinant:polypharmacy_atc5_365d"


@pytest.mark.parametrize("asked", ["condition:diabetes", "segment:popbox:P3", "determinant:repeat_admission", CELL])
def test_everybody_on_a_list_meets_the_rule_and_nobody_on_it_is_dead_or_gone(make, region, region_results, library, asked):
    made = make(asked, places=100)
    people = people_of(region, offered(made))
    assert len(people) == min(100, len(made.found.person)) > 20
    as_of = region_results.as_of
    assert {population_status(p, as_of) for p in people} == {"living_observed"}
    if made.rule.flag is not None:
        assert all(holds(made.rule.flag, p, as_of, library) for p in people)
    assert made.found.counts["meets"] == len(made.found.person) + made.found.left_out["dead"] + made.found.left_out["departed"]
    assert made.found.left_out["dead"] > 0


@pytest.mark.shows("B15")
def test_the_list_behind_a_number_is_as_long_as_denominator_less_numerator_less_exceptions(make, region, library):
    made = make("indicator:dm_hba1c_measured", places=None)
    steps, rule = made.found.counts, made.rule
    assert steps["meets"] == steps["denominator"] - steps["numerator"] - steps["exception"] > 0
    assert len(made.lists[0].lines) + sum(made.found.left_out.values()) == steps["meets"]
    everybody = people_of(region, range(1, region.persons + 1))
    states = Counter(standing(rule.definition, p, rule.period, library).state for p in everybody)
    assert (steps["numerator"], steps["exception"], steps["meets"]) == (states["met"], states["exception"], states["open"])
    assert all(reason.startswith(rule.title["en"]) for _, reason in made.lists[0].lines)


def test_who_is_left_out_is_on_no_list_and_counted_with_the_reason(make):
    everybody = make("condition:diabetes", places=None)
    chosen = dict(zip(everybody.found.pseudonym, ["opted_out", "has_plan", "refused"], strict=False))
    made = make("condition:diabetes", places=None, leave_out=chosen | {"nobody": "opted_out"})
    assert not {p for p, _ in made.lists[0].lines} & set(chosen)
    steps = made.lists[0].steps
    assert (steps["opted_out"], steps["has_plan"], steps["refused"]) == (1, 1, 1)
    assert steps["alive"] == steps["offered"] + 3
    assert made.unknown == 1


# ---------------------------------------------------------------- why


@pytest.mark.shows("A9")
def test_reasons_are_true_in_the_records_and_without_those_records_the_person_is_not_on_the_list(
    make, region, region_results, library
):
    as_of = region_results.as_of
    seen = 0
    for asked in (
        "condition:diabetes",
        "segment:popbox:P3",
        "determinant:polypharmacy_atc5_365d",
        "determinant:repeat_admission",
    ):
        made = make(asked, places=100)
        called = sentences_of(library, "en")
        ids = offered(made)
        said = dict(made.lists[0].lines)
        for person in people_of(region, ids):
            reason = reason_of(person, made.rule, library, as_of, "en", called)
            assert said[person.source_value] == reason.text
            assert reason.text and reason.records
            own = {(r.table, r.key): r for rows in person.events.values() for r in rows}
            days = {f"{own[r].date:%d/%m/%Y}" for r in reason.records}
            assert all(own[r].date <= as_of for r in reason.records)
            assert any(day in reason.text for day in days)
            if made.rule.flag is not None:
                with pytest.raises(RegisterError):
                    reason_of(less(person, reason.records), made.rule, library, as_of, "en", called)
            else:  # a count of conditions: each that is named falls away with its own records
                named = [Has("condition", c.id) for c in called.values() if c.title["en"] in reason.text]
                assert named
                for one in named:
                    rests_on = under(decisive(why(one, person, as_of, library)))
                    assert rests_on <= set(reason.records)
                    rest = person
                    while rests_on:  # of a disease that is counted from its first record, the next then comes first
                        rest = less(rest, rests_on)
                        rests_on = under(decisive(why(one, rest, as_of, library)))
                    assert not holds(one, rest, as_of, library)
            seen += 1
    assert seen > 200


def test_a_cell_of_the_pop_box_holds_who_is_in_both_and_the_reason_says_both(make):
    made, persona, trait = (make(asked, places=None) for asked in (CELL, *CELL.split(",")))
    assert set(made.found.pseudonym) == set(persona.found.pseudonym) & set(trait.found.pseudonym) != set()
    assert made.rule.title["en"] == f"{persona.rule.title['en']} × {trait.rule.title['en']}"
    for one in (persona, trait):
        assert all(one.rule.text[lang] in made.rule.text[lang] for lang in ("nl", "fr", "de", "en"))
    because = dict(trait.lists[0].lines)
    assert all(reason.startswith(because[p]) for p, reason in made.lists[0].lines)
    assert any(len(reason) > len(because[p]) for p, reason in made.lists[0].lines)


def test_a_sensitive_condition_is_not_named_where_the_rule_is_not_about_it(make, library):
    sensitive = {c.title["en"] for c in library.conditions.values() if c.sensitive}
    made = make("segment:popbox:P3", places=100)
    assert sensitive
    assert not made.rule.is_sensitive
    assert not [r for _, r in made.lists[0].lines if any(title in r for title in sensitive)]


@pytest.mark.parametrize(
    ("language", "word"), [("nl", "diagnose"), ("fr", "diagnostic"), ("de", "Diagnose"), ("en", "diagnosis")]
)
def test_reasons_are_said_in_each_language(make, language, word):
    made = make("condition:diabetes", language=language)
    assert any(word in reason for _, reason in made.lists[0].lines)


# ---------------------------------------------------------------- places and reserve


@pytest.mark.shows("A10")
def test_with_forty_places_forty_are_offered_and_the_reserve_is_random_within_strata(make):
    made = make("condition:diabetes", reserve=0.25)
    (one,) = made.lists
    assert (one.steps["offered"], one.steps["held_out"], len(one.lines)) == (40, 13, 40)
    assert one.steps["waiting"] == len(one.rows) - 53

    # Over many seeds: each stratum gets its share, nobody's chance differs, and differences are those of chance.
    rng = np.random.default_rng(5)
    n, places, share, seeds = 300, 120, 0.25, 400
    stratum = rng.integers(0, 12, n)
    names = [f"p{i}" for i in range(n)]
    held = np.zeros(n)
    chosen = np.zeros(n)
    gaps = []
    for seed in range(seeds):
        arm = draw(names, stratum, places=places, reserve=share, seed=str(seed))
        assert (arm == OFFERED).sum() == places
        candidates = arm != WAITING
        chosen += candidates
        held += arm == HELD_OUT
        for s in range(12):
            expected = share * (candidates & (stratum == s)).sum()
            assert abs((arm[stratum == s] == HELD_OUT).sum() - expected) <= 1
        gaps.append(np.mean(stratum[arm == HELD_OUT]) - np.mean(stratum[arm == OFFERED]))
    chance = held / chosen
    chi = ((held - chosen * share) ** 2 / (chosen * share * (1 - share))).sum()
    assert abs(chi - n) < 4 * np.sqrt(2 * n)
    assert abs(chance.mean() - share) < 0.005
    assert abs(np.mean(gaps)) < 0.02


def test_who_has_most_of_a_score_comes_first(make, region_results):
    made = make("condition:diabetes", first="cambridge_general", reserve=0.0)
    (one,) = made.lists
    urgency = made.found.urgency[one.rows]
    assert urgency[one.arm == OFFERED].min() >= urgency[one.arm == WAITING].max()


def test_few_people_for_many_places_still_leave_a_reserve():
    arm = draw([f"p{i}" for i in range(20)], np.zeros(20, np.int64), places=40, reserve=0.2, seed="1")
    assert Counter(arm.tolist()) == {OFFERED: 16, HELD_OUT: 4}
    assert not len(draw([], np.zeros(0, np.int64), places=40, reserve=0.2, seed="1"))


def test_the_same_seed_gives_the_same_list_and_another_another(make):
    first, again, other = (make("condition:diabetes", reserve=0.2, seed=s).lists[0].lines for s in (3, 3, 4))
    assert first == again != other


def test_lists_per_practice_have_places_each_and_nobody_is_on_two(make):
    made = make("determinant:repeat_admission", by="practice", places=3)
    people = [p for one in made.lists for p, _ in one.lines]
    assert len(people) == len(set(people))
    assert max(len(one.lines) for one in made.lists) == 3
    names = {one.key: one.name for one in made.lists}
    keys = sorted(names)[:2]
    team = make("determinant:repeat_admission", groups={"East": keys}, places=5)
    both = {
        p
        for one in make("determinant:repeat_admission", by="practice", places=None).lists
        if one.key in keys
        for p, _ in one.lines
    }
    assert {p for p, _ in team.lists[0].lines} <= both


# ---------------------------------------------------------------- who is reached


@pytest.mark.shows("A13")
def test_a_planted_under_reach_of_one_neighbourhood_is_named_with_size_and_interval(make, tmp_path, region_results):
    asked = "condition:hypertension"
    found = make(asked, places=None).found
    area = np.bincount(found.area[found.area >= 0]).argmax()
    there = [p for p, a in zip(found.pseudonym, found.area, strict=True) if a == area]
    kept = len(there) // 3
    made = make(asked, places=None, leave_out=dict.fromkeys(there[kept:], "opted_out"))
    out = tmp_path / "list.csv"
    write_list(made, made.lists[0], NOTICE, out, region_results.folder)
    record = json.loads(out.with_suffix(".json").read_text())
    behind = [line for line in record["equity"] if line["falls_behind"]]
    assert [(line["group"], line["of"], line["people"], line["reached"]) for line in behind] == [
        (found.areas[area], "could", len(there), kept)
    ]
    (line,) = behind
    assert line["gap_lower"] < line["gap"] < line["gap_upper"] < -0.2
    assert line["gap"] == pytest.approx(kept / len(there) - 1, abs=1e-4)
    assert {lang: len(said) for lang, said in record["behind"].items()} == dict.fromkeys(("nl", "fr", "de", "en"), 1)
    assert line["name"] in record["behind"]["nl"][0]
    traits = {"neighbourhood", "increased_reimbursement", "age", "sex"}
    assert {line["trait"] for line in record["equity"]} == traits


def test_without_a_planted_gap_neighbourhoods_are_seldom_named_by_chance():
    rng = np.random.default_rng(2)
    named = 0
    for _ in range(200):
        people = rng.integers(20, 80, 60)
        named += any(line.falls_behind for line in reach([str(i) for i in range(60)], people, rng.binomial(people, 0.4)))
    assert named < 200 * 0.08


@pytest.mark.shows("POP-13")
def test_of_a_list_and_of_what_was_done_with_it_a_gap_by_age_or_reimbursement_is_named(make, tmp_path, region_results):
    asked = "condition:hypertension"
    first = make(asked, places=None)
    arms = {p: "offered" for p, _ in first.lists[0].lines}
    increased = {p for p, i in zip(first.found.pseudonym, first.found.increased, strict=True) if i}
    others = sorted(set(arms) - increased)
    # Of those with increased reimbursement a quarter is taken up, of the others half.
    done = dict.fromkeys([*sorted(increased)[: len(increased) // 4], *others[: len(others) // 2]], "taken_up")
    again = make(asked, places=None, before={"": arms}, leave_out=done)
    out = tmp_path / "list.csv"
    write_list(again, again.lists[0], NOTICE, out, region_results.folder)
    record = json.loads(out.with_suffix(".json").read_text())
    told = {(e["of"], e["trait"]) for e in record["equity"]}
    assert told >= {(of, t) for of in ("could", "offered", "taken_up") for t in ("increased_reimbursement", "age")}
    lines = {e["group"]: e for e in record["equity"] if (e["of"], e["trait"]) == ("taken_up", "increased_reimbursement")}
    assert lines["increased"]["reached"] == len(increased) // 4
    assert lines["increased"]["lower"] < lines["increased"]["proportion"] < lines["increased"]["upper"]
    (sentence,) = [s for s in record["behind"]["en"] if "increased reimbursement" in s and "taken up" in s]
    assert f"{len(increased) // 4} of {len(increased)} on the list before were taken up" in sentence

    # Each gap of more than a fifth by these traits is named, and no smaller one.
    gaps = [e for e in record["equity"] if e["trait"] in ("increased_reimbursement", "age")]
    named = [e for e in gaps if e["proportion"] < 0.8 * e["others"]]
    neighbourhoods = [e for e in record["equity"] if e["falls_behind"] and e not in gaps]
    assert {len(said) for said in record["behind"].values()} == {len(named) + len(neighbourhoods)}


def test_a_gap_that_may_be_chance_is_named_as_such():
    (few,) = [e for e in reach(["ordinary", "increased"], np.array([200, 12]), np.array([100, 4])) if e.group == "increased"]
    line = {"of": "offered", "trait": "increased_reimbursement", "name": few.group, **asdict(few)}
    assert not few.falls_behind
    assert behind([line], "nl")[0].startswith("verhoogde tegemoetkoming: 4 van 12 krijgen een plaats")
    assert behind([line], "nl")[0].endswith("Dit kan toeval zijn.")
    assert behind([line | {"trait": "neighbourhood"}], "nl") == []


# ---------------------------------------------------------------- the next run


@pytest.mark.shows("POP-14")
def test_after_action_a_person_leaves_the_list_at_the_next_run_with_the_reason(make, tmp_path, region_results):
    asked = "condition:diabetes"
    first = make(asked, places=40, reserve=0.2)
    write_list(first, first.lists[0], NOTICE, tmp_path / "first.csv", region_results.folder)
    before = read_before(tmp_path / "first-inside.csv")
    on_it = [p for p, _ in first.lists[0].lines]
    done = {on_it[0]: "taken_up", on_it[1]: "refused", on_it[2]: "has_plan"} | dict.fromkeys(on_it[3:9], "done")
    again = make(asked, places=40, reserve=0.2, before=before, leave_out=done)
    (one,) = again.lists
    assert one.left == tuple(sorted(done.items()))
    now = [p for p, _ in one.lines]
    assert set(on_it) - set(done) <= set(now) and len(now) == 40, "the others keep their place, and free places are filled"
    held = {p for p, arm in before[""].items() if arm == "held_out"}
    assert not held & set(now), "who is held out to compare with stays so"

    write_list(again, one, NOTICE, tmp_path / "second.csv", region_results.folder)
    record = json.loads((tmp_path / "second.json").read_text())
    assert (record["rule"]["title"]["en"], record["as_of"], record["steps"]["offered"]) == (
        "Diabetes mellitus", region_results.as_of.isoformat(), 40,
    )  # fmt: skip
    assert record["left"]["before"] == 40
    assert record["left"]["done"] == 6 or record["left"]["done"] is None
    assert record["left"]["taken_up"] is record["left"]["refused"] is None, "small numbers are not told"
    rows = list(csv.DictReader((tmp_path / "second.csv").read_text(encoding="utf-8").splitlines()))
    assert {r["pseudonym"]: r["left"] for r in rows if r["left"]} == done
    assert all(bool(r["left"]) != bool(r["reason"]) for r in rows)


def test_who_died_moved_or_no_longer_meets_the_rule_leaves_with_that_reason(make, region, region_results):
    rule = "condition:diabetes"
    everybody = people_of(region, range(1, region.persons + 1))
    status = {p.source_value: population_status(p, region_results.as_of) for p in everybody}
    meets = set(make(rule, places=None).found.pseudonym)
    healthy = next(p for p, s in status.items() if s == "living_observed" and p not in meets)
    dead = next(p for p, s in status.items() if s == "dead")
    before = {"": dict.fromkeys([healthy, dead, "nobody-any-more"], "offered")}
    left = dict(make(rule, places=40, before=before).lists[0].left)
    assert left == {healthy: "not_met", dead: "dead", "nobody-any-more": "departed"}


def test_with_fewer_places_who_had_one_waits_by_lot(make):
    first = make("condition:diabetes", places=40)
    arms = {"": {p: "offered" for p, _ in first.lists[0].lines}}
    (one,) = make("condition:diabetes", places=30, before=arms).lists
    assert len(one.lines) == 30 and {p for p, _ in one.lines} < set(arms[""])
    assert {why for _, why in one.left} == {"waiting"} and len(one.left) == 10


def test_lists_per_practice_go_on_from_their_own(make, tmp_path, region_results):
    asked = "determinant:repeat_admission"
    first = make(asked, by="practice", places=3)
    for one in first.lists:
        write_list(first, one, NOTICE, tmp_path / f"{file_name(one.key)}.csv", region_results.folder)
    again = make(asked, by="practice", places=3, before=read_before(tmp_path))
    assert [one.lines for one in again.lists] == [one.lines for one in first.lists]
    assert not any(one.left for one in again.lists)
    with pytest.raises(UserError, match="nothing that stayed inside"):
        read_before(tmp_path / "elsewhere")


# ---------------------------------------------------------------- it leaves


def test_a_list_leaves_with_its_ground_and_the_book_knows(make, tmp_path, region_results):
    made = make("condition:diabetes", reserve=0.2)
    before = len(disclosed(region_results.folder))
    out = tmp_path / "list.csv"
    paths = write_list(made, made.lists[0], NOTICE, out, region_results.folder)
    entry = disclosed(region_results.folder)[before]
    assert (entry["recipient"], entry["ground"], entry["people"]) == ("Practice North", "care relation", {"offered": 40})
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {(r["project"], r["ground"], r["purpose"], r["recipient"]) for r in rows} == {
        ("omop", "care relation", "call for a check", "Practice North")
    }
    inside = list(csv.DictReader(paths[2].read_text(encoding="utf-8").splitlines()))
    assert Counter(r["arm"] for r in inside)["offered"] == 40
    record = paths[1].read_text(encoding="utf-8")
    assert not [r["pseudonym"] for r in inside if f'"{r["pseudonym"]}"' in record]
    with pytest.raises(UserError, match="--ground and --recipient"):
        Notice("x", "omop", "", "call", " ")


def test_small_steps_are_hidden_in_what_leaves(make, tmp_path, region_results):
    chosen = dict.fromkeys(make("condition:diabetes", places=None).found.pseudonym[:2], "refused")
    made = make("condition:diabetes", leave_out=chosen)
    out = tmp_path / "list.csv"
    write_list(made, made.lists[0], NOTICE, out, region_results.folder)
    steps = json.loads(out.with_suffix(".json").read_text())["steps"]
    assert steps["refused"] is None
    assert sum(n is None for n in steps.values()) >= 2, "one hidden number would follow from the others"
    assert steps["offered"] == 40


def test_the_gate_reads_what_the_command_wrote(region, region_results, tmp_path, capsys, monkeypatch):
    out = tmp_path / "list.csv"
    command = ["list", "Diabetes", "--register", str(region.folder), "--results", str(region_results.folder)]
    command += ["--rule", "diabetes", "--places", "40", "--reserve", "0.2", "--project", "omop", "--ground", "care relation"]
    command += ["--purpose", "call", "--recipient", "Practice North", "--out", str(out)]
    assert main(command) == 0
    assert "list.csv: 40 people" in capsys.readouterr().out
    first = out.read_bytes()
    assert main(command) == 0
    assert out.read_bytes() == first
    monkeypatch.setattr("empact.gate.worklists.is_pseudonym", bool)  # the synthetic region has its own
    found = read_worklist(first)
    assert (len(found.lines), found.recipient) == (40, "Practice North")
    assert all(line.reason.startswith("Diabetes mellitus") for line in found.lines)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("condition:nope", "no definition"),
        ("segment:popbox:P9", "no class"),
        ("indicator:mortality", "left open"),
        ("condition:diabetes,segment:popbox:P3", "makes no list"),
        ("segment:popbox:P3,indicator:gp_contact", "makes no list"),
    ],  # fmt: skip
)
def test_what_makes_no_list_is_refused_in_a_sentence(rule_of, asked, sentence):
    with pytest.raises(UserError, match=sentence):
        rule_of(asked)
