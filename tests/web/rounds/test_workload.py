"""Workload: numbers equal open tasks and reviews; the own team by who coordinates, elsewhere the whole; no ranks."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from empact.web.care import actions
from empact.web.care.models import CareGoal, Coordination, Plan, Task
from empact.web.care.queries import open_tasks_of
from empact.web.people.models import CareRelation
from empact.web.rounds.workload import Load, loads_of, teams_of
from empact.web.territory.models import Team


@pytest.fixture
def teams(care, cast, places, add, agree, now):
    """In Team East the coordinator of Jozef, and Zoë who coordinates Zzmore; in Team West one coordinator."""
    zoe = cast.user("Zoë", ("coordinator", "team", places.team.pk))
    west = Team.objects.create(name="Team West", kind="neighbourhood", starts=now.date())
    alone = cast.user("Only", ("coordinator", "team", west.pk))
    more = add("Zzmore")
    more.user = cast.user("More", "person")
    more.save()
    CareRelation.objects.create(person=more, kind="coordination", ground="asked", starts=now.date(), team=places.team)
    agree(more)
    me = cast.who(more.user)
    actions.start_plan(person=more, by=cast.who(zoe), at=now)
    member = actions.propose(person=more, user=zoe, role="coordinator", by=me, at=now)
    actions.appoint(person=more, member=member, by=cast.who(zoe), at=now)
    return SimpleNamespace(zoe=zoe, member=member, more=more, me=me, east=places.team, west=west, alone=alone)


def work(care, teams, cast, now):
    """Three tasks of Jozef's coordinator, one done and one late later on; one of Zoë; one of the doctor, in no team."""
    today, who = timezone.localdate(now), care.who
    said = {"by": who.coordinator, "at": now, "person": care.person}
    for days in (2, 20):
        actions.add_task(what=f"in {days}", owner=care.team.coordinator, due=today + timedelta(days=days), **said)
    done = actions.add_task(what="done", owner=care.team.coordinator, due=today, **said)
    actions.move_task(task=done, to="done", by=who.coordinator, at=now)
    actions.add_task(what="of the doctor", owner=care.team.gp, due=today, **said)
    by = cast.who(teams.zoe)
    actions.add_task(person=teams.more, what="call", owner=teams.member, due=today, by=by, at=now)
    actions.review(person=teams.more, again=today + timedelta(days=10), done=True, by=by, at=now)


@pytest.mark.shows("F18")
def test_counts_equal_open_tasks_and_reviews_by_coordinator_and_team(care, cast, teams, now):
    work(care, teams, cast, now)
    on = timezone.localdate(now) + timedelta(days=12)
    (east,) = loads_of(care.who.coordinator, teams_of(care.who.coordinator), on)
    first, second = east.lines
    assert (first.name, first.load) == ("Coach", Load(persons=1, tasks=2, late=1, undated=1))
    assert (second.name, second.load) == ("Zoë", Load(persons=1, tasks=1, late=1, reviews=1))
    for line, user in ((first, care.town.coordinator), (second, teams.zoe)):
        assert line.load.tasks == open_tasks_of(cast.who(user)).count()
        mine = Coordination.objects.filter(ended_at=None, member__user=user).values("person")
        plans = Plan.objects.filter(state="open", person__in=mine)
        assert line.load.reviews == plans.filter(review_on__lte=on).count()
        assert line.load.undated == plans.filter(review_on=None).count()
    assert east.load == Load(persons=2, tasks=3, late=2, reviews=1, undated=1)
    assert east.load.tasks == Task.objects.filter(state="open", owner__team=teams.east).count()
    assert not CareGoal.objects.exists()  # a task counts with or without a goal


def test_a_review_that_is_coming_and_a_person_whom_nobody_coordinates_are_counted(care, cast, teams, add, now):
    work(care, teams, cast, now)
    person = add("Zzalone")
    CareRelation.objects.create(person=person, kind="coordination", ground="asked", starts=now.date(), team=teams.east)
    (east,) = loads_of(care.who.coordinator, [teams.east], timezone.localdate(now))
    assert east.lines[1].load.coming == 1 and east.lines[1].load.reviews == 0 and east.alone == 1


def test_who_left_the_team_keeps_the_work_that_stays_and_it_is_said(care, cast, teams, now):
    work(care, teams, cast, now)
    today = timezone.localdate(now)
    teams.zoe.hats.update(ends=today - timedelta(days=1))
    (east,) = loads_of(care.who.coordinator, [teams.east], today)
    assert [(line.name, line.left) for line in east.lines] == [("Coach", False), ("Zoë", True)]


def test_lines_are_read_in_the_own_team_alone_and_the_whole_of_one_nowhere_else(care, cast, teams, places, now):
    work(care, teams, cast, now)
    today = timezone.localdate(now)
    office = cast.who(cast.user("Office", "pmo"))
    east, west = loads_of(office, teams_of(office), today)
    assert east.lines == () and east.load is not None and east.load.tasks == 3
    assert west.lines == () and west.load is None  # one coordinates there: the whole would be theirs
    coach = cast.who(cast.user("Talks", ("team_coach", "team", teams.east.pk)))
    assert [line.name for one in loads_of(coach, teams_of(coach), today) for line in one.lines] == ["Coach", "Zoë"]
    assert list(teams_of(cast.who(teams.alone))) == [teams.west]
    assert not teams_of(cast.who(cast.user("Lost", ("coordinator", "organisation", places.practice.pk))))


def test_the_page_and_its_file_say_the_same_name_no_person_and_cannot_be_sorted(care, cast, teams, now):
    work(care, teams, cast, now)
    client = cast.client(care.town.coordinator)
    html = client.get("/workload/").content.decode()
    main = html.partition("<main")[2]
    assert "Team East" in main and "Zoë" in main and "Team West" not in main
    assert "Zzjefke" not in main and "Zzmore" not in main and "order=" not in main
    assert client.get("/workload/?order=-tasks").content.decode().partition("<main")[2].index("Coach") < main.index("Zoë")
    rows = list(csv.reader(io.StringIO(client.get("/workload/?format=csv").content.decode().lstrip("\ufeff"))))
    numbers = {row[1]: row[2:4] for row in rows[1:]}
    assert numbers["Coach"] == ["1", "2"] and numbers["Zoë"] == ["1", "1"] and numbers["whole team"] == ["2", "3"]
    office = cast.client(cast.user("Office", "pmo")).get("/workload/").content.decode()
    assert "Zoë" not in office and "not shown outside the team" in office
    for user in (care.town.gp, care.town.analyst, care.town.jozef.user):
        assert cast.client(user).get("/workload/").status_code == 403


def test_forty_coordinators_ask_no_more_than_one(care, cast, teams, now, django_assert_max_num_queries):
    for n in range(40):
        cast.user(f"Coordinator{n}", ("coordinator", "team", teams.east.pk))
    with django_assert_max_num_queries(6):
        (east,) = loads_of(care.who.coordinator, teams_of(care.who.coordinator), timezone.localdate(now))
    assert len(east.lines) == 42
