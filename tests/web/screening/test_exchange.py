"""Scores as a FHIR bundle: what stands on the page of whoever asks, on the Belgian profile, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from empact.fhir.resources import belgian, lacks, read_bundle
from empact.fhir.resources.plans import CarePlan
from empact.fhir.resources.questionnaires import Answers
from empact.fhir.resources.results import Result
from empact.fhir.resources.scores import OFFICIAL, answers_from, official_from
from empact.fhir.resources.values import SSIN
from empact.terms.errors import UserError
from empact.web.care import actions as care_actions
from empact.web.consent.actions import give
from empact.web.people import queries as people
from empact.web.screening import actions, rulebook
from empact.web.screening.models import Measurement, ScreenerResult
from tests.fhir_schema import problems_of

from .conftest import modules

pytestmark = pytest.mark.django_db
CPS = {"decisions": 1, "understood": 0, "memory_problem": 1, "eating": 0}


@pytest.fixture
def full(care, record, now):
    """An official result, an estimate of one module, and two measurements of which one has no items."""
    record(modules=modules("3.5", "2.5"), reference="BR-1")
    mine = {"person": care.person, "by": care.who.coordinator, "at": now}
    adl = {"hygiene": "4", "toilet_use": "2", "locomotion": "1", "eating": "0"}
    actions.record_estimate(assessed_on=date(2026, 2, 3), answers={"adl": adl}, **mine)
    for code, answers in (("interrai_cps", CPS), ("goal_attainment", {"goals": [{"level": 1}]})):
        actions.record_measurement(instrument=code, measured_on=date(2026, 3, 1), answers=answers, origins={}, **mine)
    return care


def bundle_of(client, care, side="persons/{}/scores"):
    answer = client.get(f"/{side.format(care.person.pk)}/fhir/")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/fhir+json")
    return json.loads(answer.content)


def of(kind, said):
    return [one for one in read_bundle(said) if isinstance(one, kind)]


def test_scores_leave_on_the_belgian_profile_and_are_read_back_as_they_were(cast, full, shared):
    said = bundle_of(cast.client(full.town.coordinator), full)
    assert not problems_of(said, shared) and SSIN not in json.dumps(said)
    results = {one.id: one for one in of(Result, said)}
    for entry in said["entry"]:
        made = results.get(entry["resource"]["id"])
        if made is None or made.value is not None:  # an estimate without a total has no value, and no profile
            assert not lacks(entry["resource"])
    row = ScreenerResult.objects.get()
    back = official_from(results[str(row.pk)], rulebook.screener(row.assessed_on), person="p")
    assert (back.modules, back.total, back.reference) == (row.modules, row.total, "BR-1")
    assert back.certificate.assessor == row.assessor and back.certificate.since == row.certified_since
    others = [one for one in results.values() if one.id != str(row.pk)]
    assert len(others) == 3 and all(one.method != OFFICIAL for one in others)
    for one in others:
        with pytest.raises(UserError):
            official_from(one, rulebook.screener(row.assessed_on), person="p")


def test_answers_leave_beside_the_score_that_is_made_of_them(cast, full):
    said = bundle_of(cast.client(full.town.coordinator), full)
    (answered,) = of(Answers, said)  # goal attainment asks no items
    cps = rulebook.shelf().named("interrai_cps", on=date(2026, 3, 1))
    assert answers_from(answered, cps) == cps.read(CPS)
    row = Measurement.objects.get(instrument="interrai_cps")
    score = next(one for one in of(Result, said) if one.id == str(row.pk))
    assert score.derived_from[0].reference == f"urn:uuid:{answered.id}" in {one["fullUrl"] for one in said["entry"]}
    assert score.value.value.value == row.value


def test_who_may_know_the_total_only_gets_the_total_only(cast, full, now):
    worker = cast.user("Worker", ("social_worker", "organisation", full.places.practice.pk))
    (result,) = read_bundle(bundle_of(cast.client(worker, "social_worker"), full))
    assert result.parts == () and result.value.value.value == Decimal(6)
    an = cast.client(full.town.an.user, "carer")
    assert an.get(f"/my/scores/{full.person.pk}/fhir/").status_code == 404
    give(person=full.person, kind="informal", parts=("screener_total",), text_version="1", by=full.who.jozef, at=now)
    assert len(bundle_of(an, full, "my/scores/{}")["entry"]) == 1


def test_the_person_takes_their_scores_and_reads_who_took_them(cast, full):
    jozef, coach = cast.client(full.town.jozef.user, "person"), cast.client(full.town.coordinator)
    assert len(of(Result, bundle_of(jozef, full, "my/scores/{}"))) == 4
    assert f'href="/persons/{full.person.pk}/scores/fhir/"' in coach.get(f"/persons/{full.person.pk}/scores/").content.decode()
    bundle_of(coach, full)
    looks = people.looks_of(people.looks(full.person))
    assert any(str(one.part) == "scores and measurements, as a file for another system" for one in looks)


def test_what_was_withdrawn_stays_and_who_is_a_stranger_gets_nothing(cast, charlie, full, now):
    actions.withdraw(row=ScreenerResult.objects.get(), why="somebody else", by=full.who.coordinator, at=now)
    coach = cast.client(full.town.coordinator)
    assert all(one.method != OFFICIAL for one in of(Result, bundle_of(coach, full)))
    assert cast.client(full.town.surgeon, "nurse").get(f"/persons/{full.person.pk}/scores/fhir/").status_code == 404
    for address in (f"/persons/{full.person.pk}/scores/fhir/", f"/my/scores/{full.person.pk}/fhir/"):
        assert cast.client(charlie).get(address).status_code in (302, 403, 404)


def test_a_score_of_an_instrument_that_a_region_took_off_its_shelf_leaves_by_its_code(cast, full):
    Measurement.objects.filter(instrument="interrai_cps").update(instrument="long_gone")
    said = bundle_of(cast.client(full.town.coordinator), full)
    gone = next(one for one in of(Result, said) if one.code.code_in("urn:empact:CodeSystem:score") == "long_gone")
    assert gone.value is not None and not of(Answers, said)


def plan_of(client, care):
    answer = client.get(f"/persons/{care.person.pk}/plan/fhir/")
    assert answer.status_code == 200
    said = json.loads(answer.content)
    (plan,) = of(CarePlan, said)
    return said, plan


def test_the_plan_refers_to_the_scores_it_rests_on_by_the_number_they_leave_with(cast, full, shared):
    coordinator = cast.client(full.town.coordinator)
    said, plan = plan_of(coordinator, full)
    assert not problems_of(said, shared) and not [lack for entry in said["entry"] for lack in lacks(entry["resource"])]
    scores = of(Result, bundle_of(coordinator, full))
    ours = {(number.system, number.value): one.id for one in scores for number in one.identifiers}
    pointed = [ours[one.identifier.system, one.identifier.value] for one in plan.supported_by]
    rows = [*ScreenerResult.objects.all(), *Measurement.objects.all()]
    assert sorted(pointed) == sorted(str(row.pk) for row in rows) and len(rows) == 3, "no estimate: it is no ground"
    assert {one.kind for one in plan.supported_by} == {"Observation"}
    assert "belrai_screener, 2026-02-02" in {one.display for one in plan.supported_by}
    written = next(entry["resource"] for entry in said["entry"] if entry["resource"]["resourceType"] == "CarePlan")
    assert belgian(plan) == written, "read and written again, nothing is lost"
    file = SimpleUploadedFile("plan.json", json.dumps(said).encode())
    assert coordinator.post(f"/persons/{full.person.pk}/plan/fhir/bring/", {"file": file}).status_code == 200


def test_the_plan_refers_to_no_score_that_its_reader_may_not_know(cast, full, now):
    pharmacist = cast.user("Pharma", ("pharmacist", "organisation", full.places.practice.pk))
    care_actions.propose(person=full.person, user=pharmacist, role="pharmacist", by=full.who.jozef, at=now)
    _said, plan = plan_of(cast.client(pharmacist), full)
    assert [one.display for one in plan.supported_by] == ["belrai_screener, 2026-02-02"], "the total, and so the result alone"
    ScreenerResult.objects.update(ended_at=now)
    _said, plan = plan_of(cast.client(pharmacist), full)
    assert plan.supported_by == ()
