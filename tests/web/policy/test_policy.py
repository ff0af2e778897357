"""What policy wants and what is done for it; cards; reports and for whom they are; talks; who speaks where."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from empact.web.insight.figures import Figures
from empact.web.kernel.day import todo
from empact.web.kernel.problems import NotNow, Problem
from empact.web.policy import actions, queries
from empact.web.policy.models import Card, Recipient, Representation
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Report
from empact.web.portfolio.reporting import digest_of

from .conftest import AT, LATER, TODAY, needed


def rows_of(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


@pytest.mark.shows("POL-04")
def test_of_what_policy_wants_the_coverage_list_names_the_actions_and_where_there_are_none(ready, office, reader, go):
    said = {"level": "federal", "source": "Interfederal plan, pillar 2", "today": TODAY, "by": office, "at": AT}
    covered = actions.make_goal(title="Population management", actions=[ready], **said)
    bare = actions.make_goal(title="One record", **said)
    assert queries.uncovered() == [bare] and queries.without_goal() == []
    rows = rows_of(reader, "/policy/goals/?format=csv")
    assert {r["goal"]: (r["number"], r["actions"]) for r in rows} == {
        "Population management": ("1", f"{ready.number} {ready.title}"), "One record": ("0", ""),
    }  # fmt: skip
    page = reader.get("/policy/goals/").content.decode()
    assert page.count("nothing yet") == 1 and "For 1 of these nothing is done." in page
    go(ready, "stopped", reason="No money")
    assert set(queries.uncovered()) == {bare, covered}  # an action that was stopped does nothing
    actions.keep_goal(goal=covered, title="PHM", level="community", source="x", actions=[], by=office, at=AT)
    assert not covered.actions.exists()


@pytest.fixture
def runs(ready, go):
    return go(ready, "screening", "plan", "decision", "running")


@pytest.mark.shows("POL-06")
def test_a_card_is_drawn_from_an_action_and_its_released_values_and_stays_as_it_is(runs, results, office, reader, manager):
    card = actions.make_card(action=runs, figures=results, today=LATER, by=office, at=AT)
    (value,) = card.content["values"]
    assert (value["first"]["value"], value["first"]["period"]) == ("25 %", "2024") or value["first"]["value"].startswith("25")
    assert value["last"]["value"].startswith("18") and value["last"]["period"] == "2025" and value["where"] == "Zone A"
    assert value["first"]["interval"] and value["last"]["interval"] and value["met"] is True and value["released"]
    assert card.content["since"] == TODAY.isoformat() and card.content["places"] == ["Zone A"]
    portfolio.keep_action(action=runs, values={"title": "Renamed"}, today=LATER, by=manager, at=AT)
    page = reader.get(f"/policy/cards/{card.pk}/").content.decode()
    assert "Fall prevention at home" in page and "Renamed" not in page and "do not prove" in page
    frozen = json.loads(reader.get(f"/policy/cards/{card.pk}/?format=json").content)
    assert digest_of(frozen) == card.digest and card.digest in page


@pytest.mark.shows("POL-06")
def test_without_a_value_there_is_no_good_practice(runs, office, results):
    with pytest.raises(NotNow, match="Nothing is measured"):
        actions.make_card(action=runs, figures=None, today=LATER, by=office, at=AT)
    kpi = portfolio.add_kpi(action=runs, title="visits", direction="up", target=60, by=office, at=AT)
    for day, number in ((TODAY, 20.0), (LATER, 40.0)):
        portfolio.read_kpi(kpi=kpi, on=day, value=number, source="own count", today=LATER, by=office, at=AT)
    card = actions.make_card(action=runs, figures=None, today=LATER, by=office, at=AT)
    counted = next(v for v in card.content["values"] if v["title"] == "visits")
    assert (counted["first"]["value"], counted["last"]["value"], counted["met"]) == ("20", "40", False)
    assert not counted["released"] and counted["source"] == "own count"


def test_a_card_shows_the_effect_that_an_evaluation_released_with_its_interval_and_else_that_none_is_estimated(
    runs, results, office, reader
):
    bare = actions.make_card(action=runs, figures=results, today=LATER, by=office, at=AT)
    assert bare.content["effect"] is None
    assert (
        "Not estimated: no evaluation of this action was released." in reader.get(f"/policy/cards/{bare.pk}/").content.decode()
    )
    headline = {"en": "People who fell: less, 18 % (6 % to 29 %).", "nl": "Wie viel: minder, 18 % (6 % tot 29 %)."}
    effect = {"status": "known", "ratio": 0.82, "lower": 0.71, "upper": 0.94}
    told = {f"action_{runs.number}": {"headline": headline, "result": "less", "effect": effect}}
    later = Figures(results.path.with_name(f"later-{results.path.name}"))  # a file of figures is read, never changed
    shutil.copy(results.path, later.path)
    with closing(sqlite3.connect(later.path)) as base, base:
        base.execute("INSERT INTO told VALUES ('evaluations', ?)", (json.dumps(told),))
    card = actions.make_card(action=runs, figures=later, today=LATER, by=office, at=AT)
    assert card.content["effect"] == {
        "result": "less",
        "headline": headline,
        **{k: effect[k] for k in ("ratio", "lower", "upper")},
    }
    page = reader.get(f"/policy/cards/{card.pk}/").content.decode()
    assert "less, 18 % (6 % to 29 %)" in page and "Not estimated" not in page
    reader.cookies["language"] = "nl"
    assert "minder, 18 %" in reader.get(f"/policy/cards/{card.pk}/").content.decode()
    old = card.content | {"values": card.content["values"]}
    del old["effect"]  # a card of before has no word about it
    type(card).objects.filter(pk=card.pk).update(content=old)
    reader.cookies["language"] = "en"
    assert "Not estimated" in reader.get(f"/policy/cards/{card.pk}/").content.decode()


def freeze(title, day, office):
    return portfolio.freeze_report(title=title, since=date(2025, 7, 1), figures=None, today=day, by=office, at=AT)


@pytest.mark.shows("POL-03")
def test_each_half_year_has_its_frozen_report_and_one_without_is_seen(frame, office, authority, reader):
    first, second = freeze("Spring", date(2026, 5, 4), office), freeze("Autumn", date(2026, 11, 4), office)
    freeze("For ourselves", date(2025, 11, 4), office)
    for report in (first, second):
        to = [authority("federal"), authority("community")]
        actions.address(report=report, authorities=to, by=office, at=AT)
    found = {(h.year, h.half): h.report for h in queries.halves(date(2026, 12, 1))}
    assert found == {(2025, 1): None, (2025, 2): None, (2026, 1): first, (2026, 2): second}
    assert all(digest_of(r.content) == r.digest for r in Report.objects.all())
    page = reader.get("/policy/reports/").content.decode()
    assert "Spring" in page and "Autumn" in page and page.count("missing") >= 2


@pytest.mark.shows("POL-03")
def test_my_day_says_that_the_report_of_the_half_year_that_ended_is_missing(frame, office, authority):
    report = freeze("Spring", date(2026, 5, 4), office)
    told = lambda day: [t.due for t in todo(office, day) if t.kind == "policy.reports_due"]  # noqa: E731
    assert told(date(2027, 1, 4)) == []  # a region that reports to nobody is not reminded
    actions.address(report=report, authorities=[authority("federal")], by=office, at=AT)
    assert told(date(2026, 12, 31)) == [] and told(date(2027, 1, 4)) == [date(2027, 1, 31)]


@pytest.mark.shows("POL-12")
def test_each_report_has_its_recipients_and_one_for_a_single_level_is_seen_as_such(frame, office, authority, reader):
    report = freeze("Spring", TODAY, office)
    assert reader.get("/policy/reports/").content.decode().count("for nobody at this level") == 0
    actions.address(report=report, authorities=[authority("federal"), authority("zone")], by=office, at=AT)
    assert "for nobody at this level: Flemish" in reader.get("/policy/reports/").content.decode()
    sent = actions.mark_sent(recipient=report.recipients.get(authority=authority("federal")), today=LATER, by=office, at=AT)
    with pytest.raises(NotNow, match="stays on the list"):
        actions.address(report=report, authorities=[authority("community")], by=office, at=AT)
    to = [authority("federal"), authority("community")]
    assert len(actions.address(report=report, authorities=to, by=office, at=AT)) == 2
    rows = rows_of(reader, "/policy/reports/?format=csv")
    assert {(r["recipient"], r["level"], r["sent"]) for r in rows} == {
        ("The federal one", "federal", LATER.isoformat()), ("The community one", "community", ""),
    }  # fmt: skip
    assert "for nobody at this level" not in reader.get("/policy/reports/").content.decode()
    assert [t.kind for t in todo(office, LATER) if "sent" in t.kind and "ask" not in t.kind] == ["policy.to_be_sent"]
    actions.mark_sent(recipient=sent, today=None, by=office, at=AT)
    assert Recipient.objects.filter(sent=None).count() == 2
    with pytest.raises(Problem, match="report or a card"):
        actions.address(authorities=to, by=office, at=AT)


@pytest.mark.shows("POL-08")
@pytest.mark.shows("POL-10")
def test_what_was_brought_to_the_interfederal_plan_and_said_by_policy_is_on_record(office, authority, reader):
    goal = actions.make_goal(
        title="Population management", level="federal", source="Interfederal plan", today=TODAY, by=office, at=AT
    )
    said = {"today": LATER, "by": office, "at": AT}
    one = actions.keep_talk(
        kind="consultation", subject="Interfederal plan", notes="They take our text up.", goals=[goal], on=TODAY,
        said="The role of an integration team", functions="adviser for chronic care", authorities=[authority("federal")],
        **said,
    )  # fmt: skip
    actions.keep_talk(kind="planning", subject="Care-strategic planning", notes="Beds move.", on=LATER, **said)
    page = reader.get(f"/policy/talks/{one.pk}/").content.decode()
    for words in ("The federal one", "adviser for chronic care", "The role of an integration team", "Population management"):
        assert words in page
    assert [r["kind"] for r in rows_of(reader, "/policy/talks/?format=csv")] == ["planning", "consultation"]
    with pytest.raises(NotNow, match="not come yet"):
        actions.keep_talk(kind="interview", subject="x", notes="x", on=date(2027, 1, 1), **said)


@pytest.mark.shows("POL-11")
def test_who_speaks_for_the_region_is_listed_by_forum(office, partner, reader):
    said = {"level": "federal", "starts": TODAY, "by": office, "at": AT}
    for forum, name in (("Chronic care council", "Town"), ("Data group", "Hospital"), ("Chronic care council", "Hospital")):
        actions.represent(forum=forum, organisation=partner(name), **said)
    rows = rows_of(reader, "/policy/forums/?format=csv")
    assert [(r["forum"], r["organisation"]) for r in rows] == [
        ("Chronic care council", "Hospital"), ("Chronic care council", "Town"), ("Data group", "Hospital"),
    ]  # fmt: skip
    page = reader.get("/policy/forums/").content.decode()
    assert page.count("<h2>Chronic care council</h2>") == page.count("<h2>Data group</h2>") == 1
    one = actions.end_representation(
        representation=Representation.objects.get(forum="Data group"), last_day=LATER, by=office, at=AT
    )
    assert [t.due for t in todo(office, TODAY) if t.kind == "policy.mandates_that_end"] == []
    assert [t.due for t in todo(office, date(2026, 5, 1)) if t.kind == "policy.mandates_that_end"] == [LATER]
    with pytest.raises(NotNow):
        actions.end_representation(representation=one, last_day=date(2026, 1, 1), by=office, at=AT)


def test_all_of_it_goes_its_way_through_the_pages(cast, frame, runs, results, partner, office):
    olaf = cast.client(needed(cast.user("Olaf", "pmo")))
    post = lambda address, **said: olaf.post(f"/policy/{address}", said)  # noqa: E731
    assert post("authorities/new/", organisation=partner("Ministry").pk, level="federal").status_code == 302
    authority = partner("Ministry").authorities.get().pk
    assert post("cards/new/", action=runs.pk).status_code == 302
    card = Card.objects.get()
    assert post(f"cards/{card.pk}/recipients/", authorities=[authority]).status_code == 302
    recipient = card.recipients.get()
    assert post(f"recipients/{recipient.pk}/sent/").url == f"/policy/cards/{card.pk}/"
    assert post(f"recipients/{recipient.pk}/sent/", undo="1").status_code == 302
    report = freeze("Spring", TODAY, office)
    assert post(f"reports/{report.pk}/recipients/", authorities=[authority]).status_code == 302
    assert post("goals/new/", title="One record", level="federal", source="Plan", actions=[runs.pk]).status_code == 302
    goal = runs.number and actions and queries.PolicyGoal.objects.get()
    assert post(f"goals/{goal.pk}/", title="A record", level="federal", source="Plan").status_code == 302
    talk = {"kind": "interview", "subject": "Room", "on": "2026-03-01", "notes": "Yes", "authorities": [authority]}
    assert "Room" in olaf.get(post("talks/new/", **talk).url).content.decode()
    forum = {"forum": "Council", "level": "federal", "organisation": partner("Town").pk, "starts": "2026-01-01"}
    assert post("forums/new/", **forum).status_code == 302
    assert post(f"forums/{Representation.objects.get().pk}/end/").status_code == 302
    assert post(f"forums/{Representation.objects.get().pk}/end/", undo="1").status_code == 302
    assert post(f"authorities/{authority}/drop/").status_code == 409
