"""The critical path, against a linear programme on random networks; the timeline and what moves on it."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import linprog

from empact.web.kernel.problems import NotNow
from empact.web.portfolio import actions, planning
from empact.web.portfolio.models import Action, Baseline, Task
from empact.web.portfolio.schedule import Circle, Planned, scheduled, would_circle

from .conftest import AT, TODAY, needed


def network(seed: int) -> tuple[dict[int, Planned], dict[int, list[int]]]:
    """Some thirty tasks, each of which may wait for a few that have a smaller number."""
    draw = random.Random(seed)
    size = draw.randrange(2, 30)
    tasks = {n: Planned(draw.randrange(0, 40), draw.choice((0, 1, 3, 10))) for n in range(size)}
    waits = {n: draw.sample(range(n), min(n, draw.randrange(0, 4))) for n in range(size)}
    return tasks, waits


def solved(tasks: dict[int, Planned], waits: dict[int, list[int]], last: float | None = None) -> np.ndarray:
    """First days of all tasks by a linear programme: as early as can be or, with the day of the end, as late as can be."""
    sign = 1 if last is None else -1
    rows, most = [], []
    for after, befores in waits.items():
        for before in befores:  # start[before] + days <= start[after]
            row = np.zeros(len(tasks))
            row[before], row[after] = 1, -1
            rows.append(row)
            most.append(-tasks[before].days)
    bounds = [(t.start, None if last is None else last - t.days) for t in tasks.values()]
    found = linprog(
        sign * np.ones(len(tasks)), A_ub=np.array(rows) if rows else None, b_ub=most if rows else None, bounds=bounds
    )
    assert found.success
    return found.x


@pytest.mark.shows("C3")
@pytest.mark.parametrize("seed", range(200))
def test_the_critical_path_is_that_of_a_linear_programme(seed):
    tasks, waits = network(seed)
    found = scheduled(tasks, waits)
    early = solved(tasks, waits)
    end = max(early[n] + t.days for n, t in tasks.items())
    late = solved(tasks, waits, end)
    assert [found[n].start for n in tasks] == pytest.approx(list(early))
    assert [found[n].slack for n in tasks] == pytest.approx([late[n] - early[n] for n in tasks])
    assert any(one.is_critical for one in found.values())


@pytest.mark.shows("C3")
def test_a_circle_is_refused(ready, manager):
    assert would_circle({2: [1], 3: [2]}, before=3, after=1) and not would_circle({2: [1], 3: [2]}, before=1, after=3)
    with pytest.raises(Circle):
        scheduled({1: Planned(0, 1), 2: Planned(0, 1)}, {1: [2], 2: [1]})
    one, two, three = (
        actions.add_task(action=ready, title=f"Step {n}", due=TODAY + timedelta(days=n), by=manager, at=AT) for n in (1, 2, 3)
    )
    actions.follow(before=one, after=two, by=manager, at=AT)
    actions.follow(before=two, after=three, by=manager, at=AT)
    for before, after in ((three, one), (two, one), (one, one)):
        with pytest.raises(NotNow, match="wait for itself"):
            actions.follow(before=before, after=after, by=manager, at=AT)


@pytest.fixture
def chain(ready, manager, office):
    """Three steps that wait for one another, the last one of another action; and one that waits for nothing."""
    other = actions.propose_action(title="Another action", today=TODAY, by=office, at=AT)
    steps = [
        actions.add_task(
            action=action, title=title, starts=TODAY + timedelta(first), due=TODAY + timedelta(last), by=office, at=AT
        )
        for action, title, first, last in (
            (ready, "Train", 1, 10), (ready, "Visit", 11, 20), (other, "Report", 21, 30), (other, "Apart", 1, 5),
        )
    ]  # fmt: skip
    for before, after in ((0, 1), (1, 2)):
        actions.follow(before=steps[before], after=steps[after], by=office, at=AT)
    return steps


@pytest.mark.shows("PRT-21")
def test_a_delayed_predecessor_shows_who_may_be_later_by_name(chain, office, cast):
    assert planning.plan(Action.objects.all(), TODAY).later == []
    actions.keep_task(task=chain[0], due=chain[0].due + timedelta(days=5), done=None, by=office, at=AT)
    later = planning.plan(Action.objects.all(), TODAY).later
    assert [(r.task.title, (r.expected - r.task.due).days, r.held_by.title) for r in later] == [
        ("Visit", 5, "Train"), ("Report", 5, "Visit"),
    ]  # fmt: skip


@pytest.mark.shows("C4")
def test_a_shift_of_thirty_days_is_the_drift_and_so_are_its_followers_and_nothing_else(chain, office):
    baseline = actions.take_baseline(title="Plan of March", today=TODAY, by=office, at=AT)
    assert planning.drift(baseline, Action.objects.all(), TODAY) == ([], [])
    actions.keep_task(task=chain[1], due=chain[1].due + timedelta(days=30), done=None, by=office, at=AT)
    moved, later = planning.drift(baseline, Action.objects.all(), TODAY)
    assert [(d.task.title, d.days) for d in moved] == [("Visit", 30)]
    assert [(r.task.title, (r.expected - r.task.due).days) for r in later] == [("Report", 30)]
    chain[1].refresh_from_db()
    assert chain[1].days == 10  # it keeps its length


def test_what_is_late_is_there_today_at_the_earliest_and_what_is_done_holds_nobody(chain, office):
    on = TODAY + timedelta(days=40)
    later = planning.plan(Action.objects.all(), on).later
    assert {r.task.title: r.expected for r in later}["Train"] == on
    for task in chain[:2]:
        actions.keep_task(task=task, due=task.due, done=task.due, by=office, at=AT)
    later = planning.plan(Action.objects.all(), TODAY).later
    assert later == []


def test_the_timeline_has_a_table_and_a_file_and_a_date_is_changed_without_dragging(
    chain, item, office, cast, django_assert_max_num_queries
):
    action = chain[0].action
    for half, phase in ((date(2026, 1, 1), "development"), (date(2026, 7, 1), "embedding")):
        actions.plan_phase(action=action, phase=item("phase", phase), starts=half, today=TODAY, by=office, at=AT)
    client = cast.client(needed(cast.user("Piet", "pmo")))
    with django_assert_max_num_queries(26):
        page = client.get("/actions/timeline/").content.decode()
    assert "<svg" in page and "May be later" in page and page.count("<rect") > 4
    file = client.get("/actions/timeline/?format=csv").content.decode()
    assert "development" in file.lower() and action.title in file
    answer = client.post(f"/actions/tasks/{chain[0].pk}/", {"due": "2027-02-01"})
    assert answer.status_code == 302 and Task.objects.get(pk=chain[0].pk).due.isoformat() == "2027-02-01"
    baseline = client.post("/actions/timeline/keep/", {"title": "Plan of winter"})
    assert baseline.status_code == 302
    kept = Baseline.objects.get()
    actions.keep_task(task=chain[3], due=chain[3].due + timedelta(days=3), done=None, by=office, at=AT)
    drift = client.get(f"/actions/timeline/{kept.pk}/?format=csv").content.decode()
    assert f"{chain[3].title}," in drift and ",3,moved" in drift


@pytest.mark.shows("PRT-06")
def test_without_owner_or_date_it_is_no_agreement(ready, cast, partner):
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    address, said = (
        f"/actions/{ready.pk}/agreements/new/",
        {"title": "Call all", "organisation": partner("Hospital").pk, "due": "2027-01-05"},
    )
    for gone in ("organisation", "due"):
        assert client.post(address, {k: v for k, v in said.items() if k != gone}).status_code == 422
    assert not ready.tasks.exists()
    assert client.post(address, said).status_code == 302
    assert ready.tasks.get().organisation == partner("Hospital")
