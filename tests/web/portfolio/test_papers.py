"""Paper: the same words and numbers as the screens, tagged, and the brief on one A4."""

from __future__ import annotations

import csv
import io
import re
import zlib

import pytest
from django.utils import translation

from empact.web.governance.models import Body
from empact.web.kernel.paper import pictures
from empact.web.portfolio import actions, papers, reporting
from empact.web.portfolio.models import Action

from .conftest import AT, TODAY, needed


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.fixture
def full(ready, manager, item, partner, results):
    """An action that says all a brief and a plan have room for."""
    own = {"action": ready, "by": manager, "at": AT}
    long = "Who fell once falls again, and nobody tells the others. " * 12
    values = {"need": long, "afterwards": long, "supply": "No group in zone A [or B]"}
    actions.keep_action(values=values, today=TODAY, **own)
    for value in ready.frame.items.filter(kind="value"):
        actions.argue(value=value, text=f"Because of {value.code}, as the person says it", **own)
    actions.contribute(item=item("aim", "health"), strength=3, today=TODAY, **own)
    steps = [actions.add_task(title=f"Milestone number {n}", due=TODAY, **own) for n in range(8)]
    actions.keep_goal(title="Nobody falls twice", milestones=steps, kpis=[], **own)
    actions.promise(organisation=partner("Home nursing"), contribution="time", what="two hours", today=TODAY, **own)
    actions.plan_phase(phase=item("phase", "development"), starts=TODAY, today=TODAY, **own)
    actions.add_obstacle(what="No room on Tuesday", today=TODAY, **own)
    return Action.objects.select_related("objective", "programme", "puller", "frame").get(pk=ready.pk)


def plain(made):
    """The bytes with every compressed stream opened."""
    found = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def pages(made):
    return int(re.findall(rb"/Type/Pages/Count (\d+)", plain(made))[0])


def words_of(sections):
    return " ".join(
        part for s in sections for part in (s.title, *s.text, *s.items, *s.head, *(c for row in s.rows for c in row))
    )


@pytest.mark.shows("PRT-16")
def test_the_brief_of_an_action_that_says_much_prints_on_one_a4(full, client, results):
    sections = papers.brief(full, results, TODAY)
    told = words_of(sections)
    for said in ("falls again", "Nobody falls twice", "Zone A", "who fell once", "140 (Zone A), 812", "Milestone number 7",
                 "Because of comfort", "People who fell: 18.0 %", "target 20", "No group in zone A [or B]"):  # fmt: skip
        assert said in told, said
    made = client.get(f"/actions/{full.pk}/paper/brief/").content
    assert made.startswith(b"%PDF") and pages(made) == 1
    for tag in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en", b"/MediaBox[0 0 595"):
        assert tag in plain(made), tag


@pytest.mark.shows("PRT-17")
def test_the_plan_holds_every_word_of_the_brief_and_what_the_card_adds_and_nothing_is_typed_again(full, client, results):
    brief, plan = papers.brief(full, results, TODAY), papers.plan(full, results, TODAY)
    told = words_of(plan)
    for section in brief:
        for part in (*section.text, *section.items):
            assert part in told or section.title == "Approach" and part[11:] in told, part
    for said in (
        "Milestone number 3",
        "Home nursing: time, two hours (promised)",
        "2026 Q1-Q2: Development",
        "No room on Tuesday",
    ):
        assert said in told, said
    made = client.get(f"/actions/{full.pk}/paper/plan/").content
    assert made.startswith(b"%PDF") and b"/StructTreeRoot" in plain(made)


def test_a_report_on_paper_is_drawn_from_what_was_frozen_and_gives_the_same_bytes(full, client, office, results):
    one = actions.freeze_report(title="Quarter", since=TODAY, figures=results, today=TODAY, by=office, at=AT)
    address = f"/actions/reports/{one.pk}/?format=pdf"
    before = client.get(address).content
    assert before.startswith(b"%PDF") and b"/StructTreeRoot" in plain(before)
    Action.objects.update(title="Something else", stage="stopped")
    assert client.get(address).content == before
    told = words_of(papers.report(one.content))
    assert "Fall prevention at home" in told and "Something else" not in told and "18.0 %" in told


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_paper_speaks_the_language_of_who_asks(full, results, language):
    with translation.override(language):
        made = papers.paper("x", papers.plan(full, results, TODAY))
    assert f"/Lang({language}".encode() in plain(made)


def csv_of(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address, {"format": "csv"}).content.decode("utf-8-sig"))))


@pytest.mark.shows("MOD-22")
def test_the_plan_of_the_region_has_seven_chapters_with_the_numbers_of_the_screens(full, client, office, results, item):
    actions.propose_action(title="Another", programme=item("programme", "AP2"), today=TODAY, by=office, at=AT)
    actions.keep_action(action=full, values={"public_sentence": "Together nobody falls."}, today=TODAY, by=office, at=AT)
    actions.move_action(action=full, after="plan", reason="r", today=TODAY, by=office, at=AT)
    Body.objects.create(name="Steering group", purpose="Steers the plan", quorum=50, starts=TODAY)
    page = client.get("/actions/plan/").content.decode()
    chapters = re.findall(r"<h2>(\d\. .*?)</h2>", page)
    assert [c[:2] for c in chapters] == [f"{n}." for n in range(1, 8)]
    sections = papers.region(results, TODAY)
    target, vision, project, evaluation, communication, finance, governance = sections
    card = client.get(f"/actions/{full.pk}/").content.decode()
    (cell,) = target.rows
    assert cell[1] == "812" and "812 people" in card and cell[2] == str(full.number)
    under = {r[0].split()[0]: r[1] for r in vision.rows}
    frame = re.sub(r"<[^>]*>", " ", client.get("/actions/frame/").content.decode())
    assert under["SO1"] == "1" and re.search(r"SO1\s.*?1 action\b", frame, re.S)
    listed = csv_of(client, "/actions/")
    assert {(r["number"], r["stage"]) for r in listed} == {(row[0].split()[0], row[2]) for row in project.rows}
    balance = csv_of(client, "/actions/whole/")
    assert sum(int(r["actions"]) for r in balance) == len(project.rows) == 2
    (measure,) = (r for r in evaluation.rows if r[0] == "People who fell")
    assert measure[2].startswith("18.0 %") and "18.0 %" in card and measure[4] == "20"
    assert communication.items == ["Fall prevention at home: Together nobody falls."]
    assert finance.text == ["Nothing is written down for this chapter yet."]
    assert governance.items == ["Steering group: Steers the plan"]
    made = client.get("/actions/plan/", {"format": "pdf"}).content
    assert made.startswith(b"%PDF") and b"/StructTreeRoot" in plain(made)


def test_another_app_fills_its_chapter(full, results, monkeypatch):
    monkeypatch.setitem(papers.CHAPTERS, "finance", [])
    papers.add_chapter("finance", lambda day: [papers.Section("", [f"70,000 euro on {day.year}"])])
    assert papers.region(results, TODAY)[5].text == ["70,000 euro on 2026"]
    assert pictures  # pages are looked at as pictures with the same door


@pytest.mark.shows("MOD-08")
def test_money_that_an_app_counts_stands_in_the_chapter_of_finance_and_on_the_page_of_the_programme(
    full, results, client, monkeypatch, item
):
    rows = [
        {"title": full.title, "address": f"/actions/{full.pk}/", "given_minor": 7_000_000},
        {"title": "all", "address": "", "given_minor": 9_000_000},
    ]
    told = reporting.Section("money", "Money", {"given_minor": "given"}, lambda day: rows)
    monkeypatch.setitem(reporting._ADDED, "money", told)
    finance = papers.region(results, TODAY)[5]
    assert [row[0] for row in finance.rows] == [full.title, "all"] and "70,000" in finance.rows[0][1]
    page = re.sub(r"<[^>]*>", "", client.get(f"/actions/frame/{item('programme', 'AP1').pk}/").content.decode())
    assert re.search(r"given this year\D*70,000", page)
