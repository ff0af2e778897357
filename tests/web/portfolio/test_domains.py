"""The domains of a plan: who coaches them, and what a coach looks at in the own one."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied
from empact.web.portfolio import actions
from empact.web.portfolio.models import Frame, Item
from empact.web.portfolio.models.progress import Update

from .conftest import AT


@pytest.fixture
def domains(frame):
    """Two that the region named, and one that nobody did."""
    names = {"1": {"en": "Falls"}, "2": {"en": "Medicines"}, "3": {}}
    return {
        code: Item.objects.create(
            frame=frame, kind="domain", code=code, number=int(code), title=title, missing={} if title else {"en": "not named"}
        )
        for code, title in names.items()
    }


@pytest.fixture
def of(domains, partner, office):
    """``of("1", "Exercise")``: an action of a domain."""

    def make(code, title, puller="Home nursing"):
        today = timezone.localdate()
        one = actions.propose_action(title=title, puller=partner(puller), today=today, by=office, at=AT)
        return actions.keep_action(action=one, values={"domain": domains[code]}, today=today, by=office, at=AT)

    return make


@pytest.fixture
def coach(cast, domains):
    user = cast.user("Wim", ("domain_coach", "domain", "1"))
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.mark.shows("MOD-17")
@pytest.mark.shows("TEA-06")
def test_a_coach_begins_with_the_projects_of_the_own_domain_and_no_other(of, coach, office, cast):
    today = timezone.localdate()
    mine, other = of("1", "Exercise at home"), of("2", "Review of medicines")
    first = actions.add_task(action=mine, title="Trainers found", due=today - timedelta(days=3), by=office, at=AT)
    then = actions.add_task(action=mine, title="First group", due=today + timedelta(days=9), by=office, at=AT)
    foreign = actions.add_task(action=other, title="Pharmacists trained", due=today + timedelta(days=20), by=office, at=AT)
    alone = actions.add_task(action=other, title="Alone there", due=today + timedelta(days=30), by=office, at=AT)
    for before, after in ((first, then), (foreign, then), (foreign, alone)):
        actions.follow(before=before, after=after, by=office, at=AT)
    said = {"light": "red", "changed": "c", "next": "n"}
    actions.give_update(action=mine, asked="Who pays the trainers?", today=today, **said, by=office, at=AT)
    client = cast.client(coach)
    page = client.get("/actions/domains/", follow=True).content.decode().partition("<main")[2]
    lines = page.partition("How they go")[2].partition("What waits for what")[0]
    assert "Exercise at home" in lines and "Review of medicines" not in lines
    assert "First group" in lines and "Who pays the trainers?" in page and "Wim" in page
    waits = page.partition("What waits for what")[2]
    assert "Trainers found" in waits and "Alone there" not in waits
    assert "due before what it waits for" in waits and "with another domain" in waits
    rows = list(csv.DictReader(io.StringIO(client.get("/actions/domains/1/?format=csv").content.decode("utf-8-sig"))))
    assert [(r["action"], r["late"], r["next milestone"]) for r in rows] == [("Exercise at home", "1", "First group")]
    assert client.get("/actions/domains/9/").status_code == 404


@pytest.mark.shows("TEA-06")
def test_what_nobody_answers_goes_to_the_coach_of_that_domain_then_to_the_coordinators(of, coach, office, cast):
    today = timezone.localdate()
    said = {"light": "red", "changed": "c", "next": "n", "today": today, "by": office, "at": AT}
    actions.give_update(action=of("1", "Exercise"), asked="Who pays?", **said)
    actions.give_update(action=of("2", "Medicines"), asked="Which list?", **said)
    Update.objects.update(on=today - timedelta(days=8))
    inge = cast.who(cast.user("Inge", "network_coordinator"))

    def asked(who):
        return [str(t.title) for t in todo(who, today) if t.kind == "portfolio.asks_waiting"]

    assert asked(cast.who(coach)) == ["Help is asked: Who pays?"] and not asked(inge)
    Update.objects.update(on=today - timedelta(days=15))
    assert sorted(asked(inge)) == ["Help is asked: Which list?", "Help is asked: Who pays?"]


@pytest.mark.shows("MOD-17")
def test_every_domain_is_listed_with_its_coach_and_one_without_is_seen(of, coach, cast):
    of("1", "Exercise")
    client = cast.client(coach)
    rows = list(csv.DictReader(io.StringIO(client.get("/actions/domains/?format=csv").content.decode("utf-8-sig"))))
    assert [(r["code"], r["domain"], r["coaches"], r["actions"]) for r in rows] == [
        ("1", "Falls", "Wim", "1"), ("2", "Medicines", "", "0"), ("3", "", "", "0"),
    ]  # fmt: skip
    page = client.get("/actions/domains/?all=on").content.decode()
    assert "not named" in page and page.count(">nobody<") == 2


@pytest.mark.shows("MOD-17")
def test_the_eight_domains_of_leuven_stand_in_the_list_with_the_reason_why_they_have_no_name(office, cast):
    today = timezone.localdate()
    actions.take_up_frame(told=read_frames()["leuven"], activities=False, today=today, by=office, at=AT)
    assert Frame.objects.in_force().key == "leuven"
    keeper = cast.client(cast.user("Ada", "administrator"))
    given = keeper.post(f"/accounts/{cast.user('Lies').pk}/give/", {"role": "domain_coach", "where": "3", "starts": today})
    assert given.status_code == 302
    page = cast.client(cast.user("Piet", "policy")).get("/actions/domains/").content.decode()
    assert page.count("names none") == 8 and page.count(">nobody<") == 7 and "Lies" in page


@pytest.mark.shows("TEA-07")
def test_a_project_manager_edits_the_own_projects_only(of, cast, partner):
    mine, other = of("1", "Exercise"), of("1", "Another", puller="Hospital")
    mia = cast.user("Mia", ("project_manager", "organisation", partner("Home nursing").pk))
    client, who = cast.client(mia), cast.who(mia)
    said = {"light": "green", "changed": "Begun.", "next": "Go on."}
    assert client.post(f"/actions/{mine.pk}/update/", said).status_code == 302
    assert client.post(f"/actions/{other.pk}/update/", said).status_code == 403
    with pytest.raises(Denied, match="Another organisation pulls"):
        actions.keep_action(action=other, values={"need": "x"}, today=timezone.localdate(), by=who, at=AT)


@pytest.mark.shows("TEA-08")
def test_a_member_of_a_project_team_sees_tasks_and_changes_none(of, office, cast, partner):
    one, due = of("1", "Exercise"), timezone.localdate() + timedelta(days=5)
    task = actions.add_task(action=one, title="Trainers found", due=due, by=office, at=AT)
    joke = cast.user("Joke", ("project_member", "organisation", partner("Home nursing").pk))
    client = cast.client(joke)
    assert "Trainers found" in client.get(f"/actions/{one.pk}/").content.decode()
    with pytest.raises(Denied):
        actions.keep_task(task=task, due=due, done=due, by=cast.who(joke), at=AT)


@pytest.mark.shows("TEA-10")
def test_the_project_office_collects_checks_and_reports(of, office, cast):
    of("1", "Exercise")
    client = cast.client(cast.user("Griet", "pmo"))
    assert "Exercise" in client.get("/actions/").content.decode()
    since = timezone.localdate() - timedelta(days=30)
    home = client.post("/actions/reports/new/", {"title": "Quarter", "since": since}).url
    assert "Exercise" in client.get(home).content.decode()
    assert cast.client(cast.user("Piet", "policy")).get("/actions/reports/new/").status_code == 403


def test_the_page_of_a_domain_asks_few_questions(of, coach, cast, django_assert_max_num_queries):
    for n in range(25):
        of("1", f"Action {n}")
    client = cast.client(coach)
    with django_assert_max_num_queries(20):
        client.get("/actions/domains/1/")
