"""Bodies without a tree, seats with terms, and groups that nobody speaks for."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from empact.web.governance import actions
from empact.web.kernel.day import todo

from .conftest import AT, START, TODAY, needed


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.mark.shows("GOV-12")
def test_the_members_of_a_day_are_those_of_that_day(steering, seats, partner, group, office, client):
    actions.end_seat(seat=seats["A"], last_day=date(2023, 12, 31), by=office, at=AT)
    actions.seat(body=steering, group=group(0), organisation=partner("Newcomer"), starts=date(2024, 1, 1), by=office, at=AT)

    def on(day):
        file = client.get(f"/bodies/{steering.pk}/?format=csv&on={day}").content.decode("utf-8-sig")
        return [r["organisation"] for r in csv.DictReader(io.StringIO(file))]

    assert on("2023-12-31") == ["Partner A", "Partner B", "Partner C", "Partner D"]
    assert on("2024-01-01") == ["Newcomer", "Partner B", "Partner C", "Partner D"]


@pytest.mark.shows("D11")
@pytest.mark.shows("GOV-10")
def test_groups_that_nobody_speaks_for_are_listed(steering, seats, group, office, client):
    page = client.get(f"/bodies/{steering.pk}/").content.decode().partition("Nobody speaks for")[2]
    assert str(group(5)) in page and str(group(0)) not in page
    actions.seat(body=steering, group=group(5), starts=START, by=office, at=AT)  # a seat that nobody holds
    assert str(group(5)) in client.get(f"/bodies/{steering.pk}/").content.decode().partition("Nobody speaks for")[2]


@pytest.mark.shows("GOV-02")
def test_a_body_ends_and_what_it_decided_stays(steering, opened, office, client):
    decision = opened()
    actions.end_body(body=steering, last_day=TODAY, by=office, at=AT)
    assert "ended" in client.get("/bodies/").content.decode()
    assert client.get(f"/decisions/{decision.pk}/").status_code == 200


@pytest.mark.shows("D1")
def test_a_term_that_ends_is_told_sixty_days_before(steering, partner, group, office):
    actions.seat(
        body=steering,
        group=group(0),
        organisation=partner("Partner A"),
        starts=START,
        ends=date(2026, 6, 30),
        by=office,
        at=AT,
    )
    days = {date(2026, 4, 30): 0, date(2026, 5, 1): 1, date(2026, 6, 30): 1, date(2026, 7, 1): 0}
    told = {day: len([t for t in todo(office, day) if t.kind == "governance.seats_that_end"]) for day in days}
    assert told == days


@pytest.mark.shows("GOV-13")
def test_members_stand_by_organisation_in_the_order_of_the_alphabet(steering, seats, partner, group, office, client):
    actions.seat(body=steering, group=group(0), organisation=partner("Aardvark"), starts=TODAY, by=office, at=AT)
    page = client.get(f"/bodies/{steering.pk}/").content.decode()
    names = ["Aardvark", "Partner A", "Partner B", "Partner C", "Partner D"]
    places = [page.index(f'<th scope="row">{n}') for n in names]
    assert places == sorted(places)


@pytest.mark.shows("D1")
def test_one_person_sits_in_many_bodies(seats, office, partner, group):
    other = actions.make_body(name="Board", purpose="Daily", quorum=50, starts=START, by=office, at=AT)
    actions.seat(body=other, group=group(0), organisation=partner("Partner A"), starts=START, by=office, at=AT)
    assert partner("Partner A").seats.count() == 2


def test_charlie_sees_nothing_of_it(cast, charlie, steering, opened):
    client = cast.client(charlie)
    for address in ("/decisions/", f"/decisions/{opened().pk}/", "/bodies/", f"/bodies/{steering.pk}/"):
        assert client.get(address).status_code == 403


def test_the_pages_of_the_office_make_a_body_with_a_seat(cast, partner, group):
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {"name": "Board", "purpose": "Daily", "quorum": 50, "up_to": 1000, "starts": "2026-01-01"}
    assert client.post("/bodies/new/", said).status_code == 302
    home = re.search(r'href="/bodies/([0-9a-f-]{36}/)"', client.get("/bodies/").content.decode())[1]
    seat = {"group": group(1).pk, "organisation": partner("Hospital").pk, "share": 10, "starts": "2026-01-01"}
    assert client.post(f"/bodies/{home}seats/new/", seat).status_code == 302
    assert "Hospital" in client.get(f"/bodies/{home}").content.decode()
