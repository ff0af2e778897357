"""What budgets say elsewhere: on the card and the sheet of an action, and in the report, where it stays as it was."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.utils import timezone

from empact.web.budgets import actions, queries
from empact.web.budgets.models import Line
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Report

from .conftest import AT, START, TODAY

NOW = timezone.localdate()


@pytest.fixture
def spent(draft, decided, office, pay, action, source):
    """A budget of this year: 1000 euro given, 300 bound, 250.50 spent; a draft that asks 1200; two people at work."""
    version = draft(("Room", "Ministry", 100_000, {"percent": 40}), year=NOW.year)
    actions.approve(version=version, decision=decided(), today=TODAY, by=office, at=AT)
    line = version.budget.lines.get()
    pay(line, 25_050)
    actions.bind(line=line, amount_minor=30_000, what="Town", on=TODAY, today=TODAY, by=office, at=AT)
    more = actions.amend(budget=version.budget, why="Dearer", by=office, at=AT)
    actions.plan_line(version=more, line=line, amount_minor=120_000, percent=40, by=office, at=AT)
    for n in (20, 15):
        values = {"function": f"Coach {n}", "form": "employed", "percent": n, "action": action, "starts": START}
        actions.keep_position(values=values, by=office, at=AT)
    return version.budget


def test_the_card_and_the_decision_sheet_of_an_action_say_what_it_takes(spent, client, action):
    for address in (f"/actions/{action.pk}/", f"/actions/{action.pk}/sheet/"):
        page = client.get(address).content.decode().replace("\u00a0", " ")
        for said in (
            "asked 1,200.00 €",
            "given 1,000.00 €",
            "bound 300.00 €",
            "spent 250.50 €",
            "FTE 0.40 planned",
            "0.35 at work",
        ):
            assert said in page, (address, said)
        assert f"/budgets/{spent.pk}/" in page


def test_an_action_without_a_budget_says_so(client, action):
    page = client.get(f"/actions/{action.pk}/sheet/").content.decode()
    assert "what it takes this year</dt><dd>–" in page.replace("\n", "")


def test_the_report_has_a_part_on_money_that_is_the_totals_of_its_day_and_stays(spent, client, office, pay):
    report = portfolio.freeze_report(title="Q", since=date(2020, 1, 1), figures=None, today=NOW, by=office, at=AT)
    rows = report.content["added"]["money"]
    totals = queries.rolled_up(queries.ABOUT, NOW.year, NOW)
    assert [(r["title"], r["given_minor"], r["spent_minor"], r["worked_percent"]) for r in rows[:-1]] == [
        (t.title, t.stand.now, t.stand.spent, t.stand.worked) for t in totals
    ]
    assert (rows[-1]["title"], rows[-1]["given_minor"]) == ("=", sum(t.stand.now for t in totals))
    before = [client.get(f"/actions/reports/{report.pk}/?format={f}").content for f in ("csv", "json")]
    page = client.get(f"/actions/reports/{report.pk}/").content.decode().replace("\u00a0", " ")
    assert "Money and work this year" in page and "250.50 €" in page and "0.35" in page
    pay(Line.objects.get(), 10_000)
    assert [client.get(f"/actions/reports/{report.pk}/?format={f}").content for f in ("csv", "json")] == before
    assert "250.50" in client.get(f"/actions/reports/{report.pk}/").content.decode()
    filed = list(csv.DictReader(io.StringIO(before[0].decode("utf-8-sig"))))
    assert {(r["what"], r["value"]) for r in filed if r["section"] == "money"} >= {
        ("spent_minor", "250.50"), ("worked_percent", "0.35"),
    }  # fmt: skip
    assert json.loads(before[1])["added"]["money"] == rows


def test_a_report_that_was_frozen_before_there_were_budgets_is_drawn_as_before(spent, client, office):
    report = portfolio.freeze_report(title="Q", since=date(2020, 1, 1), figures=None, today=NOW, by=office, at=AT)
    content = {k: v for k, v in report.content.items() if k != "added"}
    Report.objects.filter(pk=report.pk).update(content=content)
    assert "Money and work" not in client.get(f"/actions/reports/{report.pk}/").content.decode()
