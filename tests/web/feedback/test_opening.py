"""Teams and practices have their figures fourteen days before anybody else has the whole, whenever they arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from empact.web.feedback.actions.publications import move_publication, plan_publication
from empact.web.feedback.models import Publication
from empact.web.insight.opening import open_periods
from empact.web.kernel import day, jobs
from empact.web.kernel.models import User
from empact.web.kernel.problems import NotNow
from empact.web.kernel.who import NOBODY, SYSTEM

from .conftest import AT, QUARTERS, needed


@pytest.fixture
def morning(results):
    """``morning(n)``: what runs by itself in the morning of the n-th day from now on."""
    jobs.load_all()
    now = timezone.now()

    def run(n):
        at = now + timedelta(days=n)
        jobs.enqueue("feedback.open", by=SYSTEM, at=at)
        found = jobs.claim("test", lambda: at)
        assert found is not None
        found[0].run(found[1])
        return at

    return run


def names(figures, who):
    return [p.name for p in open_periods(figures, who)]


@pytest.fixture
def readers(cast, coach, practice):
    """Who has the figures first, and who waits."""
    gp = cast.user("Lieve", ("gp", "organisation", practice(2).pk))
    waiting = [cast.who(cast.user(r, r)) for r in ("policy", "steering", "domain_coach", "researcher")]
    return [cast.who(coach), cast.who(gp)], [*waiting, NOBODY]


@pytest.mark.shows("AFB-04")
@pytest.mark.parametrize("late", [0, 9])
def test_a_practice_has_its_page_fourteen_days_before_anybody_has_the_whole(cast, readers, results, morning, late):
    """Day by day, as planned and with figures that arrive nine days after the day that was planned."""
    first, waiting = readers
    today = timezone.localdate()
    start = today - timedelta(days=late)  # figures arrived today, and were planned for then
    plan_publication(period="2025-Q4", team_from=start, policy_from=start + timedelta(days=14), by=SYSTEM, at=AT)
    own = cast.client(User.objects.get(pk=first[1].user_id))
    policy = cast.client(User.objects.get(pk=waiting[0].user_id))
    page, published = reverse("feedback:group", args=[first[1].scope_id]), reverse("feedback:published")
    asked = "?level=zone&period=2025-Q4"
    aggregates = [(policy, reverse("insight:indicator", args=["flu_vacc_65"]) + asked), (policy, reverse("insight:library"))]
    aggregates.append((cast.client(), reverse("insight:open_figures")))
    assert "2025-Q4" not in names(results, first[0]) and "2025-Q4" not in names(results, waiting[0])
    to_teams, to_policy = [], []
    for n in range(20):
        morning(n)
        if "Figures of 2025-Q4" in own.get(page).content.decode():
            assert all("2025-Q4" in names(results, who) for who in first)
            to_teams.append(n)
        seen = ["2025-Q4" in names(results, who) for who in waiting]
        assert len(set(seen)) == 1 and seen[0] == ("2025-Q4" in policy.get(published).content.decode())
        for client, address in aggregates:
            assert seen[0] == ("2025-Q4" in client.get(address).content.decode().partition("<main")[2]), address
        if seen[0]:
            to_policy.append(n)
    assert to_teams[0] == 0 and to_policy[0] == 14
    one = Publication.objects.get()
    assert one.policy_opened - one.team_opened == timedelta(days=14)


def test_nobody_can_open_sooner_by_hand_when_figures_came_late(results):
    start = AT.date()
    one = plan_publication(period="2025-Q4", team_from=start, policy_from=start + timedelta(days=14), by=SYSTEM, at=AT)
    move_publication(publication=one, state="team", figures=results, by=SYSTEM, at=AT + timedelta(days=9))
    assert one.policy_day == start + timedelta(days=23)
    with pytest.raises(NotNow, match="planned for"):
        move_publication(publication=one, state="policy", figures=results, by=SYSTEM, at=AT + timedelta(days=22))
    move_publication(publication=one, state="policy", figures=results, by=SYSTEM, at=AT + timedelta(days=23))
    assert (one.team_opened, one.policy_opened) == (start + timedelta(days=9), start + timedelta(days=23))


def test_what_comes_after_a_planned_period_waits_until_it_is_opened_too(cast, readers, results, opened):
    first, waiting = readers
    assert names(results, first[0]) == QUARTERS[:-1]  # opened to teams; the next is not planned yet
    assert names(results, waiting[0]) == QUARTERS[:-2]
    analyst = cast.who(cast.user("Nele", "analyst"))
    assert names(results, analyst) == QUARTERS  # who plans, checks first


def test_a_region_that_plans_nothing_holds_nothing_back(readers, results):
    assert all(names(results, who) == QUARTERS for group in readers for who in group)


def test_who_plans_is_told_of_figures_without_a_day_and_policy_when_they_are_open(cast, results, opened):
    griet, karim = (cast.who(needed(cast.user(*one))) for one in (("Griet", "pmo"), ("Karim", "policy")))
    today = timezone.localdate()
    (line,) = (t for t in day.todo(griet, today) if t.kind == "feedback.figures_to_plan")
    assert "2025-Q4" in str(line.title) and line.address == reverse("feedback:plan")
    assert day.todo(karim, today) == [] and day.news(karim, today) == []
    Publication.objects.create(period="2025-Q4", team_from=today, policy_from=today + timedelta(days=14))
    assert not [t for t in day.todo(griet, today) if t.kind == "feedback.figures_to_plan"]
    Publication.objects.filter(pk=opened.pk).update(state="policy", policy_opened=today)
    (news,) = day.news(karim, today)
    assert "2025-Q3" in str(news.title) and news.at == today
