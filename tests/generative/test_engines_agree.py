"""The fast engine gives the answer of the slow one, for people and criteria nobody thought of.

A failure names its seed. ``EMPACT_SEED=n EMPACT_WORLDS=500 pytest tests/generative`` draws other worlds, and more of them.
"""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

import pytest

from empact.criteria.say import say
from empact.engine.duckdb import connect
from empact.engine.evaluate import evaluate
from empact.engine.people import read_people
from empact.engine.reference import evaluate as slow
from empact.engine.register import open_register

from ..tables import make_register
from .small_library import small_library
from .strategies import AS_OF, random_flag, random_tables

SEED = int(os.environ.get("EMPACT_SEED", "20260101"))
WORLDS = int(os.environ.get("EMPACT_WORLDS", "15"))
PEOPLE, CRITERIA, ALONE = 60, 120, 6


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return small_library(tmp_path_factory.mktemp("library"))


def world(folder, library, seed):
    """A register of random people, and random criteria to ask of it."""
    draw = random.Random(seed)
    register = open_register(make_register(folder, random_tables(draw, PEOPLE), parts=draw.choice((1, 2, 7))))
    flags = {f"f{i:03d}": random_flag(draw, library) for i in range(CRITERIA)}
    with connect() as db:
        people = list(read_people(db, register, 1, PEOPLE))
    return register, flags, people


def disagreements(register, flags, people, library, alone=ALONE):
    """The first few criteria are asked alone: asked together, one can read what another forgot to ask for."""
    names, out = list(flags), []
    for group in ([name] for name in names[:alone]), [names[alone:]]:
        out += [found for some in group for found in differing(register, {n: flags[n] for n in some}, people, library)]
    return out


def differing(register, flags, people, library):
    out = []
    answers = evaluate(register, flags, AS_OF, library)
    assert answers["person_id"].to_pylist() == [p.person_id for p in people]
    for name, flag in flags.items():
        for person, fast in zip(people, answers[name].to_pylist(), strict=True):
            if fast is not slow.holds(flag, person, AS_OF, library):
                out.append((person.person_id, fast, say(flag, "en", library)))
    return out


@pytest.mark.parametrize("nth", range(WORLDS))
def test_random_criteria_get_the_same_answer_on_every_engine(nth, tmp_path, library):
    """15 registers of 60 people, 120 criteria each: 108,000 answers."""
    seed = SEED + nth
    register, flags, people = world(tmp_path, library, seed)
    found = disagreements(register, flags, people, library)
    assert not found, f"seed {seed}: {len(found)} answers differ, first {found[0]}"


@pytest.mark.parametrize("planted", ["window", "spell gap", "tie", "threshold", "hierarchy"])
def test_the_comparison_notices_an_engine_that_is_a_little_wrong(planted, tmp_path, library, monkeypatch):
    """Power: each small mistake, planted in one engine, shows within the first registers."""
    wrong = {
        "window": ("is_inside", lambda day, window, as_of: off_by_one(day, window, as_of)),
        "spell gap": ("timedelta", lambda days: timedelta(days=days + 1)),
        "tie": ("max", lambda *a, **k: min(*a, **k) if "key" in k else max(*a, **k)),
        "threshold": ("total_ddd", lambda rows: sum((r.ddd or 0.0) for r in rows)),
        "hierarchy": ("score_groups", lambda score, *rest: [k for k, f in score.groups if slow.holds(f, *rest)]),
    }
    name, mistake = wrong[planted]
    monkeypatch.setattr(slow, name, mistake, raising=False)
    for nth in range(5):
        folder = tmp_path / str(nth)
        folder.mkdir()
        if disagreements(*world(folder, library, SEED + nth), library, alone=0):
            return
    pytest.fail(f"a planted mistake in '{planted}' was not noticed")


def off_by_one(day, window, as_of):
    first, last = window.bounds(as_of)
    return (first if first == date.min else first - timedelta(days=1)) <= day <= last
