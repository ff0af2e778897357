"""Who works with whom as a network without a top, and what lacks in it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

import empact.web.governance
from empact.definitions.frames import read_frames
from empact.web.governance import actions, network
from empact.web.kernel.who import SYSTEM
from empact.web.portfolio import actions as portfolio
from empact.web.territory.actions import people, teams
from empact.web.territory.models import Code, Team

from .conftest import AT, START, TODAY, needed

DONE = {"by": SYSTEM, "at": AT}


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.fixture
def team(db):
    def make(name, kind="neighbourhood", supports=()):
        return teams.add_team(values={"name": name, "kind": kind}, supports=supports, starts=START, **DONE)

    return make


@pytest.fixture
def somebody(partner):
    """``somebody("Lieve", "Partner A", Decimal("0.6"))``: who works there for a part of the week."""
    function = Code.objects.filter(codelist="function").first

    def make(name, place, part=None, starts=START, ends=None, who=None):
        who = who or people.add_practitioner(name=name, **DONE)
        where = {"organisation": partner(place), "fte_proportion": part}
        people.give_post(practitioner=who, function=function(), starts=starts, ends=ends, **where, **DONE)
        return who

    return make


@pytest.fixture
def region(steering, seats, office, partner, group, team, somebody, cast):
    """Partner A sits in two bodies, works in two teams and pulls an action: circles and overlaps."""
    board = actions.make_body(name="Board", purpose="Daily", quorum=50, starts=START, by=office, at=AT)
    actions.seat(body=board, group=group(0), organisation=partner("Partner A"), starts=START, by=office, at=AT)
    lieve = somebody("Lieve", "Partner A")
    somebody("Lieve", "Partner B", who=lieve)
    north = team("North")
    expert = team("Hearts", "transmural", [north])
    for one in (north, expert):
        teams.add_member(team=one, practitioner=lieve, role="member", starts=START, **DONE)
    cast.user("Manager", ("project_manager", "organisation", partner("Partner B").pk))
    portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    portfolio.propose_action(title="Fall prevention", puller=partner("Partner A"), today=TODAY, by=office, at=AT)
    return north


def pairs(found):
    return {(x.one.name, x.said, x.other.name) for x in found}


@pytest.mark.shows("GOV-14")
def test_teams_activities_bodies_partners_and_roles_stand_in_one_picture_with_the_same_as_a_list(region, client):
    found = network.links(timezone.localdate())
    assert {
        ("Steering group", "has a seat", "Partner A"), ("Board", "has a seat", "Partner A"),
        ("Partner A", "works in the team", "North"), ("Partner B", "works in the team", "North"),
        ("Hearts", "supports", "North"), ("project manager", "works here", "Partner B"),
        ("Partner A", "pulls", "Fall prevention"),
    } <= pairs(found)  # fmt: skip
    page = client.get("/bodies/network/").content.decode()
    drawn = re.search(r"<svg.*?</svg>", page, re.DOTALL)[0]
    lines = {(x.one.key, x.other.key) for x in found}
    assert drawn.count('<path class="middle"') == len(lines)
    listed = page.partition("The same as a list")[2]
    for name in {n.name for x in found for n in (x.one, x.other)}:
        assert name in drawn and name in listed
    rows = list(csv.DictReader(io.StringIO(client.get("/bodies/network/?format=csv").content.decode("utf-8-sig"))))
    assert {(r["one"], r["how"], r["other"]) for r in rows} == pairs(found)


@pytest.mark.shows("GOV-14")
def test_nothing_in_governance_is_drawn_as_a_tree(region, client):
    for path in (Path(empact.web.governance.__file__).parent / "templates").rglob("*.html"):
        assert not re.search(r'role="tree|aria-level|<ul[^>]*>(?:(?!</ul>).)*<ul', path.read_text(encoding="utf-8"), re.DOTALL)
    drawn = re.findall(r'<text class="label soft" x="([^"]+)" y="([^"]+)"[^>]*>([^<]+)<', str(network.draw("All", found())))
    columns = {}
    for x, y, name in drawn:
        columns.setdefault(x, []).append((float(y), name))
    assert len(columns) == 3 and len(drawn) == len({n.key for x in found() for n in (x.one, x.other)})
    partners = [name for _y, name in sorted(columns["360.0"])]
    assert partners == sorted(partners) and "Partner A" in partners  # the alphabet, not who has most links


def found():
    return network.links(timezone.localdate())


@pytest.mark.shows("D1")
def test_around_one_of_them_stands_what_it_touches_and_nothing_else(region, partner, client):
    page = client.get("/bodies/network/", {"around": f"partner:{partner('Partner B').pk}"}).content.decode()
    listed = page.partition("The same as a list")[2]
    assert "Around Partner B" in page and "North" in listed and "project manager" in listed
    assert "Fall prevention" not in listed and "Partner C" not in listed
    only = client.get("/bodies/network/?show=team").content.decode().partition("The same as a list")[2]
    assert "Hearts" in only and "Steering group" not in only


def test_more_than_anybody_reads_is_not_drawn_but_listed(region, team, client, django_assert_max_num_queries):
    middle = Team.objects.get(name="Hearts")
    for n in range(network.MOST):
        team(f"Team {n:02d}", "transmural", [middle])
    with django_assert_max_num_queries(30):
        page = client.get("/bodies/network/").content.decode()
    assert "too many for one picture" in page and '<svg class="chart' not in page and "Team 59" in page


@pytest.mark.shows("D2")
def test_teams_without_coach_seats_and_roles_without_holder_and_weeks_above_a_hundred_percent_are_found(
    region, steering, seats, office, group, partner, team, somebody, cast, client
):
    today = timezone.localdate()
    coached, was, worn = team("South"), team("West"), team("East")
    cast.user("Katrien", ("team_coach", "team", worn.pk))
    coach = somebody("Pieter", "Partner A", Decimal("0.6"))
    teams.add_member(team=coached, practitioner=coach, role="coach", starts=START, **DONE)
    gone = teams.add_member(team=was, practitioner=coach, role="coach", starts=START, **DONE)
    teams.end_member(member=gone, last_day=today - timedelta(days=1), **DONE)
    actions.seat(body=steering, group=group(5), role="chair of the zone", starts=START, by=office, at=AT)
    old = actions.seat(body=steering, group=group(6), starts=START, by=office, at=AT)
    actions.end_seat(seat=old, last_day=today - timedelta(days=1), by=office, at=AT)
    actions.seat(
        body=steering,
        group=group(7),
        organisation=partner("Partner A"),
        holder=coach,
        share=40,
        starts=START,
        by=office,
        at=AT,
    )  # exactly a full week
    busy = somebody("Lies", "Partner B", Decimal("0.8"))
    somebody("Lies", "Partner C", Decimal("0.25"), who=busy)
    past = somebody("Jan", "Partner B", Decimal("0.8"))
    somebody("Jan", "Partner C", Decimal("0.8"), ends=today - timedelta(days=1), who=past)
    found = network.gaps(today)
    assert [t.name for t in found.teams] == ["North", "West"]
    assert [s.role for s in found.seats] == ["chair of the zone"]
    assert {r for r, _title in found.roles} == {
        "network_coordinator", "domain_coach", "project_member", "implementer", "coordinator",
    }  # fmt: skip
    assert [(p.name, n) for p, n in found.overloaded] == [("Lies", 105)]
    page = client.get("/bodies/gaps/").content.decode()
    assert "West" in page and "chair of the zone" in page and "Lies" not in page and "see who" in page
    office_ = cast.client(needed(cast.user("Olaf", "pmo")))
    assert "Lies: 105 %" in office_.get("/bodies/gaps/").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get("/bodies/gaps/?format=csv").content.decode("utf-8-sig"))))
    assert [r["where"] for r in rows if r["what"] == "team without coach"] == ["North", "West"]
    assert [r["where"] for r in rows if r["what"] == "more than a full week"] == [""]
