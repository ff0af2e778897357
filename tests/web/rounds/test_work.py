"""The work list: each person once, in one of five stacks, with every reason; and the summary that hides nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.care import actions as care_actions
from empact.web.consent import actions as consent
from empact.web.consent.models import Consent
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, Problem
from empact.web.people.models import CareRelation
from empact.web.rounds import actions, queries
from empact.web.rounds.caseload import Stack, work_list
from empact.web.rounds.models import Later


def stacks(who, at):
    return {line.person.called: line.stack for line in work_list(who, at)}


def of(care, who, at):
    return next(line for line in work_list(who, at) if line.person == care.person)


def test_a_plan_without_a_goal_is_to_plan_and_every_reason_is_told(care, now):
    line = of(care, care.who.coordinator, now)
    assert line.stack == Stack.PLAN
    assert "The plan has no life goal yet." in line.reasons
    assert "There is no day yet to look at the plan again." in line.reasons
    assert line.gp == "Doctor"


def test_what_is_due_comes_under_follow_up_and_what_is_quiet_waits(care, now):
    who, mine = care.who, {"person": care.person, "at": now}
    life = care_actions.add_life_goal(text="Garden", domain="hobbies", by=who.jozef, **mine)
    aim = care_actions.add_care_goal(life_goal=life, text="To the gate", by=who.gp, **mine)
    today = timezone.localdate(now)
    care_actions.review(again=today + timedelta(days=90), done=True, by=who.coordinator, **mine)
    assert of(care, who.coordinator, now).stack == Stack.WAIT
    task = {"what": "Walk", "care_goal": aim, "due": today + timedelta(days=3), **mine}
    care_actions.add_task(owner=care.team.coordinator, by=who.gp, **task)
    line = of(care, who.coordinator, now)
    assert (line.stack, line.due) == (Stack.FOLLOW, today + timedelta(days=3))
    assert of(care, who.gp, now).stack == Stack.WAIT  # not the doctor's task, and not late
    later = now + timedelta(days=5)
    assert "1 task of others is late." in of(care, who.gp, later).reasons


def test_a_stack_is_chosen_by_the_first_reason_in_the_order_of_a_day(care, town, places, now):
    """Somebody of the team whom nobody coordinates, without consent, is new."""
    relation = {"kind": CareRelation.Kind.COORDINATION, "ground": "asked", "starts": now.date(), "team": places.team}
    CareRelation.objects.create(person=town.maria, **relation)
    assert stacks(care.who.coordinator, now)[town.maria.called] == Stack.NEW


def test_who_takes_no_part_has_nobody_on_the_list_and_a_withdrawal_takes_away_the_reasons(care, now):
    assert work_list(care.who.stranger, now) == []
    given = Consent.objects.get(person=care.person, kind="participation")
    consent.withdraw(consent=given, by=care.who.jozef, at=now)
    assert of(care, care.who.coordinator, now + timedelta(seconds=1)).reasons == [
        "Talk about sharing: nothing is agreed now."
    ]  # fmt: skip


def test_who_is_shut_out_does_not_see_the_person_on_the_list(care, now):
    consent.exclude(person=care.person, professional=care.nurse, by=care.who.jozef, at=now)
    assert work_list(care.who.nurse, now + timedelta(seconds=1)) == []


def test_putting_off_moves_to_waiting_is_on_record_and_can_be_taken_back(care, now):
    who, day = care.who.coordinator, timezone.localdate(now) + timedelta(days=10)
    (later,) = actions.put_off(persons=[care.person.pk, care.town.maria.pk], until=day, why="holiday", by=who, at=now)
    line = of(care, who, now)
    assert (line.stack, line.due, line.later) == (Stack.WAIT, day, later)
    assert "holiday" in line.reasons[0] and len(line.reasons) > 1  # the reasons stay to be read
    assert of(care, care.who.gp, now).later is None  # of one's own list alone
    assert AuditEntry.objects.filter(event="rounds.put_off", person=care.person.pk).count() == 1
    with pytest.raises(Denied):
        actions.take_up_again(later=later, by=care.who.gp, at=now)
    actions.take_up_again(later=later, by=who, at=now)
    assert of(care, who, now).stack == Stack.PLAN


def test_nobody_is_put_off_for_good_or_into_the_past(care, now):
    for days in (-1, 0, 400):
        with pytest.raises(Problem, match="half a year"):
            until = timezone.localdate(now) + timedelta(days=days)
            actions.put_off(persons=[care.person.pk], until=until, by=care.who.coordinator, at=now)
    assert not Later.objects.exists()


def test_the_day_that_somebody_was_put_off_to_brings_them_back(care, now):
    who, day = care.who.coordinator, timezone.localdate(now) + timedelta(days=2)
    actions.put_off(persons=[care.person.pk], until=day, by=who, at=now)
    assert of(care, who, now + timedelta(days=2)).later is None
    actions.put_off(persons=[care.person.pk], until=day + timedelta(days=9), by=who, at=now + timedelta(days=2))
    assert Later.objects.filter(ended_at=None).count() == 1


def test_the_order_is_kept_for_the_hat(care, now):
    who = care.who.coordinator
    assert queries.order_of(who) == "due"
    actions.keep_order(order="-name", by=who, at=now)
    actions.keep_order(order="name", by=who, at=now)
    assert queries.order_of(who) == "name" == queries.desk_of(who, now).order
    assert queries.desk_of(who, now, order="place").order == "place"
    assert queries.order_of(care.who.gp) == "due"


@pytest.mark.parametrize("people", [1, 80])
def test_a_list_of_eighty_persons_asks_no_more_than_a_list_of_one(
    care, places, add, agree, cast, now, people, django_assert_max_num_queries
):
    for n in range(people - 1):
        person = add(f"Person{n:02d}")
        person.user = cast.user(f"P{n}", "person")
        person.save()
        agree(person)
        CareRelation.objects.create(person=person, kind="coordination", ground="asked", starts=now.date(), team=places.team)
    with django_assert_max_num_queries(26):
        lines = work_list(care.who.coordinator, now)
    assert len(lines) == people


def test_the_page_lists_sorts_filters_puts_off_and_says_who_looked(care, cast):
    client = cast.client(care.town.coordinator)
    html = client.get("/work-list/").content.decode()
    assert "Zzjefke" in html and "To plan (1)" in html and "Waiting (0)" in html
    assert AuditEntry.objects.filter(person=care.person.pk, part="work_list").count() == 1
    assert "Zzjefke" not in client.get("/work-list/?stack=wait").content.decode()
    assert b"Empty" in client.get("/work-list/?stack=wait").content
    assert client.get("/work-list/?format=csv&order=name").content.decode().splitlines()[1].startswith("Zzjefke")
    day = timezone.localdate() + timedelta(days=4)
    client.post("/work-list/later/", {"persons": [care.person.pk], "until": day.isoformat()})
    assert "Waiting (1)" in client.get("/work-list/").content.decode()
    assert client.post(f"/work-list/later/{Later.objects.get().pk}/back/").status_code == 302
    assert "Waiting (0)" in client.get("/work-list/").content.decode()
    assert "Tick at least" in client.post("/work-list/later/", {"until": day.isoformat()}, follow=True).content.decode()
    client.post("/work-list/order/", {"order": "place"})
    assert "Keep this order" not in client.get("/work-list/?order=place").content.decode()


def test_somebody_else_s_putting_off_does_not_exist(care, cast, now):
    day = timezone.localdate(now) + timedelta(days=10)
    (later,) = actions.put_off(persons=[care.person.pk], until=day, by=care.who.coordinator, at=now)
    assert cast.client(care.town.gp).post(f"/work-list/later/{later.pk}/back/").status_code == 404


def test_the_summary_says_what_changed_what_nobody_wrote_down_and_what_is_not_shared(care, cast, now):
    who, mine = care.who, {"person": care.person, "at": now}
    care_actions.write_text(field="crisis_phone", text="0470123456", read=1, by=who.coordinator, **mine)
    html = cast.client(care.town.gp).get(f"/persons/{care.person.pk}/summary/").content.decode()
    for said in ("Zzjefke", "Coach", "0470123456", "What matters", "A life goal", "You are in the care team", "Social notes"):
        assert said in html
    assert html.index("Last changes") < html.index("Not known") < html.index("Not shared with you")
    look = AuditEntry.objects.filter(person=care.person.pk, part="summary").get()
    assert look.purpose == "care"


def test_the_summary_of_whom_one_does_not_care_for_does_not_exist(care, cast, charlie):
    address = f"/persons/{care.person.pk}/summary/"
    assert cast.client(care.town.surgeon).get(address).status_code == 404
    assert cast.client(charlie).get(address).status_code in (302, 403)


def test_the_summary_takes_a_bounded_number_of_queries(care, now, django_assert_max_num_queries):
    from empact.web.consent import access

    for n in range(12):
        care_actions.add_life_goal(text=f"Goal {n}", domain="other", person=care.person, by=care.who.jozef, at=now)
    sheet = access.sheet_of(care.who.gp, care.person, now)
    with django_assert_max_num_queries(35):
        shown = queries.summary_of(care.person, sheet, who=care.who.gp, at=now)
    assert len(shown.plan.goals) == 12 and len(shown.changes) == 5
