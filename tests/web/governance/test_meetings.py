"""The agenda of a meeting is what is due on its day, and nothing else; a year with few meetings is flagged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.governance import actions, policies
from empact.web.governance.agenda import agenda
from empact.web.kernel.problems import NotNow
from empact.web.portfolio import actions as portfolio

from .conftest import AT, START, TODAY, WORDS, needed


@pytest.fixture
def meeting(steering, office):
    return actions.plan_meeting(body=steering, on=TODAY, where="Town hall", by=office, at=AT)


@pytest.fixture
def asked(steering, office, partner):
    """Three actions: one asks for help, one is stuck, one is on track; the steering group decides about actions."""
    portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    made = []
    for n, (light, help_) in enumerate((("amber", "Who pays the room?"), ("red", ""), ("green", ""))):
        one = portfolio.propose_action(title=f"Action {n}", puller=partner("Partner A"), today=TODAY, by=office, at=AT)
        portfolio.give_update(action=one, light=light, changed="c", next="n", asked=help_, today=TODAY, by=office, at=AT)
        made.append(one)
    values = {"question": "Stop it?", "proposal": "It stops.", "reasons": "r", "plan": "SO1", "aims": ["value"]}
    portfolio.ask_decision(action=made[2], after="stopped", body=steering, values=values, today=TODAY, by=office, at=AT)
    return made


@pytest.mark.shows("D7")
def test_the_agenda_holds_exactly_what_is_due(meeting, steering, opened, say, take, asked, office):
    due = opened()
    for letter in "AB":
        say(due, letter, "agrees")
    take(due, conditions="Goes on with ten teams", review_by=TODAY + timedelta(days=1))
    later = opened()
    for letter in "AB":
        say(later, letter, "agrees")
    take(later, review_by=TODAY + timedelta(days=300))
    waiting = opened()
    board = actions.make_body(name="Board", purpose="Daily", quorum=50, up_to=1, starts=START, by=office, at=AT)
    opened(body=board)  # another body's
    actions.propose(body=steering, values=WORDS, today=TODAY, by=office, at=AT)  # a draft
    on = TODAY + timedelta(days=1)
    told = [(d.title, d.why) for d in agenda(steering, on)]
    assert told == [
        (waiting.question, "It is open."), (due.question, "Goes on with ten teams"),
        ("Action 0", "Who pays the room?"), ("Action 1", "It is stuck."),
    ]  # fmt: skip
    assert [d.title for d in agenda(board, on)] == [WORDS["question"]]  # it decides about no action


@pytest.mark.shows("GOV-06")
def test_a_year_without_four_meetings_is_flagged(steering, office, cast):
    client = cast.client(needed(cast.user("Piet", "policy")))
    this = timezone.localdate()
    words = "Fewer than four meetings"
    assert words in client.get(f"/bodies/{steering.pk}/").content.decode()
    for n in range(4):
        actions.plan_meeting(body=steering, on=date(this.year, 12, 28 + n), by=office, at=AT)
    if this < date(this.year, 12, 28):
        assert words not in client.get(f"/bodies/{steering.pk}/").content.decode()
    assert not policies.too_few_meetings(steering, this.year, date(this.year, 1, 2))
    assert policies.too_few_meetings(steering, this.year, date(this.year + 1, 1, 2))  # planned, and none was held
    assert not policies.too_few_meetings(steering, 2019, TODAY)  # it was not there then


@pytest.mark.shows("GOV-11")
def test_guests_listen_and_are_counted_without_a_name_or_a_voice(meeting, seats, opened, office, cast, partner):
    decision = opened()
    where = ("contact", "organisation", partner("Listener").pk)
    guest = cast.user("Guest", where)
    actions.hold_meeting(
        meeting=meeting, minutes="We talked about the room.", present=[seats["A"]], guests=3, today=TODAY, by=office, at=AT
    )
    client = cast.client(needed(guest))
    page = client.get(f"/bodies/meetings/{meeting.pk}/").content.decode()
    assert "We talked about the room." in page and "Partner A" in page and "guests who listened: 3" in page
    assert decision.question in page  # what was due stays with the minutes
    assert "Say what you think" not in client.get(f"/decisions/{decision.pk}/").content.decode()
    answer = client.post(f"/decisions/{decision.pk}/speak/{seats['A'].pk}/", {"stance": "agrees"})
    assert answer.status_code == 422 and not decision.voices.exists()


def test_what_was_due_stays_though_it_is_decided_later(meeting, seats, opened, say, take, office):
    decision = opened()
    actions.hold_meeting(meeting=meeting, minutes="m", present=[], today=TODAY, by=office, at=AT)
    for letter in "AB":
        say(decision, letter, "agrees")
    take(decision)
    meeting.refresh_from_db()
    assert [row["title"] for row in meeting.agenda] == [decision.question] and not agenda(meeting.body, TODAY)


def test_minutes_are_written_of_a_day_that_came_by_seats_of_that_body(meeting, seats, office, steering):
    future = actions.plan_meeting(body=steering, on=TODAY + timedelta(days=9), by=office, at=AT)
    with pytest.raises(NotNow, match="has not come"):
        actions.hold_meeting(meeting=future, minutes="m", present=[], today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="already"):
        actions.plan_meeting(body=steering, on=TODAY, by=office, at=AT)
    actions.end_seat(seat=seats["A"], last_day=TODAY - timedelta(days=1), by=office, at=AT)
    with pytest.raises(NotNow, match="others are guests"):
        actions.hold_meeting(meeting=meeting, minutes="m", present=[seats["A"]], today=TODAY, by=office, at=AT)


def test_a_meeting_goes_its_way_through_the_pages(cast, steering, seats):
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    today = timezone.localdate()
    home = client.post(f"/bodies/{steering.pk}/meetings/new/", {"on": today.isoformat(), "where": "https://room.example"}).url
    moved = client.post(f"{home}move/", {"on": (today - timedelta(days=1)).isoformat(), "where": "Town hall"})
    assert moved.status_code == 302
    said = {"minutes": "All agreed.", "guests": 1, "present": [seats["B"].pk]}
    assert client.post(f"{home}minutes/", said).status_code == 302
    page = client.get(home).content.decode()
    assert "All agreed." in page and "Partner B" in page
    assert client.post(f"{home}move/", {"on": today.isoformat(), "where": ""}).status_code == 422
