"""Who counts in the population on a day: the engines agree, and nobody who has yet to arrive is called departed."""

from __future__ import annotations

import random
from datetime import date

from empact.definitions.models import Library
from empact.engine.duckdb import connect
from empact.engine.held import STATUSES
from empact.engine.people import read_people
from empact.engine.reference.records import Period, Person, population_status
from empact.engine.register import open_register
from empact.engine.session import Session

from ..generative.strategies import AS_OF, random_tables
from ..tables import make_register

DAY = date(2024, 1, 1)
LAST_YEAR, NEXT_YEAR = date(2023, 6, 1), date(2024, 6, 1)


def status(*observed, born=date(1950, 1, 1), died=None):
    return population_status(Person(1, born, death_date=died, observed=observed), DAY)


def test_each_status_has_its_reason():
    always = Period(LAST_YEAR, None)
    assert status(always) == "living_observed"
    assert status(Period(LAST_YEAR, DAY)) == "living_observed"
    assert status(always, died=DAY) == "dead"
    assert status(always, died=NEXT_YEAR) == "living_observed"
    assert status(Period(LAST_YEAR, date(2023, 12, 31))) == "departed"
    assert status() == "departed"
    assert status(Period(NEXT_YEAR, None)) == "not_yet"
    assert status(always, born=NEXT_YEAR) == "not_yet"
    assert status(Period(date(2020, 1, 1), date(2021, 1, 1)), Period(NEXT_YEAR, None)) == "departed"


def test_engines_agree_on_the_status_of_random_people(tmp_path):
    register = open_register(make_register(tmp_path, random_tables(random.Random(5), 300), parts=2))
    with connect() as db:
        people = list(read_people(db, register, 1, 300))
        session = Session.open(db, register, Library(), AS_OF)
        fast = [STATUSES[s] for data in session.parts(session.needs([])) for s in data.people.status]
    words = {"observed": "living_observed", "not yet": "not_yet"}
    assert [words.get(s, s) for s in fast] == [population_status(p, AS_OF) for p in people]
    assert len(set(fast)) == 4
