"""Where money may come from: calls, files and reports, conventions; what partners bring, and who reads the difference."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.budgets import actions, queries
from empact.web.budgets.models import Brought, Call, Overlap, Planned
from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow
from empact.web.levers import actions as levers
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Report

from .conftest import AT, START, TODAY, YEAR, needed

NOW = timezone.localdate()


def file_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def call(office):
    def make(title, days, **more):
        values = {"title": title, "funder": "A foundation", "deadline": NOW + timedelta(days=days), "fit": "good", **more}
        return actions.keep_call(values=values, by=office, at=AT)

    return make


@pytest.mark.shows("FIN-16")
def test_calls_that_close_within_sixty_days_are_listed_with_their_fit_and_stand_on_my_day(call, office, client):
    call("Far", 61)
    call("Past", -1)
    last = call("Last day", 60, fit="partly")
    soon = call("Soon", 3)
    rows = file_of(client, "/funding/calls/?due=1&format=csv")
    assert [(r["name"], r["fit"]) for r in rows] == [("Soon", "good"), ("Last day", "partly")]
    assert len(file_of(client, "/funding/calls/?format=csv")) == 4
    told = [str(t.title) for t in todo(office, NOW) if t.kind == "budgets.calls_due"]
    assert told == ["A call closes: Soon", "A call closes: Last day"]
    actions.move_call(call=soon, state="applied", by=office, at=AT)
    assert list(Call.objects.due(NOW, NOW + timedelta(days=60))) == [last]
    with pytest.raises(NotNow, match="does not become"):
        actions.move_call(call=soon, state="open", by=office, at=AT)


@pytest.fixture
def file(office, source):
    values = {"title": "Neighbourhood coaches", "source": source(), "conditions": "Two reports a year", "starts": START}
    return actions.keep_subsidy(values=values, by=office, at=AT)


@pytest.mark.shows("FIN-17")
def test_a_report_that_was_not_sent_in_time_stands_before_everything_else_on_my_day(file, office, cast, decided, call):
    report = actions.plan_report(subsidy=file, title="First half-year", due=NOW - timedelta(days=1), by=office, at=AT)
    actions.plan_report(subsidy=file, title="Second", due=NOW + timedelta(days=31), by=office, at=AT)
    call("Closes today", 0)
    decided()  # is looked at again long before
    type(decided()).objects.update(review_by=date(2020, 1, 1))
    user = needed(cast.user("Petra", "pmo"))
    client = cast.client(user)
    found = todo(office, NOW)
    assert str(found[0].title) == "Send the report: First half-year" and found[0].first
    assert found[1].due < found[0].due  # what waits longer comes after it
    page = client.get("/day/").content.decode()
    first = page.index("Send the report: First half-year")
    assert page.index('<ol class="todo">') < first < page.index("Look at it again")
    assert "missed" in client.get("/funding/files/").content.decode()
    assert "missed" in client.get(f"/funding/files/{file.pk}/").content.decode()
    from empact.web.kernel.problems import Problem

    with pytest.raises(Problem):
        actions.send_report(report=report, sent=NOW, proof="", today=NOW, by=office, at=AT)
    actions.send_report(report=report, sent=NOW, proof="mail of today", today=NOW, by=office, at=AT)
    assert not [t for t in todo(office, NOW) if t.kind == "budgets.reports_due"]
    assert [str(t.title) for t in todo(office, NOW + timedelta(days=1)) if t.kind == "budgets.reports_due"] == [
        "Send the report: Second"
    ]


@pytest.mark.shows("FIN-18")
def test_conventions_stand_in_a_table_with_where_each_overlaps_with_another(office, client):
    made = {}
    for title, field in (("Network", "GGZ"), ("P3", "P3"), ("First-line psychologist", "ELP")):
        values = {"title": title, "field": field, "scope": "Adults", "starts": START}
        made[field] = actions.keep_convention(values=values, by=office, at=AT)
    said = {"same": "a first talk", "together": "one desk", "by": office, "at": AT}
    actions.note_overlap(one=made["GGZ"], other=made["ELP"], **said)
    actions.note_overlap(one=made["ELP"], other=made["GGZ"], **{**said, "same": "first talks"})  # the same pair
    assert Overlap.objects.count() == 1
    with pytest.raises(NotNow, match="with itself"):
        actions.note_overlap(one=made["P3"], other=made["P3"], **said)
    rows = {r["field"]: r["overlaps"] for r in file_of(client, "/funding/conventions/?format=csv")}
    assert rows == {
        "GGZ": "First-line psychologist: first talks → one desk", "ELP": "Network: first talks → one desk", "P3": "–",
    }  # fmt: skip


@pytest.fixture
def promised(action, partner, cast):
    """Two partners promised time; each with somebody who says what was brought."""

    def make(name, contribution="time"):
        who = cast.who(needed(cast.user(name.replace(" ", ""), ("contact", "organisation", partner(name).pk))))
        said = {"organisation": partner(name), "contribution": contribution}
        return portfolio.promise(action=action, today=TODAY, by=who, at=AT, **said), who

    return make


@pytest.fixture
def given(office):
    """What a promise of time means, and hours that were given to it and confirmed by the office."""

    def give(promise, who, seconds, more):
        levers.promise_hours(promise=promise, seconds=seconds, by=who, at=AT)
        said = {"organisation": promise.organisation, "action": promise.action, "on": TODAY, "today": TODAY}
        entry = levers.register(seconds=more, by=who, at=AT, **said)
        levers.confirm(entries=[entry], today=TODAY, by=office, at=AT)

    return give


@pytest.mark.shows("FIN-14")
def test_what_a_partner_brought_less_is_read_by_it_and_the_office_alone_until_a_report_is_frozen(
    promised, given, office, cast, partner, client
):
    one, hospital = promised("Hospital")
    other, town = promised("Town")
    given(one, hospital, 36_000, 9_000)
    given(other, town, 7_200, 7_200)
    with pytest.raises(Denied):
        levers.promise_hours(promise=one, seconds=900, by=town, at=AT)
    at_town = cast.client(needed(cast.user("Tina", ("contact", "organisation", partner("Town").pk))))
    at_hospital = cast.client(needed(cast.user("Hugo", ("contact", "organisation", partner("Hospital").pk))))
    policy = cast.client(needed(cast.user("Piet", "policy")))

    def seen(browser):
        rows = file_of(browser, "/staff/brought/?format=csv")
        assert {r["unit"] for r in rows} <= {"hour"} and "hour<" not in browser.get("/staff/brought/").content.decode()
        return [(r["title"], r["promised"], r["brought"], r["difference"]) for r in rows]

    hospital_row, town_row = ("Hospital", "10.00", "2.50", "-7.50"), ("Town", "2.00", "2.00", "0.00")
    assert seen(client) == [hospital_row, town_row]
    assert seen(at_hospital) == [hospital_row] and seen(at_town) == [town_row] and seen(policy) == []
    for address in ("/actions/promises/", f"/actions/promises/{partner('Hospital').pk}/", "/staff/brought/"):
        assert "7.50" not in policy.get(address).content.decode()
    report = portfolio.freeze_report(title="Q", since=START, figures=None, today=NOW, by=office, at=AT)
    assert seen(policy) == [hospital_row, town_row] and seen(at_town) == [town_row, hospital_row]
    assert "-7.50" in policy.get(f"/actions/reports/{report.pk}/").content.decode()
    given(one, hospital, 36_000, 27_000)
    assert seen(policy)[0] == hospital_row  # as it was frozen
    assert seen(at_hospital)[0] == ("Hospital", "10.00", "10.00", "0.00")
    assert Report.objects.count() == 1


def test_money_is_counted_here_and_everything_else_registered_in_the_time_bank(promised, partner, cast):
    for n, contribution in enumerate(("space", "time")):
        one, who = promised(f"Hospital {n}", contribution)
        with pytest.raises(NotNow, match="Only money"):
            actions.count_brought(promise=one, promised=1, brought=0, by=who, at=AT)
    assert not Brought.objects.exists()
    one, who = promised("Town", "money")
    browser = cast.client(needed(cast.user("Tina", ("contact", "organisation", partner("Town").pk))))
    assert browser.post(f"/staff/brought/{one.pk}/", {"promised": "500", "brought": "200.50"}).status_code == 302
    assert [(r["unit"], r["promised"], r["difference"]) for r in file_of(browser, "/staff/brought/?format=csv")] == [
        ("euro", "500.00", "-299.50")
    ]


@pytest.mark.shows("FIN-06")
def test_the_financial_plan_says_what_gains_are_used_for_and_equals_ledger_and_budget(
    draft, decided, office, pay, source, client
):
    source("Gain of 2025", kind="gain")
    version = draft(("Room", "Ministry", 100_000), ("Coaches", "Gain of 2025", 64_000), ("Trips", "Gain of 2025", 6_000))
    actions.approve(version=version, decision=decided(), today=TODAY, by=office, at=AT)
    coaches, trips = version.budget.lines.get(title="Coaches"), version.budget.lines.get(title="Trips")
    pay(coaches, 10_050)
    actions.move(line=coaches, to=trips, amount_minor=4_000, why="w", decision=decided(), today=TODAY, by=office, at=AT)
    rows = file_of(client, f"/budgets/financial-plan/?year={YEAR}&format=csv")
    *lines, total = rows
    assert [(r["source"], r["kind"], r["line"], r["now"], r["spent"]) for r in lines] == [
        ("Gain of 2025", "gain", "2 Coaches", "600.00", "100.50"), ("Gain of 2025", "gain", "3 Trips", "100.00", "0.00"),
        ("Ministry", "subsidy", "1 Room", "1000.00", "0.00"),
    ]  # fmt: skip
    by_source = {title: sum(float(r["now"]) for r in lines if r["source"] == title) for title in ("Gain of 2025", "Ministry")}
    given = {s.title: n / 100 for s in (source("Gain of 2025"), source("Ministry")) for n in [queries.given()[s.pk]]}
    assert by_source == given
    approved = sum(p.amount_minor for p in Planned.objects.filter(version=version))
    assert float(total["now"]) * 100 == approved == sum(queries.given().values())


@pytest.mark.shows("FIN-20")
def test_the_aim_of_more_value_with_what_there_is_has_cost_and_time_indicators_that_equal_ledger_and_register(
    draft, decided, office, pay, client, action
):
    version = draft(("Room", "Ministry", 100_000), year=NOW.year)
    actions.approve(version=version, decision=decided(), today=TODAY, by=office, at=AT)
    pay(version.budget.lines.get(), 43_210)
    values = {"function": "Coach", "form": "employed", "percent": 80, "starts": START}
    actions.keep_position(values=values, by=office, at=AT)
    rows = file_of(client, "/budgets/use-of-means/?format=csv")
    told = {(r["of"], r["indicator"]): r["value"] for r in rows}
    assert told["cost", "spent this year"] == "432.10"
    assert told["time", "full-time equivalents at work"] == "0.80"
    assert {"cost", "time"} <= {of for of, _name in told}
    assert "More value with available means" in client.get("/budgets/use-of-means/").content.decode()


def test_a_call_that_was_granted_leads_to_the_file_that_came_of_it(call, office, client):
    one = call("Prevention", 30)
    assert "New file" not in client.get("/funding/calls/").content.decode()
    for state in ("applied", "granted"):
        actions.move_call(call=one, state=state, by=office, at=AT)
    new = f"/funding/files/new/?call={one.pk}"
    assert new in client.get("/funding/calls/").content.decode()
    assert f'value="{one.pk}" selected' in client.get(new).content.decode()
    said = {"title": "Coaches", "call": one.pk, "starts": "2026-01-01"}
    made = client.post("/funding/files/new/", said).url
    page = client.get("/funding/calls/").content.decode()
    assert made in page and new not in page
    assert "Prevention" in client.get(made).content.decode()
    assert [r["file"] for r in file_of(client, "/funding/calls/?format=csv")] == ["Coaches"]


@pytest.mark.parametrize(("language", "said"), [("nl", "1.200,50"), ("en", "1,200.50"), ("de", "1.200,50")])
def test_amounts_of_a_frozen_report_have_the_decimal_sign_of_who_reads_it(action, office, partner, cast, language, said):
    day = {"today": TODAY, "by": office, "at": AT}
    given = portfolio.promise(action=action, organisation=partner("Town"), contribution="money", due=TODAY, **day)
    actions.count_brought(promise=given, promised=120_050, brought=0, by=office, at=AT)
    report = portfolio.freeze_report(title="Spring", since=TODAY, figures=None, **day)
    assert report.content["added"]["brought"][0]["promised"] == "1200.50"  # the copy is the same for everybody
    reader = cast.client(needed(cast.user("Piet", "policy")))
    reader.cookies["language"] = language
    page = reader.get(f"/actions/reports/{report.pk}/").content.decode().replace("\xa0", ".")
    assert said in page
