"""The register of roles: what a role answers for, what follows from it, and what two plans say of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.governance import actions
from empact.web.governance.models import Seat
from empact.web.governance.regions import told, told_of_role
from empact.web.kernel.models import AuditEntry, Hat
from empact.web.kernel.roles import ROLES
from empact.web.territory.models import Practitioner, TeamMember
from empact.web.territory.models.teams import Team

from .conftest import AT, START, TODAY, needed


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.mark.shows("D1")
@pytest.mark.shows("GOV-20")
def test_another_role_brings_other_rights_the_same_minute_and_is_on_record(cast, office, client):
    keeper, sofie = cast.client(cast.user("Ada", "administrator")), cast.user("Sofie", "project_member")
    hers, today = cast.client(needed(sofie)), timezone.localdate()
    assert hers.get("/decisions/new/").status_code == 403  # who delivers a part proposes nothing
    before = sofie.hats.get()
    ended = keeper.post(f"/roles/{before.pk}/end/", {"last_day": today - timedelta(days=1), "reason": "Leads now"})
    given = keeper.post(f"/accounts/{sofie.pk}/give/", {"role": "network_coordinator", "starts": today})
    assert (ended.status_code, given.status_code) == (302, 302)
    assert hers.get("/decisions/new/").status_code == 200
    lines = AuditEntry.objects.filter(subject=f"kernel.user:{sofie.pk}").order_by("seq")
    told = [(one.event, one.detail["role"]) for one in lines if "role" in one.detail]
    assert told == [("kernel.role_ended", "project_member"), ("kernel.role_given", "network_coordinator")]
    page = client.get("/bodies/roles/network_coordinator/").content.decode()
    assert "Sofie" in page and "write a proposal for a decision" in page
    assert (
        "Klankbord voor projectmanagers" in page
        and "Sofie" not in client.get("/bodies/roles/project_member/").content.decode()
    )


@pytest.mark.shows("TEA-05")
def test_the_page_of_the_three_coordinators_says_what_they_do_and_may(cast, client):
    cast.user("Inge", "network_coordinator")
    page = client.get("/bodies/roles/network_coordinator/").content.decode()
    assert "Zijn lid van het ZZL stuurgroep." in page and re.search(r"3 \([^,]*2023,", page) and "Inge" in page
    rights = page.partition("What it may do")[2]
    for right in ("answer who asks for help with an action", "write a proposal for a decision", "see by name who has more"):
        assert right in rights
    assert "keep an action up to date" not in rights


def test_who_is_here_for_themselves_is_on_no_page_of_roles(cast, client):
    cast.user("Jozef", "person")
    assert client.get("/bodies/roles/person/").status_code == client.get("/bodies/roles/nothing/").status_code == 404
    assert "/bodies/roles/person/" not in client.get("/bodies/roles/").content.decode()


@pytest.mark.shows("GOV-20")
def test_every_role_of_the_table_stands_in_the_register_with_its_description_and_what_it_answers_for(client):
    table = {
        "network_coordinator": ("Zijn het klankbord voor de domeincoach", 3),
        "domain_coach": ("De domeincoaches houden toezicht", 2),
        "project_manager": ("Zijn eigenaar van het project", 5),
        "project_member": ("Ondersteunen de projectmanager", 3),
        "pmo": ("De project management office", 2),
    }
    for role, (about, duties) in table.items():
        (one,) = (t for t in told_of_role(role) if t.region == "Zorgzaam Leuven")
        assert one.about.startswith(about) and len(one.duties) == duties and role in ROLES
        page = client.get(f"/bodies/roles/{role}/").content.decode()
        assert about in page and "Beheer van project afhankelijkheden" in page or role != "domain_coach"
    (peers,) = (t for t in told()["leuven"].roles if t.member == "peer")
    assert "coachende rol" in peers.about and len(peers.duties) == 3


@pytest.mark.shows("TEA-04")
def test_a_plan_that_counts_coaches_twice_shows_both_numbers_with_their_day_beside_those_here(client, db):
    team = Team.objects.create(name="North", kind="neighbourhood", starts=START)
    for name in ("Pieter", "Lies"):
        who = Practitioner.objects.create(name=name)
        TeamMember.objects.create(team=team, practitioner=who, role="coach", starts=date(2024, 1, 1))
    page = client.get("/bodies/roles/team_coach/?on=2024-06-01").content.decode()
    assert re.search(r"5 \([^,]*2022,", page) and re.search(r"8 \([^,]*2023,", page) and "Here: 2 on" in page
    assert "Here: 0 on" in client.get("/bodies/roles/team_coach/?on=2023-06-01").content.decode()


def test_roles_leave_as_a_file_and_few_questions_are_asked(cast, client, django_assert_max_num_queries):
    for n in range(30):
        cast.user(f"Coach {n}", "domain_coach")
    with django_assert_max_num_queries(25):
        assert client.get("/bodies/roles/").status_code == 200
    rows = list(csv.DictReader(io.StringIO(client.get("/bodies/roles/?format=csv").content.decode("utf-8-sig"))))
    assert next(r for r in rows if r["role"] == "domain_coach")["people"] == "30"
    assert "Beheer van project afhankelijkheden" in next(r for r in rows if r["role"] == "domain_coach")["responsible for"]


@pytest.mark.parametrize("region", ["leuven", "empact"])
def test_bodies_of_a_plan_are_taken_up_once_with_a_seat_for_each_group(region, office):
    made = actions.take_up_bodies(told=told()[region], quorum=50, starts=TODAY, by=office, at=AT)
    names = {"leuven": ["Stuurgroep", "Operationeel bestuur", "HR comité"]}.get(
        region, ["Klankbordwerkgroep", "Stuurgroep", "Kernwerkgroep", "Werkgroep investeringsfonds"]
    )
    assert [b.name for b in made] == names
    assert not actions.take_up_bodies(told=told()[region], quorum=50, starts=TODAY, by=office, at=AT)
    if region == "leuven":
        steering, board, _hr = made
        assert len(steering.tasks.splitlines()) == 6 and len(steering.composition.splitlines()) == 11
        assert steering.meets == "4 tot 5 maal per jaar" and board.closed and len(board.tasks.splitlines()) == 4
        seats = Seat.objects.filter(body=steering)
        assert {s.group.code for s in seats} == {
            "professional-associations", "local-structures", "hospitals", "local-governments", "patients-and-carers",
            "sickness-funds", "academic",
        }  # fmt: skip
        assert all(s.organisation is None for s in seats)


def test_what_a_body_does_is_put_in_other_words_by_the_project_office_alone(cast, steering, client):
    assert client.get(f"/bodies/{steering.pk}/change/").status_code == 403
    writes = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {
        "name": "Steering group",
        "purpose": "Navigates",
        "quorum": 50,
        "tasks": "Budget\nPriorities",
        "meets": "Four times",
    }
    assert writes.post(f"/bodies/{steering.pk}/change/", said).status_code == 302
    page = client.get(f"/bodies/{steering.pk}/").content.decode()
    assert "<li>Priorities</li>" in page and "Four times" in page
    assert Hat.objects.filter(role="pmo").exists()
