"""Teams: members by discipline, and parts of the region that no team covers."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports, queries
from empact.web.territory.actions.organisations import add_contact
from empact.web.territory.actions.people import add_practitioner
from empact.web.territory.actions.teams import add_member, add_team, correct_team, end_member
from empact.web.territory.actions.territories import import_territories
from empact.web.territory.models import Contact, Team, TeamMember, Territory

from .conftest import AT, START, TODAY


@pytest.fixture
def team(region):
    def make(name="North", kind="neighbourhood", territories=(), **values) -> Team:
        values = {"name": name, "kind": kind, **values}
        return add_team(values=values, territories=territories, starts=START, by=SYSTEM, at=AT)

    return make


def test_what_no_neighbourhood_team_covers_is_listed(region, place, team):
    team("North", territories=[place("zone-rits")])
    team("Specialists", kind="transmural", territories=[place("36015")], themes="heart failure")
    found = queries.coverage(region, TODAY)
    assert [(t.name, [x.name for x in teams]) for t, teams in found.parts] == [
        ("Oostrozebeke", ["North"]),
        ("Roeselare", []),
        ("Tielt", ["North"]),
    ]
    assert [t.name for t in found.gaps] == ["Roeselare"]


@pytest.mark.shows("TEA-03")
def test_uncovered_sectors_are_listed_first(region, place, team, cast):
    text = "code,name,kind,municipality\n37015A00-,Centre,sector,37015\n36015A00-,South,sector,36015\n"
    import_territories(rows=imports.read_territories(text), starts=START, version="2020", by=SYSTEM, at=AT)
    team("North", territories=[place("37015")])
    assert [t.name for t in queries.coverage(region, TODAY).gaps] == ["South"]
    html = cast.client(cast.user("Bob", "nurse")).get("/teams/coverage/").content.decode()
    assert "1 of 2 parts has no neighbourhood team" in html
    assert html.index("South</a>") < html.index("Centre</a>")


def test_a_member_has_the_discipline_of_the_professional(team, code):
    person = add_practitioner(name="An", discipline=code("discipline", "nurse"), by=SYSTEM, at=AT)
    north = team()
    member = add_member(team=north, practitioner=person, role="member", starts=START, by=SYSTEM, at=AT)
    assert member.discipline.code == "nurse"
    with pytest.raises(NotNow, match="in the team already"):
        add_member(team=north, practitioner=person, role="coach", starts=TODAY, by=SYSTEM, at=AT)
    end_member(member=member, last_day=date(2026, 3, 2), by=SYSTEM, at=AT)
    assert not TeamMember.objects.on(TODAY).exists()


def test_a_coach_keeps_the_own_team_only(team, cast):
    north, south = team("North"), team("South")
    coach = cast.who(cast.user("Pieter", ("team_coach", "team", north.pk)))
    correct_team(team=north, values={"meets": "Mondays"}, territories=[], supports=[], by=coach, at=AT)
    with pytest.raises(Denied, match="another team"):
        correct_team(team=south, values={"meets": "Mondays"}, territories=[], supports=[], by=coach, at=AT)
    with pytest.raises(Denied, match="does not start one"):
        add_team(values={"name": "New", "kind": "neighbourhood"}, starts=TODAY, by=coach, at=AT)


@pytest.fixture
def city(db):
    """A region of nine municipalities in three zones."""
    rows = (f"{41000 + n},Place {n},City,Zone {n % 3}" for n in range(9))
    read = imports.read_territories("code,name,region,zone\n" + "\n".join(rows) + "\n")
    import_territories(rows=read, starts=START, version="2020", by=SYSTEM, at=AT)
    return list(Territory.objects.filter(kind="municipality"))


def started(name, kind="neighbourhood", **more):
    return add_team(values={"name": name, "kind": kind}, starts=START, by=SYSTEM, at=AT, **more)


def listed(html):
    """The names in the first column of the table of a page."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', html)


@pytest.mark.shows("TEA-01")
def test_eight_teams_are_listed_with_their_members_and_what_none_of_them_covers_is_shown(city, cast, code):
    """Territory, members by discipline, coach, agreement and meetings of each; plan and budget live with other apps."""
    client = cast.client(cast.user("Bob", "nurse"))
    teams = [started(f"Team {n}", territories=[city[n]]) for n in range(8)]
    assert listed(client.get(reverse("territory:teams")).content.decode()) == [f"Team {n}" for n in range(8)]
    html = client.get(reverse("territory:coverage")).content.decode()
    assert "1 of 9 parts has no neighbourhood team" in html
    assert listed(html)[0] == city[8].name
    values = {"agreement": "Signed in 2026", "meets": "Each month, library"}
    correct_team(team=teams[7], values=values, territories=city[7:], supports=[], by=SYSTEM, at=AT)
    assert "Every part has a neighbourhood team" in client.get(reverse("territory:coverage")).content.decode()
    assert {t.pk for team in teams for t in team.territories.all()} == {t.pk for t in city}
    for name, discipline, role in (("An", "nurse", "member"), ("Bo", "nurse", "member"), ("Co", "gp", "coach")):
        person = add_practitioner(name=name, discipline=code("discipline", discipline), by=SYSTEM, at=AT)
        add_member(team=teams[7], practitioner=person, role=role, starts=START, by=SYSTEM, at=AT)
    html = client.get(reverse("territory:team", args=[teams[7].pk])).content.decode()
    for said in ("Home nurse: 2", "General practitioner: 1", "neighbourhood-team coach", *values.values(), city[8].name):
        assert said in html


@pytest.mark.shows("TEA-02")
def test_six_transmural_teams_are_six_records_and_the_team_they_support_reads_where_to_ask_advice(city, cast, code):
    home = started("Home team", territories=city)
    client = cast.client(cast.user("Bob", "nurse"))
    for n in range(6):
        values = {"name": f"Specialists {n}", "kind": "transmural", "themes": f"theme {n}"}
        team = add_team(values=values, supports=[home], starts=START, by=SYSTEM, at=AT)
        coach = cast.client(cast.user(f"Coach{n}", ("team_coach", "team", team.pk)))
        said = {"function": code("function", "advice").pk, "mailbox": f"advice{n}@example.org", "starts": "2026-01-01"}
        assert coach.post(reverse("territory:add-team-contact", args=[team.pk]), said).status_code == 302
    html = client.get(reverse("territory:teams"), {"kind": "transmural"}).content.decode()
    assert listed(html) == [f"Specialists {n}" for n in range(6)]
    html = client.get(reverse("territory:team", args=[home.pk])).content.decode()
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', html)
    assert len(rows) == 6
    for n, row in enumerate(rows):
        assert f"Specialists {n}" in row and f"theme {n}" in row and f'Advice: <a href="mailto:advice{n}@example.org"' in row


def test_the_contact_of_a_team_is_kept_by_its_coach_and_taken_back(team, cast, code):
    north, south = team("North", kind="transmural"), team("South")
    coach = cast.user("Pieter", ("team_coach", "team", north.pk))
    said = {"function": code("function", "advice"), "mailbox": "a@example.org", "starts": START, "at": AT}
    with pytest.raises(Denied, match="another team"):
        add_contact(team=south, by=cast.who(coach), **said)
    contact = add_contact(team=north, by=cast.who(coach), **said)
    address = reverse("territory:end-team-contact", args=[contact.pk])
    html = cast.client(coach).post(address, follow=True).content.decode()
    assert "a@example.org" not in html and f'action="{address}"' in html
    assert "a@example.org" in cast.client(coach).post(address, {"undo": "1"}, follow=True).content.decode()
    assert Contact.objects.get().ends is None
