"""The plan in FHIR R4: what a hat may read leaves, and what comes is shown first and then added by the usual actions."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from empact.fhir.resources import lacks, read_bundle
from empact.fhir.resources.consents import Consent
from empact.fhir.resources.plans import CarePlan, CareTeam, Goal, Task
from empact.fhir.resources.values import SSIN
from empact.web.care import actions, models
from empact.web.care.exchange.incoming import received
from empact.web.kernel.problems import Problem
from empact.web.people import queries as people
from tests.fhir_schema import problems_of

APART = {"resourceType": "Goal", "lifecycleStatus": "active", "subject": {"display": "the person"}}


@pytest.fixture
def full(care, now):
    """A life goal, a care goal, and two tasks, one of them without a goal."""
    person, who = care.person, care.who
    life = actions.add_life_goal(person=person, text="stay at home", domain="living", by=who.jozef, at=now)
    goal = actions.add_care_goal(
        person=person, life_goal=life, text="walk to the gate", measure="steps", target="200", by=who.nurse, at=now
    )
    due = timezone.localdate() + timedelta(days=7)
    actions.add_task(
        person=person, what="walk together", owner=care.team.nurse, due=due, care_goal=goal, repeats="on Monday", by=who.gp,
        at=now,
    )  # fmt: skip
    actions.add_task(person=person, what="do the shopping", owner=care.team.an, due=due, by=who.gp, at=now)
    actions.write_text(person=person, field="matters", text="My garden.", read=1, by=who.jozef, at=now)
    actions.write_text(person=person, field="crisis", text="Call An.", read=1, by=who.jozef, at=now)
    return care


def plan_of(client, person, side="persons/{}/plan"):
    return client.get(f"/{side.format(person.pk)}/fhir/")


def of(kind, answer):
    return [one for one in read_bundle(json.loads(answer.content)) if isinstance(one, kind)]


def bring(client, person, said, **more):
    file = SimpleUploadedFile("plan.json", json.dumps(said).encode())
    return client.post(f"/persons/{person.pk}/plan/fhir/bring/", more | ({} if "content" in more else {"file": file}))


def bundle(*resources, **about):
    entries = [{"fullUrl": f"urn:uuid:{n}", "resource": one} for n, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries} | about


def rows():
    return models.LifeGoal.objects.count(), models.CareGoal.objects.count(), models.Task.objects.count()


# ---------------------------------------------------------------- out


def test_the_plan_and_its_team_leave_on_the_belgian_profiles(cast, full, shared):
    answer = plan_of(cast.client(full.nurse), full.person)
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    said = json.loads(answer.content)
    assert not problems_of(said, shared)
    assert not [lack for entry in said["entry"] for lack in lacks(entry["resource"])]
    assert all("be-" in entry["resource"]["meta"]["profile"][0] for entry in said["entry"])
    (plan,), (team,), goals, tasks = of(CarePlan, answer), of(CareTeam, answer), of(Goal, answer), of(Task, answer)
    assert (plan.description, [note.text for note in plan.notes]) == ("My garden.", ["Call An."])
    life, aim = goals
    assert aim.serves[0].reference == f"urn:uuid:{life.id}" and life.expressed_by == life.subject
    walk = next(task for task in tasks if task.description == "walk together")
    assert walk.serves[0].reference == f"urn:uuid:{aim.id}" and walk.candidates == (walk.owner,)
    assert {one.member.kind for one in team.members} == {"Patient", "Practitioner", "RelatedPerson"}
    names = {entry["fullUrl"] for entry in said["entry"]}
    pointed = {r.reference for r in (*plan.goals, *plan.teams, *(a.reference for a in plan.activities), *aim.serves)}
    assert pointed <= names


def test_wishes_leave_with_the_belgian_codes_for_who_may_read_them(cast, full, now, shared):
    actions.record_wish(
        person=full.person, category="resuscitation", code="dnr1", words="let me go", kept="in the blue map",
        by=full.who.jozef, at=now,
    )  # fmt: skip
    answer = plan_of(cast.client(full.town.gp), full.person)
    (wish,) = of(Consent, answer)
    assert (wish.provision.codes[0].codings[0].code, wish.notes[0].text, wish.source.display) == (
        "dnr1", "let me go", "in the blue map",
    )  # fmt: skip
    said = json.loads(answer.content)
    assert not problems_of(said, shared)
    assert bring(cast.client(full.town.gp), full.person, said).status_code == 200
    assert models.Wish.objects.count() == 1  # a wish is written down with the person, and never brought in by a file


def test_no_national_number_leaves(cast, full):
    assert SSIN.encode() not in plan_of(cast.client(full.nurse), full.person).content


def test_a_hat_gets_what_it_may_read_and_the_person_reads_who_took_it(cast, full):
    gp = of(Goal, plan_of(cast.client(full.town.gp), full.person))
    assert len(gp) == 2
    own = plan_of(cast.client(full.person.user), full.person, "my/plans/{}")
    assert len(of(Task, own)) == 2
    plan_of(cast.client(full.nurse), full.person)
    looks = people.looks_of(people.looks(full.person))
    assert any(str(one.part) == "the care plan, as a file for another system" for one in looks)


def test_without_consent_or_relation_nothing_leaves(cast, full, charlie, now):
    from empact.web.consent import actions as consent
    from empact.web.consent.models import Consent

    for client in (cast.client(charlie), cast.client(full.town.surgeon)):
        assert plan_of(client, full.person).status_code in (403, 404)
        assert plan_of(client, full.person, "my/plans/{}").status_code in (403, 404)
        assert client.get(f"/persons/{full.person.pk}/plan/fhir/bring/").status_code in (403, 404)
    given = Consent.objects.get(person=full.person, kind="participation")
    consent.withdraw(consent=given, by=full.who.jozef, at=now)
    assert plan_of(cast.client(full.nurse), full.person).status_code == 403


def test_export_asks_a_bounded_number_of_questions(cast, full, django_assert_max_num_queries):
    nurse = cast.client(full.nurse)
    plan_of(nurse, full.person)
    with django_assert_max_num_queries(40):
        plan_of(nurse, full.person)


# ---------------------------------------------------------------- in


def test_a_plan_goes_out_and_into_a_plan_that_lacks_it(cast, full):
    said = json.loads(plan_of(cast.client(full.nurse), full.person).content)
    coordinator = cast.client(full.town.coordinator)
    before = rows()
    again = bring(coordinator, full.person, said)
    assert again.status_code == 200 and b"It is in the plan already." in again.content
    models.PlanVersion.objects.all().delete()
    models.Task.objects.all().delete()
    models.CareGoal.objects.all().delete()
    models.LifeGoal.objects.all().delete()
    shown = bring(coordinator, full.person, said)
    assert rows() == (0, 0, 0)
    for text in ("stay at home", "walk to the gate", "walk together", "do the shopping"):
        assert text in shown.content.decode()
    done = bring(coordinator, full.person, said, content=json.dumps(said))
    assert done.status_code == 302 and rows() == before
    task = models.Task.objects.get(what="walk together")
    assert (task.care_goal.text, task.care_goal.life_goal.text) == ("walk to the gate", "stay at home")
    assert (task.care_goal.measure, task.care_goal.target, task.repeats) == ("steps", "200", "on Monday")
    assert task.owner == full.team.nurse and task.care_goal.life_goal.domain == "living"
    assert models.LifeGoal.objects.get().plan.versions.exists()


def test_what_a_file_leaves_open_is_asked_and_only_that(cast, full):
    life = models.LifeGoal.objects.get()
    said = bundle(
        APART | {"description": {"text": "sleep through the night"}},
        {"resourceType": "Task", "status": "requested", "intent": "plan", "description": "ring each evening"},
    )
    gp = cast.client(full.town.gp)
    page = bring(gp, full.person, said).content.decode()
    for name in ("life_goal", "owner", "due"):
        assert f'name="{name}"' in page
    before = rows()
    text = json.dumps(said)
    bring(gp, full.person, said, content=text)
    assert rows() == before  # nothing was said, so nothing was added
    due = timezone.localdate() + timedelta(days=3)
    bring(gp, full.person, said, content=text, life_goal=life.pk, owner=full.team.an.pk, due=due.isoformat())
    assert models.CareGoal.objects.get(text="sleep through the night").life_goal == life
    assert models.Task.objects.get(what="ring each evening").owner == full.team.an


def test_a_life_goal_is_what_the_person_expressed(cast, full):
    subject = {"reference": "Patient/1"}
    said = bundle(
        APART | {"subject": subject, "description": {"text": "lose weight"}, "expressedBy": {"reference": "Practitioner/1"}},
        APART | {"subject": subject, "description": {"text": "dance again"}, "expressedBy": subject},
    )
    bring(cast.client(full.town.gp), full.person, said, content=json.dumps(said))
    assert models.LifeGoal.objects.filter(text="dance again", domain="other").exists()
    assert not models.LifeGoal.objects.filter(text="lose weight").exists()


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        ({"resourceType": "CareTeam", "name": "others"}, "the person decides who does"),
        ({"resourceType": "CarePlan", "description": "x"}, "Texts of a plan are written by the person"),
        ({"resourceType": "Consent", "status": "active"}, "Only goals and tasks"),
        ({"resourceType": "Appointment"}, "Only goals and tasks"),
        ({"resourceType": "Task", "status": "completed", "description": "x"}, "It is done"),
        (APART | {"lifecycleStatus": "completed", "description": {"text": "x"}}, "not going on any more"),
        (APART | {"description": {}}, "It has no words"),
        (APART | {"description": {"text": "x"}, "modifierExtension": [{"url": "urn:x:not"}]}, "changes its meaning"),
    ],
)
def test_what_is_left_out_is_said_with_its_reason(cast, full, resource, why):
    before = rows()
    page = bring(cast.client(full.town.gp), full.person, bundle(resource)).content.decode()
    assert why in page and "There is nothing to add" in page
    assert rows() == before


@pytest.mark.parametrize(
    "said",
    [
        [], {}, {"resourceType": "Goal"}, {"resourceType": "Bundle", "entry": [{}]}, "x",
        bundle(APART | {"description": {"text": "a\0b"}}), bundle(APART | {"description": {"text": "\ud800"}}),
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_with_a_sentence(cast, full, said):
    answer = bring(cast.client(full.town.gp), full.person, said)
    assert answer.status_code == 422 and "This file is no FHIR bundle." in answer.content.decode()


def test_a_file_about_somebody_else_is_refused_whole(cast, full):
    other = {"identifier": {"system": "urn:empact:namespace:person", "value": str(full.town.an.pk)}}
    said = bundle(APART | {"subject": other, "description": {"text": "x"}})
    answer = bring(cast.client(full.town.gp), full.person, said)
    assert answer.status_code == 422 and "This file is about somebody else." in answer.content.decode()


def test_who_may_not_write_the_plan_brings_no_file(cast, full):
    assert cast.client(full.town.surgeon).get(f"/persons/{full.person.pk}/plan/fhir/bring/").status_code == 404
    assert bring(cast.client(full.town.surgeon), full.person, bundle()).status_code == 404


JUNK = (None, True, 3, -1.5, "", "x", [], {}, [None], {"a": []}, "2026-13-40", {"reference": 3}, [{"coding": [{"code": 1}]}])


def bent(said, r):
    """The same with a few values taken away or put wrong, anywhere."""
    if isinstance(said, dict):
        return {k: bent(v, r) for k, v in said.items() if r.random() > 0.03}
    if isinstance(said, list):
        return [bent(one, r) for one in said]
    return r.choice(JUNK) if r.random() < 0.06 else said


def test_a_broken_file_is_read_as_far_as_it_goes_or_refused_with_a_sentence(cast, full, now):
    said = json.loads(plan_of(cast.client(full.nurse), full.person).content)
    members = list(models.Member.objects.in_force(now.date()).filter(person=full.person).select_related("user", "near"))
    outcomes = set()
    for seed in range(300):
        r = Random(seed)
        broken = bent(said, r)
        for entry in broken.get("entry") or ():  # strangers to this plan, so that they are read and not known already
            if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
                entry["resource"].pop("identifier", None)
                if r.random() < 0.3:
                    key = r.choice(sorted(entry["resource"]) or ["status"])
                    entry["resource"][key] = r.choice(JUNK)
        try:
            found = received(
                json.dumps(broken), person=full.person, plan=full.plan, members=members, today=timezone.localdate()
            )
        except Problem as problem:
            outcomes.add(str(problem.message))
        else:
            outcomes.add(found.anything)
    assert outcomes >= {True, "This file is no FHIR bundle."}
