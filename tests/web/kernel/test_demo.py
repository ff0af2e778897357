"""The demonstration: set up once, and everybody of the cast can sign in and start the day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from empact.ledger import balances
from empact.web.budgets.models import Entry
from empact.web.consent.models import Consent
from empact.web.kernel import audit, day
from empact.web.kernel.models import User
from empact.web.kernel.roles import ROLES
from empact.web.kernel.who import NOBODY, Who
from empact.web.network import queries
from empact.web.network.kinds import kinds
from empact.web.people.models import Person
from empact.web.portfolio.models import Action, Promise, Task
from empact.web.portfolio.policies import is_stale
from empact.web.portfolio.queries import asks
from empact.web.rounds.models import FreePlaces, HelpRequest, TeamMeeting
from empact.web.signals.models import Enquiry
from empact.web.site.demo import CAST, PASSWORD, fill
from empact.web.site.demo_directory import GAP
from empact.web.site.demo_map import tiles
from empact.web.territory.imports import read_territories
from empact.web.territory.maps import draw
from empact.web.territory.models import Territory

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
REGION = """code,name,zone,region,population,population_on
32003,Diksmuide,Westhoek,EMPACT,16000,2021-01-01
36015,Roeselare,RITS,EMPACT,63000,2021-01-01
"""


@pytest.fixture
def cast_on_stage(set_stage):
    set_stage("demonstration", lambda: fill(REGION, at=timezone.now()))


def test_there_is_somebody_for_each_role():
    assert {seat.role for seat in CAST} == set(ROLES)
    assert len({seat.name for seat in CAST}) == len(CAST)


def test_everybody_signs_in_with_the_password_that_is_printed_and_starts_the_day(cast_on_stage, client):
    client.defaults["HTTP_HOST"] = "localhost"
    for seat in CAST:
        client.logout()
        answer = client.post("/account/login/", {"login": seat.email, "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/day/"), seat.name
        assert client.get("/day/").status_code == 200


def test_everybody_finds_something_true_to_do_and_it_leads_somewhere(cast_on_stage, client):
    """Figures come after the cast; what they bring to do comes on top of this."""
    client.defaults["HTTP_HOST"] = "localhost"
    without = {"Pieter"}  # his is the talk about the figures
    for seat in CAST:
        user = User.objects.get(email=seat.email)
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        found = day.todo(Who.of(user, user.hats.get()), timezone.localdate())
        assert found or seat.name in without, seat.name
        assert [t.address for t in found if client.get(t.address).status_code != 200] == [], seat.name


def test_pages_of_team_meetings_desk_questions_and_research_have_something_to_show(cast_on_stage, client):
    client.defaults["HTTP_HOST"] = "localhost"

    def seen(name, address):
        user = User.objects.get(email=f"{name}@example.org")
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client.get(address, headers={"Accept-Language": "en"}, follow=True).content.decode()

    talk = TeamMeeting.objects.get(kind="shared_care")
    page = seen("karel", f"/team-meetings/{talk.pk}/")
    assert "slaappil" in page and talk.items.get().alias in page and "Jozef" not in page.partition("<main")[2]
    assert "weekend" in seen("pieter", f"/team-meetings/{TeamMeeting.objects.get(kind='team').pk}/")
    assert "dagopvang" in seen("samira", "/intake/") and Enquiry.objects.filter(state="open").count() == 1
    assert Consent.objects.filter(kind="secondary").count() == 1
    assert "Ik werk tot zes uur." in seen(
        "katrien", f"/persons/{Person.objects.get(user__email='jozef@example.org').pk}/plan/"
    )


def test_of_two_requests_for_help_one_waits_and_one_started_after_six_days(cast_on_stage):
    assert [(one.state, one.days) for one in HelpRequest.objects.all()] == [("started", 6), ("asked", None)]
    assert FreePlaces.objects.count() == 3


def test_the_region_has_actions_in_every_stage_with_what_is_late_asked_expected_and_told_to_everybody(cast_on_stage):
    today = timezone.localdate()
    stages = Counter(Action.objects.values_list("stage", flat=True))
    assert {"idea", "screening", "plan", "decision", "running", "evaluation", "stopped"} == set(stages)
    assert sum(stages.values()) - stages["idea"] == 12 and Action.objects.exclude(origin=None).count() == 1
    assert Action.objects.public().count() == 2 and Task.objects.late(today).count() == 1
    assert [one.light for one in asks()] == ["red"]
    held = Promise.objects.on(today)
    assert held.filter(confirmed=None).exists() and [p.action.title for p in held if is_stale(p, today)] == [
        "Ondersteuning mantelzorg"
    ]


def test_the_region_has_money_given_bound_spent_moved_and_asked_and_the_staff_of_a_plan(cast_on_stage, client):
    client.defaults["HTTP_HOST"] = "localhost"
    client.force_login(User.objects.get(email="griet@example.org"), "allauth.account.auth_backends.AuthenticationBackend")
    assert set(Entry.objects.values_list("kind", flat=True)) == {"grant", "bind", "spend", "move"}
    assert sum(balances(one.transfer for one in Entry.objects.all()).values()) == 0
    for address, words in (
        ("/budgets/", ("Zorgpad valpreventie", "nog niet goedgekeurd")), ("/staff/", ("340 %", "niet ingevuld")),
        ("/staff/workload/", ("twee plaatsen verschillen",)), ("/funding/calls/", ("sluit binnen 60 dagen",)),
        ("/funding/conventions/", ("Eén aanmelding",)), ("/staff/brought/", ("-28,00",)),
    ):  # fmt: skip
        page = client.get(address).content.decode()
        assert [word for word in words if word not in page] == [], address


def test_every_municipality_and_zone_has_a_shape_on_the_map(cast_on_stage):
    for kind in (Territory.Kind.MUNICIPALITY, Territory.Kind.ZONE):
        drawn = draw(Territory.objects.filter(kind=kind))
        assert drawn is not None and len(drawn.shapes) == 2 and all(shape.path for shape in drawn.shapes)


def test_a_zone_is_in_one_piece_and_no_two_tiles_lie_over_each_other():
    names = [f"{30000 + n},Place {n},{'ABCD'[n % 4]},EMPACT,1000,2021-01-01" for n in range(27)]
    rows = read_territories("\n".join(["code,name,zone,region,population,population_on", *names]))
    made = tiles(rows)
    middle = {c: tuple(sum(p[i] for p in g["coordinates"][0][0][:6]) / 6 for i in (0, 1)) for c, g in made.items()}
    sides = {c: {frozenset(map(tuple, side)) for side in _sides(made[c])} for c in made}
    towns = [row for row in rows if row.kind == Territory.Kind.MUNICIPALITY]
    assert len({middle[row.code] for row in towns}) == 27
    for zone in {row.wholes["zone"][0] for row in towns}:
        inside = [row.code for row in towns if row.wholes["zone"][0] == zone]
        found, reached = {inside[0]}, [inside[0]]
        while reached:
            one = reached.pop()
            beside = {c for c in inside if c not in found and _touch(sides[one], sides[c])}
            found |= beside
            reached += beside
        assert found == set(inside)
        assert len(made[zone]["coordinates"]) == len(inside)


def _sides(geometry):
    ring = geometry["coordinates"][0][0]
    return zip(ring, ring[1:], strict=False)


def _touch(one, other):
    """Whether two tiles share a side; corners are rounded to a metre."""

    def near(a, b):
        return all(min(abs(p[0] - q[0]) + abs(p[1] - q[1]) for q in b) < 1e-4 for p in a)

    return any(near(a, b) for a in one for b in other)


def test_what_is_put_on_stage_is_on_record_and_a_second_time_changes_nothing(cast_on_stage):
    lines, faults = audit.verify()
    assert lines > 100 and not faults
    before = User.objects.count(), Person.objects.count(), Territory.objects.count()
    fill(REGION, at=AT)
    assert (User.objects.count(), Person.objects.count(), Territory.objects.count()) == before
    assert audit.verify() == (lines, [])


def test_nobody_of_the_cast_has_a_number_that_may_be_somebody_s(cast_on_stage):
    assert not Person.objects.exclude(insz_index="").exists()


def test_the_directory_has_a_few_dozen_offers_and_one_gap_that_the_table_shows(cast_on_stage):
    today = timezone.localdate()
    found = queries.offers_for(NOBODY)
    assert 30 <= found.count() <= 60 and len({one.kind for one in found}) >= 30
    lines = queries.gaps(NOBODY, queries.parts_to_cover(None, today), [kinds()[GAP]], today)
    assert [(line.place.name, line.cells[0].number) for line in lines] == [("Diksmuide", 1), ("Roeselare", 0)]
    omar = User.objects.get(email="omar@example.org")
    titles = [str(one.title) for one in day.todo(Who.of(omar, omar.hats.get()), today)]
    assert len([title for title in titles if "1" in title and "aanbieding" in title or "offer of yours" in title]) == 1
