"""The shipped definitions, on people made to hover around their thresholds: engines agree, explanations re-derive."""

from __future__ import annotations

import random
from datetime import date

import pytest

from empact.criteria import nodes as n
from empact.definitions.read import read_library
from empact.engine.duckdb import connect
from empact.engine.evaluate import evaluate
from empact.engine.explain import explain_person
from empact.engine.people import read_people
from empact.engine.reference import evaluate as slow
from empact.engine.reference.explain import classes_tried, records_in, why
from empact.engine.register import open_register

from ..tables import make_register
from .shipped import likely_tables

AS_OF, PEOPLE, SEED = date(2024, 3, 1), 1000, 20260102


@pytest.fixture(scope="module")
def library():
    return read_library()


@pytest.fixture(scope="module")
def region(tmp_path_factory, library):
    tables = likely_tables(random.Random(SEED), library, PEOPLE, AS_OF, records=12)
    register = open_register(make_register(tmp_path_factory.mktemp("region"), tables, parts=3))
    with connect() as db:
        return register, list(read_people(db, register, 1, PEOPLE))


def flags_of(library):
    """Every condition, every determinant, every class of every segment, every named alternative."""
    flags = {f"has {id}": n.Has("condition", id) for id in library.conditions}
    flags |= {f"is {id}": n.Has("determinant", id) for id in library.determinants}
    flags |= {f"{id}.{name}": flag for id, c in library.conditions.items() for name, flag in c.evidence}
    flags |= {f"{s.id}.{c.key}": c.when for s in library.segments.values() for c in s.classes if c.when is not None}
    for score in library.scores.values():
        flags |= {f"{score.id}.{key}": flag for key, flag in score.groups}
    return flags


@pytest.mark.slow
def test_every_shipped_rule_gets_the_same_answer_on_every_engine(library, region):
    register, people = region
    flags = flags_of(library)
    answers = evaluate(register, flags, AS_OF, library)
    some = people[:100]
    never = []
    for name, flag in flags.items():
        fast = answers[name].to_pylist()
        assert fast[: len(some)] == [slow.holds(flag, p, AS_OF, library) for p in some], f"seed {SEED}: {name}"
        never += [name] if not any(fast) else []
    assert len(never) < len(flags) / 10, f"rules that hold for nobody are not tested: {never}"


@pytest.mark.slow
@pytest.mark.shows("B6")
def test_every_explanation_re_derives_the_result(library, region):
    """For 1,000 random people the records named in the explanation, and no others, give the same class."""
    register, people = region
    popbox = library.segments["popbox"]
    persons = {name: flag for name, flag in flags_of(library).items() if name.startswith("popbox.")}
    engine = evaluate(register, persons, AS_OF, library)
    named, cells = 0, set()
    for i, person in enumerate(people):
        tried = classes_tried(popbox, person, AS_OF, library)
        assert tried[-1][0] == slow.classify(popbox, person, AS_OF, library)
        decided = set().union(*(records_in(answer) for _, answer in tried if answer is not None))
        alone = person.only(decided)
        assert slow.classify(popbox, alone, AS_OF, library) == tried[-1][0]
        for key, answer in tried:
            assert answer is None or answer.holds is engine[f"popbox.{key}"][i].as_py()
        named += len(decided)
        cells.add(tried[-1][0])
    assert named > PEOPLE and cells == {c.key for c in popbox.classes}


@pytest.mark.shows("B6")
def test_the_records_named_for_a_condition_or_determinant_are_enough(library, region):
    _, people = region
    flags = [n.Has("condition", id) for id in library.conditions] + [n.Has("determinant", id) for id in library.determinants]
    for person in people[:30]:
        for flag in flags:
            answer = why(flag, person, AS_OF, library)
            assert answer.holds is slow.holds(flag, person, AS_OF, library)
            assert slow.holds(flag, person.only(records_in(answer)), AS_OF, library) is answer.holds


def test_taking_away_what_settled_it_changes_the_answer(library, region):
    """The records shown for a condition are its ground: without them it does not hold.

    Not so where the latest or first result decides: without it an earlier, or a later one does.
    """
    _, people = region
    shown = 0
    grounded = [
        c for c in library.conditions.values() if not any(isinstance(p, (n.LatestIs, n.FirstWithin)) for p in n.walk(c.rule))
    ]
    for person in people[:200]:
        for condition in grounded:
            if slow.holds(condition.rule, person, AS_OF, library):
                told = explain_person(person, "condition", condition, library, AS_OF)
                rows = {(r["table"], r["id"]) for r in told_records(told["reasons"])}
                kept = {(t, r.key) for t, records in person.events.items() for r in records} - rows
                assert rows and not slow.holds(condition.rule, person.only(kept), AS_OF, library), condition.id
                shown += 1
    assert shown > 100


def told_records(reasons):
    for reason in reasons:
        yield from reason["records"]
        yield from told_records(reason["reasons"])
