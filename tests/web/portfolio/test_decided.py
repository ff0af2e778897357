"""What needs means runs by a decision and by nothing else; the sheet on which it is decided."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.governance import actions as governance
from empact.web.kernel import outbox
from empact.web.kernel.problems import NotNow, Problem
from empact.web.portfolio import actions
from empact.web.portfolio.models import Decided

from .conftest import AT, START, TODAY, needed

SAID = {"question": "Does it start?", "proposal": "It starts.", "reasons": "Many fall", "plan": "SO1", "kind": "mandate"}
SAID["aims"] = ["health"]


@pytest.fixture
def board(office):
    """It decides by itself, so that a test needs no voices."""
    return governance.make_body(name="Board", purpose="Daily", quorum=50, up_to=10_000, starts=START, by=office, at=AT)


@pytest.fixture
def costly(ready, go, manager):
    """An action that needs means and waits for a decision."""
    actions.keep_action(action=ready, values={"needs_means": True}, today=TODAY, by=manager, at=AT)
    return go(ready, "plan", "decision", reason="seen")


@pytest.fixture
def decide(board, office):
    """Ask the board about an action, decide, and let who listens hear it."""

    def take(action, after, to="taken"):
        decision = actions.ask_decision(action=action, after=after, body=board, values=SAID, today=TODAY, by=office, at=AT)
        governance.move_decision(decision=decision, to="open", today=TODAY, by=office, at=AT)
        if to == "taken":
            said = {"starts": TODAY, "review_by": TODAY + timedelta(days=365), "today": TODAY}
            governance.take(decision=decision, by=office, at=AT, **said)
        else:
            governance.move_decision(decision=decision, to=to, today=TODAY, by=office, at=AT)
        outbox.deliver(at=timezone.now())
        action.refresh_from_db()
        return decision

    return take


@pytest.mark.shows("GOV-01")
@pytest.mark.shows("GOV-04")
def test_what_needs_means_runs_only_by_a_decision_that_was_taken(costly, decide, office, go):
    with pytest.raises(NotNow, match="needs means"):
        go(costly, "running")
    decide(costly, "running", to="refused")
    assert costly.stage == "decision"
    with pytest.raises(NotNow, match="needs means"):
        go(costly, "running")
    decision = decide(costly, "running")
    assert costly.stage == "running"
    last = costly.moves.last()
    assert (last.after, last.role) == ("running", "empact") and str(decision.number) in last.reason


@pytest.mark.shows("GOV-04")
def test_what_needs_no_means_starts_once_it_is_registered_by_who_pulls_it(ready, go, manager):
    go(ready, "plan", "decision", reason="seen")
    actions.move_action(action=ready, after="running", today=TODAY, by=manager, at=AT)
    assert ready.stage == "running"


def test_a_decision_of_before_does_not_let_it_go_on_a_second_time(costly, decide, go, office):
    decide(costly, "running")
    actions.move_action(
        action=costly, after="evaluation", today=TODAY + timedelta(days=1), by=office, at=AT + timedelta(days=1)
    )
    with pytest.raises(NotNow, match="needs means"):
        go(costly, "running", reason="again")


@pytest.mark.shows("GOV-03")
def test_a_decision_stops_an_action(costly, decide):
    decide(costly, "stopped")
    assert costly.stage == "stopped"


def test_a_decision_that_comes_too_late_moves_nothing(costly, decide, board, office, go):
    go(costly, "stopped", reason="no means")
    with pytest.raises(NotNow, match="does not go there"):
        actions.ask_decision(action=costly, after="running", body=board, values=SAID, today=TODAY, by=office, at=AT)
    assert not Decided.objects.exists()


def test_an_action_that_lost_what_it_needs_does_not_go_where_it_was_decided(costly, board, office, manager):
    decision = actions.ask_decision(action=costly, after="running", body=board, values=SAID, today=TODAY, by=office, at=AT)
    actions.drop_kpi(kpi=costly.kpis.get(), by=manager, at=AT)
    governance.move_decision(decision=decision, to="open", today=TODAY, by=office, at=AT)
    said = {"starts": TODAY, "review_by": TODAY + timedelta(days=365), "today": TODAY}
    governance.take(decision=decision, by=office, at=AT, **said)
    outbox.deliver(at=timezone.now())
    costly.refresh_from_db()
    assert costly.stage == "decision" and costly.decided.get().decision.state == "taken"


@pytest.mark.shows("MOD-11")
def test_the_sheet_says_which_values_are_argued_and_which_are_not_and_a_gap_does_not_hold_the_start(
    costly, decide, item, manager, cast, results, partner, office
):
    value = item("value", cast_value(item))
    actions.argue(action=costly, text="It keeps people at ease", value=value, by=manager, at=AT)
    actions.promise(action=costly, organisation=partner("Hospital"), contribution="space", today=TODAY, by=office, at=AT)
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/actions/{costly.pk}/sheet/").content.decode()
    assert "It keeps people at ease" in page and page.count("not argued") == 5
    for words in ("Many fall", "140 (Zone A)", "812", "Home nursing", "Hospital", "expected", "The zone takes over", "18.0 %"):
        assert words in page
    decide(costly, "running")
    assert costly.stage == "running"


def cast_value(item):
    from empact.web.portfolio.models import Item

    return Item.objects.filter(kind="value").first().code


@pytest.mark.shows("GOV-09")
def test_a_decision_on_an_action_serves_the_aims_that_the_action_adds_to(costly, board, office, item, cast, partner):
    silent = {k: v for k, v in SAID.items() if k != "aims"}
    asked = {"action": costly, "after": "running", "body": board, "today": TODAY, "by": office, "at": AT}
    costly.contributions.all().delete()
    with pytest.raises(Problem, match="at least one of the five aims"):
        actions.ask_decision(values=silent, **asked)
    actions.contribute(action=costly, item=item("aim", "equity"), strength=2, today=TODAY, by=office, at=AT)
    client = cast.client(needed(cast.user("Moni", ("project_manager", "organisation", partner("Home nursing").pk))))
    form = client.get(f"/actions/{costly.pk}/ask/").content.decode()
    assert re.search(r'value="equity"[^>]*checked', form) and not re.search(r'value="health"[^>]*checked', form)
    assert actions.ask_decision(values=silent, **asked).aims == ["equity"]


def test_a_decision_is_asked_for_on_the_page_of_the_action(costly, board, cast, partner):
    client = cast.client(needed(cast.user("Mona", ("project_manager", "organisation", partner("Home nursing").pk))))
    said = {"after": "running", "body": board.pk, "cost": 500, "hours": 20, **{k: v for k, v in SAID.items() if k != "kind"}}
    home = client.post(f"/actions/{costly.pk}/ask/", said)
    assert home.status_code == 302 and home.url.startswith("/decisions/")
    assert "Does it start?" in client.get(f"/actions/{costly.pk}/sheet/").content.decode()
    assert client.get("/actions/").status_code == 200
