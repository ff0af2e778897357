"""A report that writes itself: every number is that of its list, and the frozen copy gives the same bytes for ever."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel.problems import NotNow
from empact.web.portfolio import actions
from empact.web.portfolio.models import Action, Report
from empact.web.portfolio.reporting import SECTIONS, digest_of

from .conftest import AT, TODAY, needed


@pytest.fixture
def busy(ready, go, zone, office, manager, results, partner):
    """Two actions: one runs with a late milestone and a question, one is an idea; and what happened in the quarter."""
    go(ready, "plan", "decision", "running", reason="seen")
    late = {"action": ready, "by": manager, "at": AT}
    actions.add_task(title="Ten teams", due=TODAY - timedelta(days=40), **late)
    done = actions.add_task(title="Room found", due=TODAY, **late)
    actions.keep_task(task=done, due=TODAY, done=TODAY, by=manager, at=AT)
    actions.argue(action=ready, text="It prevents falling", tag="preventive", by=manager, at=AT)
    actions.give_update(
        action=ready, light="amber", changed="Two teams", next="Two more", asked="Who pays?", today=TODAY, by=manager, at=AT
    )
    actions.propose_action(title="Another one", today=TODAY - timedelta(days=200), by=office, at=AT)
    return ready


@pytest.fixture
def frozen(busy, office, results):
    return actions.freeze_report(
        title="Quarter one", since=TODAY - timedelta(days=90), figures=results, today=TODAY, by=office, at=AT
    )


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "pmo")))


@pytest.mark.shows("PRT-22")
def test_every_number_of_a_report_is_that_of_the_list_it_leads_to(frozen, client):
    page = client.get(f"/actions/reports/{frozen.pk}/").content.decode()
    links = re.findall(r'href="(/actions/\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 10
    for address, number in links:
        listed = client.get(address.replace("&amp;", "&") + "&format=csv").content.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(listed)))) == int(number), address
    assert not re.search(r"\d{4}-\d{2}-\d{2}", page.partition("<main")[2].partition("SHA-256")[0]), (
        "days are written as people do"
    )
    heads = [page.index(f"<h2>{h}</h2>") for h in ("Help is asked", "To be decided", "What changed", "Late", "Every action")]
    assert heads == sorted(heads)  # what is asked stands first
    for words in ("Who pays?", "Ten teams", "is there: Room found", "Two teams", "18.0 %", "15.0 % to 21.0 %"):
        assert words in page


@pytest.mark.shows("C15")
def test_it_holds_every_action_every_indicator_and_every_deviation_and_the_copy_gives_the_same_bytes(frozen, client, busy):
    before = [client.get(f"/actions/reports/{frozen.pk}/?format={f}").content for f in ("json", "csv")]
    rows = list(csv.DictReader(io.StringIO(before[1].decode("utf-8-sig"))))
    told = {(r["section"], r["title"]) for r in rows}
    assert {("actions", a.title) for a in Action.objects.all()} <= told
    assert ("indicator", "People who fell") in told and ("deviation", "Ten teams") in told
    assert {r["section"] for r in rows} <= {*SECTIONS, "learning", "indicator", "deviation"}
    assert frozen.digest == digest_of(json.loads(before[0]))
    Action.objects.update(title="Something else", stage="stopped")
    busy.tasks.update(title="Moved")
    assert [client.get(f"/actions/reports/{frozen.pk}/?format={f}").content for f in ("json", "csv")] == before
    assert Report.objects.get().digest == digest_of(Report.objects.get().content)


def test_a_report_is_frozen_from_its_page_and_the_next_begins_where_it_ended(client, busy):
    form = client.get("/actions/reports/new/").content.decode()
    assert (timezone.localdate() - timedelta(days=91)).isoformat() in form
    assert client.post("/actions/reports/new/", {"title": "Quarter", "since": "2026-01-01"}).status_code == 302
    assert timezone.localdate().isoformat() in client.get("/actions/reports/new/").content.decode()
    assert "Quarter" in client.get("/actions/reports/").content.decode()


def test_of_what_has_not_come_yet_nothing_is_reported(frozen, office, results):
    with pytest.raises(NotNow):
        actions.freeze_report(title="Later", since=TODAY + timedelta(days=1), figures=results, today=TODAY, by=office, at=AT)
