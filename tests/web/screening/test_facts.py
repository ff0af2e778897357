"""What the mill is told of scores: official results and measurements, never an estimate, nothing that was withdrawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from empact.definitions.read import read_library
from empact.web.care.facts import facts_of
from empact.web.people.models import Person
from empact.web.screening import actions

ADL_HIERARCHY = {"hygiene": 4, "toilet_use": 4, "locomotion": 3, "eating": 4}
E_HEALTH = "https://www.ehealth.fgov.be/standards/fhir/core-clinical/CodeSystem/be-cs-belrai-score"


@pytest.fixture
def told(care, now):
    """(system, code) to (day, value, unit) of what is measured of Jozef."""

    def make():
        found = facts_of(Person.objects.filter(pk=care.person.pk), now.date())
        return {(fact.system, fact.code): (fact.on, fact.value, fact.unit) for fact in found if fact.unit}

    return make


def test_an_official_result_is_told_with_its_modules_until_it_is_withdrawn(care, record, told, now):
    result = record()
    found = told()
    assert found["local", "belrai_screener"] == (date(2026, 2, 2), Decimal(6), "{score}")
    assert found["local", "belrai_screener_iadl"] == (date(2026, 2, 2), Decimal(3), "{score}")
    assert len(found) == 6
    actions.withdraw(row=result, why="somebody else's", by=care.who.coordinator, at=now)
    assert told() == {}


def test_a_scale_with_a_code_in_fhir_is_told_under_it_and_that_is_what_the_indicator_asks(care, told, now):
    said = {"instrument": "interrai_adl_hierarchy", "measured_on": date(2026, 2, 3), "answers": ADL_HIERARCHY}
    actions.record_measurement(person=care.person, **said, origins={}, by=care.who.coordinator, at=now)
    assert told() == {(E_HEALTH, "sADLH"): (date(2026, 2, 3), Decimal(4), "{score}")}
    asked = str(read_library().indicators["adl"].numerator)
    assert f"{E_HEALTH}|sADLH" in asked


def test_an_estimate_is_not_told(care, told, now):
    answers = {"adl": {"hygiene": "4", "toilet_use": "2", "locomotion": "1", "eating": "0"}}
    actions.record_estimate(
        person=care.person, assessed_on=date(2026, 2, 3), answers=answers, by=care.who.coordinator, at=now
    )  # fmt: skip
    assert told() == {}
