"""A goal follows what it is linked to; the tree keeps its totals; importance is agreed by two."""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
import shutil
import sqlite3
from uuid import uuid4

import pytest

from empact.web.insight.bring import CURRENT, LAYOUT
from empact.web.insight.figures import in_force
from empact.web.kernel.models import RegionChoice
from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions, queries
from empact.web.portfolio.models import Action, Item, Rating
from empact.web.portfolio.registers.ranking import limits, ranks, spread

from .conftest import AT, TODAY, needed


def followed(action, figures=None):
    return [
        (one.goal.title, one.reached, len(one.parts), one.is_reached)
        for one in queries.goals_of(action, queries.measured(action, figures, None))
    ]


@pytest.fixture
def linked(ready, manager, results):
    """A goal with a milestone, a number that is counted and an indicator that is measured (19 %, to be at most 20)."""
    step = actions.add_task(action=ready, title="Ten groups", due=TODAY, by=manager, at=AT)
    counted = actions.add_kpi(action=ready, title="groups", target=4, by=manager, at=AT)
    falls = ready.kpis.get(indicator="falls")
    goal = actions.keep_goal(
        action=ready, title="Nobody falls twice", milestones=[step], kpis=[counted, falls], by=manager, at=AT
    )
    return goal, step, counted


@pytest.mark.shows("C6")
def test_a_goal_follows_its_milestone_and_its_indicators_though_nobody_touches_it(linked, ready, manager, cast, settings):
    """The regression of a peer (features.md, C6): there the goal stays where it was when its milestone moves on."""
    goal, step, counted = linked
    assert followed(ready, in_force()) == [("Nobody falls twice", 1, 3, False)]
    actions.keep_task(task=step, due=TODAY, done=TODAY, by=manager, at=AT)
    assert followed(ready, in_force())[0][1:] == (2, 3, False)
    actions.read_kpi(kpi=counted, on=TODAY, value=4, source="list", today=TODAY, by=manager, at=AT)
    assert followed(ready, in_force())[0][1:] == (3, 3, True)
    client = cast.client(needed(cast.user("Piet", "policy")))
    page = client.get(f"/actions/{ready.pk}/").content.decode().partition('id="goals"')[2].partition("<h2")[0]
    assert "Nobody falls twice" in page and ">reached<" in page
    actions.keep_task(task=step, due=TODAY, done=None, by=manager, at=AT)  # after all not there
    assert followed(ready, in_force())[0][1:] == (2, 3, False)
    folder = settings.WORKSPACE.results
    new = shutil.copy(next(folder.glob("*.sqlite")), folder / f"{LAYOUT}{uuid4().hex[:16]}.sqlite")
    (folder / CURRENT).write_text(f"{new.name}\n", encoding="ascii")
    base = sqlite3.connect(new)
    base.execute("UPDATE figure SET value = 0.3 WHERE period = '2025'")  # the indicator is measured anew
    base.commit()
    base.close()
    assert followed(ready, in_force())[0][1:] == (1, 3, False)
    fields = {f.name for f in goal._meta.concrete_fields}
    assert fields == {"id", "action", "title"}  # how far it is stands nowhere, so it cannot fall behind


def test_a_goal_hangs_on_something_of_its_own_action(linked, ready, office, manager):
    goal, step, _counted = linked
    other = actions.propose_action(title="Another", today=TODAY, by=office, at=AT)
    for milestones in ([], [step]):
        with pytest.raises(NotNow):
            actions.keep_goal(action=other, title="x", milestones=milestones, kpis=[], by=office, at=AT)
    actions.drop_goal(goal=goal, by=manager, at=AT)
    assert ready.tasks.exists() and not ready.goals.exists()


def test_a_goal_is_kept_and_dropped_on_its_pages(linked, ready, cast, partner):
    goal, step, _counted = linked
    client = cast.client(needed(cast.user("Mo", ("project_manager", "organisation", partner("Home nursing").pk))))
    assert "People who fell" in client.get(f"/actions/goals/{goal.pk}/").content.decode()
    said = {"title": "Ten groups meet", "milestones": [str(step.pk)]}
    assert client.post(f"/actions/{ready.pk}/goals/new/", said).status_code == 302
    assert client.post(f"/actions/goals/{goal.pk}/", said | {"title": "Other words"}).status_code == 302
    assert sorted(g.title for g in ready.goals.all()) == ["Other words", "Ten groups meet"]
    assert client.post(f"/actions/goals/{goal.pk}/drop/").status_code == 302 and ready.goals.count() == 1


# ---------------------------------------------------------------- the tree


@pytest.fixture
def fifty(frame, office, item):
    """Fifty actions under three programmes and eight domains, some of them running and late."""
    domains = [
        Item.objects.create(
            frame=frame, kind="domain", code=str(n), number=900 + n, missing={"en": "counted and not named"}
        )
        for n in range(1, 9)
    ]  # fmt: skip
    for n, one in enumerate(domains, 1):
        actions.name_place(item=one, name=f"Domain {n}", language="en", by=office, at=AT)
    for n in range(50):
        action = actions.propose_action(
            title=f"Action {n}", programme=item("programme", f"AP{n % 3 + 1}"), today=TODAY, by=office, at=AT
        )
        actions.keep_action(action=action, values={"domain": domains[n % 8]}, today=TODAY, by=office, at=AT)
        actions.add_task(action=action, title="Step", due=TODAY, by=office, at=AT)
    return Action.objects.all()


def totals(client, by):
    page = client.get("/actions/tree/", {"by": by}).content.decode()
    found = re.findall(r"<h2>(.*?)</h2><p class=\"soft\">(\d+) actions?, running: (\d+), late: (\d+)", page)
    return {name: tuple(map(int, numbers)) for name, *numbers in found}


@pytest.mark.shows("C2")
def test_fifty_actions_in_three_programmes_and_eight_domains_move_with_their_history_and_the_totals_stay(
    fifty, cast, office, item, django_assert_max_num_queries
):
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    with django_assert_max_num_queries(20):
        before = {by: totals(client, by) for by in ("programme",)}
    before |= {by: totals(client, by) for by in ("domain", "objective")}
    assert len(before["domain"]) == 8
    for found in before.values():
        assert sum(one[0] for one in found.values()) == 50 and sum(one[2] for one in found.values()) == 50
    moved = list(fifty[:7])
    actions.give_update(action=moved[0], light="amber", changed="a", next="b", today=TODAY, by=office, at=AT)
    actions.move_action(action=moved[0], after="stopped", reason="r", today=TODAY, by=office, at=AT)
    told = {a.pk: (a.tasks.count(), a.updates.count(), a.moves.count()) for a in moved}
    target = item("programme", "AP3.2")
    going = [a for a in moved if a.stage != "stopped"]
    page = client.post("/actions/tree/?by=programme", {"item": target.pk, "actions": [a.pk for a in going[1:]]})
    assert page.status_code == 302
    assert actions.regroup(actions=Action.objects.filter(pk=going[0].pk), item=target, today=TODAY, by=office, at=AT) == 1
    after = {by: totals(client, by) for by in before}
    for by, found in after.items():
        assert sum(one[0] for one in found.values()) == 50 and sum(one[2] for one in found.values()) == 50, by
    assert after["domain"] == before["domain"] and after["programme"] != before["programme"]
    gone = sum(not a.programme.code.startswith("AP3") for a in going)
    key = next(name for name in before["programme"] if name.startswith("AP3"))
    assert after["programme"][key][0] == before["programme"][key][0] + gone
    assert {a.pk: (a.tasks.count(), a.updates.count(), a.moves.count()) for a in moved} == told
    assert all(Action.objects.get(pk=a.pk).programme == target for a in going)


def test_who_may_not_keep_all_of_them_moves_none(fifty, manager, item):
    with pytest.raises(Denied):
        actions.regroup(actions=fifty[:2], item=item("programme", "AP1"), today=TODAY, by=manager, at=AT)
    with pytest.raises(NotNow, match="grouped by"):
        actions.regroup(actions=fifty[:2], item=item("aim", "health"), today=TODAY, by=manager, at=AT)


# how much an action matters
POINTS = {"impact": 5, "urgency": 3, "effort": 2, "readiness": 4}


@pytest.mark.shows("PRT-31")
def test_the_points_of_two_raters_and_those_they_agreed_on_are_kept_with_what_was_said(ready, manager, office, cast):
    with pytest.raises(NotNow, match="two people"):
        actions.agree_rating(action=ready, scores=POINTS, note="n", today=TODAY, by=office, at=AT)
    actions.rate(action=ready, scores=POINTS, today=TODAY, by=manager, at=AT)
    actions.rate(action=ready, scores=POINTS | {"impact": 2}, note="Few people", today=TODAY, by=office, at=AT)
    agreed = POINTS | {"impact": 3}
    with pytest.raises(Denied):
        actions.agree_rating(action=ready, scores=agreed, note="n", today=TODAY, by=manager, at=AT)
    actions.agree_rating(action=ready, scores=agreed, note="We looked at the list together", today=TODAY, by=office, at=AT)
    kept = [(r.role, r.scores["impact"], r.agreed) for r in Rating.objects.all()]
    assert sorted(kept) == [("pmo", 2, False), ("pmo", 3, True), ("project_manager", 5, False)]
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/actions/{ready.pk}/").content.decode()
    part = page.partition('id="importance"')[2].partition("<h2")[0]
    for words in ("project manager", "project office", "agreed", "We looked at the list together", "Few people"):
        assert words in part
    with pytest.raises(NotNow, match="1 to 5"):
        actions.rate(action=ready, scores=POINTS | {"impact": 6}, today=TODAY, by=manager, at=AT)


def drawn(seed):
    draw = random.Random(seed)
    rated = {n: {name: draw.randrange(1, 6) for name in POINTS} for n in range(draw.randrange(2, 7))}
    return rated, {name: draw.randrange(1, 60) for name in POINTS}


def order(rated, weights):
    return ranks(rated, weights)


@pytest.mark.shows("C13")
@pytest.mark.parametrize("seed", range(60))
def test_between_the_limits_no_order_changes_and_a_little_outside_one_does(seed):
    rated, weights = drawn(seed)
    now = order(rated, weights)
    for name in weights:
        found = limits(rated, weights, name)
        lower, upper = found.lower or 0.0, found.upper if found.upper is not None else 10_000.0
        for part in (0.02, 0.3, 0.7, 0.98):
            inside = lower + (upper - lower) * part
            if lower + 1e-6 < inside < upper - 1e-6 and lower < weights[name] < upper:
                assert order(rated, {**weights, name: inside}) == now
        for at, two in ((found.upper, found.above), (found.lower, found.below)):
            if at is None:
                continue
            outside = at * (1.001 if two is found.above else 0.999) + (1e-6 if two is found.above else -1e-6)
            beyond = order(rated, {**weights, name: max(outside, 0)})
            first, second = two
            assert beyond[first] < beyond[second] and now[first] >= now[second]


@pytest.mark.parametrize("seed", range(20))
def test_the_spread_holds_every_rank_of_every_halved_or_doubled_weight(seed):
    rated, weights = drawn(seed)
    found = spread(rated, weights, (0.5, 2))
    seen = [ranks(rated, {**weights, name: weights[name] * f}) for name, f in itertools.product(weights, (0.5, 1, 2))]
    for key in rated:
        assert (found[key].start, found[key].stop - 1) == (min(r[key] for r in seen), max(r[key] for r in seen))


@pytest.mark.shows("C13")
def test_other_weights_show_which_action_takes_which_rank_and_change_nothing(frame, office, manager, cast):
    made = []
    for title, impact, effort in (("First", 5, 5), ("Second", 3, 1)):
        action = actions.propose_action(title=title, today=TODAY, by=office, at=AT)
        scores = {"impact": impact, "urgency": 3, "effort": effort, "readiness": 3}
        actions.rate(action=action, scores=scores, today=TODAY, by=office, at=AT)
        made.append(action)
    client = cast.client(needed(cast.user("Piet", "policy")))

    def rows(**asked):
        file = client.get("/actions/priorities/", {**asked, "format": "csv"}).content.decode("utf-8-sig")
        return [
            (r["action"].split()[-1], r["rank"], r["rank by the region's weights"]) for r in csv.DictReader(io.StringIO(file))
        ]

    assert rows() == [("Second", "1", "1"), ("First", "2", "2")]
    assert rows(impact=80) == [("First", "1", "2, moves to 1"), ("Second", "2", "1, moves to 2")]
    page = client.get("/actions/priorities/").content.decode()
    assert "50.0" in page and "1 before 2" in page  # at an impact of 50 the two change places
    assert not RegionChoice.objects.exists() and rows() == [("Second", "1", "1"), ("First", "2", "2")]
