"""The roles of teams: coaches with their own teams, colleagues who coach, teams that come and go, people counted on a day."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.who import SYSTEM
from empact.web.territory.actions import coordination, people, teams
from empact.web.territory.models import CoachNote, CoordinationMeeting, Team
from empact.web.territory.policies import half_a_year_after

from .conftest import AT, START

DONE = {"by": SYSTEM, "at": AT}


def needed(user):
    user.hats.update(confirmed=timezone.localdate())
    return user


def rows(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


@pytest.fixture
def team(db):
    return lambda name, kind="neighbourhood": teams.add_team(values={"name": name, "kind": kind}, starts=START, **DONE)


@pytest.fixture
def reader(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.mark.shows("TEA-04")
def test_a_coach_sees_the_own_teams_only_with_hours_notes_and_training(team, cast, reader):
    today = timezone.localdate()
    north, south, west = team("North"), team("South"), team("West")
    pieter = needed(cast.user("Pieter", ("team_coach", "team", north.pk), ("team_coach", "team", south.pk)))
    other = needed(cast.user("Lies", ("team_coach", "team", west.pk)))
    client = cast.client(pieter)
    session = client.session
    session["hat"] = str(pieter.hats.first().pk)
    session.save()
    for one, kind, minutes in ((north, "team", 90), (north, "learning", 30), (south, "alone", 45)):
        said = {"on": today, "kind": kind, "minutes": minutes, "text": f"Zznote {one.name} {kind}"}
        assert client.post(f"/teams/{one.pk}/notes/new/", said).status_code == 302
    assert client.post(f"/teams/{west.pk}/notes/new/", said).status_code == 404
    page = client.get("/teams/mine/").content.decode()
    assert "Zznote North team" in page and "Zznote South alone" in page and "West" not in page.partition("<main")[2]
    cells = page.partition(">North<")[2].partition("</tr>")[0]
    assert '"hours">2<' in cells.replace("'", '"') and ">0.5<" in cells
    elsewhere = cast.client(other).get("/teams/mine/").content.decode()
    assert "West" in elsewhere and "Zznote" not in elsewhere
    assert [r["minutes"] for r in rows(client, "/teams/mine/?format=csv")].count("45") == 1
    assert reader.get("/teams/mine/").status_code == 403
    for who in (cast.who(other), cast.who(cast.user("Olga", "pmo"))):
        assert not CoachNote.objects.visible_to(who, Purpose.PROJECT, today).exists()
        with pytest.raises(Denied):
            teams.note(team=north, on=today, kind="team", minutes=5, today=today, by=who, at=AT)
    pieter.hats.filter(scope_id=str(south.pk)).update(ends=today - timedelta(days=1))
    after = client.get("/teams/mine/").content.decode()
    assert "Zznote South" not in after and "Zznote North" in after


@pytest.mark.shows("TEA-09")
def test_a_care_provider_who_coaches_colleagues_is_listed_for_everybody(team, reader, code):
    north = team("North")
    for name, role in (("Lieve", "peer"), ("Bram", "member")):
        who = people.add_practitioner(name=name, discipline=code("discipline", "gp"), **DONE)
        teams.add_member(team=north, practitioner=who, role=role, starts=START, **DONE)
    page = reader.get("/teams/peers/").content.decode()
    assert "Lieve" in page and "Bram" not in page and "North" in page
    assert [r["name"] for r in rows(reader, "/teams/peers/?format=csv")] == ["Lieve"]


@pytest.mark.shows("TEA-17")
def test_a_team_starts_with_a_name_and_stops_with_a_button_that_can_be_undone(cast, organisation, reader):
    partner = organisation("Partner A")
    client = cast.client(needed(cast.user("Mia", ("project_manager", "organisation", partner.pk))))
    form = client.get("/teams/start/").content.decode().partition("<main")[2]
    assert (
        form.count("<input") - form.count('type="hidden"') == 1 and form.count("<select") == 1
    )  # a name, and one of two kinds
    home = client.post("/teams/start/", {"name": "Falls", "kind": "project"}).url
    one = Team.objects.get(name="Falls")
    assert one.starts == timezone.localdate() and "Falls" in client.get(home).content.decode()
    assert "Falls" in reader.get("/teams/?kind=project").content.decode()
    assert client.post("/teams/start/", {"name": "North", "kind": "neighbourhood"}).status_code == 422
    Team.objects.filter(pk=one.pk).update(starts=START)
    assert client.post(f"/teams/{one.pk}/stop/").status_code == 302
    assert "Falls" not in reader.get("/teams/?kind=project").content.decode()
    undo = client.get(home).content.decode()
    assert f'action="/teams/{one.pk}/stop/"' in undo
    client.post(f"/teams/{one.pk}/stop/", {"undo": "1"})
    assert "Falls" in reader.get("/teams/?kind=project").content.decode()
    assert reader.get("/teams/start/").status_code == 403


def test_a_neighbourhood_team_does_not_stop_by_a_button(team):
    with pytest.raises(NotNow, match="Only a project or expert team"):
        teams.stop_team(team=team("North"), last_day=START, **DONE)


@pytest.mark.shows("TEA-11")
@pytest.mark.shows("TEA-12")
def test_the_integrator_and_its_back_office_are_counted_on_a_date_with_organisation_and_share(organisation, code, reader):
    home, other = organisation("UZ"), organisation("MCH")
    for n in range(4):
        who = people.add_practitioner(name=f"Person {n}", **DONE)
        said = {"practitioner": who, "starts": date(2022, 1, 1), "fte_proportion": Decimal("0.4"), **DONE}
        people.give_post(function=code("function", "integrator"), organisation=home, **said)
        if n < 2:
            people.give_post(function=code("function", "integrator"), organisation=other, **said)  # once in the count
            people.give_post(function=code("function", "back-office"), organisation=other, **said)
        if n == 3:
            people.end_post(post=who.posts.first(), last_day=date(2022, 12, 31), **DONE)
    page = reader.get("/people/functions/?function=integrator").content.decode()
    assert "3 people" in page and "UZ" in page and ">40<" in page and "Person 3" not in page
    listed = rows(reader, "/people/functions/?function=back-office&format=csv")
    assert [(r["name"], r["organisation"], r["percent of the week"]) for r in listed] == [
        ("Person 0", "MCH", "40"), ("Person 1", "MCH", "40"),
    ]  # fmt: skip
    on = {
        r["function"]: (r["people"], r["full-time equivalents"])
        for r in rows(reader, "/people/functions/?on=2022-12-31&format=csv")
    }
    assert on == {"Regional integrator": ("4", "2.40"), "Back office (core team)": ("2", "0.80")}
    past = reader.get("/people/functions/?on=2022-12-31").content.decode()
    assert "Person" not in past.partition("<main")[2] and "Regional integrator" in past  # counted, not named


@pytest.mark.shows("TEA-16")
def test_what_doctors_and_pharmacists_agree_is_looked_at_again_after_half_a_year(organisation, cast, reader):
    two = [organisation("Circle of doctors"), organisation("Circle of pharmacists")]
    network = coordination.start_coordination(name="MFO Tielt", kind="medication", organisations=two, starts=START, **DONE)
    today = timezone.localdate()
    said = {"theme": "Sleeping pills", "figures": "abx_ddd of 2025"}
    met = coordination.plan_meeting(coordination=network, planned=today, **said, **DONE)
    coordination.hold_meeting(meeting=met, held=today, decisions="Taper off together.", today=today, **DONE)
    met = CoordinationMeeting.objects.get()
    again = half_a_year_after(today)
    assert met.review_by == again
    page = reader.get(f"/networks/{network.pk}/").content.decode()
    assert "Sleeping pills" in page and "abx_ddd of 2025" in page and "medical-pharmaceutical" in page
    contact = needed(cast.user("Omar", ("contact", "organisation", two[0].pk)))

    def due(day):
        return [t for t in todo(cast.who(contact), day) if t.kind == "territory.agreements_to_review"]

    assert not due(again - timedelta(days=15)) and due(again - timedelta(days=14))[0].due == again
    client = cast.client(contact)
    assert client.post(f"/networks/meetings/{met.pk}/review/", {"outcome": "Ten people less."}).status_code == 302
    assert not due(again) and "Ten people less." in reader.get(f"/networks/{network.pk}/").content.decode()
    general = coordination.start_coordination(name="Homes", organisations=two, starts=START, **DONE)
    other = coordination.plan_meeting(coordination=general, planned=today, **DONE)
    coordination.hold_meeting(meeting=other, held=today, decisions="d", today=today, **DONE)
    assert CoordinationMeeting.objects.get(pk=other.pk).review_by is None


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 31), date(2026, 7, 31)), (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 15), date(2026, 12, 15)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)  # fmt: skip
def test_half_a_year_is_six_months(day, later):
    assert half_a_year_after(day) == later


@pytest.mark.shows("TEA-18")
def test_implementers_and_coaches_can_be_given_their_role(team, cast):
    north, today = team("North"), timezone.localdate()
    keeper, stijn = cast.client(needed(cast.user("Ada", "administrator"))), cast.user("Stijn")
    for said in ({"role": "implementer"}, {"role": "team_coach", "where": "North"}):
        assert keeper.post(f"/accounts/{stijn.pk}/give/", {**said, "starts": today}).status_code == 302
    assert {(h.role, h.scope_id) for h in stijn.hats.all()} == {("implementer", ""), ("team_coach", str(north.pk))}


def test_pages_of_coaches_ask_few_questions(team, cast, django_assert_max_num_queries):
    made = [team(f"Team {n}") for n in range(6)]
    user = needed(cast.user("Pieter", *(("team_coach", "team", one.pk) for one in made)))
    who, today = cast.who(user), timezone.localdate()
    for n in range(60):
        teams.note(team=made[n % 6], on=today, kind="team", minutes=5, today=today, by=who, at=AT)
    client = cast.client(user)
    session = client.session
    session["hat"] = str(user.hats.first().pk)
    session.save()
    with django_assert_max_num_queries(20):
        client.get("/teams/mine/")
