"""The pages: a budget goes its whole way through them, who may not sees nothing, and lists stay cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from empact.web.budgets import actions
from empact.web.budgets.models import Budget, Entry, FundingSource, Line, Planned, Position, Version
from empact.web.kernel.rules import endpoints

from .conftest import AT, START, TODAY, YEAR, needed

NOW = timezone.localdate()


def sent(client, address, **said):
    """What a form was sent for must have been done."""
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.content.decode().partition("<main")[2][:3000]
    return answer.headers["Location"]


def test_a_budget_goes_its_way_from_a_source_to_a_file_for_the_accounts(client, action, decided, partner, team):
    day = NOW.isoformat()
    sent(client, "/funding/sources/new/", title="Ministry", kind="subsidy", payer=partner("State").pk, starts="2020-01-01")
    source = FundingSource.objects.get()
    home = sent(client, "/budgets/new/", about=f"action:{action.pk}", year=NOW.year)
    budget = Budget.objects.get()
    assert home == f"/budgets/{budget.pk}/" and budget.action == action
    draft = f"/budgets/versions/{budget.versions.get().pk}/"
    said = {"source": source.pk, "percent": 20, "partner": partner("Home nursing").pk}
    sent(client, f"{draft}lines/new/", title="Room", amount_minor="1000.00", **said)
    sent(client, f"{draft}lines/new/", title="Coaches", amount_minor="500", teams=[team("North").pk], **said)
    room, coaches = Line.objects.all()
    sent(client, f"/budgets/planned/{room.planned.get().pk}/", amount_minor="1250.50", percent=10)
    assert Planned.objects.get(line=room).amount_minor == 125_050
    wrong = client.post(f"{draft}approve/", {"decision": 999})
    assert wrong.status_code == 422 and "no decision with this number" in wrong.content.decode()
    open_ = decided("Open?", taken=False)
    refused = client.post(f"{draft}approve/", {"decision": open_.number})
    assert refused.status_code == 422 and "was not taken" in refused.content.decode()
    sent(client, f"{draft}approve/", decision=decided().number)
    assert "Approved by decision" in client.get(draft).content.decode()
    sent(client, f"/budgets/lines/{room.pk}/bind/", amount_minor="300", what="Town", on=day)
    bound = room.commitments.get()
    paid = {"on": day, "why": "Rent", "proof": "F-9"}
    sent(client, f"/budgets/lines/{room.pk}/spend/", amount_minor="100.05", commitment=bound.pk, **paid)
    assert client.post(f"/budgets/lines/{coaches.pk}/spend/", {"amount_minor": "10", **paid}).status_code == 422  # no team
    sent(client, f"/budgets/lines/{coaches.pk}/spend/", amount_minor="10", team=team("North").pk, **paid)
    assert client.post(f"/budgets/bound/{bound.pk}/release/").status_code == 302
    moved = {"to": coaches.pk, "amount_minor": "50", "why": "More teams"}
    assert client.post(f"/budgets/lines/{room.pk}/move/", {**moved, "decision": open_.number}).status_code == 422
    sent(client, f"/budgets/lines/{room.pk}/move/", decision=decided().number, **moved)
    spent = Entry.objects.filter(kind="spend").order_by("number").first()
    sent(client, f"/budgets/entries/{spent.pk}/take-back/", why="Sent back")
    page = client.get(f"/budgets/lines/{room.pk}/").content.decode()
    assert "taken back by" in page and "takes back" in page
    amended = sent(client, f"/budgets/{budget.pk}/amend/", why="Dearer")
    assert amended == f"/budgets/versions/{Version.objects.get(number=2).pk}/"
    file = client.get("/budgets/entries/?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(file) == 1 + Entry.objects.count() == 9
    assert f"/budgets/{budget.pk}/" in client.get(f"/actions/{action.pk}/").content.decode()


def test_positions_and_hours_go_their_way(client, cast, partner, team, leuven):
    said = {
        "function": "Coach",
        "form": "self_employed",
        "rate_minor": "60.50",
        "team": team("North").pk,
        "starts": "2020-01-01",
    }
    sent(client, "/staff/new/", **said)
    one = Position.objects.get()
    assert (one.rate_minor, one.percent, one.is_hourly) == (6_050, None, True)
    sent(client, f"/staff/{one.pk}/", **said, employer=partner("Hospital").pk)
    coach = cast.client(needed(cast.user("Pia", ("team_coach", "team", team("North").pk))))
    month = NOW.replace(day=1).isoformat()
    sent(coach, f"/staff/{one.pk}/hours/", month=month, hours="7.50")
    hours = one.hours.get()
    assert hours.seconds == 27_000 and "453.75" in client.get("/staff/hours/").content.decode()
    assert coach.post(f"/staff/hours/{hours.pk}/approve/").status_code == 403
    assert client.post(f"/staff/hours/{hours.pk}/approve/").status_code == 302
    sent(client, "/staff/tables/", plan="leuven")
    assert "315 %" in client.get("/staff/").content.decode()
    sent(client, f"/staff/{one.pk}/end/", last_day=(NOW - timedelta(days=1)).isoformat())
    assert "Hospital" not in client.get("/staff/").content.decode()


def test_calls_files_and_conventions_go_their_way(client, frame):
    day = NOW.isoformat()
    sent(client, "/funding/calls/new/", title="Call", funder="A fund", deadline=day, fit="good", amount_minor="5000")
    call = client.get("/funding/calls/").context["table"].rows[0][0].links[0][1]
    sent(client, call, title="Call two", funder="A fund", deadline=day, fit="partly")
    sent(client, f"{call}move/", state="applied")
    assert "asked for" in client.get("/funding/calls/").content.decode()
    file = sent(client, "/funding/files/new/", title="File", starts=day)
    sent(client, f"{file}change/", title="File two", starts=day, conditions="Twice a year")
    sent(client, f"{file}reports/new/", title="First", due=day)
    report = client.get(file).context["table"].rows[0][0].links[0][1]
    assert client.post(report, {"sent": day, "proof": ""}).status_code == 422
    sent(client, report, sent=day, proof="mail")
    for title in ("A", "B"):
        sent(client, "/funding/conventions/new/", title=title, field="GGZ", scope="Adults", starts=day)
    rows = client.get("/funding/conventions/").context["table"].rows
    other = rows[1][0].links[0][1].split("/")[3]
    sent(client, rows[0][0].links[0][1], other=other, same="A talk", together="One desk")
    assert "A talk → One desk" in client.get("/funding/conventions/").content.decode()


def test_charlie_sees_nothing_of_it(cast, charlie, budget, line):
    client = cast.client(charlie)
    pk = budget.pk
    addresses = [
        f"/{route.replace('<uuid:pk>', str(pk))}" for route, pattern in endpoints(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith("empact.web.budgets.")
    ]  # fmt: skip
    assert len(addresses) > 40
    assert {client.get(a).status_code for a in addresses} | {client.post(a).status_code for a in addresses} == {403}
    assert not Budget.objects.visible_to(cast.who(cast.user("Carla")), "project").exists()


@pytest.mark.parametrize("address", ["/budgets/", "/budgets/totals/", "/budgets/spending-plan/", "/budgets/financial-plan/"])
def test_sixty_budgets_ask_no_more_than_one(address, budget, office, decided, source, client, django_assert_max_num_queries):
    from empact.web.portfolio import actions as portfolio

    decision = decided()
    for n in range(60):
        one = portfolio.propose_action(title=f"Action {n}", today=TODAY, by=office, at=AT)
        made = actions.make_budget(year=YEAR, action=one, by=office, at=AT)
        actions.plan_line(version=made.versions.get(), title="Room", source=source(), amount_minor=100 + n, by=office, at=AT)
        actions.approve(version=made.versions.get(), decision=decision, today=TODAY, by=office, at=AT)
    client.get(address)
    with django_assert_max_num_queries(24):
        page = client.get(f"{address}?year={YEAR}")
    assert page.status_code == 200 and "Action 1" in page.content.decode()
    assert START < TODAY
