"""A region without figures: what it needs, builds on and wishes, what it would cost, and the note that is made of them."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from empact.web.budgets import actions as budgets
from empact.web.insight.figures import at_hand
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.rules import endpoints, opens, rule_of
from empact.web.portfolio import actions, papers, startup
from empact.web.portfolio.models import Frame, Groundwork, Strength
from tests.web.portfolio.conftest import AT, TODAY, needed, office
from tests.web.portfolio.test_papers import pages, plain

__all__ = ["office"]


NEEDS_FIGURES = ("figures/", "environment/", "lists/", "rules/", "reports/")
"""Pages of one figure, one place or one rule: without any there is none of them."""
NOT_HERE = ("actions/growth/say/", "time/rates/")
"""For an organisation about itself; for a region that chose to value hours."""


@pytest.fixture
def olaf(cast):
    return cast.client(needed(cast.user("Olaf", "pmo")))


def text(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.shows("MOD-24")
def test_a_new_workspace_says_needs_strengths_wishes_and_what_it_would_cost_and_no_page_asks_for_a_figure(olaf):
    assert at_hand() is None and not Frame.objects.exists()
    page = olaf.get("/actions/start/").content.decode()
    assert page.count("Nothing is written down for this chapter yet.") == 4
    for kind, said in (("need", "People wait for help."), ("dynamic", "Partners meet."), ("wish", "One door for everybody.")):
        answer = olaf.post(f"/actions/start/new/{kind}/", {"text": said, "said_by": "Welfare network"})
        assert answer.status_code == 302 and answer.url == "/actions/start/"
    assert olaf.post("/actions/strengths/new/", {"what": "Four zones in one region", "holder": "Hospitals"}).status_code == 302
    cost = {"function": "Coordinator", "percent": "80", "full_time": "70000.00", "overhead": "15"}
    assert olaf.post("/staff/costs/keep/", cost).status_code == 302
    page = text(olaf.get("/actions/start/").content.decode())
    for words in (
        "People wait for help. (Welfare network)", "Partners meet.", "Four zones in one region (Hospitals)",
        "One door for everybody.", "Coordinator: 0.80 FTE, 56,000.00",
    ):  # fmt: skip
        assert words in page, words
    assert "Nothing is written down" not in page and not re.search(
        r"[Ff]igures have|[Rr]egister|release", page.partition("Four steps")[2].partition("Acute")[0]
    )
    note = olaf.get("/actions/start/note/")
    assert note.headers["Content-Type"] == "application/pdf" and pages(note.content) <= 2
    assert b"/StructTreeRoot" in plain(note.content)


@pytest.mark.shows("MOD-24")
def test_every_page_of_the_project_office_opens_in_a_workspace_without_any_figure(olaf, office):
    actions.add_groundwork(kind="need", text="People wait.", by=office, at=AT)
    broken, opened = {}, 0
    for route, pattern in endpoints(get_resolver().url_patterns):
        if "<" in route or "(?P" in route or route.startswith(("account/", "api/", "health", "metrics")):
            continue
        if rule_of(pattern.callback) is None or not opens(pattern.callback, office):
            continue
        status, opened = olaf.get("/" + route).status_code, opened + 1
        if status not in (200, 302, 405, 422) and not (status == 404 and route.startswith(NEEDS_FIGURES + NOT_HERE)):
            broken[route] = status
    assert opened > 60
    assert broken == {}


@pytest.mark.shows("ZON-24")
def test_a_note_of_needs_dynamics_possibilities_and_means_is_two_pages_at_most_or_says_that_it_is_too_long(olaf, office):
    for n in range(14):
        for kind in Groundwork.Kind:
            actions.add_groundwork(kind=kind, text=f"{kind} {n}: " + "a sentence that says it all, " * 6, by=office, at=AT)
    for n in range(10):
        actions.add_strength(what=f"Strength {n} of many partners who know one another", by=office, at=AT)
    budgets.keep_estimate(
        function="Coordinator", percent=100, full_time_minor=7_000_000, overhead_percent=15, by=office, at=AT
    )
    sections = startup.note(TODAY)
    assert [s.title for s in sections] == ["1. Needs", "2. Dynamics and strengths", "3. Possibilities", "4. Means"]
    assert [len(s.items) for s in sections] == [14, 24, 14, 1]
    made = olaf.get("/actions/start/note/")
    assert made.status_code == 200 and pages(made.content) == 2
    for n in range(60):
        actions.add_groundwork(kind="wish", text=f"{n} " + "more and more words for what is wished " * 10, by=office, at=AT)
    with pytest.raises(NotNow, match="longer than 2 pages"):
        papers.paper("Note", startup.note(TODAY), pages=startup.PAGES, strict=True)
    assert olaf.get("/actions/start/note/").status_code == 409


def test_a_line_is_said_otherwise_or_taken_off_by_the_office_alone(olaf, office, cast):
    line = actions.add_groundwork(kind="need", text="People wait.", by=office, at=AT)
    assert olaf.post(f"/actions/start/{line.pk}/", {"text": "People wait long."}).status_code == 302
    assert Groundwork.objects.get().text == "People wait long."
    other = cast.who(cast.user("Piet", "policy"))
    for refused in (
        lambda: actions.add_groundwork(kind="need", text="x", by=other, at=AT),
        lambda: actions.keep_groundwork(line=line, text="x", by=other, at=AT),
        lambda: actions.drop_groundwork(line=line, by=other, at=AT),
        lambda: budgets.keep_estimate(
            function="x", percent=1, full_time_minor=1, overhead_percent=0, by=other, at=AT
        ),
    ):  # fmt: skip
        with pytest.raises(Denied):
            refused()
    assert olaf.post(f"/actions/start/{line.pk}/drop/").status_code == 302 and not Groundwork.objects.exists()
    one = budgets.keep_estimate(function="x", percent=50, full_time_minor=100, overhead_percent=0, by=office, at=AT)
    assert budgets.keep_estimate(function="x", percent=60, full_time_minor=1, overhead_percent=0, by=office, at=AT) == one
    assert olaf.post(f"/staff/costs/{one.pk}/drop/").status_code == 302 and not Strength.objects.exists()
    assert olaf.get("/actions/start/new/else/").status_code == 404
