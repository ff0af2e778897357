"""GOV-23: a team begins small actions by itself; the coach sees them, and beyond the limits a body decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel import actions as kernel
from empact.web.kernel.day import news
from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions, balance
from empact.web.portfolio.models import Action
from empact.web.territory.models import Team

from .conftest import AT, START, TODAY, needed


@pytest.fixture
def team(db, zone):
    made = Team.objects.create(name="Team North", kind="neighbourhood", starts=START)
    made.territories.add(zone("A"))
    return made


@pytest.fixture
def coordinator(cast, team):
    return cast.who(cast.user("Carla", ("coordinator", "team", team.pk)))


@pytest.fixture
def begin(frame, team, coordinator):
    def make(cost_minor=20_000, hours=10, by=coordinator, day=TODAY, of=team):
        said = {"title": "A walk on Tuesday", "need": "Few walk", "known_by": "people who walk along"}
        return actions.begin_small(team=of, cost_minor=cost_minor, hours=hours, today=day, by=by, at=AT, **said)

    return make


@pytest.mark.shows("GOV-23")
def test_a_team_creates_its_own_small_action_without_approval_and_it_counts(cast, frame, team, zone):
    client = cast.client(needed(cast.user("Carla", ("coordinator", "team", team.pk))))
    assert "500.00" in client.get("/actions/small/").content.decode()
    said = {
        "title": "A walk on Tuesday",
        "need": "Few walk",
        "known_by": "who walks along",
        "cost_minor": "200",
        "hours": "10",
    }
    answer = client.post("/actions/small/new/", said)
    one = Action.objects.get()
    assert answer.status_code == 302 and answer.url == f"/actions/{one.pk}/"
    assert (one.stage, one.needs_means, one.team, one.cost_minor, one.hours) == ("running", False, team, 20_000, 10)
    assert one.start_place.territory == zone("A") and one.kpis.get().title == "who walks along"
    assert not one.decided.exists()  # nobody was asked
    page = client.get(answer.url).content.decode()
    assert "Team North" in page and "200.00" in page
    assert "1 of them small and of a team" in client.get("/actions/whole/").content.decode()
    assert [s.all for s in balance.shares([one], {"preventive": 25})] == [1]
    # the team says how it goes, and stops it, by itself
    news_ = {"light": "green", "changed": "Six came", "next": "Again"}
    assert client.post(f"/actions/{one.pk}/update/", news_).status_code == 302
    assert client.post(f"/actions/{one.pk}/move/", {"after": "stopped", "reason": "Winter"}).status_code == 302


@pytest.mark.shows("GOV-23")
def test_the_coach_of_the_team_sees_it_on_my_day_and_on_the_page_of_the_team(cast, begin, team):
    today = timezone.localdate()
    one = begin(day=today - timedelta(days=2))
    user = needed(cast.user("Coby", ("team_coach", "team", team.pk)))
    coach = cast.who(user)
    assert [n.title for n in news(coach, today) if n.address == f"/actions/{one.pk}/"] == [
        "The team began a small action: A walk on Tuesday"
    ]
    client = cast.client(user)
    page = client.get(f"/teams/{team.pk}/").content.decode()
    assert "A walk on Tuesday" in page and "The team does this by itself." in page
    assert "A walk on Tuesday" in client.get("/actions/small/").content.decode()
    other = cast.who(cast.user("Otto", ("team_coach", "team", Team.objects.create(name="B", kind="expert", starts=START).pk)))
    assert not [n for n in news(other, today) if n.address == f"/actions/{one.pk}/"]


@pytest.mark.shows("GOV-23")
def test_no_decision_is_needed_until_it_passes_the_limits_of_the_region(begin, coordinator, office, team, cast):
    with pytest.raises(NotNow, match=r"500.00.*40 hours at most"):
        begin(cost_minor=50_001)
    with pytest.raises(NotNow, match="40 hours at most"):
        begin(hours=41)
    one = begin(cost_minor=50_000, hours=40)
    keep = {"today": TODAY, "by": coordinator}
    one = actions.keep_small(action=one, cost_minor=50_001, hours=40, at=AT + timedelta(minutes=1), **keep)
    assert (one.stage, one.needs_means, one.is_small) == ("decision", True, False)
    with pytest.raises(NotNow):  # it goes on by a decision, and first says what any other says
        actions.move_action(action=one, after="running", today=TODAY, by=office, at=AT)
    one = actions.keep_small(action=one, cost_minor=40_000, hours=40, at=AT + timedelta(minutes=2), **keep)
    assert (one.stage, one.is_small) == ("running", True)
    assert [m.after for m in one.moves.all()] == ["running", "decision", "running"]
    keeper = cast.who(cast.user("Anna", "administrator"))
    kernel.choose(choice="portfolio.small_euro", value=1000, by=keeper, at=AT)
    assert begin(cost_minor=100_000).is_small
    kernel.choose(choice="portfolio.small", value=False, by=keeper, at=AT)
    with pytest.raises(NotNow, match="teams ask before"):
        begin()


def test_who_is_not_of_the_team_begins_nothing_for_it_and_keeps_nothing_of_it(begin, office, manager, cast, frame, ready):
    stranger = cast.who(
        cast.user("Otto", ("coordinator", "team", Team.objects.create(name="B", kind="expert", starts=START).pk))
    )
    for who in (office, manager, stranger):
        with pytest.raises(Denied):
            begin(by=who)
    one = begin()
    with pytest.raises(Denied):
        actions.keep_small(action=one, cost_minor=1, hours=1, today=TODAY, by=stranger, at=AT)
    with pytest.raises(Denied):  # nor an action that others pull
        actions.keep_action(action=ready, values={"title": "Mine"}, today=TODAY, by=stranger, at=AT)
    with pytest.raises(NotNow, match="No team began"):
        actions.keep_small(action=ready, cost_minor=1, hours=1, today=TODAY, by=office, at=AT)
    copied = actions.copy_action(
        action=one, start=one.start_place.territory.__class__.objects.create(code="Z", name="Z", kind="zone", starts=START),
        puller=None, today=TODAY, by=office, at=AT,
    )  # fmt: skip
    assert copied.team is None and copied.cost_minor is None


def test_the_list_asks_as_often_for_twenty_as_for_one(begin, cast, django_assert_max_num_queries):
    client = cast.client(needed(cast.user("Piet", "policy")))
    for _n in range(20):
        begin()
    with django_assert_max_num_queries(14):
        assert client.get("/actions/small/").status_code == 200
