"""A budget is drawn up, approved by a decision and then frozen; what changes is an amendment or a move that a body decided."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from empact.web.budgets import actions, queries
from empact.web.budgets.models import Entry, Line, Planned, Version
from empact.web.kernel.problems import Denied, NotNow

from .conftest import AT, START, TODAY, YEAR


def file_of(client, address):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.shows("GOV-07", "FIN-13")
def test_a_version_that_a_body_approved_is_frozen_and_what_changes_later_is_an_amendment(draft, decided, office, client):
    version = draft(("Room", "Ministry", 100_000), ("Trainer", "Ministry", 50_000))
    with pytest.raises(NotNow, match="was not taken"):
        actions.approve(version=version, decision=decided("Open?", taken=False), today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="which decision"):
        actions.approve(version=version, decision=None, today=TODAY, by=office, at=AT)
    decision = decided()
    version = actions.approve(version=version, decision=decision, today=TODAY, by=office, at=AT)
    assert (version.state, version.decision, version.approved) == ("approved", decision, TODAY)
    room = version.budget.lines.get(title="Room")
    with pytest.raises(NotNow, match="does not change any more"):
        actions.plan_line(version=version, line=room, amount_minor=1, by=office, at=AT)
    with pytest.raises(NotNow, match="does not change any more"):
        actions.approve(version=version, decision=decision, today=TODAY, by=office, at=AT)
    before = client.get(f"/budgets/versions/{version.pk}/?format=csv").content
    amended = actions.amend(budget=version.budget, why="The room is dearer", by=office, at=AT)
    actions.plan_line(version=amended, line=room, amount_minor=120_000, by=office, at=AT)
    assert queries.stands(Line.objects.all())[room.pk].now == 100_000  # a draft gives nothing
    with pytest.raises(NotNow, match="draft already"):
        actions.amend(budget=version.budget, why="Again", by=office, at=AT)
    actions.approve(version=amended, decision=decided("More?"), today=TODAY, by=office, at=AT)
    assert queries.stands(Line.objects.all())[room.pk].now == 120_000
    assert client.get(f"/budgets/versions/{version.pk}/?format=csv").content == before
    assert [r["amount"] for r in file_of(client, f"/budgets/versions/{version.pk}/")] == ["1000.00", "500.00", "1500.00"]
    assert [r["change"] for r in file_of(client, f"/budgets/versions/{amended.pk}/")] == ["200.00", "0.00", "200.00"]


def test_an_amendment_takes_away_only_what_is_free_and_leaves_what_was_moved(budget, line, decided, office, pay):
    room, trainer = line("Room"), line("Trainer")
    actions.move(line=room, to=trainer, amount_minor=10_000, why="w", decision=decided(), today=TODAY, by=office, at=AT)
    pay(room, 80_000)
    less = actions.amend(budget=budget, why="Less", by=office, at=AT)
    actions.plan_line(version=less, line=room, amount_minor=85_000, by=office, at=AT)
    with pytest.raises(NotNow, match="not so much free"):
        actions.approve(version=less, decision=decided(), today=TODAY, by=office, at=AT)
    assert Version.objects.get(pk=less.pk).state == "draft"
    actions.plan_line(version=less, line=room, amount_minor=90_000, by=office, at=AT)
    actions.approve(version=less, decision=decided(), today=TODAY, by=office, at=AT)
    told = queries.stands(budget.lines.all())
    assert (told[room.pk].approved, told[room.pk].moved, told[room.pk].free) == (90_000, -10_000, 0)
    assert (told[trainer.pk].approved, told[trainer.pk].moved) == (50_000, 10_000)


@pytest.mark.shows("D9")
def test_a_move_rests_on_a_decision_that_was_taken_or_is_refused(budget, line, decided, office, source, manager):
    room, trainer = line("Room"), line("Trainer")
    said = {"line": room, "to": trainer, "amount_minor": 10_000, "why": "The trainer comes twice", "today": TODAY, "at": AT}
    for decision in (None, decided("Open?", taken=False)):
        with pytest.raises(NotNow, match="decision|taken"):
            actions.move(decision=decision, by=office, **said)
    with pytest.raises(Denied):
        actions.move(decision=decided(), by=manager, **said)
    with pytest.raises(NotNow, match="two sources"):
        actions.move(decision=decided(), by=office, **{**said, "to": line("Leaflets")})
    with pytest.raises(NotNow, match="not so much free"):
        actions.move(decision=decided(), by=office, **{**said, "amount_minor": 100_001})
    assert not Entry.objects.filter(kind="move").exists()
    decision = decided()
    entry = actions.move(decision=decision, by=office, **said)
    assert entry.decision == decision
    with pytest.raises(NotNow, match="another decision changes it"):
        actions.take_back(entry=entry, why="Oh", today=TODAY, by=office, at=AT)
    assert all(e.decision_id for e in Entry.objects.filter(kind__in=("move", "grant")))


def test_a_decision_that_another_followed_or_that_holds_later_moves_nothing(budget, line, decided, office):
    from empact.web.governance import actions as governance

    before = decided()
    said = {"line": line("Room"), "to": line("Trainer"), "amount_minor": 1, "why": "w", "by": office, "at": AT}
    with pytest.raises(NotNow, match="does not hold yet"):
        actions.move(decision=before, today=date(2026, 3, 2), **said)
    values = {"question": "Again?", "proposal": "No.", "reasons": "r", "plan": "SO1", "aims": ["value"]}
    governance.propose(body=before.body, values=values, follows=before, today=TODAY, by=office, at=AT)
    before.refresh_from_db()
    with pytest.raises(NotNow, match="took its place"):
        actions.move(decision=before, today=TODAY, **said)


def test_what_is_bound_is_spent_up_to_what_is_left_and_the_rest_is_set_free(budget, line, office, pay):
    room = line("Room")
    bound = actions.bind(line=room, amount_minor=60_000, what="Town hall", on=TODAY, today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="not so much free"):
        pay(room, 40_001)
    with pytest.raises(NotNow, match="Less than that is bound"):
        pay(room, 60_001, commitment=bound)
    with pytest.raises(NotNow, match="another line"):
        pay(line("Trainer"), 1, commitment=bound)
    paid = pay(room, 50_000, commitment=bound)
    actions.release(commitment=bound, today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="Nothing of it is bound"):
        actions.release(commitment=bound, today=TODAY, by=office, at=AT)
    stand = queries.stands(budget.lines.all())[room.pk]
    assert (stand.now, stand.bound, stand.spent, stand.free) == (100_000, 0, 50_000, 50_000)
    back = actions.take_back(entry=paid, why="Sent back", today=TODAY, by=office, at=AT)
    assert (back.origin, back.target, back.amount_minor) == (paid.target, paid.origin, paid.amount_minor)
    assert queries.left_of(bound) == 50_000
    with pytest.raises(NotNow, match="taken back already"):
        actions.take_back(entry=paid, why="Again", today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="taken back already"):
        actions.take_back(entry=back, why="Again", today=TODAY, by=office, at=AT)


def test_what_is_spent_names_its_day_and_its_proof(line, pay, office):
    from empact.web.kernel.problems import Problem

    with pytest.raises(Problem, match="sentence"):
        pay(line("Room"), 100, proof=" ")
    with pytest.raises(NotNow, match="not come yet"):
        pay(line("Room"), 100, on=date(2026, 3, 4))
    with pytest.raises(NotNow, match="more than nothing"):
        pay(line("Room"), 0)


def test_who_pulls_the_action_spends_on_it_and_nobody_else(line, pay, manager, cast, partner, body, draft, decided, office):
    pay(line("Room"), 100, by=manager)
    other = cast.who(cast.user("Nora", ("project_manager", "organisation", partner("Hospital").pk)))
    with pytest.raises(Denied):
        pay(line("Room"), 100, by=other)
    version = draft(("Rooms", "Ministry", 100), about={"body": body})
    actions.approve(version=version, decision=decided(), today=TODAY, by=office, at=AT)
    with pytest.raises(Denied):
        pay(version.budget.lines.get(), 100, by=manager)


def test_nothing_is_spent_of_a_draft_or_from_a_source_of_another_year(draft, office, pay, source):
    version = draft(("Room", "Ministry", 100_000))
    with pytest.raises(NotNow, match="approved yet"):
        pay(version.budget.lines.get(), 1)
    old = source("Old", ends=date(2025, 12, 31))
    with pytest.raises(NotNow, match="does not pay in that year"):
        actions.plan_line(version=version, title="x", source=old, amount_minor=1, by=office, at=AT)
    with pytest.raises(NotNow, match="that year already"):
        actions.make_budget(year=YEAR, action=version.budget.action, by=office, at=AT)


@pytest.mark.shows("FIN-21")
def test_of_two_earmarked_lines_the_spent_per_team_is_seen_and_no_other_team_is_paid(
    draft, decided, office, pay, team, client, action
):
    north, south = team("North"), team("South")
    coaches = {"teams": [north, south]}
    version = draft(
        ("Implementation coaches", "Coaches", 50_000, coaches), ("Proactive coordination", "Coordination", 30_000, coaches)
    )
    actions.approve(version=version, decision=decided(), today=TODAY, by=office, at=AT)
    one, two = version.budget.lines.all()
    for line, amount, which in ((one, 12_050, north), (one, 5_000, south), (one, 1_000, north), (two, 700, south)):
        pay(line, amount, team=which)
    with pytest.raises(NotNow, match="certain teams"):
        pay(one, 100)
    with pytest.raises(NotNow, match="certain teams"):
        pay(one, 100, team=team("West"))
    assert dict(queries.by_team(one)) == {north: 13_050, south: 5_000}
    assert dict(queries.by_team(two)) == {north: 0, south: 700}
    page = client.get(f"/budgets/lines/{one.pk}/").content.decode()
    assert "Spent for each team" in page and "130.50" in page and "50.00" in page


@pytest.mark.shows("FIN-12")
def test_the_spending_plan_is_the_budget_line_by_line(budget, line, pay, office, client):
    pay(line("Room"), 100_000)
    actions.bind(line=line("Trainer"), amount_minor=20_000, what="T", on=TODAY, today=TODAY, by=office, at=AT)
    rows = file_of(client, f"/budgets/spending-plan/?year={YEAR}")
    planned = Planned.objects.filter(version__budget=budget)
    assert [(r["line"], r["planned"]) for r in rows] == [(str(p.line), f"{p.amount_minor / 100:.2f}") for p in planned]
    assert [(r["bound"], r["spent"], r["free"], r["state"]) for r in rows] == [
        ("0.00", "1000.00", "0.00", "used up"), ("200.00", "0.00", "300.00", "bound"), ("0.00", "0.00", "200.00", "not begun"),
    ]  # fmt: skip


@pytest.mark.shows("FIN-19")
def test_the_file_for_the_accounts_is_read_without_an_edit_and_holds_every_entry(budget, line, pay, client):
    pay(line("Room"), 12_345, why="=cmd", proof="F-2026-7")
    rows = file_of(client, "/budgets/entries/")
    assert len(rows) == Entry.objects.count() == 4
    newest = rows[0]
    assert (newest["date"], newest["amount"], newest["proof"]) == ("2026-03-03", "123.45", "F-2026-7")
    assert newest["for"] == "'=cmd"  # never a formula
    assert sum(round(float(r["amount"]) * 100) for r in rows) == 170_000 + 12_345
    assert [r["what"] for r in file_of(client, "/budgets/entries/?kind=spend")] == ["spend"]
    assert START < TODAY


def test_the_page_of_a_decision_lists_what_of_the_budgets_rests_on_it(budget, decided, office, client):
    version = budget.versions.get(state="approved")
    page = client.get(f"/decisions/{version.decision_id}/").content.decode().partition("What rests on it")[2]
    assert f"/budgets/versions/{version.pk}/" in page and "budget approved, version 1" in page
    line = budget.lines.first()
    assert f"/budgets/lines/{line.pk}/" in page
    assert "What rests on it" not in client.get(f"/decisions/{decided().pk}/").content.decode()
