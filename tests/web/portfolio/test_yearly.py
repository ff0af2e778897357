"""POL-09: a year report is the sum of its quarter reports, with what reviewers say of it beside."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest

from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions
from empact.web.portfolio.reporting import digest_of

from .conftest import AT, needed
from .test_papers import pages

ENDS = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31))


@pytest.fixture
def quarters(idea, office, manager):
    """Four frozen reports that follow one another; each with news and a milestone, some of it on the day they share."""
    made, since = [], date(2025, 1, 1)
    for n, on in enumerate(ENDS):
        at = AT + timedelta(minutes=n)
        for day in [on - timedelta(days=20)] * (n + 1) + [on]:
            actions.give_update(action=idea, light="green", changed=f"News {day}", next="b", today=day, by=manager, at=at)
        task = actions.add_task(action=idea, title=f"Step {n}", due=on, by=manager, at=at)
        actions.keep_task(task=task, due=on, done=on - timedelta(days=5), by=manager, at=at)
        made.append(actions.freeze_report(title=f"Quarter {n + 1}", since=since, figures=None, today=on, by=office, at=at))
        since = on
    return made


@pytest.fixture
def year(quarters, office):
    return actions.freeze_year(title="2025", reports=quarters, by=office, at=AT + timedelta(hours=1))


@pytest.mark.shows("POL-09")
def test_every_number_of_the_year_is_the_sum_of_its_quarters_and_what_two_of_them_tell_counts_once(year, quarters, idea):
    told = year.content["year"]
    assert [q["title"] for q in told["quarters"]] == [f"Quarter {n}" for n in range(1, 5)]
    for how, number in told["sums"].items():
        assert number == sum(q["sums"][how] for q in told["quarters"])
        assert number == sum(row["how"] == how for row in year.content["changes"])
    assert told["sums"] == {"step": 0, "done": 4, "news": 14}
    assert told["sums"]["news"] == idea.updates.count()  # nothing twice, nothing lost
    assert [q["sums"]["news"] for q in told["quarters"]] == [2, 3, 4, 5]
    repeated = [sum(r["how"] == "news" for r in q.content["changes"]) for q in quarters]
    assert repeated == [2, 4, 5, 6]  # each quarter after the first tells the day it shares once more
    assert [q["digest"] for q in told["quarters"]] == [q.digest for q in quarters]
    assert set(year.quarters.all()) == set(quarters)
    assert year.content["actions"] == quarters[-1].content["actions"]


@pytest.mark.shows("POL-09")
def test_what_reviewers_say_stands_beside_the_report_and_changes_no_byte_of_it(year, cast, partner):
    client = cast.client(needed(cast.user("Piet", "policy")))
    address = f"/actions/reports/{year.pk}/"
    before = [client.get(f"{address}?format={f}").content for f in ("json", "csv")]
    assert client.post(f"{address}comment/", {"text": "Clear, and on time."}).status_code == 302
    member = cast.who(cast.user("Sien", ("steering", "organisation", partner("Hospital").pk)))
    actions.comment_report(
        report=year, text="Say more of falls.", organisation=partner("Hospital"), today=ENDS[-1], by=member, at=AT
    )
    page = client.get(address).content.decode()
    for words in ("Clear, and on time.", "policy officer", "Say more of falls.", "Hospital", "Quarter by quarter"):
        assert words in page
    assert [client.get(f"{address}?format={f}").content for f in ("json", "csv")] == before
    assert digest_of(json.loads(before[0])) == year.digest
    found = list(csv.DictReader(io.StringIO(before[1].decode("utf-8-sig"))))
    assert [(r["what"], r["value"]) for r in found if r["section"] == "year"] == [("step", "0"), ("done", "4"), ("news", "14")]
    paper = client.get(f"{address}?format=pdf")
    assert paper.status_code == 200 and pages(paper.content) >= 1
    with pytest.raises(Denied):
        stranger = cast.who(cast.user("Mo", ("contact", "organisation", partner("Hospital").pk)))
        actions.comment_report(report=year, text="x", organisation=None, today=ENDS[-1], by=stranger, at=AT)


def test_four_quarters_that_follow_one_another_make_a_year_and_nothing_else_does(quarters, year, office, cast):
    freeze = lambda reports: actions.freeze_year(title="x", reports=reports, by=office, at=AT)  # noqa: E731
    with pytest.raises(NotNow, match="four quarter reports"):
        freeze(quarters[:3])
    with pytest.raises(NotNow, match="not made of year"):
        freeze([*quarters[:3], year])
    alone = actions.freeze_report(title="Alone", since=date(2025, 11, 1), figures=None, today=ENDS[3], by=office, at=AT)
    with pytest.raises(NotNow, match="'?Alone'? does not begin where Quarter 3 ends"):
        freeze([*quarters[:3], alone])
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    form = client.get("/actions/reports/year/").content.decode()
    assert "so far" not in form and f"Quarter 1, {quarters[0].since:%d/%m/%Y} – {quarters[0].on:%d/%m/%Y}" in form
    assert all(f'value="{q.pk}"' in form for q in quarters) and f'value="{year.pk}"' not in form
    said = {"title": "2025 again", "reports": [q.pk for q in quarters]}
    assert client.post("/actions/reports/year/", said).status_code == 302


def test_a_year_of_too_few_quarters_says_how_many_there_are_and_what_to_do(office, cast):
    actions.freeze_report(title="Alone", since=date(2025, 11, 1), figures=None, today=ENDS[3], by=office, at=AT)
    page = cast.client(needed(cast.user("Olaf", "pmo"))).get("/actions/reports/year/").content.decode()
    assert "There are 1 so far: make one at the end of each quarter." in page
