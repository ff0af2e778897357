"""Resources of care: typed and back without loss; the profiles are as published; what is impossible cannot be written."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from empact.fhir.resources import KINDS, NotBelgian, NotFhir, belgian, bundle, changed, lacks, read, read_bundle, write
from empact.fhir.resources import unknown_modifiers as modifiers
from empact.fhir.resources.plans import CANDIDATES, SERVES, CarePlan, CareTeam, Goal, Member, Task
from empact.fhir.resources.profiles import BELGIAN, SCORE_CATEGORIES, SCORES
from empact.fhir.resources.results import Measured, Result
from empact.fhir.resources.shape import Said
from empact.fhir.resources.values import SSIN, Concept, Period, Quantity, Reference, When, concept, number_of, to

PERSON = number_of("Patient", SSIN, "64110219106")
NURSE = to("Practitioner", "nurse")
TASK = Task(
    id="t1",
    status="requested",
    intent="plan",
    description="Bring the newspaper",
    person=PERSON,
    candidates=(NURSE,),
    serves=(to("Goal", "g1"),),
)
SCORE = Result(
    status="final",
    categories=(concept(SCORE_CATEGORIES, "other"),),
    code=concept(SCORES, "other", "BelRAI Screener"),
    subject=PERSON,
    period=Period(When("2024-05-01"), When("2024-05-03")),
    issued=When("2024-05-03T10:00:00Z"),
    value=Said("Quantity", Quantity(Decimal("13.5"), unit="1")),
    parts=(Measured(concept("urn:empact:CodeSystem:module", "adl"), Said("Quantity", Quantity(Decimal("5.5")))),),
)


# ---------------------------------------------------------------- nothing is lost


def test_what_has_no_field_comes_back_as_it_was():
    came = {
        "resourceType": "Goal",
        "meta": {"versionId": "3"},
        "text": {"status": "generated", "div": "<div/>"},
        "lifecycleStatus": "active",
        "_lifecycleStatus": {"extension": [{"url": "urn:x:since", "valueDate": "2024-01-01"}]},
        "description": {"text": "To the market again", "coding": [{"code": "1", "userSelected": True}]},
        "subject": {"identifier": {"system": SSIN, "value": "79121137740", "period": {"start": "2020"}}},
        "outcomeCode": [{"text": "went once"}],
    }
    goal = read(came)
    assert isinstance(goal, Goal)
    assert (goal.status, goal.description.words, goal.subject.identifier.value) == (
        "active", "To the market again", "79121137740",
    )  # fmt: skip
    assert goal.rest.keys() == {"meta", "text", "_lifecycleStatus", "outcomeCode"}
    assert write(goal) == came


@pytest.mark.parametrize(
    "odd",
    [
        {"lifecycleStatus": "dreaming"},
        {"statusDate": "soon"},
        {"statusDate": "2024-02-30"},
        {"target": [None]},
        {"category": []},
        {"extension": [{"url": SERVES}]},
        {"extension": [{"url": [SERVES]}]},
        {"extension": [{"url": SERVES, "valueReference": {}}, "odd"]},
        {"note": [{"text": ""}]},
    ],
)
def test_what_a_field_cannot_hold_is_carried_along(odd):
    assert write(read({"resourceType": "Goal"} | odd)) == {"resourceType": "Goal"} | odd


def test_extensions_with_a_field_come_back_in_their_places_among_the_others():
    goal = {"url": SERVES, "valueReference": {"reference": "Goal/1"}}
    nurse = {"url": CANDIDATES, "valueReference": {"reference": "Practitioner/1"}}
    other = {"url": "urn:x:other", "valueBoolean": True}
    came = {"resourceType": "Task", "extension": [other, goal, nurse, other, nurse]}
    task = read(came)
    assert [one.reference for one in task.candidates] == ["Practitioner/1", "Practitioner/1"]
    assert write(task) == came
    assert write(changed(task, candidates=()))["extension"] == [other, goal, other]
    more = changed(task, candidates=(*task.candidates, NURSE))
    assert write(more)["extension"][-1]["valueReference"]["reference"] == "Practitioner/nurse"


def test_a_resource_of_another_kind_is_kept_whole():
    came = {"resourceType": "Appointment", "status": "booked"}
    assert write(read(came)) == came


def test_whoever_changes_a_value_leaves_out_what_was_said_beside_the_old_one():
    came = {"resourceType": "CarePlan", "title": "Plan", "_title": {"extension": [{"url": "urn:x:fr", "valueString": "Plan"}]}}
    plan = read(came)
    assert write(changed(plan, title="Zorgplan")) == {"resourceType": "CarePlan", "title": "Zorgplan"}
    assert write(changed(plan, status="active")) == came | {"status": "active"}


def test_a_field_goes_before_what_was_carried_along():
    observation = read({"resourceType": "Observation", "valueRatio": {"numerator": {"value": 1}}, "status": "odd"})
    assert write(changed(observation, value=Said("Integer", 3), status="final")) == {
        "resourceType": "Observation", "valueInteger": 3, "status": "final", "valueRatio": {"numerator": {"value": 1}},
    }  # fmt: skip


def test_a_change_of_what_was_read_does_not_reach_what_came():
    came = {"resourceType": "Goal", "text": {"status": "generated"}}
    read(came).rest["text"]["status"] = "extensions"
    assert came["text"]["status"] == "generated"


def test_half_points_stay_exact():
    assert write(SCORE)["component"][0]["valueQuantity"]["value"] == 5.5
    assert read(write(SCORE)).value.value.value == Decimal("13.5")


# ---------------------------------------------------------------- what is impossible


@pytest.mark.parametrize(
    "value",
    [
        Goal(status="dreaming"),
        Result(issued=When("2024-05-01")),  # an instant has an hour
        Goal(start=When("2024-05-01T10:00:00Z")),  # a day has none
        CarePlan(subject=Reference()),
        CareTeam(members=(Member(),)),
    ],
)
def test_what_fhir_does_not_know_cannot_be_written(value):
    with pytest.raises(ValueError, match=r"^"):
        write(value)


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-02-30", "2024-01-01T10:00", "2024-01-01T25:00:00Z", "tomorrow"])
def test_a_moment_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):
        When(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-05-06", date(2024, 5, 6), date(2024, 5, 6)),
        ("2024-05-06T23:30:00+02:00", date(2024, 5, 6), date(2024, 5, 6)),
    ],
)
def test_a_partial_day_knows_its_first_and_last(text, first, last):
    assert (When(text).first, When(text).last) == (first, last)


def test_an_instant_is_told_and_a_day_has_none():
    assert When.of(datetime(2024, 5, 6, 10, tzinfo=UTC)).at == datetime(2024, 5, 6, 10, tzinfo=UTC)
    assert When.of(date(2024, 5, 6)).at is None


@pytest.mark.parametrize("came", [None, [], {}, {"resourceType": 3}, "Goal"])
def test_what_is_no_resource_is_refused_with_a_sentence(came):
    with pytest.raises(NotFhir, match="no FHIR resource"):
        read(came)


@pytest.mark.parametrize("came", [None, {}, {"resourceType": "Goal"}, {"resourceType": "Bundle", "entry": [None]}])
def test_what_is_no_bundle_is_refused_with_a_sentence(came):
    with pytest.raises(NotFhir):
        read_bundle(came)


# ---------------------------------------------------------------- the Belgian profiles


def test_a_task_without_a_candidate_does_not_leave():
    assert belgian(TASK)["extension"][0] == {
        "url": CANDIDATES,
        "valueReference": {"reference": "Practitioner/nurse", "type": "Practitioner"},
    }
    with pytest.raises(NotBelgian, match="task-candidateList"):
        belgian(changed(TASK, candidates=()))


@pytest.mark.parametrize("without", ["subject", "period", "issued", "value", "status", "code"])
def test_a_score_without_its_period_its_moment_or_its_value_does_not_leave(without):
    assert not lacks(write(SCORE))
    with pytest.raises(NotBelgian, match="is missing"):
        belgian(changed(SCORE, **{without: type(SCORE)().__getattribute__(without)}))


def test_a_reference_points_only_where_the_profile_allows():
    with pytest.raises(NotBelgian, match="CarePlan.goal points at Task"):
        belgian(CarePlan(status="active", intent="plan", subject=PERSON, goals=(to("Task", "1"),)))
    with pytest.raises(NotBelgian, match="points at CareTeam"):
        belgian(changed(TASK, candidates=(to("CareTeam", "1"),)))


def test_a_score_has_a_code_and_a_category_of_the_belgian_lists():
    with pytest.raises(NotBelgian, match="Observation.code has no code"):
        belgian(changed(SCORE, code=Concept(text="a score")))


def test_what_leaves_names_its_profile_once():
    said = belgian(TASK)
    assert said["meta"] == {"profile": [BELGIAN["Task"].url]}
    assert belgian(read(said)) == said
    assert belgian(replace(TASK, rest={"meta": {"profile": ["urn:x"]}}))["meta"]["profile"] == ["urn:x", BELGIAN["Task"].url]


def test_what_changes_the_meaning_and_is_not_understood_is_named():
    came = {
        "resourceType": "CareTeam",
        "implicitRules": "urn:x:rules",
        "participant": [
            {"member": {"reference": "Patient/1"}, "modifierExtension": [{"url": "urn:x:not", "valueBoolean": True}]}
        ],
    }
    assert sorted(modifiers(read(came))) == ["urn:x:not", "urn:x:rules"]
    assert not modifiers(TASK)
    assert modifiers({"modifierExtension": 3}) == [""]


def test_a_bundle_goes_out_and_comes_back():
    said = bundle([write(TASK), write(SCORE)], "https://example.org/fhir", "2024-05-03T10:00:00Z")
    assert said["entry"][0]["fullUrl"] == "https://example.org/fhir/Task/t1"
    assert said["entry"][1]["fullUrl"].startswith("urn:uuid:")
    assert read_bundle(said) == [TASK, SCORE]
    own = bundle([write(TASK)], "urn:uuid", "2024-05-03T10:00:00Z")
    assert own["entry"][0]["fullUrl"] == "urn:uuid:t1"
    assert "entry" not in bundle([], "https://example.org", "2024-05-03T10:00:00Z")


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        (Reference("Patient/1"), "Patient"),
        (Reference("https://example.org/fhir/Patient/1/_history/2"), "Patient"),
        (Reference("#p"), ""),
        (Reference("urn:uuid:1"), ""),
        (Reference("urn:uuid:1", "http://hl7.org/fhir/StructureDefinition/Patient"), "Patient"),
        (PERSON, "Patient"),
    ],
)
def test_a_reference_says_its_kind_where_it_can(reference, kind):
    assert reference.kind == kind


def test_reading_care_loads_neither_the_mill_nor_a_framework():
    heavy = "m.split('.')[0] in ('django', 'numpy', 'duckdb') or m.startswith('empact.engine')"
    code = f"import sys, empact.fhir.resources; print(*(m for m in sys.modules if {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_eight_kinds_are_read():
    assert set(KINDS) == {
        "CarePlan", "CareTeam", "Goal", "Task", "Consent", "Observation", "Questionnaire", "QuestionnaireResponse",
    }  # fmt: skip
