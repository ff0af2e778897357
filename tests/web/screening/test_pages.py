"""Pages, files and the API of scores: official apart from estimates, and each reader sees what is shared with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from empact.web.consent.actions import give
from empact.web.kernel.problems import NotNow, Problem
from empact.web.screening import actions, queries
from empact.web.screening.models import Estimate, FollowUp, Measurement, ScreenerResult

from .conftest import modules

pytestmark = pytest.mark.django_db
HEAD = "assessed_on;iadl;adl;cognition;psychological;behaviour;total;scale_version;assessor;certified_since;reference"
ROWS = (
    f"{HEAD}\n2026-01-05;3;2,5;1;0;0,5;7;2024-1;Test Assessor;2020-01-01;BR-1\n"
    "2026-02-05;4;3;1;0;1;;2024-1;Test Assessor;;BR-2\n"
)


@pytest.fixture
def coordinator(cast, care):
    return cast.client(care.town.coordinator, "coordinator")


@pytest.fixture
def scores(care):
    return f"/persons/{care.person.pk}/scores/"


def send(client, address, content, name="results.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, content.encode())})


def test_a_file_is_shown_first_and_then_written_down_whole(care, coordinator, scores):
    shown = send(coordinator, f"{scores}file/", ROWS)
    assert shown.status_code == 200 and not ScreenerResult.objects.exists()
    done = coordinator.post(f"{scores}file/", {"content": shown.context["content"]})
    assert done.status_code == 302
    first, second = ScreenerResult.objects.order_by("assessed_on")
    assert (first.total, first.adl, first.source) == (7, Decimal("2.5"), "imported")
    assert set(first.origins.values()) == {"imported"} and second.origins["total"] == "derived"
    again = coordinator.post(f"{scores}file/", {"content": shown.context["content"]})
    assert again.status_code == 422 and "here already" in again.content.decode()
    assert ScreenerResult.objects.count() == 2
    assert queries.origins_counted(care.person.pk) == {"typed": 0, "imported": 11, "derived": 1}


def test_json_is_read_as_csv_is(coordinator, scores):
    content = (
        '{"results": [{"assessed_on": "2026-01-05", "iadl": 3, "adl": 2.5, "cognition": 1, "psychological": 0,'
        ' "behaviour": 0.5, "total": 7, "scale_version": "2024-1", "assessor": "Test Assessor", "reference": null}]}'
    )
    shown = send(coordinator, f"{scores}file/", content, "results.json")
    coordinator.post(f"{scores}file/", {"content": shown.context["content"]})
    assert ScreenerResult.objects.get().total == 7


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"), (HEAD, "no result in this file"), ("a;b\n1;2", "columns of this file"), ("{", "cannot be read"),
        ("[1]", "cannot be read"), (f"{HEAD}\n2026-01-05;9;0;0;0;0;;2024-1;A;;", "less than or equal to 6"),
        (f"{HEAD};national_number\n2026-01-05;1;0;0;0;0;;2024-1;A;;;00000000297", "somebody else"),
    ],
    ids=["empty", "no row", "columns", "half", "numbers", "off scale", "another person"],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_whole_with_a_sentence(coordinator, scores, content, said):
    answer = send(coordinator, f"{scores}file/", content)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not ScreenerResult.objects.exists()


def test_one_wrong_row_keeps_the_good_ones_out_too(coordinator, scores):
    content = ROWS + "2026-02-06;1;1;1;1;1;9;2024-1;A;;\n"
    shown = send(coordinator, f"{scores}file/", content)
    answer = coordinator.post(f"{scores}file/", {"content": shown.context["content"]})
    assert answer.status_code == 422 and "not the sum" in answer.content.decode()
    assert not ScreenerResult.objects.exists()


def test_a_file_with_the_number_of_this_person_is_taken(care, coordinator, scores):
    from tests.web.people.conftest import number

    content = f"{HEAD};national_number\n2026-01-05;1;0;0;0;0;;2024-1;A;;;{number(1)}\n"
    assert send(coordinator, f"{scores}file/", content).status_code == 200


def test_a_result_is_typed_and_the_page_says_the_difference_the_rule_and_the_next_step(coordinator, scores, record):
    record(assessed_on=date(2026, 1, 5), modules=modules("3", "2"))
    form = {
        "assessed_on": "2026-02-05", "iadl": "3.5", "adl": "2", "cognition": "1", "psychological": "0", "behaviour": "0",
        "scale_version": "2024-2", "assessor": "Test Assessor", "certified_since": "2020-01-01",
    }  # fmt: skip
    assert coordinator.post(f"{scores}screener/", form).status_code == 302
    page = coordinator.get(scores).content.decode()
    for said in (
        "The total rose from 5 to 6.5", "+1.5", "IADL and ADL together 5.5 or more", "Next step: the full BelRAI",
        "The version of the scale changed", "Rule of 13 May 2022", "No official limit is known", "The same in a table",
    ):  # fmt: skip
        assert said in page, said
    step = FollowUp.objects.get()
    assert coordinator.post(f"{scores}steps/{step.pk}/", {"to": "dropped"}).status_code == 422
    assert coordinator.post(f"{scores}steps/{step.pk}/", {"to": "done", "note": "HC taken"}).status_code == 302
    assert "Say what happened" not in coordinator.get(scores).content.decode()


def test_who_may_know_the_total_only_reads_nothing_of_the_modules(care, cast, record, now):
    record(modules=modules("3.5", "2.5"))
    worker = cast.user("Worker", ("social_worker", "organisation", care.places.practice.pk))
    client = cast.client(worker, "social_worker")
    page = client.get(f"/persons/{care.person.pk}/scores/").content.decode()
    assert "6 of 30" in page and "The limit is reached." in page and "2.5" not in page and "3.5" not in page
    assert "Estimates made here" not in page
    rows = client.get(f"/persons/{care.person.pk}/scores/?format=csv").content.decode()
    assert "total" in rows and "adl" not in rows.lower().replace("iadl_", "")
    said = client.get(f"/api/v1/persons/{care.person.pk}/scores").json()
    assert said["official"][0]["modules"] == {} and Decimal(said["official"][0]["total"]) == 6


def test_the_person_reads_their_scores_and_a_carer_what_is_named(care, cast, record, now):
    record()
    own = cast.client(care.town.jozef.user, "person")
    assert f"/my/scores/{care.person.pk}/" in own.get("/my/scores/").content.decode()
    page = own.get(f"/my/scores/{care.person.pk}/").content.decode()
    assert "6 of 30" in page and "Daily care (ADL)" in page and "Withdraw" not in page
    an = cast.client(care.town.an.user, "carer")
    assert an.get(f"/my/scores/{care.person.pk}/").status_code == 404
    assert "There is nothing here" in an.get("/my/scores/").content.decode()
    give(person=care.person, kind="informal", parts=("screener_total",), text_version="1", by=care.who.jozef, at=now)
    page = an.get(f"/my/scores/{care.person.pk}/").content.decode()
    assert "6 of 30" in page and "Daily care" not in page


def test_charlie_sees_nothing_anywhere(cast, charlie, care, record, scores):
    record()
    client = cast.client(charlie)
    for address in (scores, f"{scores}?format=csv", f"/my/scores/{care.person.pk}/", "/screening/steps/", "/screening/rules/"):
        assert client.get(address).status_code in (302, 403, 404), address
    assert client.get(f"/api/v1/persons/{care.person.pk}/scores").status_code in (401, 403, 404)
    other = cast.client(care.town.surgeon, "nurse")
    assert other.get(scores).status_code == 404 and other.get(f"{scores}file/").status_code == 404


ADL = {"adl-hygiene": "4", "adl-toilet_use": "2", "adl-locomotion": "1", "adl-eating": "0"}


def test_an_estimate_is_labelled_everywhere_and_opens_no_step(care, coordinator, scores):
    form = ADL | {"assessed_on": "2026-03-02"}
    assert coordinator.post(f"{scores}estimate/", form).status_code == 302
    made = Estimate.objects.get()
    assert made.modules == {"adl": "3"} and made.total is None and "iadl" in made.missing
    label = "An estimate made here: not official, opens no right."
    assert label in coordinator.get(scores).content.decode()
    rows = coordinator.get(f"{scores}?format=csv").content.decode()
    assert f'estimate,no,adl,2026-03-02,3,,1,derived,coordinator,"{label}"' in rows or label in rows
    said = coordinator.get(f"/api/v1/persons/{care.person.pk}/scores").json()
    assert said["official"] == [] and said["estimates"][0]["official"] is False and said["estimates"][0]["label"] == label
    assert not FollowUp.objects.exists() and not ScreenerResult.objects.exists()


def test_an_estimate_says_which_modules_have_no_published_score(coordinator, scores):
    page = coordinator.get(f"{scores}estimate/").content.decode()
    assert "is not published: household activities (IADL), psychological problems, behavioural problems" in page
    assert coordinator.post(f"{scores}estimate/", {"assessed_on": "2026-03-02"}).status_code == 422


def measure(care, now, code, answers, **more):
    said = {"measured_on": date(2026, 3, 2), "origins": {}} | more
    return actions.record_measurement(
        person=care.person, instrument=code, answers=answers, **said, by=care.who.coordinator, at=now
    )


SCORE2_OP = {
    "smoker": "0", "systolic": "140", "total_cholesterol": "5.5", "hdl": "1.3", "diabetes": "0",
    "cardiovascular_disease": "0", "kidney_disease": "0", "familial_hypercholesterolaemia": "0",
}  # fmt: skip


def test_a_risk_takes_age_and_sex_from_the_record_and_is_refused_outside_its_population(care, coordinator, scores):
    form = SCORE2_OP | {"measured_on": "2026-03-02"}
    refused = coordinator.post(f"{scores}measure/score2_op/", form)
    assert refused.status_code == 422 and "record does not say enough" in refused.content.decode()
    type(care.person).objects.filter(pk=care.person.pk).update(sex="male")
    assert coordinator.post(f"{scores}measure/score2_op/", form).status_code == 302
    made = Measurement.objects.get()
    assert made.unit == "%" and made.origins["age"] == made.origins["value"] == "derived"
    assert made.origins["systolic"] == "typed" and made.answers["age"] == 77
    too_old = coordinator.post(f"{scores}measure/score2/", form)
    assert too_old.status_code == 422 and "SCORE2 holds from 40 to 69 years." in too_old.content.decode()
    assert Measurement.objects.count() == 1


def test_measurements_keep_unit_and_origin_and_say_the_difference(care, coordinator, scores, now):
    eq5d = {"mobility": "2", "self_care": "1", "usual_activities": "2", "pain": "3", "anxiety": "1"}
    assert coordinator.post(f"{scores}measure/eq5d5l/", eq5d | {"measured_on": "2026-02-01"}).status_code == 302
    worse = eq5d | {"mobility": "4"}
    assert coordinator.post(f"{scores}measure/eq5d5l/", worse | {"measured_on": "2026-03-01"}).status_code == 302
    first, second = Measurement.objects.order_by("measured_on")
    assert second.value < first.value
    page = coordinator.get(scores).content.decode()
    assert "EQ-5D-5L" in page and "typed here" in page
    assert measure(care, now, "interrai_cps", {"decisions": 1, "understood": 0, "memory_problem": 1, "eating": 0}).value == 2
    actions.withdraw(row=first, why="the wrong person", by=care.who.coordinator, at=now)
    assert len(coordinator.get(scores).context["scores"].measured) == 2


def test_goal_attainment_takes_the_goals_of_the_plan(care, coordinator, scores, now):
    from empact.web.care import actions as plans

    life = plans.add_life_goal(person=care.person, text="Garden", domain="hobbies", by=care.who.jozef, at=now)
    aim = plans.add_care_goal(person=care.person, life_goal=life, text="Walk to the gate", by=care.who.coordinator, at=now)
    address = f"{scores}measure/goal_attainment/"
    assert "Walk to the gate" in coordinator.get(address).content.decode()
    assert coordinator.post(address, {"measured_on": "2026-03-02", str(aim.pk): "1"}).status_code == 302
    assert Measurement.objects.get().value == 60
    assert coordinator.post(address, {"measured_on": "2026-03-02"}).status_code == 422


@pytest.mark.shows("F5")
def test_goals_score_as_published_and_the_page_says_how_far_they_came_since_they_began(care, cast, coordinator, scores, now):
    """Six goals and weights of the manual of R gasr: sum of w squared is 91, of w 21, so T is 50 + 10 sum(w x) / 14."""
    from empact.web.care import actions as plans

    life = plans.add_life_goal(person=care.person, text="Garden", domain="hobbies", by=care.who.jozef, at=now)
    aims = [
        plans.add_care_goal(person=care.person, life_goal=life, text=f"Aim {n}", by=care.who.coordinator, at=now)
        for n in range(6)
    ]  # fmt: skip
    # a weight is chosen from one to three, so the six of the manual go in by the action; the page adds a seventh day
    for day, levels in (("2026-02-01", (-1,) * 6), ("2026-02-20", (-2, 0, -1, 2, 0, 1))):
        goals = [
            {"name": str(aim.pk), "level": level, "weight": weight}
            for aim, level, weight in zip(aims, levels, (3, 5, 1, 4, 2, 6), strict=True)
        ]
        measure(care, now, "goal_attainment", {"goals": goals}, measured_on=date.fromisoformat(day))
    second, first = Measurement.objects.filter(person=care.person)
    assert (first.value, second.value) == (35, 55)
    shown = coordinator.get(scores).context["scores"]
    assert (shown.measured[0].change, shown.measured[0].since) == ("+20", "+20 since 6 goals were first measured")
    assert shown.measured[1].since == "" and shown.courses[0].title.endswith("from 35 on 01/02/2026 to 55 on 20/02/2026.")
    address = f"{scores}measure/goal_attainment/"
    form = coordinator.get(address).context["form"]
    assert form.fields[f"{aims[0].pk}-weight"].initial == 3
    two = {str(aims[0].pk): "1", f"{aims[0].pk}-weight": "2", str(aims[1].pk): "0"}
    assert coordinator.post(address, two | {"measured_on": "2026-03-01"}).status_code == 302
    latest = coordinator.get(scores).context["scores"].measured[0]
    # 50 + 10 * 2 / sqrt(0.7 * 5 + 0.3 * 9), and 50 - 10 * 3 over the same root where both began
    assert latest.row.value == Decimal("58.032") and latest.change == ""  # other goals than last time: not compared
    assert latest.since == "+20.08 since 2 goals were first measured"
    assert ("Aim 0", "more than expected, weight 2", "typed here") in latest.asked
    own = cast.client(care.town.jozef.user, "person").get(f"/my/scores/{care.person.pk}/").content.decode()
    assert "+20.08 since 2 goals were first measured" in own and "50: all as expected" in own
    rows = coordinator.get(f"{scores}?format=csv").content.decode()
    assert "+20.08 since 2 goals were first measured" in rows


def test_who_may_not_read_goals_reads_the_score_and_not_their_words(care, now):
    from empact.web.care import actions as plans
    from empact.web.consent import access

    life = plans.add_life_goal(person=care.person, text="Garden", domain="hobbies", by=care.who.jozef, at=now)
    aim = plans.add_care_goal(person=care.person, life_goal=life, text="Walk", by=care.who.coordinator, at=now)
    measure(care, now, "goal_attainment", {"goals": [{"name": str(aim.pk), "level": 1}]})
    sheet = access.sheet_of(care.who.coordinator, care.person, now)
    closed = replace(sheet, read={**sheet.read, "goals": access.decide(access.Facts("nurse"), "goals")})
    assert queries.scores_of(care.person, sheet, now).measured[0].asked[0][0] == "Walk"
    assert queries.scores_of(care.person, closed, now).measured[0].asked[0][0] == "a goal of the plan"


@pytest.mark.parametrize(
    ("code", "answers", "said"),
    [
        ("interrai_cps", {"decisions": 9, "understood": 0, "memory_problem": 1, "eating": 0}, "cannot be scored"),
        ("interrai_cps", {"decisions": 1}, "cannot be scored"), ("nothing", {}, "cannot be scored"),
    ],
)  # fmt: skip
def test_answers_that_give_no_score_are_refused(care, now, code, answers, said):
    with pytest.raises(Problem, match=said):
        measure(care, now, code, answers)
    with pytest.raises(Problem, match="not come yet"):
        measure(care, now, "interrai_cps", {"decisions": 1}, measured_on=date(2026, 3, 9))


def test_a_decision_is_typed_looked_at_and_dropped(cast, care):
    office = cast.client(care.town.administrator, "administrator")
    form = {
        "name": "heavy_need", "total": "12.5", "valid_from": "2022-01-01", "decided_on": "2026-03-01", "source": "minutes",
    }  # fmt: skip
    assert office.post("/screening/rules/add/", form).status_code == 422
    made = office.post("/screening/rules/add/", form | {"decision": "2026/8"})
    assert made.status_code == 302 and made.headers["Location"].startswith("/screening/rules/")
    address = made.headers["Location"]
    assert "a total of 12.5 or more" in office.get(address).content.decode()
    assert office.post(f"{address}drop/").status_code == 302
    assert "2026/8" in office.get("/screening/rules/?format=csv").content.decode()
    assert office.post(f"{address}force/", {"seen": ""}).status_code == 409


def test_withdrawing_by_the_page_asks_why(coordinator, scores, record):
    row = record()
    address = f"{scores}result/{row.pk}/withdraw/"
    assert coordinator.post(address, {"why": ""}).status_code == 422
    assert coordinator.post(address, {"why": "typed for somebody else"}).status_code == 302
    page = coordinator.get(scores).content.decode()
    assert "typed for somebody else" in page and "No official result yet" in page
    assert coordinator.get(f"{scores}other/{row.pk}/withdraw/").status_code == 404
    with pytest.raises(NotNow):
        actions.withdraw(
            row=ScreenerResult.objects.select_related("person").get(), why="x", by=row_by(row), at=row.recorded_at
        )


def row_by(row):
    from empact.web.kernel.models import User
    from empact.web.kernel.who import Who

    user = User.objects.get(pk=row.recorded_by)
    return Who.of(user, user.hats.first())
