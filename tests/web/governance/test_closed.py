"""What only the members of a body read: its own points, its minutes, and the advice it was given."""

from __future__ import annotations

import pytest

from empact.web.governance import actions
from empact.web.governance.models import Advice, Point
from empact.web.governance.regions import told
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.purposes import Purpose
from empact.web.territory.models import Practitioner

from .conftest import AT, START, TODAY, WORDS, needed


@pytest.fixture
def board(office):
    made = actions.take_up_bodies(told=told()["leuven"], quorum=50, starts=START, by=office, at=AT)
    return next(b for b in made if b.name == "Operationeel bestuur")


@pytest.fixture
def chair(board, office, partner, group, cast):
    """Named as the holder of a seat, with an account of their own."""
    user = cast.user("Chair", ("contact", "organisation", partner("Partner A").pk))
    holder = Practitioner.objects.create(name="Chair", user=user)
    actions.seat(body=board, group=group(0), organisation=partner("Partner A"), holder=holder, starts=START, by=office, at=AT)
    return needed(user)


@pytest.fixture
def meeting(board, office):
    return actions.plan_meeting(body=board, on=TODAY, by=office, at=AT)


@pytest.mark.shows("GOV-16")
def test_a_guest_of_the_steering_group_opens_no_point_of_staff(board, chair, meeting, seats, member, office, cast, partner):
    who = cast.who(chair)
    for topic in ("accounting", "staff", "infrastructure", "convention"):
        actions.add_point(meeting=meeting, topic=topic, title=f"About {topic}", minutes="Zz said", today=TODAY, by=who, at=AT)
    point = Point.objects.get(topic="staff")
    inside = cast.client(chair).get(f"/bodies/meetings/{meeting.pk}/").content.decode()
    places = [inside.index(f"About {topic}") for topic in ("accounting", "convention", "infrastructure", "staff")]
    assert places == sorted(places) and "Zz said" in inside
    colleague = cast.user("Colleague", ("contact", "organisation", partner("Partner A").pk))  # of the same organisation
    guest = cast.user("Guest", ("contact", "organisation", partner("Listener").pk))
    sits = cast.user(
        "Steers", ("steering", "organisation", partner("Partner B").pk)
    )  # in the steering group, not in the board
    for one in (colleague, guest, sits, cast.user("Olaf", "pmo")):
        client = cast.client(needed(one))
        page = client.get(f"/bodies/meetings/{meeting.pk}/").content.decode()
        assert "About staff" not in page and "Zz said" not in page, one.name
        assert client.get(f"/bodies/points/{point.pk}/").status_code == 404
        assert not Point.objects.visible_to(cast.who(one), Purpose.PROJECT, TODAY).exists()
        with pytest.raises(Denied, match="Only the members"):
            actions.add_point(meeting=meeting, topic="staff", title="x", today=TODAY, by=cast.who(one), at=AT)


@pytest.mark.shows("GOV-16")
def test_minutes_of_a_closed_body_are_read_by_its_members_and_who_wrote_them(board, chair, meeting, office, cast, partner):
    actions.hold_meeting(meeting=meeting, minutes="Zzsecret", present=[], today=TODAY, by=office, at=AT)
    address = f"/bodies/meetings/{meeting.pk}/"
    assert "Zzsecret" in cast.client(chair).get(address).content.decode()
    assert "Zzsecret" in cast.client(needed(cast.user("Olaf", "pmo"))).get(address).content.decode()
    guest = cast.client(needed(cast.user("Guest", ("contact", "organisation", partner("Listener").pk))))
    assert "Zzsecret" not in guest.get(address).content.decode()


def test_points_of_an_open_body_are_read_by_all_partners_and_written_by_the_office(steering, office, cast):
    met = actions.plan_meeting(body=steering, on=TODAY, by=office, at=AT)
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {"topic": "other", "title": "The room"}
    assert client.post(f"/bodies/meetings/{met.pk}/points/new/", said).status_code == 302
    point = Point.objects.get()
    assert client.post(f"/bodies/points/{point.pk}/", {**said, "minutes": "It is booked."}).status_code == 302
    policy = cast.client(needed(cast.user("Piet", "policy")))
    assert "It is booked." in policy.get(f"/bodies/meetings/{met.pk}/").content.decode()
    assert policy.post(f"/bodies/meetings/{met.pk}/points/new/", said).status_code == 422


def test_whoever_left_the_board_reads_no_more(board, chair, meeting, office, cast):
    who = cast.who(chair)
    actions.add_point(meeting=meeting, topic="staff", title="About staff", today=TODAY, by=who, at=AT)
    actions.end_seat(seat=board.seats.get(), last_day=TODAY, by=office, at=AT)
    assert Point.objects.visible_to(who, Purpose.PROJECT, TODAY).exists()
    assert not Point.objects.visible_to(who, Purpose.PROJECT, date_after(TODAY)).exists()


def date_after(day):
    return day.fromordinal(day.toordinal() + 1)


@pytest.mark.shows("GOV-17")
def test_advice_of_the_committee_is_attached_to_a_decision_and_read_by_the_board_alone(board, chair, office, cast, member):
    decision = actions.propose(body=board, values={**WORDS, "question": "Do we hire?"}, today=TODAY, by=office, at=AT)
    client = cast.client(chair)
    said = {"source": "HR comité", "text": "Zzhire half-time", "on": TODAY}
    assert client.post(f"/decisions/{decision.pk}/advice/", said).status_code == 302
    assert "Zzhire half-time" in client.get(f"/decisions/{decision.pk}/").content.decode()
    for one in (cast.user("Piet", "policy"), cast.user("Olaf", "pmo")):
        other = cast.client(needed(one))
        page = other.get(f"/decisions/{decision.pk}/").content.decode()
        assert "Zzhire" not in page and "HR comité" not in page
        assert other.post(f"/decisions/{decision.pk}/advice/", said).status_code == 422
    assert Advice.objects.count() == 1 and not Advice.objects.visible_to(office, Purpose.PROJECT, TODAY).exists()
    decision.state = "taken"
    with pytest.raises(NotNow, match="advice comes before"):
        actions.attach_advice(decision=decision, source="x", text="y", on=TODAY, today=TODAY, by=cast.who(chair), at=AT)
