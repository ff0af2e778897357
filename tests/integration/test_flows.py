"""Flows between lines of care: the table adds up to the contact file, and gives nobody away."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from empact.engine.duckdb import connect
from empact.engine.show import flows as module
from empact.engine.show.flows import DAYS, LINES, NONE, WHOLE, flows_of

_LINE = {9201: "hospital", 262: "hospital", 9203: "emergency", 581476: "home"}


def line(kind, role):
    if kind in _LINE:
        return _LINE[kind]
    if kind != 9202 or role is None:
        return "unknown"
    return role if role in ("gp", "specialist") else "other_practice"


@pytest.fixture(scope="module")
def contacts(region, region_results):
    """The contact file: person, first and last day, and line, read row by row."""
    last = region_results.as_of
    with connect() as db:
        db.register("visit", region.files("visit_occurrence"))
        rows = db.rows("SELECT * FROM visit ORDER BY person_id, visit_start_date, visit_occurrence_id")
    return [
        (
            r["person_id"],
            r["visit_start_date"],
            r["visit_end_date"] or r["visit_start_date"],
            line(r["visit_concept_id"], r["provider_role"]),
        )
        for r in rows
        if (last - r["visit_start_date"]).days in range(365)
    ]


@pytest.fixture(scope="module")
def exact(region, region_results):
    """All numbers, none hidden."""
    with pytest.MonkeyPatch.context() as patch, connect() as db:
        patch.setattr(module, "hidden_cells", lambda *_, **__: frozenset())
        return flows_of(db, region, region_results)


def cells(found, node=WHOLE):
    return {(r["from"], r["to"]): r["n"] for r in found["rows"] if r["node"] == node}


@pytest.mark.parametrize("named", LINES)
def test_the_totals_of_a_line_are_its_contacts_in_the_file(exact, contacts, named):
    whole, n = cells(exact), sum(c[3] == named for c in contacts)
    assert whole[named, WHOLE] == whole[WHOLE, named] == n
    assert sum(whole[named, end] for end in (*LINES, NONE)) == n == sum(whole[start, named] for start in (*LINES, NONE))


def test_each_step_is_from_a_contact_to_the_next_within_thirty_days(exact, contacts):
    steps = Counter()
    for before, after in zip([None, *contacts], [*contacts, None], strict=True):
        near = before and after and before[0] == after[0] and (after[1] - before[2]).days <= DAYS
        if near:
            steps[before[3], after[3]] += 1
        else:
            if before:
                steps[before[3], NONE] += 1
            if after:
                steps[NONE, after[3]] += 1
    whole = cells(exact)
    assert {k: n for k, n in whole.items() if WHOLE not in k and n} == steps
    assert steps["gp", "specialist"] and steps["gp", "hospital"] and steps["hospital", NONE]


def test_zones_add_up_to_the_whole_and_numbers_of_few_people_are_hidden(region, region_results, exact):
    with connect() as db:
        found = flows_of(db, region, region_results)
    shown = {(r["node"], r["from"], r["to"]): r["n"] for r in found["rows"]}
    true = {(r["node"], r["from"], r["to"]): r["n"] for r in exact["rows"]}
    assert all(n is None or n == true[key] for key, n in shown.items())
    assert not [key for key, n in shown.items() if n is not None and 0 < n < 5]
    hidden = {key for key, n in shown.items() if n is None}
    assert hidden and len(hidden) < len(shown) / 2
    for node in {key[0] for key in shown}:  # nothing hidden stands alone in its row
        for start in (*LINES, NONE, WHOLE):
            row = [shown[node, start, end] for end in (*LINES, NONE, WHOLE)]
            assert sum(n is None for n in row) != 1
    zones = {key[0] for key in true} - {WHOLE}
    for pair in cells(exact):
        assert sum(true[zone, *pair] for zone in zones) <= true[WHOLE, *pair]


def test_it_is_plain_and_says_its_year(exact, region_results):
    assert json.loads(json.dumps(exact)) == exact
    end = region_results.as_of
    assert exact["period"] == {"start": date.fromordinal(end.toordinal() - 364).isoformat(), "end": end.isoformat()}
