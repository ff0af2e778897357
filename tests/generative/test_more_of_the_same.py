"""What must hold of any meaning, whatever the engine: wider never loses, more never counts less, exceptions only take away."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empact.criteria import nodes as n
from empact.engine.reference.evaluate import holds, number, records_of
from empact.engine.reference.records import Person, Record
from empact.terms.periods import Window

from .small_library import small_library
from .strategies import AS_OF, CODES, random_flag
from .strategies import _coded as random_row
from .strategies import _events as random_events
from .strategies import _windowed as in_some_window

DATES = {
    "condition_occurrence": "condition_start_date",
    "drug_exposure": "drug_exposure_start_date",
    "procedure_occurrence": "procedure_date",
    "measurement": "measurement_date",
    "observation": "observation_date",
}
seeds = st.integers(0, 2**32)
often = settings(max_examples=150)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return small_library(tmp_path_factory.mktemp("library"))


def record(draw, table, key):
    row = random_row(draw, 1, table, CODES[table])
    return Record(
        table,
        key,
        row[DATES[table]],
        row["code"],
        ddd=row.get("ddd"),
        days_supply=row.get("days_supply"),
        value=row.get("value_as_number"),
        unit=row.get("unit_source_value"),
    )


def person(draw):
    events = {table: tuple(record(draw, table, k) for k in range(draw.randrange(6))) for table in CODES}
    return Person(1, AS_OF - timedelta(days=draw.randrange(36_000)), draw.choice(("male", "female")), events=events)


@often
@given(seeds)
def test_a_wider_window_never_loses_a_record(library, seed):
    draw = random.Random(seed)
    someone, events, days = person(draw), random_events(draw), draw.randrange(1, 2000)
    inner = records_of(n.Within(events, Window(days=days)), someone, AS_OF, library)
    outer = records_of(n.Within(events, Window(days=days + draw.randrange(0, 400))), someone, AS_OF, library)
    assert set(inner) <= set(outer) <= set(records_of(events, someone, AS_OF, library))


@often
@given(seeds)
def test_one_more_record_never_lowers_a_count(library, seed):
    draw = random.Random(seed)
    someone, table = person(draw), draw.choice(list(CODES))
    richer = replace(someone, events={**someone.events, table: (*someone.events[table], record(draw, table, 99))})
    events = in_some_window(draw, random_events(draw))
    for counted in (n.Count(events), n.CountDates(events)):
        assert number(counted, someone, AS_OF, library) <= number(counted, richer, AS_OF, library)


@often
@given(seeds)
def test_days_are_never_more_than_records(library, seed):
    draw = random.Random(seed)
    someone, events = person(draw), in_some_window(draw, random_events(draw))
    assert number(n.CountDates(events), someone, AS_OF, library) <= number(n.Count(events), someone, AS_OF, library)


@often
@given(seeds)
def test_what_happens_after_the_index_date_changes_nothing(library, seed):
    draw = random.Random(seed)
    someone, flag, table = person(draw), random_flag(draw, library), draw.choice(list(CODES))
    later = replace(record(draw, table, 99), date=AS_OF + timedelta(days=draw.randrange(1, 500)))
    wiser = replace(someone, events={**someone.events, table: (*someone.events[table], later)})
    assert holds(flag, someone, AS_OF, library) is holds(flag, wiser, AS_OF, library)


@often
@given(seeds)
def test_the_order_of_records_changes_nothing(library, seed):
    draw = random.Random(seed)
    someone, flag = person(draw), random_flag(draw, library)
    shuffled = {table: tuple(draw.sample(rows, len(rows))) for table, rows in someone.events.items()}
    assert holds(flag, someone, AS_OF, library) is holds(flag, replace(someone, events=shuffled), AS_OF, library)


@often
@given(seeds)
def test_combining_follows_logic(library, seed):
    """Each exception only takes away; all of, any of and at least of agree with one another."""
    draw = random.Random(seed)
    someone = person(draw)
    flags = tuple(random_flag(draw, library, 1) for _ in range(3))
    a, b, c = (holds(f, someone, AS_OF, library) for f in flags)

    def true(flag):
        return holds(flag, someone, AS_OF, library)

    assert true(n.AllOf(flags)) is (a and b and c) is true(n.AtLeastOf(3, flags))
    assert true(n.AnyOf(flags)) is (a or b or c) is true(n.AtLeastOf(1, flags))
    assert true(n.Unless(flags[0], flags[1:])) is (a and not b and not c)
    assert true(n.Unless(flags[0], flags[1:])) <= true(n.Unless(flags[0], flags[1:2])) <= a
