"""Three people through the house, start to end: who reads the region, who works through a list, a team that talks.

Each walk is told with its pictures in docs/explanation/three-walks.md.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.utils import timezone

from empact.cli.main import main
from empact.web.insight.bring import bring
from empact.web.kernel import jobs
from empact.web.people.models import Handover, Worklist

from .conftest import axe_findings, choose
from .world import NUMBERS, WORDS

WINDOW = {"width": 900, "height": 640}


@pytest.fixture
def mill(package, settings):
    """The mill that made the figures, at hand."""
    settings.MILL = package.parent
    yield package.parent
    shutil.rmtree(site.WORKSPACE.documents, ignore_errors=True)


def start(visit, user):
    page = visit(user)
    page.set_viewport_size(WINDOW)
    page.goto(page.start + "/day/")
    return page


def pick(page, label, text):
    """Choose in a filter; where scripts run the page answers at once."""
    with page.expect_navigation():
        page.get_by_label(label, exact=True).select_option(label=text)


def table_of(page, n=0):
    """The table of a chart: its head and rows."""
    figure = page.locator("figure.figure").nth(n)
    if not figure.locator("table").is_visible():
        figure.locator("summary").click()
    rows = figure.locator("tr").all()
    return [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in rows]


def whole(text):
    return int(text.replace(",", ""))


def explain_every_warning(page):
    """Until none is without an answer; what was not done is refused by name."""
    page.get_by_role("link", name="Release or turn down").click()
    page.get_by_role("button", name="Save").click()
    assert "of this load" in page.locator(".note.error, .errors, [role=alert]").first.inner_text()
    choose(page, "Loads")
    while page.get_by_role("link", name="Answer the first").count():
        page.get_by_role("link", name="Answer the first").click()
        page.get_by_label("seen, and explained").check()
        page.get_by_label("why").fill("Known from the year before.")
        page.get_by_role("button", name="Save").click()
        if "/checks/" in page.url:
            choose(page, "Loads")


def test_an_analyst_goes_from_a_load_to_the_popbox_of_a_region(visit, world, mill, package, keep):
    """J1: the delivery adds up, the checks are read, a draft is tried, and the Pop-Box holds everybody once."""
    shutil.rmtree(site.WORKSPACE.results)
    page = start(visit, world.users["analyst"])
    choose(page, "Loads")
    assert page.locator(".nothing").count() == 1
    bring(package, site.WORKSPACE.results)  # empact import-results
    page.reload()
    assert "nothing of it is used before it is released" in page.inner_text("main")
    choose(page, "Pop-Box")
    assert page.locator(".nothing").count() == 1
    choose(page, "Loads")
    explain_every_warning(page)
    page.get_by_role("link", name="Release or turn down").click()
    page.get_by_label("note").fill("Two practices joined in autumn.")
    page.get_by_role("button", name="Save").click()
    came, kept, refused = map(
        whole, re.search(r"([\d,]+) rows came in: ([\d,]+) kept, ([\d,]+) not", page.inner_text("main")).groups()
    )
    assert came == kept + refused and "It adds up." in page.inner_text("main")
    keep(page, "walk-load")

    page.get_by_role("link", name="What the checks found").click()
    verdicts = page.get_by_label("verdict", exact=True)
    attention = next(o for o in verdicts.locator("option").all_text_contents() if o.startswith("needs attention"))
    pick(page, "verdict", attention)
    rows = page.locator("tbody tr")
    assert rows.count() and all("needs attention" in text for text in rows.all_inner_texts())

    choose(page, "Rules")
    page.get_by_role("link", name="fewer-conditions").click()
    page.get_by_role("button", name="Count", exact=True).click()
    kind, running = jobs.claim("walk", timezone.now)
    kind.run(running)
    page.reload()
    counted = page.inner_text("main")
    assert re.search(r"Moved to another class: [\d,]+\.", counted) and "Nothing is changed." in counted
    keep(page, "walk-draft")

    choose(page, "Pop-Box")
    assert "Two practices joined in autumn." in page.inner_text("main"), "the note of the analyst goes with the figures"
    head, everybody = table_of(page)
    assert head[0].casefold() == "place" and whole(everybody[1]) == sum(map(whole, everybody[2:])), (
        "everybody in one persona, once"
    )
    people = world.figures.about()["popbox"]
    pick(page, "level", "primary-care zone")
    keep(page, "walk-popbox")
    zones = table_of(page)[1:]
    shown = [row for row in zones if "hidden" not in row]
    assert sum(whole(row[1]) for row in zones if row[1] != "hidden") <= whole(everybody[1])
    assert all(whole(row[1]) == sum(map(whole, row[2:])) for row in shown)
    pick(page, "determinant", "Frail")
    hidden = [row for row in table_of(page)[1:] if "hidden" in row]
    with page.expect_download() as found:
        page.get_by_role("link", name="CSV").first.click()
    lines = list(csv.reader(found.value.path().read_text(encoding="utf-8-sig").splitlines()))[1:]
    assert [line[0] for line in lines] == [row[0] for row in table_of(page)[1:]]
    assert [line.count("") for line in lines] == [row.count("hidden") for row in table_of(page)[1:]]
    assert hidden, "so few people: some number is small"
    page.locator("svg.chart a").first.click()
    assert "level=municipality" in page.url and "within=zone" in page.url
    assert people["as_of"] in page.inner_text("main")

    choose(page, "Map")
    pick(page, "level", "municipality")
    pick(page, "what", "At least one contact with the general practitioner")
    assert page.locator("svg.map a").count() >= 2 and page.locator("ul.row li svg.swatch").count() >= 2
    keep(page, "walk-map")

    choose(page, "Open figures to teams")
    assert page.get_by_role("link", name="Plan when figures open").count() == 1
    text = page.content()
    assert not [word for word in WORDS | NUMBERS if word in text]


@pytest.fixture
def delivered(mill, tmp_path, pseudonym_of):
    """A list of the mill with its record; its people get pseudonyms of the house's own gate."""
    out = tmp_path / "list.csv"
    command = [
        "list", "Four or more conditions", "--register", mill / "register", "--results", mill / "results",
        "--rule", "segment:popbox:P3", "--places", "40", "--reserve", "0.2", "--seed", "3", "--project", "popbox",
        "--ground", "care relation", "--purpose", "call for a talk", "--recipient", "own team", "--out", out,
    ]  # fmt: skip
    assert main([str(part) for part in command]) == 0
    head, *lines = out.read_text(encoding="utf-8").splitlines()
    known = [f"{pseudonym_of(n)},{line.partition(',')[2]}" for n, line in enumerate(lines, 1)]
    out.write_text("\n".join([head, *known]) + "\n", encoding="utf-8")
    return out


def test_a_coordinator_works_through_an_approved_list(visit, world, delivered, keep):
    """J2 up to the approved list: brought without a name, approved with its rule, named to who treats, taken up."""
    analyst = start(visit, world.users["analyst"])
    choose(analyst, "Lists brought")
    analyst.get_by_role("link", name="Bring a list").click()
    analyst.fill("input[name=title]", "Talk about what matters")
    analyst.select_option("select[name=recipient]", label=next(
        o for o in analyst.locator("select[name=recipient] option").all_text_contents() if "Buurtteam Centrum" in o
    ))  # fmt: skip
    analyst.set_input_files("input[name=file]", delivered)
    analyst.set_input_files("input[name=record]", delivered.with_suffix(".json"))
    analyst.get_by_role("button", name="Save").click()
    assert "The list is with its recipient." in analyst.inner_text("main")

    page = start(visit, world.users["coordinator"])
    choose(page, "Lists")
    page.get_by_role("link", name="Talk about what matters").click()
    before = page.inner_text("main")
    record = json.loads(delivered.with_suffix(".json").read_text(encoding="utf-8"))
    assert record["rule"]["title"]["en"] in before and record["rule"]["fingerprint"][:12] in before
    assert "care relation" in before and "call for a talk" in before
    assert not [word for word in WORDS if word in page.content()], "no name before it is asked for"
    keep(page, "walk-list")
    page.get_by_role("button", name="Approve the list").click()
    assert "The list is approved." in page.inner_text("main")

    page.get_by_role("button", name="Show the names").click()
    row = page.locator("table tr", has_text="Zzpeeters")
    assert row.count() == 1 and page.locator("table tr", has_text="Zzmaes").count() == 0, (
        "whom another cares for has no name here"
    )
    assert "not in your care" in page.inner_text("main")
    row.get_by_role("link", name="no answer yet").click()
    page.select_option("select[name=state]", value="accepted")
    soon = timezone.localdate() + timedelta(days=7)
    page.fill("input[name=next_step]", soon.isoformat())
    page.get_by_role("button", name="Write it down").click()
    assert "It is written down." in page.inner_text("main")
    keep(page, "walk-answer")
    page.get_by_role("button", name="Take the last answer back").click()
    page.select_option("select[name=state]", value="accepted")
    page.fill("input[name=next_step]", soon.isoformat())
    page.get_by_role("button", name="Write it down").click()
    answer = Handover.objects.get(worklist__title="Talk about what matters")
    assert answer.assigned_to == world.users["coordinator"] and answer.next_step == soon
    assert Worklist.objects.get(pk=answer.worklist_id).state == Worklist.State.APPROVED
    assert axe_findings(page) == []

    mine = start(visit, world.users["person"])
    mine.goto(mine.start + "/my/record/looks/")
    assert "call for a talk (care relation)" in mine.inner_text("main")
    again = start(visit, world.users["analyst"])
    choose(again, "Lists brought")
    assert not [word for word in WORDS if word in again.content()]


def test_a_team_talks_about_its_figures_and_agrees_one_thing(visit, world, keep):
    """J4: ready on My day, a remark, a meeting that begins with the last action, one action; then the remarks are closed."""
    page = start(visit, world.users["team_coach"])
    page.get_by_role("link", name=re.compile("Your figures are ready")).click()
    assert "Buurtteam Centrum" in page.inner_text("h1")
    cards = page.locator("section.card")
    assert 1 <= cards.count() <= 5
    measured = [card for card in cards.all() if card.locator("svg.chart").count()]
    assert measured
    for card in cards.all():  # what to do belongs to a figure: a card without one says that it was not measured
        if card.get_by_text("own value").count() or card.locator("svg.chart").count():
            assert card.get_by_text("What you can do").count() == 1 and card.locator("[data-barometer=do]").inner_text()
        else:
            assert card.get_by_text("Not measured yet").count() == 1
    assert not re.search(r"\b(worst|best|bad|poor|rank)\b", page.inner_text("main"), re.IGNORECASE)
    measured[0].scroll_into_view_if_needed()
    keep(page, "walk-card")

    measured[0].get_by_role("link", name="Add a remark").click()
    page.select_option("select[name=kind]", value="missing")
    page.fill("textarea[name=text]", "Our new practice is not in these figures.")
    page.locator("main form button").click()
    assert "Our new practice is not in these figures." in page.inner_text("main")

    page.get_by_role("link", name="Begin a meeting").click()
    page.fill("input[name=theme]", "Our figures")
    page.fill("input[name=on]", timezone.localdate().isoformat())
    page.get_by_label("about the newest figures").check()
    page.locator("main form button").click()
    steps = page.locator(".projector section.step h2").all_inner_texts()
    assert "The last action" in steps[0] and "One action" in steps[-2] and "45 minutes" in page.inner_text("main")
    page.set_viewport_size({"width": 1100, "height": 700})
    keep(page, "walk-meeting")
    page.set_viewport_size(WINDOW)

    page.get_by_role("link", name="Agree one action").click()
    said = {
        "question": "Do more people come when we phone them?", "change": "Phone who was not seen for a year",
        "effect": "5 % more", "measure": "The same figure, next quarter",
        "due": (timezone.localdate() + timedelta(days=60)).isoformat(),
    }  # fmt: skip
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=owner]", index=1)
    page.locator("main form button").click()
    assert "Phone who was not seen for a year" in page.inner_text("#agree")
    page.get_by_role("button", name="End the meeting").click()
    choose(page, "Feedback")
    if page.get_by_role("main").get_by_role("link", name="Buurtteam Centrum").count():
        page.get_by_role("main").get_by_role("link", name="Buurtteam Centrum").first.click()
    assert page.get_by_role("link", name="Add a remark").count() == 0
    assert "Phone who was not seen for a year" in page.inner_text("main")

    page.get_by_role("link", name="Begin a meeting").click()
    page.fill("input[name=theme]", "Next quarter")
    page.fill("input[name=on]", timezone.localdate().isoformat())
    page.locator("main form button").click()
    assert "Phone who was not seen for a year" in page.inner_text("#last"), "the next talk begins with what was agreed"
    policy = start(visit, world.users["policy"])
    choose(policy, "What teams say")
    assert "Our new practice" not in policy.content()
