"""What the engine asks of the database for one event table."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from empact.engine.facts import NO_DAY
from empact.engine.needs import Need, day_number
from empact.engine.reading import events_sql

AS_OF = date(2024, 1, 1)


def asked(numbers, since=date(2023, 1, 1), **further):
    need = Need(np.full(5000, NO_DAY, np.int32))
    need.since[list(numbers)] = day_number(since)
    for number, day in further.items():
        need.since[int(number[1:])] = day_number(day)
    return events_sql("drug_exposure", need, 1, AS_OF)


@pytest.mark.parametrize("numbers", [range(5), range(0, 4000, 7), [3, 5, 8], [4999]], ids=str)
def test_codes_are_never_asked_for_with_a_list_that_an_engine_may_turn_into_a_join(numbers):
    assert " IN (" not in asked(numbers)


def test_neighbouring_codes_are_asked_for_as_one_stretch():
    assert "BETWEEN 10 AND 19" in asked(range(10, 20))


def test_many_scattered_codes_are_left_to_be_sifted_afterwards():
    sql = asked(range(0, 4000, 7))
    assert "drug_concept_id =" not in sql
    assert "DATE '2023-01-01'" in sql


def test_the_few_codes_that_are_looked_at_further_back_are_named():
    sql = asked(range(0, 4000, 7), n3=date(2010, 5, 1))
    assert "drug_exposure_start_date >= DATE '2023-01-01' OR drug_concept_id = 3" in sql


def test_no_code_wanted_means_no_row_read():
    assert "WHERE 1 = 0" in asked([])
