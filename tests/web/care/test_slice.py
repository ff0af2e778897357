"""The thin thread from end to end: consent, team, goal, task, page; the person reads it, and sees who looked."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.care import actions
from empact.web.care.models import CareGoal, LifeGoal, Member, PlanVersion, Task
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.people import queries as people


def test_from_consent_to_the_page_that_the_person_reads_with_who_looked(cast, care, now):
    person, who = care.person, care.who
    life = actions.add_life_goal(person=person, text="stay at home with the garden", domain="living", by=who.jozef, at=now)
    goal = actions.add_care_goal(person=person, life_goal=life, text="walk to the gate", by=who.nurse, at=now)
    actions.add_task(
        person=person, what="walk together on Monday", owner=care.team.nurse, due=now.date() + timedelta(days=7),
        care_goal=goal, by=who.gp, at=now,
    )  # fmt: skip
    actions.write_text(person=person, field="matters", text="My garden, and no fuss.", read=1, by=who.jozef, at=now)
    nurse = cast.client(care.nurse)
    page = nurse.get(f"/persons/{person.pk}/plan/")
    assert page.status_code == 200
    text = page.content.decode()
    for said in ("My garden, and no fuss.", "stay at home with the garden", "walk to the gate", "walk together on Monday"):
        assert said in text
    jozef = cast.client(person.user)
    own = jozef.get(f"/my/plans/{person.pk}/").content.decode()
    assert own.index("My garden, and no fuss.") < own.index("stay at home") < own.index("walk together on Monday")
    (look,) = [one for one in people.looks_of(people.looks(person)) if one.who == "Nurse" and not one.is_change]
    assert (str(look.part), str(look.purpose)) == ("the care plan", "care for this person")
    assert "the care plan" in jozef.get("/my/record/looks/").content.decode()
    assert {LifeGoal.objects.get().plan_id, CareGoal.objects.get().plan_id, Task.objects.get().plan_id} == {care.plan.pk}


@pytest.mark.shows("CAR-01")
def test_nothing_is_written_for_sharing_without_consent_and_withdrawal_stops_it(cast, care, now):
    from empact.web.consent import actions as consent
    from empact.web.consent.models import Consent

    given = Consent.objects.get(person=care.person, kind="participation")
    consent.withdraw(consent=given, by=care.who.jozef, at=now)
    for by in (care.who.gp, care.who.jozef, care.who.coordinator):
        with pytest.raises((Denied, NotNow)):
            actions.add_life_goal(person=care.person, text="x y", domain="living", by=by, at=now)
    assert cast.client(care.nurse).get(f"/persons/{care.person.pk}/plan/").status_code == 403
    assert cast.client(care.person.user).get(f"/my/plans/{care.person.pk}/").status_code == 200


@pytest.mark.shows("HCO-08")
def test_only_the_person_writes_what_matters(cast, care, now):
    said = {"person": care.person, "field": "matters", "at": now}
    actions.write_text(text="first", read=1, by=care.who.jozef, **said)
    for by in (care.who.gp, care.who.coordinator, care.who.an):
        with pytest.raises(Denied):
            actions.write_text(text="better", read=99, by=by, **said)
        with pytest.raises(Denied):
            actions.write_text(text="better", read=99, helper=True, by=by, **said)
    assert PlanVersion.objects.order_by("-number").first().content["texts"]["matters"] == "first"
    page = cast.client(care.nurse).get(f"/persons/{care.person.pk}/plan/").content.decode().partition("<main")[2]
    assert page.index("<h2") == page.index('<h2 id="matters">')


@pytest.mark.shows("HCO-21")
def test_the_person_adds_and_moves_own_goals_without_a_professional(cast, care, now):
    client, address = cast.client(care.person.user), f"/my/plans/{care.person.pk}/"
    assert client.post(f"{address}goals/add/", {"text": "see the sea", "domain": "hobbies"}).status_code == 302
    goal = LifeGoal.objects.get()
    assert client.post(f"{address}goals/{goal.pk}/move/", {"to": "reached"}).status_code == 302
    goal.refresh_from_db()
    assert goal.state == "reached"


@pytest.mark.shows("F16")
@pytest.mark.parametrize("seed", [1, 2])
def test_every_look_in_a_random_session_is_listed(cast, care, now, seed):
    rng = random.Random(seed)
    seats = [(user, "persons") for user in (care.nurse, care.town.gp, care.town.coordinator, care.town.surgeon)]
    seats += [(care.town.an.user, "my")]
    clients = {user.pk: cast.client(user) for user, _side in seats}
    seen = []
    for _ in range(60):
        user, side = rng.choice(seats)
        page = rng.choice(["", "team/", "print/", "versions/", "wishes/", "goals/add/", "tasks/add/", "text/crisis/"])
        plan = f"/persons/{care.person.pk}/plan/" if side == "persons" else f"/my/plans/{care.person.pk}/"
        address = rng.choice([f"{plan}{page}", f"/persons/{care.person.pk}/", f"/persons/{care.person.pk}/consent/"])
        if clients[user.pk].get(address).status_code == 200:
            seen.append(user.pk)
    lines = AuditEntry.objects.filter(person=care.person.pk, kind="read").order_by("seq")
    assert [line.user for line in lines] == seen and len(seen) > 20
    listed = [one for one in people.looks_of(people.looks(care.person)) if not one.is_change]
    assert len(listed) == len(seen) and all(one.at and str(one.part) and str(one.purpose) for one in listed)


@pytest.mark.shows("CAR-34")
def test_the_person_sees_each_thing_of_the_plan_that_a_professional_sees(cast, care, now):
    from empact.web.consent.matrix import rows

    (own,) = (row for row in rows() if row.id == "person")
    assert all(own.cells[part].read and not own.cells[part].limit for row in rows() for part in row.cells)
    life = actions.add_life_goal(person=care.person, text="see the sea", domain="hobbies", by=care.who.gp, at=now)
    actions.add_care_goal(person=care.person, life_goal=life, text="walk far", by=care.who.gp, at=now)
    for field, text in (("agreements", "we call on Monday"), ("crisis", "call An first")):
        care.plan.refresh_from_db()
        actions.write_text(person=care.person, field=field, text=text, read=care.plan.version, by=care.who.gp, at=now)
    own_page = cast.client(care.person.user).get(f"/my/plans/{care.person.pk}/").content.decode()
    for user in (care.town.gp, care.nurse, care.town.coordinator):
        theirs = cast.client(user).get(f"/persons/{care.person.pk}/plan/").content.decode()
        for text in ("see the sea", "walk far", "we call on Monday", "call An first", "washes each morning"):
            assert text not in theirs or text in own_page


def test_what_changed_since_the_last_look_stands_on_the_page(cast, care, now):
    nurse, address = cast.client(care.nurse), f"/persons/{care.person.pk}/plan/"
    assert "Changed since you looked" not in nurse.get(address).content.decode()
    later = timezone.now() + timedelta(seconds=1)
    actions.add_life_goal(person=care.person, text="see the sea", domain="hobbies", by=care.who.jozef, at=later)
    text = nurse.get(address).content.decode()
    assert "Changed since you looked" in text and "<ins>see the sea" in text


@pytest.mark.shows("F6")
def test_leaving_the_team_ends_access_at_once(cast, care, now):
    nurse, address = cast.client(care.nurse), f"/persons/{care.person.pk}/plan/"
    assert nurse.get(address).status_code == 200
    actions.end_member(member=care.team.nurse, by=care.who.jozef, at=now)
    assert nurse.get(address).status_code == 404
    assert nurse.get(f"/persons/{care.person.pk}/").status_code == 404
    assert Member.objects.get(pk=care.team.nurse.pk).state == "ended"


def test_charlie_and_a_stranger_see_nothing(cast, care, charlie):
    for client in (cast.client(charlie), cast.client(care.town.surgeon)):
        for address in ("", "team/", "print/", "versions/", "wishes/", "goals/add/", "tasks/add/", "text/matters/"):
            assert client.get(f"/persons/{care.person.pk}/plan/{address}").status_code in (403, 404)
            assert client.get(f"/my/plans/{care.person.pk}/{address}").status_code in (403, 404)


def test_a_page_of_a_plan_asks_a_bounded_number_of_questions(cast, care, now, django_assert_max_num_queries):
    day = now.date() + timedelta(days=3)
    for n in range(6):
        life = actions.add_life_goal(person=care.person, text=f"goal {n}", domain="living", by=care.who.jozef, at=now)
        goal = actions.add_care_goal(person=care.person, life_goal=life, text=f"aim {n}", by=care.who.gp, at=now)
        for m in range(3):
            actions.add_task(
                person=care.person, what=f"t{n}{m}", owner=care.team.an, due=day, care_goal=goal, by=care.who.gp, at=now
            )
    client = cast.client(care.nurse)
    client.get(f"/persons/{care.person.pk}/plan/")
    with django_assert_max_num_queries(32):
        client.get(f"/persons/{care.person.pk}/plan/")
    an = cast.client(care.town.an.user)
    with django_assert_max_num_queries(12):
        an.get("/my/plans/")


@pytest.mark.parametrize("field", ["matters", "crisis"])
def test_who_will_read_it_is_said_by_name_where_it_is_written(cast, care, now, field):
    from empact.web.consent import actions as consent

    client, address = cast.client(care.person.user), f"/my/plans/{care.person.pk}/text/{field}/"
    said = client.get(address).content.decode()
    assert "These people can read this, too:" in said and "Nurse (home nurse)" in said and "Zzdaughter" in said
    consent.exclude(person=care.person, professional=care.nurse, by=care.who.jozef, at=timezone.now())
    assert "Nurse (home nurse)" not in client.get(address).content.decode()
