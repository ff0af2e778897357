"""The handbook in the region's words, the chapter that writes itself, and options compared in one table."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest

from empact.web.governance import actions
from empact.web.governance.chapter import chapter
from empact.web.governance.models import Passage, Weighing
from empact.web.governance.regions import told
from empact.web.kernel.problems import NotNow

from .conftest import AT, START, TODAY, WORDS, needed


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.mark.shows("GOV-22")
def test_the_six_tasks_of_leadership_stand_in_the_handbook_and_can_be_put_in_other_words(client, cast, office):
    made = actions.take_up_handbook(told=told()["leuven"], today=TODAY, by=office, at=AT)
    assert {p.code: len(p.lines.splitlines()) for p in made} == {"leadership": 6, "agility": 5}
    assert not actions.take_up_handbook(told=told()["leuven"], today=TODAY, by=office, at=AT)
    page = html.unescape(client.get("/bodies/handbook/").content.decode())
    assert "Angst of weerstand t.o.v. de transitie te managen" in page and "Zorgzaam Leuven: annex 1" in page
    assert "Teams autonoom en flexibel te maken" in page
    assert client.get("/bodies/handbook/leadership/change/").status_code == 403
    writes = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {"title": "We lead by", "lines": "Listening\nTrying"}
    assert writes.post("/bodies/handbook/leadership/change/", said).status_code == 302
    one = Passage.objects.get(code="leadership")
    assert one.source == "" and "<li>Trying</li>" in client.get("/bodies/handbook/").content.decode()


@pytest.mark.shows("GOV-25")
def test_the_chapter_is_the_registers_of_the_day(steering, seats, office, partner, group, client):
    actions.keep_body(body=steering, values={"tasks": "Budget\nPriorities", "meets": "Four times"}, by=office, at=AT)
    board = actions.make_body(name="Board", purpose="Daily", quorum=40, up_to=5000, starts=date(2026, 2, 1), by=office, at=AT)
    actions.end_seat(seat=seats["A"], last_day=date(2026, 1, 31), by=office, at=AT)
    actions.seat(body=board, group=group(1), organisation=partner("Newcomer"), starts=date(2026, 2, 1), by=office, at=AT)
    actions.plan_meeting(body=steering, on=date(2026, 3, 17), by=office, at=AT)
    for on in ("2026-01-31", "2026-02-01"):
        page = client.get(f"/bodies/chapter/?on={on}").content.decode().partition("<main")[2]
        assert [h for h in re.findall(r"<h2>([^<]+)</h2>", page) if h in ("Board", "Steering group")] == (
            ["Steering group"] if on == "2026-01-31" else ["Board", "Steering group"]
        )
        for body in (steering, board):
            if not body.is_on(date.fromisoformat(on)):
                continue
            file = client.get(f"/bodies/{body.pk}/?format=csv&on={on}").content.decode("utf-8-sig")
            register = [r["organisation"] for r in csv.DictReader(io.StringIO(file))]
            part = page.partition(f"<h2>{body.name}</h2>")[2].partition("<h2>")[0]
            sits = part.partition("Who sits in it")[2].partition("</ul>")[0]
            assert re.findall(r"<li>([^<]*?) <span", sits) == register
    part = page.partition("<h2>Steering group</h2>")[2].partition("<h2>")[0]
    assert "<li>Priorities</li>" in part and "Four times" in part and "17" in part and "Of a hundred seats 50" in part
    assert "up to 5000 euro" in page.replace(",", "")
    told_ = chapter(date(2019, 1, 1))
    assert not told_.parts and told_.decisions == 0


@pytest.mark.shows("GOV-26")
def test_options_for_the_future_form_are_compared_in_one_table(steering, office, client, cast, say, take):
    values = {**WORDS, "question": "Under which form do we go on?", "kind": "consent"}
    decision = actions.propose(body=steering, values=values, today=TODAY, by=office, at=AT)
    writes = cast.client(needed(cast.user("Olaf", "pmo")))
    home = f"/decisions/{decision.pk}"
    said = {"options": "Non-profit association\nCooperative\nAs it is", "criteria": "Who decides\nMoney\nLiability"}
    assert writes.post(f"{home}/options/", {**said, "options": "Only one"}).status_code == 422
    assert writes.post(f"{home}/options/", said).status_code == 302
    for option in decision.options.all():
        texts = {str(c.pk): f"{option.title}: {c.title}" for c in decision.criteria.all() if c.title != "Money"}
        assert writes.post(f"/decisions/options/{option.pk}/", texts).status_code == 302
    table = client.get(f"{home}/dossier/").content.decode()
    assert table.count("<table") == 1
    heads = re.findall(r'<th scope="col">([^<]+)</th>', table)
    assert heads[1:] == ["Non-profit association", "Cooperative", "As it is"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{home}/dossier/?format=csv").content.decode("utf-8-sig"))))
    assert [r["criterion"] for r in rows] == ["Who decides", "Money", "Liability"]
    assert rows[0]["Cooperative"] == "Cooperative: Who decides" and rows[1]["Cooperative"] == ""
    less = {**said, "options": "As it is\nCooperative"}  # one gone, another order: what was said of the others stays
    assert writes.post(f"{home}/options/", less).status_code == 302
    assert [o.title for o in decision.options.all()] == ["As it is", "Cooperative"] and Weighing.objects.count() == 4
    decision.state = "taken"
    with pytest.raises(NotNow, match="stay as they were"):
        actions.keep_options(decision=decision, options=["a", "b"], criteria=["c"], by=office, at=AT)
    assert "Options by criteria" in client.get(f"{home}/").content.decode()


def test_the_chapter_asks_few_questions(steering, seats, client, office, group, django_assert_max_num_queries):
    for n in range(20):
        body = actions.make_body(name=f"Body {n}", purpose="p", quorum=50, starts=START, by=office, at=AT)
        actions.seat(body=body, group=group(0), starts=START, by=office, at=AT)
    with django_assert_max_num_queries(25):
        client.get("/bodies/chapter/")


@pytest.mark.shows("GOV-25")
def test_the_plan_of_the_region_has_the_same_chapter(steering, seats, office, client):
    actions.keep_body(body=steering, values={"tasks": "Keeps the budget\nSets priorities"}, by=office, at=AT)
    page = html.unescape(client.get("/actions/plan/").content.decode())
    part = page.partition("7. ")[2]
    assert "Steering group: Steers" in part and "Sets priorities" in part
    assert [letter for letter in "ABCD" if f"Partner {letter}" in part] == list("ABCD")
