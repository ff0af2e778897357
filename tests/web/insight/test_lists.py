"""A proactive list asked for on a page of figures: made by the mill, brought to its recipient, and made again from there."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from html import escape

import pytest

from empact.web.insight import jobs as insight_jobs
from empact.web.insight import lists
from empact.web.kernel import jobs
from empact.web.kernel.models import AuditEntry, Job
from empact.web.kernel.problems import NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.people.models import Worklist
from empact.web.territory.models import Membership, Organisation, Site, Team, Territory

from ..kernel.test_jobs import AT

START = date(2020, 1, 1)
RULE = "condition:hypertension"


@pytest.fixture
def beside(mill, months, settings, monkeypatch):
    """The mill stands on this machine; its made-up people have pseudonyms of their own."""
    settings.MILL = mill
    monkeypatch.setattr("empact.gate.worklists.is_pseudonym", bool)
    return mill


@pytest.fixture
def practice(months, db):
    """An organisation that is a practice of the figures."""
    node = next(a.node for a in months.areas(level="practice") if a.node == "practice:1")
    made = Organisation.objects.create(name="Practice North", search="practice north", starts=START)
    Site.objects.create(organisation=made, name="Practice North", care_site=node, starts=START)
    return made


@pytest.fixture
def analyst(cast):
    return cast.client(cast.user("Anna", "analyst"))


def ask(client, place, rule=RULE, **more):
    said = {
        "title": "Blood pressure",
        "recipient": f"organisation:{place.pk}",
        "places": 10,
        "reserve": 20,
        "project": "popbox",
    }
    said |= {"ground": "care relation", "purpose": "call for a check"}
    return client.post(f"/figures/list/?rule={rule}", said | more)


def work():
    kind, running = jobs.claim("test", lambda: AT.replace(year=2100))
    kind.run(running)


@pytest.mark.parametrize(
    "rule", [RULE, "segment:popbox:P3", "indicator:gp_contact", "segment:popbox:P3,determinant:repeat_admission"]
)
def test_a_list_is_asked_for_made_by_the_mill_and_with_its_recipient(analyst, beside, practice, rule):
    page = analyst.get(f"/figures/list/?rule={rule}").content.decode()
    assert "Make the list" in page
    assert ask(analyst, practice, rule).status_code == 302
    ask(analyst, practice, rule)  # a second wish while the first waits is the same
    assert Job.objects.filter(kind=lists.KIND).count() == 1
    assert AuditEntry.objects.get(event="insight.list_asked").detail["rule"] == rule
    work()
    worklist = Worklist.objects.get()
    assert (worklist.organisation, worklist.series, worklist.title) == (practice, rule, "Blood pressure")
    assert 0 < worklist.size <= 10 and all(line.reason for line in worklist.lines.all())
    assert "The list is with its recipient." in analyst.get(f"/figures/list/?rule={rule}").content.decode()
    inside = lists.folder_of(rule, "organisation", practice.pk)
    assert {f.name for f in inside.iterdir()} == {"list-inside.csv", "list-compare.json"}, "what stays inside lies at the mill"
    for file in inside.iterdir():
        file.unlink()


def test_the_next_list_goes_on_from_there_and_says_who_left(analyst, beside, practice, monkeypatch):
    ask(analyst, practice)
    work()
    first = Worklist.objects.get()
    done = first.lines.first().pseudonym
    monkeypatch.setattr(insight_jobs.people, "tell_outcomes", lambda **said: ((done, "taken_up"),))
    ask(analyst, practice)
    work()
    second = Worklist.objects.exclude(pk=first.pk).get()
    assert [(line.pseudonym, line.left) for line in second.lines.exclude(left="")] == [(done, "taken_up")]
    kept = set(first.lines.values_list("pseudonym", flat=True)) - {done}
    assert kept <= set(second.lines.filter(left="").values_list("pseudonym", flat=True))
    for file in lists.folder_of(RULE, "organisation", practice.pk).iterdir():
        file.unlink()


@pytest.fixture
def zone(months, db):
    """A zone with a municipality in which three practices of the figures work."""
    made = Territory.objects.create(kind="zone", code="north", name="Zone North", starts=START)
    town = Territory.objects.create(kind="municipality", code="99001", name="Town", starts=START)
    Membership.objects.create(part=town, whole=made, starts=START)
    nodes = [a.node for a in months.areas(level="practice") if a.node.removeprefix("practice:").isdigit()][:3]
    for number, node in enumerate(nodes):
        house = Organisation.objects.create(name=f"House {number}", search=f"house {number}", starts=START)
        Site.objects.create(organisation=house, name=house.name, care_site=node, municipality=town, starts=START)
    return made


def test_practices_of_a_zone_begin_in_waves_and_go_on_from_there(analyst, beside, zone, monkeypatch):
    monkeypatch.setattr(insight_jobs.people, "tell_outcomes", lambda **said: ())
    everywhere = {"recipient": f"territory:{zone.pk}", "waves": 3, "reserve": 0}
    assert "every practice of Zone North" in analyst.get(f"/figures/list/?rule={RULE}").content.decode()
    for wrong, said in (({"waves": 4}, "not so many practices"), ({"reserve": 20}, "nobody is held out")):
        assert said in ask(analyst, zone, **everywhere | wrong).content.decode()
    assert ask(analyst, zone, **everywhere).status_code == 302
    work()
    first = Worklist.objects.get()
    assert first.organisation in Organisation.objects.filter(name__startswith="House") and 0 < first.size <= 10
    assert first.about["effect"], "practices that begin are compared with those that have not"
    inside = lists.folder_of(RULE, "territory", zone.pk)
    assert {f.name for f in inside.iterdir()} == {f"{first.organisation_id}-inside.csv", "compare.json", "waves.json"}
    ask(analyst, zone, **everywhere)
    work()
    again = Worklist.objects.exclude(pk=first.pk).get()
    assert again.organisation == first.organisation, "no quarter has passed: the same wave"
    kept = set(first.lines.values_list("pseudonym", flat=True))
    assert kept == set(again.lines.filter(left="").values_list("pseudonym", flat=True))
    ask(analyst, zone, **everywhere | {"waves": 2})
    with pytest.raises(NotNow, match="another number of waves"):
        work()
    shutil.rmtree(inside)


def test_the_next_wave_begins_by_itself_on_its_day_and_once(analyst, beside, zone, monkeypatch):
    monkeypatch.setattr(insight_jobs.people, "tell_outcomes", lambda **said: ())
    ask(analyst, zone, recipient=f"territory:{zone.pk}", waves=3, reserve=0)
    begun = AT.replace(year=2100, month=11, day=30)  # the first day of claim, and the end of a month
    inside, houses = lists.folder_of(RULE, "territory", zone.pk), []

    def night(at):
        """The job of the night, then whatever it asked for; how many lists were asked for."""
        before = Job.objects.filter(kind=lists.KIND).count()
        for minutes in (0, 1):  # a worker that was killed does it again
            again = at + timedelta(minutes=minutes)
            jobs.enqueue("insight.waves", by=SYSTEM, at=again, due=at - timedelta(hours=1))
            kind, running = jobs.claim("test", lambda: again)  # noqa: B023
            kind.run(running)
        asked = Job.objects.filter(kind=lists.KIND).count() - before
        if asked:
            kind, running = jobs.claim("test", lambda: again)
            kind.run(running)
        houses.append({w.organisation.name for w in Worklist.objects.exclude(size=0)})
        return asked

    kind, running = jobs.claim("test", lambda: begun)
    kind.run(running)
    assert night(begun) == 0 and night(begun.replace(year=2101, month=2, day=27)) == 0
    assert night(begun.replace(year=2101, month=2, day=28)) == 1, "the quarter is over"
    assert night(begun.replace(year=2101, month=3, day=1)) == 0, "exactly once"
    assert night(begun.replace(year=2101, month=9, day=1)) == 1, "nights that were missed are made up for at once"
    assert night(begun.replace(year=2110, month=9, day=1)) == 0, "after the last wave there is none"
    assert [len(h) for h in houses] == [1, 1, 2, 2, 3, 3]
    assert AuditEntry.objects.filter(event="insight.list_asked", user=None).count() == 2
    shutil.rmtree(inside)


def test_a_practice_that_joins_after_waves_began_begins_with_the_last(analyst, beside, zone, months, monkeypatch):
    monkeypatch.setattr(insight_jobs.people, "tell_outcomes", lambda **said: ())
    ask(analyst, zone, recipient=f"territory:{zone.pk}", waves=3, reserve=0)
    inside, begun = lists.folder_of(RULE, "territory", zone.pk), AT.replace(year=2100, month=11, day=30)
    kind, running = jobs.claim("test", lambda: begun)
    kind.run(running)
    first = Worklist.objects.get().organisation
    nodes = [a.node for a in months.areas(level="practice") if a.node.removeprefix("practice:").isdigit()]
    town = Territory.objects.get(code="99001")
    joined = [Organisation.objects.create(name=f"New {n}", search=f"new {n}", starts=START) for n in range(3)]
    for house, node in zip(joined, nodes[3:6], strict=True):
        Site.objects.create(organisation=house, name=house.name, care_site=node, municipality=town, starts=START)
    seen = []
    for year, month in ((2101, 2), (2101, 5)):  # the second wave, and the last
        at = AT.replace(year=year, month=month, day=31 if month == 5 else 28)
        jobs.enqueue("insight.waves", by=SYSTEM, at=at, due=at - timedelta(hours=1))
        for _ in range(2):
            kind, running = jobs.claim("test", lambda: at)  # noqa: B023
            kind.run(running)
        seen.append({w.organisation.name for w in Worklist.objects.exclude(size=0)})
    assert first.name in seen[0] and len(seen[0]) == 2 and not any(name.startswith("New") for name in seen[0])
    assert {name for name in seen[1] if name.startswith("New")} and {n for n in seen[1] if n.startswith("House")} >= seen[0]
    shutil.rmtree(inside)


def test_every_practice_of_a_zone_has_a_list_at_once(analyst, beside, zone):
    assert ask(analyst, zone, recipient=f"territory:{zone.pk}").status_code == 302
    work()
    assert {w.organisation.name for w in Worklist.objects.all()} == {"House 0", "House 1", "House 2"}
    shutil.rmtree(lists.folder_of(RULE, "territory", zone.pk))


def test_pages_of_figures_lead_to_it_for_who_may_bring_a_list(analyst, cast, beside):
    places = {"/popbox/": "segment:popbox:P3", "/rules/condition/diabetes/": "condition:diabetes"}
    places |= {"/figures/gp_contact/": "indicator:gp_contact"}
    other = cast.client(cast.user("Paul", "policy"))
    for page, rule in places.items():
        link = f"/figures/list/?rule={rule}"
        assert link in analyst.get(page).content.decode()
        assert link not in other.get(page).content.decode()
    assert "figures/list" not in analyst.get("/figures/emerg_adm/").content.decode(), "nobody is open where less is better"
    assert other.get("/figures/list/", {"rule": RULE}).status_code == 403


def test_a_share_of_the_popbox_leads_in_one_tap_to_the_list_of_its_cell(analyst, cast, beside, months):
    page = analyst.get("/popbox/").content.decode()
    cells = months.popbox("all", "repeat_admission")
    assert cells["all", "P3"]
    link = re.search(r'href="(/figures/list/[?]rule=segment%3Apopbox%3AP3%2Cdeterminant%3Arepeat_admission)"', page)
    asked = analyst.get(link[1]).content.decode()
    persona = next(c for c in months.about()["popbox"]["segment"]["classes"] if c["key"] == "P3")
    trait = months.about()["popbox"]["determinants"]["repeat_admission"]
    called = f"{persona['title']['en']} × {trait['title']['en']}"
    assert asked.count(escape(called)) == 2, "what is asked stands on top and is the title of the list"
    assert "figures/list" not in cast.client(cast.user("Paul", "policy")).get("/popbox/").content.decode()


@pytest.mark.parametrize(
    "rule",
    [
        "segment:popbox:P3,determinant:nope",
        "segment:popbox:P9",
        "",
        "condition:nope",
        "file:etc",
        "diabetes",
        "segment:popbox",
        "condition:diabetes -x",
    ],
)
def test_what_is_no_rule_has_no_page(analyst, beside, rule):
    assert analyst.get("/figures/list/", {"rule": rule}).status_code == 404


def test_a_team_has_its_people_where_it_works_and_who_is_not_known_to_the_mill_gets_no_list(analyst, beside, months, db):
    town = months.areas(level="municipality")[0]
    territory = Territory.objects.create(kind="municipality", code=town.node.partition(":")[2], name=town.name, starts=START)
    team = Team.objects.create(name="Team East", kind="neighbourhood", starts=START)
    team.territories.add(territory)
    assert lists.nodes_of("team", team.pk, date(2026, 1, 1)) == [town.node]
    nowhere = Organisation.objects.create(name="Hospital", search="hospital", starts=START)
    answer = ask(analyst, nowhere)
    assert answer.status_code == 422 and "lead to this recipient" in answer.content.decode()


def test_without_a_mill_beside_it_the_page_says_so(analyst, months):
    assert "another machine" in analyst.get(f"/figures/list/?rule={RULE}").content.decode()
