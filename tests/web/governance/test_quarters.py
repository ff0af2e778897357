"""The four evaluations of a year: their calendar, who is reminded, and a frozen copy that can be made out again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.governance import actions, quarters
from empact.web.governance.models import Evaluation
from empact.web.kernel.day import todo
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import NotNow
from empact.web.portfolio import actions as portfolio

from .conftest import AT, needed


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.mark.shows("GOV-05")
def test_the_calendar_of_a_year_is_made_and_follows_a_meeting_that_moves(steering, office, cast, client):
    writes = cast.client(needed(cast.user("Olaf", "pmo")))
    assert client.post(f"/bodies/{steering.pk}/year/", {"year": 2027}).status_code == 403
    assert writes.post(f"/bodies/{steering.pk}/year/", {"year": 2027}).status_code == 302

    def rows():
        file = client.get(f"/bodies/{steering.pk}/year/?year=2027&format=csv").content.decode("utf-8-sig")
        return [(r["quarter"], r["reminder"], r["frozen on"], r["meeting"]) for r in csv.DictReader(io.StringIO(file))]

    assert rows() == [
        ("2027 Q1", "2027-03-02", "2027-03-06", "2027-03-16"), ("2027 Q2", "2027-06-01", "2027-06-05", "2027-06-15"),
        ("2027 Q3", "2027-09-07", "2027-09-11", "2027-09-21"), ("2027 Q4", "2027-12-07", "2027-12-11", "2027-12-21"),
    ]  # fmt: skip
    with pytest.raises(NotNow, match="planned already"):
        actions.plan_year(body=steering, year=2027, by=office, at=AT)
    young = actions.make_body(name="Board", purpose="Daily", quorum=50, starts=date(2027, 7, 1), by=office, at=AT)
    assert [e.quarter for e in actions.plan_year(body=young, year=2027, by=office, at=AT)] == [3, 4]
    with pytest.raises(NotNow, match="does not exist"):
        actions.plan_year(body=young, year=2026, by=office, at=AT)
    second = Evaluation.objects.get(quarter=2, meeting__body=steering).meeting
    actions.move_meeting(meeting=second, on=date(2027, 6, 22), where="", by=office, at=AT)
    assert rows()[1] == ("2027 Q2", "2027-06-08", "2027-06-12", "2027-06-22")
    assert AuditEntry.objects.filter(event="governance.year_planned").count() == 2


@pytest.mark.shows("GOV-05")
def test_who_leads_is_reminded_before_the_figures_are_frozen_and_the_office_freezes_them(steering, office, cast, partner):
    actions.plan_year(body=steering, year=2027, by=office, at=AT)
    manager = cast.who(cast.user("Mia", ("project_manager", "organisation", partner("Partner A").pk)))

    def told(who, day):
        return [(str(t.title), t.due) for t in todo(who, day) if t.kind == "governance.figures_freeze"]

    assert not told(manager, date(2027, 3, 1)) and not told(office, date(2027, 3, 1))
    assert told(manager, date(2027, 3, 2)) == [("Give the news of your actions", date(2027, 3, 6))]
    assert told(office, date(2027, 3, 8)) == [("Freeze the figures of quarter 1", date(2027, 3, 6))]
    assert not told(manager, date(2027, 3, 7))


@pytest.mark.shows("GOV-05")
def test_the_frozen_figures_of_a_quarter_are_the_same_for_ever(steering, office, partner, cast, client):
    today = timezone.localdate()
    portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=today, by=office, at=AT)
    one = portfolio.propose_action(title="Fall prevention", puller=partner("Partner A"), today=today, by=office, at=AT)
    meeting = actions.plan_meeting(body=steering, on=today + timedelta(days=10), by=office, at=AT)
    Evaluation.objects.create(meeting=meeting, year=today.year, quarter=(today.month + 2) // 3)
    address = f"/bodies/{steering.pk}/year/?year={today.year}"
    assert quarters.year_of(steering, today.year, today)[0].frozen is None
    assert quarters.year_of(steering, today.year, today + timedelta(days=1))[0].late
    frozen = portfolio.freeze_report(title="Quarter", since=today, figures=None, today=today, by=office, at=AT)
    page = client.get(address).content.decode()
    assert f"/actions/reports/{frozen.pk}/" in page and frozen.digest[:12] in page
    before = client.get(f"/actions/reports/{frozen.pk}/?format=json").content
    portfolio.give_update(action=one, light="red", changed="c", next="n", asked="", today=today, by=office, at=AT)
    later = today + timedelta(days=1)
    portfolio.propose_action(title="Another", puller=partner("Partner A"), today=later, by=office, at=AT)
    portfolio.freeze_report(title="Later", since=today, figures=None, today=later, by=office, at=AT)
    after = client.get(f"/actions/reports/{frozen.pk}/?format=json").content
    assert before == after and hashlib.sha256(after).hexdigest() == frozen.digest
    assert [a["title"] for a in json.loads(after)["actions"]] == ["Fall prevention"]
    (line,) = csv.DictReader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig")))
    assert line["digest"] == frozen.digest  # the first copy, not the later one
