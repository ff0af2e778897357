"""Networks whose coordinators meet: a missed meeting is seen by each of them, and by nobody else on My day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import todo
from empact.web.territory.actions.coordination import (
    change_meeting,
    end_coordination,
    hold_meeting,
    plan_meeting,
    start_coordination,
)
from empact.web.territory.actions.merging import merge_organisations, undo_merge
from empact.web.territory.models import CoordinationMeeting
from empact.web.territory.policies import meeting_on
from empact.web.territory.states import MEETING_MOVES, MEETING_OWNER, Meeting

from .conftest import AT, START, TODAY

DONE = {"by": SYSTEM, "at": AT}


@pytest.fixture
def two(organisation):
    return organisation("Network North"), organisation("Network South")


@pytest.fixture
def network(two):
    return start_coordination(name="Mental health networks", organisations=two, starts=START, **DONE)


@pytest.mark.shows("TER-18")
def test_two_meetings_a_year_are_planned_and_a_missed_one_is_visible_to_both_coordinators(two, organisation, cast):
    """Agenda and decisions are kept with each; somebody else reads it on the page and is not asked about it."""
    today = timezone.localdate()
    others = cast.client(cast.user("Dirk", ("contact", "organisation", organisation("Other").pk)))
    both = [cast.client(cast.user(f"Carla{n}", ("contact", "organisation", one.pk))) for n, one in enumerate(two)]
    said = {"name": "Networks", "kind": "general", "organisations": [o.pk for o in two], "per_year": 2}
    said["starts"] = "2020-01-01"
    address = both[0].post(reverse("territory:new-coordination"), said).headers["Location"]
    assert f"2 more meetings are to be planned in {today.year}" in both[1].get(address).content.decode()
    for planned in (today - timedelta(1), today - timedelta(2)):
        said = {"planned": planned.isoformat(), "agenda": "How we work"}
        assert both[0].post(f"{address}meetings/new/", said).status_code == 302
    missed, past = CoordinationMeeting.objects.all()
    said = {"held": (today - timedelta(2)).isoformat(), "decisions": "We share one list."}
    html = both[1].post(reverse("territory:held", args=[past.pk]), said, follow=True).content.decode()
    assert "We share one list." in html and "Take it back" in html and "1 meeting was missed." in html
    for client in both:
        assert "Was the meeting of Networks held?" in client.get("/day/").content.decode()
        html = client.get(address).content.decode()
        assert "1 meeting was missed." in html and "How we work" in html and "to be planned" not in html
    assert "Was the meeting" not in others.get("/day/").content.decode()
    assert "1 meeting was missed." in others.get(address).content.decode()
    assert others.post(reverse("territory:held", args=[missed.pk]), said).status_code == 403


def test_the_staff_of_a_territory_coordinate_its_network(region, place, cast):
    lab = start_coordination(name="Zones", territory=place("zone-rits"), starts=START, **DONE)
    mine = cast.who(cast.user("Tom", ("zone_staff", "territory", place("zone-rits").pk)))
    other = cast.who(cast.user("Tim", ("zone_staff", "territory", place("zone-midden").pk)))
    plan_meeting(coordination=lab, planned=date(2026, 2, 1), by=mine, at=AT)
    assert [t.due for t in todo.meetings_missed(mine, TODAY)] == [date(2026, 2, 1)]
    assert not list(todo.meetings_missed(other, TODAY))
    with pytest.raises(Denied, match="do not coordinate"):
        plan_meeting(coordination=lab, planned=date(2026, 3, 1), by=other, at=AT)


def test_what_cannot_be_is_refused(two, network, cast, organisation):
    with pytest.raises(NotNow, match="at least two"):
        start_coordination(name="Alone", organisations=two[:1], starts=START, **DONE)
    dirk = cast.who(cast.user("Dirk", ("contact", "organisation", organisation("Other").pk)))
    with pytest.raises(Denied, match="own organisation"):
        start_coordination(name="Others", organisations=two, starts=START, by=dirk, at=AT)
    meeting = plan_meeting(coordination=network, planned=date(2026, 3, 2), **DONE)
    with pytest.raises(NotNow, match="on that day already"):
        plan_meeting(coordination=network, planned=date(2026, 3, 2), **DONE)
    with pytest.raises(NotNow, match="not begun"):
        plan_meeting(coordination=network, planned=START - timedelta(1), **DONE)
    with pytest.raises(NotNow, match="still to come"):
        hold_meeting(meeting=meeting, held=TODAY + timedelta(1), decisions="", today=TODAY, **DONE)
    hold_meeting(meeting=meeting, held=TODAY, decisions="Yes.", today=TODAY, **DONE)
    with pytest.raises(NotNow, match="held already"):
        change_meeting(meeting=meeting, planned=TODAY, agenda="", today=TODAY, **DONE)
    hold_meeting(meeting=meeting, held=None, decisions="Yes.", today=TODAY, **DONE)
    assert meeting_on(meeting, TODAY) == Meeting.MISSED
    change_meeting(meeting=meeting, planned=TODAY, agenda="Next", today=TODAY, **DONE)
    assert meeting_on(meeting, TODAY) == Meeting.PLANNED


def test_a_network_that_ended_asks_about_nothing_after_its_end(network, two, cast):
    plan_meeting(coordination=network, planned=date(2026, 2, 1), **DONE)
    carla = cast.who(cast.user("Carla", ("contact", "organisation", two[0].pk)))
    end_coordination(coordination=network, last_day=date(2026, 1, 1), **DONE)
    assert not list(todo.meetings_missed(carla, TODAY))
    end_coordination(coordination=network, last_day=None, **DONE)
    assert len(list(todo.meetings_missed(carla, TODAY))) == 1


def test_every_state_of_a_meeting_has_an_owner_and_a_way_out():
    assert set(MEETING_OWNER) == set(Meeting) == {state for state, _to in MEETING_MOVES}


def test_a_network_follows_an_organisation_that_was_entered_twice(network, two, organisation):
    again = organisation("Network South again")
    merge = merge_organisations(kept=again, gone=two[1], by=SYSTEM, at=AT)
    assert set(network.organisations.all()) == {two[0], again}
    undo_merge(merge=merge, by=SYSTEM, at=AT)
    assert set(network.organisations.all()) == set(two)
