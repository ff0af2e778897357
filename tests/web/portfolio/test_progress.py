"""Indicators with live values, promises of partners, news."""

from __future__ import annotations

from datetime import timedelta

import pytest

from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions, policies, queries

from .conftest import AT, TODAY


@pytest.mark.shows("C5")
def test_the_value_follows_the_figures_and_one_counted_by_hand_has_its_day_and_source(ready, results, zone, manager, settings):
    by_hand = actions.add_kpi(action=ready, title="Homes visited", target=100, by=manager, at=AT)
    with pytest.raises(NotNow, match="nobody types"):
        actions.read_kpi(kpi=ready.kpis.get(indicator="falls"), on=TODAY, value=1, source="x", today=TODAY, by=manager, at=AT)
    actions.read_kpi(kpi=by_hand, on=TODAY, value=80, source="list of visits", today=TODAY, by=manager, at=AT)
    found = {m.kpi.indicator or m.title: m for m in queries.measured(ready, results, zone("A"))}
    falls, visits = found["falls"], found["Homes visited"]
    assert (falls.text, falls.interval, falls.period, falls.where, falls.met) == (
        "18.0 %",
        "15.0 % to 21.0 %",
        "2025",
        "Zone A",
        True,
    )
    assert (visits.text, visits.period, visits.source, visits.met) == ("80", "2026-03-03", "list of visits", False)
    import sqlite3

    with sqlite3.connect(results.path) as base:
        base.execute("UPDATE figure SET value = 0.3, lower = 0.27, upper = 0.33 WHERE node = 'zone:A' AND period = '2025'")
    copy = results.path.with_name(results.path.name.replace(".sqlite", "b.sqlite"))
    copy.write_bytes(results.path.read_bytes())
    after = next(m for m in queries.measured(ready, type(results)(copy), zone("A")) if m.kpi.indicator)
    assert (after.text, after.met) == ("30.0 %", False)


@pytest.mark.shows("POP-05")
def test_the_target_persons_are_told_of_the_start_and_of_the_whole_region_with_the_definition(ready, results, zone, manager):
    found = queries.reach(ready, results, zone("A"))
    assert (found.definition, found.start, found.here, found.everywhere) == (
        "four or more conditions × lives alone", "Zone A", 140, 812,
    )  # fmt: skip
    actions.keep_action(action=ready, values={"determinant": ""}, today=TODAY, by=manager, at=AT)
    found = queries.reach(ready, results, zone("A"))
    assert (found.here, found.everywhere) == (None, 3012)  # what is hidden stays hidden


@pytest.mark.shows("PRT-24")
def test_what_is_expected_of_a_partner_is_confirmed_by_the_partner_alone(ready, office, cast, partner, manager):
    hospital = partner("Hospital")
    asked = actions.promise(action=ready, organisation=hospital, contribution="data", today=TODAY, by=office, at=AT)
    assert asked.confirmed is None
    with pytest.raises(Denied):
        actions.promise(action=ready, organisation=hospital, contribution="time", today=TODAY, by=manager, at=AT)
    with pytest.raises(NotNow, match="Only the organisation itself"):
        actions.confirm_promise(promise=asked, today=TODAY, by=office, at=AT)
    own = cast.who(cast.user("Hans", ("contact", "organisation", hospital.pk)))
    assert actions.confirm_promise(promise=asked, today=TODAY, by=own, at=AT).confirmed == TODAY


@pytest.mark.shows("TER-15")
def test_a_promise_not_confirmed_for_a_year_is_told_to_its_owner_only(ready, cast, partner):
    hospital, later = partner("Hospital"), TODAY + timedelta(days=400)
    contact = cast.user("Hans", ("contact", "organisation", hospital.pk))
    own, other = cast.who(contact), cast.who(cast.user("Ida", ("contact", "organisation", partner("Pharmacy").pk)))
    for kind in ("time", "space"):
        actions.promise(action=ready, organisation=hospital, contribution=kind, today=TODAY, by=own, at=AT)
    actions.confirm_promise(promise=ready.promises.get(contribution="space"), today=later, by=own, at=AT)
    told = {who.scope_id: [t for t in todo(who, later) if t.kind == "portfolio.promises_to_confirm"] for who in (own, other)}
    assert len(told[str(hospital.pk)]) == 1 and not told[str(partner("Pharmacy").pk)]
    assert [(p.contribution, policies.is_stale(p, later)) for p in ready.promises.on(later)] == [
        ("space", False), ("time", True),
    ]  # fmt: skip


def test_on_track_with_a_late_milestone_asks_for_an_explanation(ready, manager):
    actions.add_task(action=ready, title="Ten teams", due=TODAY - timedelta(days=40), by=manager, at=AT)
    news = {"light": "green", "changed": "Two teams", "next": "Two more", "today": TODAY, "by": manager, "at": AT}
    with pytest.raises(NotNow, match="milestone is late"):
        actions.give_update(action=ready, **news)
    update = actions.give_update(action=ready, why="They start on Monday", **news)
    assert (update.light, update.computed) == ("green", "red")


def test_how_it_goes_by_dates_alone(ready, manager):
    assert policies.computed_light(ready, TODAY) == "green"
    assert policies.computed_light(ready, TODAY + timedelta(days=93)) == "amber"
    one = actions.add_task(action=ready, title="Ten teams", due=TODAY, by=manager, at=AT)
    assert [policies.computed_light(ready, TODAY + timedelta(days=n)) for n in (0, 1, 30, 31)] == [
        "green", "amber", "amber", "red",
    ]  # fmt: skip
    actions.keep_task(task=one, due=one.due, done=TODAY, by=manager, at=AT)
    assert policies.computed_light(ready, TODAY + timedelta(days=31)) == "green"


def test_help_is_asked_and_answered_once(ready, manager, office):
    update = actions.give_update(
        action=ready, light="red", changed="x", next="y", asked="A room in Tielt", today=TODAY, by=manager, at=AT
    )
    assert [u.asked for u in queries.asks()] == ["A room in Tielt"]
    actions.answer_update(update=update, answer="The library has one", today=TODAY, by=office, at=AT)
    assert not queries.asks().exists()
    with pytest.raises(NotNow):
        actions.answer_update(update=update, answer="Again", today=TODAY, by=office, at=AT)
