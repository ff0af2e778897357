"""What an action must say before it goes on, who moves it, and where it runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions, policies, queries
from empact.web.portfolio.models import Action, Item, Place
from empact.web.portfolio.states import NEEDS, ORDER, STAGE_MOVES

from .conftest import AT, TODAY


@pytest.mark.shows("PRT-25")
def test_screening_asks_what_comes_after_the_project(idea, go, manager):
    with pytest.raises(NotNow, match="what comes after the project"):
        go(idea, "screening")
    actions.keep_action(action=idea, values={"need": "x", "afterwards": "The zone"}, today=TODAY, by=manager, at=AT)
    assert go(idea, "screening").stage == "screening"


@pytest.mark.shows("C1")
@pytest.mark.parametrize("gone", ["need", "afterwards", "objective", "programme", "puller", "target", "start", "kpi"])
def test_without_one_of_what_it_needs_an_action_does_not_run(ready, go, gone):
    match gone:
        case "start":
            Place.objects.all().delete()
        case "kpi":
            ready.kpis.all().delete()
        case "target":
            ready.persona = ready.determinant = ""
        case _:
            setattr(ready, gone, None if gone in ("objective", "programme", "puller") else "")
    ready.save()
    ready.stage = Action.Stage.DECISION
    with pytest.raises(NotNow):
        go(ready, "running")
    asked = {one for stage in ORDER[:5] for one in NEEDS.get(stage, ())}
    assert policies.missing(ready, "running") == [gone] and gone in asked


@pytest.mark.shows("C1")
@pytest.mark.shows("TER-05")
def test_no_pilot_without_a_start_an_indicator_and_a_target_group(idea, item, zone, manager):
    def pilot(starts: date):
        phase = item("phase", "pilot")
        return actions.plan_phase(action=idea, phase=phase, starts=starts, today=TODAY, by=manager, at=AT)

    with pytest.raises(NotNow, match="where it starts"):
        pilot(TODAY)
    pilot(TODAY + timedelta(days=200))  # a plan is not a pilot
    actions.keep_action(action=idea, values={"persona": "complex"}, today=TODAY, by=manager, at=AT)
    actions.add_kpi(action=idea, title="visits", by=manager, at=AT)
    with pytest.raises(NotNow, match="where it starts"):
        pilot(TODAY)
    actions.place_action(action=idea, territory=zone("A"), role="start", starts=TODAY, by=manager, at=AT)
    assert pilot(TODAY).phase.code == "pilot"


def test_where_it_started_and_where_it_runs_today_stand_apart(ready, zone, manager, cast):
    later = actions.place_action(action=ready, territory=zone("B"), role="extension", starts=TODAY, by=manager, at=AT)
    with pytest.raises(NotNow, match="starts somewhere else"):
        actions.place_action(action=ready, territory=zone("C"), role="start", starts=TODAY, by=manager, at=AT)
    running = [p.territory.name for p in ready.places.on(TODAY)]
    assert running == ["Zone B", "Zone A"]
    actions.end_place(place=later, last_day=TODAY, by=manager, at=AT)
    assert [p.role for p in ready.places.on(TODAY + timedelta(days=1))] == ["start"]


def test_the_effect_is_measured_in_exactly_the_zones_that_were_said_and_none_is_in_both_groups(ready, zone, manager):
    def add(letter, role):
        return actions.place_action(action=ready, territory=zone(letter), role=role, starts=TODAY, by=manager, at=AT)

    add("A", "test")
    add("B", "comparison")
    add("C", "comparison")
    found = queries.proposed_zones(ready, TODAY)
    assert {role: [t.name for t in ts] for role, ts in found.items()} == {
        "test": ["Zone A"], "comparison": ["Zone B", "Zone C"],
    }  # fmt: skip
    with pytest.raises(NotNow, match="in both groups"):
        add("B", "test")
    with pytest.raises(NotNow, match="in both groups|runs in this territory"):
        add("A", "comparison")


@pytest.mark.shows("PRT-15")
def test_every_step_is_dated_with_who_and_why_and_a_skip_needs_a_reason(ready, go, office):
    with pytest.raises(NotNow, match="needs a reason"):
        go(ready, "plan")
    go(ready, "plan", reason="It was screened last year")
    go(ready, "decision", "running")
    assert [(m.before, m.after, m.on, m.role, m.reason) for m in ready.moves.all()] == [
        ("idea", "plan", TODAY, "pmo", "It was screened last year"),
        ("plan", "decision", TODAY, "pmo", ""),
        ("decision", "running", TODAY, "pmo", ""),
    ]
    assert AuditEntry.objects.filter(event="portfolio.action_moved", user=office.user_id).count() == 3


def test_only_steps_of_the_table_are_taken(ready, go):
    for before in Action.Stage:
        for after in Action.Stage:
            if (before, after) not in STAGE_MOVES:
                ready.stage = before
                with pytest.raises(NotNow, match="does not go to"):
                    go(ready, after, reason="because")


def test_who_pulls_an_action_does_not_decide_that_it_runs(ready, go, manager):
    go(ready, "plan", "decision", reason="seen")
    ready.needs_means = True
    ready.save()
    with pytest.raises(Denied):
        actions.move_action(action=ready, after="running", today=TODAY, by=manager, at=AT)


def test_what_runs_keeps_what_it_needs(ready, go, manager):
    go(ready, "plan", "decision", "running", reason="seen")
    with pytest.raises(NotNow, match="for whom"):
        actions.keep_action(action=ready, values={"persona": "", "determinant": ""}, today=TODAY, by=manager, at=AT)
    with pytest.raises(NotNow, match="an indicator"):
        actions.drop_kpi(kpi=ready.kpis.get(), by=manager, at=AT)


def test_another_organisation_does_not_change_an_action(ready, cast, partner):
    other = cast.who(cast.user("Otto", ("project_manager", "organisation", partner("Hospital").pk)))
    with pytest.raises(Denied, match="Another organisation"):
        actions.keep_action(action=ready, values={"title": "Mine now"}, today=TODAY, by=other, at=AT)


def test_an_action_names_only_what_its_own_frame_knows(ready, item, manager):
    with pytest.raises(NotNow, match="does not know"):
        actions.keep_action(
            action=ready,
            values={"objective": item("value", "V1") if _has("V1") else item("aim", _aim())},
            today=TODAY,
            by=manager,
            at=AT,
        )


def _has(code):
    return Item.objects.filter(kind="value", code=code).exists()


def _aim():
    return Item.objects.filter(kind="aim").first().code


@pytest.mark.shows("TER-21")
def test_a_copy_keeps_the_link_and_starts_without_results(ready, go, zone, partner, manager, office):
    go(ready, "plan", "decision", "running", reason="seen")
    actions.add_task(action=ready, title="Ten teams trained", due=TODAY, by=manager, at=AT)
    actions.promise(action=ready, organisation=partner("Home nursing"), contribution="time", today=TODAY, by=manager, at=AT)
    with pytest.raises(NotNow, match="already"):
        actions.copy_action(action=ready, start=zone("A"), puller=None, today=TODAY, by=office, at=AT)
    copied = actions.copy_action(action=ready, start=zone("B"), puller=partner("Hospital"), today=TODAY, by=office, at=AT)
    assert copied.origin == ready and copied.stage == "idea" and copied.number != ready.number
    assert (copied.need, copied.objective, copied.persona) == (ready.need, ready.objective, ready.persona)
    assert [k.indicator for k in copied.kpis.all()] == ["falls"]
    assert [p.territory.name for p in copied.places.all()] == ["Zone B"]
    empty = (copied.tasks, copied.promises, copied.updates, copied.moves, copied.phases)
    assert not any(rows.exists() for rows in empty)
    assert list(ready.copies.all()) == [copied]


@pytest.mark.shows("PRT-32")
def test_a_second_proposal_on_the_same_subject_in_the_same_place_shows_the_first(ready, zone, manager, partner, office):
    actions.propose_action(title="Prevention of smoking", start=zone("B"), today=TODAY, by=office, at=AT)
    found = queries.similar("A fall prevention circle", [zone("A").pk])
    assert [a.title for a in found] == ["Fall prevention at home", "Prevention of smoking"]
    assert queries.similar("Choir", [zone("A").pk]) == []


@pytest.mark.shows("MOD-10")
def test_each_action_counts_in_one_programme(ready, item, office):
    actions.keep_action(
        action=ready, values={}, also=[item("programme", "AP2"), item("programme", "AP3")], today=TODAY, by=office, at=AT
    )
    actions.propose_action(title="Another", programme=item("programme", "AP2"), today=TODAY, by=office, at=AT)
    by_programme = [Action.objects.filter(programme=p).count() for p in Item.objects.filter(kind="programme")]
    assert sum(by_programme) == Action.objects.count() == 2
