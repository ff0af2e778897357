"""A whole run, and the real FHIR set, against the slow engine: what is stored of a person is what the oracle says."""

from __future__ import annotations

from datetime import date

import pytest

from empact.criteria import nodes as n
from empact.engine.duckdb import connect
from empact.engine.evaluate import evaluate
from empact.engine.people import read_people
from empact.engine.reference.evaluate import classify, evidence, holds, number
from empact.engine.reference.records import population_status

from .conftest import AS_OF


def rows_of(table):
    """Rows, dictionary columns as words."""
    return [{k: v for k, v in row.items() if v is not None} for row in table.to_pylist()]


@pytest.mark.slow
def test_a_run_stores_what_the_oracle_says(region, region_results, library):
    """Status, every condition with its evidence, every determinant, score and segment of 200 people of a synthetic region."""
    with connect() as db:
        people = [p for start in (1, 3001) for p in read_people(db, region, start, start + 99)]
    profiles = {row["person_id"]: row for row in rows_of(region_results.table("person_profile"))}
    conditions: dict[int, dict[str, dict]] = {}
    for row in rows_of(region_results.table("person_condition")):
        conditions.setdefault(row["person_id"], {})[row["condition"]] = row
    for person in people:
        profile, stored = profiles[person.person_id], conditions.get(person.person_id, {})
        status = population_status(person, AS_OF)
        assert profile["status"].replace(" ", "_") == status.replace("living_", "")
        if status != "living_observed":
            assert not stored
            continue
        held = {id: " ".join(evidence(id, person, AS_OF, library)) for id in library.conditions}
        assert {id: row["evidence"] for id, row in stored.items()} == {id: ways for id, ways in held.items() if ways}
        for segment in library.segments.values():
            assert profile[f"segment_{segment.id}"] == classify(segment, person, AS_OF, library), segment.id
        for id in library.determinants:
            assert profile[f"determinant_{id}"] is holds(n.Has("determinant", id), person, AS_OF, library), id
        for id, score in library.scores.items():
            for weights in score.weights:
                value = number(n.ScoreOf(id, weights), person, AS_OF, library)
                assert profile[f"score_{id}_{weights}"] == pytest.approx(value, abs=1e-6), id
        assert profile["n_conditions"] == number(n.ConditionCount(), person, AS_OF, library)
        assert profile["n_systems"] == number(n.SystemCount(), person, AS_OF, library)


@pytest.mark.slow
def test_the_real_fhir_set_gets_the_same_answers_on_every_engine(fhir_register, library):
    """Every condition, determinant and class of the Pop-Box for each fourth of the 319 people."""
    day = date(2021, 4, 1)
    flags = {f"has {id}": n.Has("condition", id) for id in library.conditions}
    flags |= {f"is {id}": n.Has("determinant", id) for id in library.determinants}
    flags |= {c.key: c.when for c in library.segments["popbox"].classes if c.when is not None}
    fast = evaluate(fhir_register, flags, day, library)
    with connect() as db:
        people = list(read_people(db, fhir_register, 1, fhir_register.persons))[::4]
    for name, flag in flags.items():
        answers = fast[name].to_pylist()
        assert [answers[p.person_id - 1] for p in people] == [holds(flag, p, day, library) for p in people], name
