"""Targets on two levels, growth of actors, collective impact, the thread from goals to reviews; what is too early to tell."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.kernel import actions as kernel
from empact.web.kernel import modules
from empact.web.kernel.modules import Group
from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions, queries, targets
from empact.web.portfolio.models import Action, Growth, Place
from empact.web.territory.models import Code, Organisation

from .conftest import AT, START, TODAY, needed


@pytest.fixture
def policy(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


def rows(client, address, **asked):
    file = client.get(address, {**asked, "format": "csv"}).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


def text(client, address):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client.get(address).content.decode()))


@pytest.fixture
def ten(frame, office, item):
    """Ten actions: four in AP1, six in AP2."""
    return [
        actions.propose_action(
            title=f"Subject {n}", programme=item("programme", "AP1" if n < 4 else "AP2"), today=TODAY, by=office, at=AT
        )
        for n in range(10)
    ]


@pytest.mark.shows("TGT-08")
def test_targets_have_their_level_and_cite_both_sources_and_programmes_are_counted_each_for_itself(policy, ten, office):
    for action in ten[:3]:
        actions.argue(action=action, text="Run by neighbours", tag="social", by=office, at=AT)
    found = rows(policy, "/actions/targets/")
    by_level = {lv: {r["target"] for r in found if r["level"] == lv} for lv in ("programmes", "whole")}
    assert by_level == {
        "programmes": {"preventive", "vulnerability", "social"},
        "whole": {"care_efficiency", "reach", "aims", "growth", "evidence"},
    }
    social = {r["of"][:3]: (r["now"], r["wanted"], r["reached"]) for r in found if r["target"] == "social"}
    assert social["all"] == ("3 of 10 actions (30 %)", "50 %", "False")
    assert social["AP1"] == ("3 of 4 actions (75 %)", "50 %", "True")
    assert social["AP2"] == ("0 of 6 actions (0 %)", "50 %", "False") and social["AP3"][0].startswith("0 of 0")
    page = text(policy, "/actions/targets/")
    assert "page of EMPACT at the federal project" in page and page.count("note of EMPACT with its action plan") == len(
        {r["target"] for r in found}
    ), "each target once, not each row"
    assert {r["level"] for r in rows(policy, "/actions/targets/", level="whole")} == {"whole"}


@pytest.mark.shows("TGT-10")
def test_the_share_of_actions_with_evidence_equals_the_list_behind_it(policy, ten, office):
    def share():
        (row,) = (r for r in rows(policy, "/actions/targets/") if r["target"] == "evidence")
        return row["now"]

    assert share() == "0 of 10 actions (0 %)"
    for action in ten[:7]:
        values = {"evidence": "Cochrane review 2019"}
        actions.keep_action(action=action, values=values, today=TODAY, by=office, at=AT)
    assert share() == "7 of 10 actions (70 %)"
    assert len(rows(policy, "/actions/", evidence="1")) == 7
    actions.move_action(action=ten[0], after="stopped", reason="done", today=TODAY, by=office, at=AT)
    actions.keep_action(action=ten[1], values={"evidence": ""}, today=TODAY, by=office, at=AT)
    assert share() == "5 of 9 actions (56 %)"
    listed = [r for r in rows(policy, "/actions/", evidence="1") if r["stage"] != "stopped"]
    assert len(listed) == 5
    assert "Cochrane review 2019" in text(policy, f"/actions/{ten[3].pk}/")


@pytest.fixture
def actors(db):
    """Twelve partners of one category, five of another."""
    first, second = Code.objects.filter(codelist="category").order_by("number", "code")[:2]
    made = [
        Organisation.objects.create(name=f"Partner {n:02}", search=f"partner {n:02}", starts=START, category=category)
        for n, category in enumerate([first] * 12 + [second] * 5)
    ]
    return made, first, second


@pytest.mark.shows("TGT-07")
def test_growth_of_each_category_of_actors_is_measured_or_said_not_to_be(policy, actors, cast, office):
    made, first, second = actors
    year = timezone.localdate().year
    today = timezone.localdate()
    lines = {r["category"]: r for r in rows(policy, "/actions/growth/")}
    assert {lines[str(c)]["growth"] for c in (first, second)} == {"not measured"}
    assert "not measured" in next(r["now"] for r in rows(policy, "/actions/targets/") if r["target"] == "growth")

    def say(partners, *answers):
        for partner, answer in zip(partners, answers, strict=True):
            actions.say_growth(organisation=partner, year=year, answer=answer, today=today, by=office, at=AT)

    say(made[:6], "better", "better", "better", "same", "worse", "same")
    say(made[12:14], "worse", "worse")
    lines = {r["category"]: r for r in rows(policy, "/actions/growth/")}
    assert (lines[str(first)]["answered"], lines[str(first)]["growth"]) == ("6", "positive")
    assert lines[str(second)]["growth"] == "too few answers" and lines[str(second)]["answered"] == "–"
    (row,) = (r for r in rows(policy, "/actions/targets/") if r["target"] == "growth")
    assert row["now"].startswith("positive in 1 of 2") and row["reached"] == ""  # one is open still
    say(made[12:17], "worse", "worse", "worse", "same", "better")
    assert next(r for r in rows(policy, "/actions/targets/") if r["target"] == "growth")["reached"] == "False"
    assert {one.state for one in targets.grown(year - 1)} == {"not_measured"}  # of the year before nobody said anything


def test_an_organisation_answers_for_itself_and_nobody_else_reads_it(cast, actors, office, policy):
    made, *_categories = actors
    today = timezone.localdate()
    own = cast.who(cast.user("Hans", ("contact", "organisation", made[0].pk)))
    said = {"year": today.year, "today": today, "by": own, "at": AT}
    actions.say_growth(organisation=made[0], answer="better", why="More trainees", **said)
    again = actions.say_growth(organisation=made[0], answer="same", **said)
    assert Growth.objects.get() == again and again.answer == "same"
    with pytest.raises(Denied):
        actions.say_growth(organisation=made[1], answer="better", **said)
    with pytest.raises(NotNow, match="one before"):
        actions.say_growth(organisation=made[0], answer="better", **(said | {"year": today.year - 2}))
    other = cast.who(cast.user("Otto", ("contact", "organisation", made[1].pk)))
    seen = lambda who: Growth.objects.visible_to(who, "project").count()  # noqa: E731
    assert (seen(own), seen(other), seen(office), seen(cast.who(cast.user("Pia", "policy")))) == (1, 0, 1, 0)
    client = cast.client(needed(cast.user("Hilde", ("contact", "organisation", made[2].pk))))
    assert client.post("/actions/growth/say/", {"year": today.year, "answer": "worse"}).status_code == 302
    assert Growth.objects.filter(organisation=made[2]).exists()
    client = cast.client(needed(cast.user("Olaf", "pmo")))  # the office writes down what it was told
    said = {"year": today.year, "answer": "better", "organisation": made[3].pk}
    assert client.post("/actions/growth/say/", said).status_code == 302
    assert Growth.objects.get(organisation=made[3]).answer == "better"


_HEADS = (
    ("What we did together", ""), ("What changed", ' id="changed"'), ("Targets", ""), ("Three building blocks", ""),
)  # fmt: skip


@pytest.mark.shows("TGT-09")
def test_collective_impact_is_one_page_that_leads_to_each_room_that_counts(policy, ready, go, manager, results, partner, cast):
    go(ready, "plan", "decision", "running", reason="seen")
    own = cast.who(cast.user("Hans", ("contact", "organisation", partner("Hospital").pk)))
    given = actions.promise(action=ready, organisation=partner("Hospital"), contribution="time", today=TODAY, by=own, at=AT)
    actions.deliver_promise(promise=given, on=TODAY, by=manager, at=AT)
    done = actions.add_task(action=ready, title="Room found", due=TODAY, by=manager, at=AT)
    actions.keep_task(task=done, due=TODAY, done=TODAY, by=manager, at=AT)
    html = policy.get("/actions/impact/").content.decode()
    heads = [html.index(f"<h2{more}>{h}</h2>") for h, more in _HEADS]
    assert heads == sorted(heads)  # what people come for stands before the rooms that lead to it
    together = html.partition("What we did together")[2].partition("</dl>")[0]
    assert re.findall(r"<dd><a [^>]*>(\d+)</a>", together) == ["1", "0", "1", "1", "1"]
    every = modules.of(Group.BLOCK, Group.LEARNING, Group.TOOL, Group.LEVER)
    titles = re.findall(r'<section class="card" aria-label="([^"]+)"', html)
    assert titles and set(titles) == {str(m.title) for m in every}
    for address in set(re.findall(r'href="(/[^"#]*)', html.partition("<main")[2].partition("</main>")[0])):
        assert policy.get(address.replace("&amp;", "&")).status_code == 200, address
    health = html.partition('id="changed"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    numbers = [list(map(int, re.findall(r">(\d+)</td>", row))) for row in health.split("</tr>") if "<th" in row]
    assert len(numbers) == 5 and sum(map(sum, numbers)) == 1  # the one indicator there is, with too few periods for a course
    assert sum(row[3] for row in numbers) == 1


@pytest.mark.shows("TGT-11")
def test_a_goal_is_traced_to_its_indicators_and_to_where_they_were_looked_at(policy, ready, manager, office, results):
    kpi = ready.kpis.get()
    actions.keep_goal(action=ready, title="Nobody falls twice", kpis=[kpi], milestones=[], by=manager, at=AT)
    step = actions.add_task(action=ready, title="Leaflet", due=TODAY, by=manager, at=AT)
    actions.keep_goal(action=ready, title="Everybody knows it", kpis=[], milestones=[step], by=manager, at=AT)
    found = {r["goal"].split(" ", 1)[1]: r for r in rows(policy, "/actions/trace/")}
    one = found["Nobody falls twice"]
    assert (one["indicator"], one["period"]) == ("People who fell", "2025") and one["value"].startswith("18")
    assert one["last news"] == "never looked at" and one["last frozen report"] == "no report yet"
    assert found["Everybody knows it"]["indicator"] == "no indicator"
    news = {"light": "green", "changed": "a", "next": "b"}
    actions.give_update(action=ready, today=TODAY, by=manager, at=AT, **news)
    report = actions.freeze_report(title="Quarter", since=TODAY, figures=results, today=TODAY, by=office, at=AT)
    one = next(r for r in rows(policy, "/actions/trace/") if r["goal"].endswith("twice"))
    assert (one["last news"], one["last frozen report"]) == (TODAY.isoformat(), "Quarter")
    html = policy.get("/actions/trace/").content.decode()
    for address in (f"/actions/{ready.pk}/#goals", f"/actions/{ready.pk}/#news", f"/actions/reports/{report.pk}/"):
        assert f'href="{address}"' in html
    (frozen,) = (a for a in report.content["actions"] if a["title"] == ready.title)
    assert frozen["indicators"][0]["title"] == "People who fell"  # what was looked at holds the same indicator


def test_the_thread_asks_as_often_for_many_goals_as_for_one(policy, ready, manager, django_assert_max_num_queries):
    for n in range(20):
        actions.keep_goal(action=ready, title=f"Goal {n}", kpis=list(ready.kpis.all()), milestones=[], by=manager, at=AT)
    with django_assert_max_num_queries(20):
        assert policy.get("/actions/trace/").status_code == 200


@pytest.mark.shows("TGT-12")
def test_a_value_from_before_the_least_follow_up_is_marked_too_early_to_tell(policy, ready, results, manager, office, cast):
    counted = actions.add_kpi(action=ready, title="visits", direction="up", target=10, by=manager, at=AT)
    actions.read_kpi(kpi=counted, on=TODAY, value=12, source="own count", today=TODAY, by=manager, at=AT)

    def early(**starts):
        Place.objects.filter(action=ready, role="start").update(**starts)
        place = ready.places.get(role="start").territory
        return {m.title: m.early for m in queries.measured(ready, results, place)}

    assert early(starts=date(2024, 12, 1)) == {"People who fell": False, "visits": False}
    assert early(starts=date(2025, 1, 15)) == {"People who fell": True, "visits": False}  # 2025 ends before a whole year
    assert early(starts=date(2025, 6, 1)) == {"People who fell": True, "visits": True}
    page = policy.get(f"/actions/{ready.pk}/").content.decode().partition('id="indicators"')[2].partition("</table>")[0]
    assert page.count("too early to tell") == 2
    report = actions.freeze_report(title="Quarter", since=TODAY, figures=results, today=TODAY, by=office, at=AT)
    assert policy.get(f"/actions/reports/{report.pk}/").content.decode().count("too early to tell") == 2
    kernel.choose(choice="portfolio.follow_up", value=0, by=cast.who(cast.user("Anna", "administrator")), at=AT)
    assert early() == {"People who fell": False, "visits": False}
    assert queries.months_after(date(2025, 11, 30), 3) == date(2026, 2, 1)
    assert Action.objects.count() == 1 and TODAY - timedelta(days=1) < TODAY
