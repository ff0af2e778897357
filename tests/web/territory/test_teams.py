"""Teams: members by discipline, and parts of the region that no team covers."""

from __future__ import annotations

from datetime import date

import pytest

from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports, queries
from empact.web.territory.actions.people import add_practitioner
from empact.web.territory.actions.teams import add_member, add_team, correct_team, end_member
from empact.web.territory.actions.territories import import_territories
from empact.web.territory.models import Team, TeamMember

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
